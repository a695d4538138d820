/* detail.tsx - the task in hand: who and what, its form, why it is here, what can be done. */
import { useQuery } from '@tanstack/preact-query';
import { ArrowLeft, ExternalLink, FileText } from 'lucide-preact';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { ApiError } from '../../app/errors';
import { personName } from '../../app/person';
import { t, tCode } from '../../app/i18n';
import { useProgrammeLabel } from '../../app/queries';
import { Button, ButtonLink } from '../../ui/button';
import { useShortcuts } from '../../ui/keys';
import { SummaryList } from '../../ui/lists';
import { Tabs } from '../../ui/nav';
import { Loaded } from '../../ui/states';
import { DueTag, KindTag, PriorityTag, StateTag, When } from '../../ui/tag';
import type { TaskDetail } from './actions';
import { Ballot } from '../team/ballot';
import { Comments } from '../team/comments';
import { SubtaskWork } from '../team/subtask-work';
import { Subtasks } from '../team/subtasks';
import { VotePanel } from '../team/vote';
import type { View } from './state';
import { TaskActions } from './task-actions';
import { TaskForm } from './task-form';
import { Why } from './why';

const useTask = (id: string) => useQuery({
	queryKey: ['task', id],
	queryFn: () => data(api.GET('/api/v1/tasks/{id}', { params: { path: { id } } })),
});

function Facts({ task }: { task: TaskDetail }): JSX.Element {
	const programme = useProgrammeLabel();
	return (
		<SummaryList rows={[
			[t('task.person'), personName(task.person)],
			[t('case.number'), <span key="n" class="num">{task.number ?? '—'}</span>],
			[t('programme'), programme(task.programme)],
			[t('unit'), task.unitName],
			[t('task.role'), tCode('role', task.role)],
			[t('task.assignee'), task.assigneeName ?? t('task.nobody')],
			[t('task.due'), <When key="d" at={task.dueAt} />],
			[t('task.followUpOn'), <When key="f" at={task.followUpAt} time={false} />],
			[t('task.created'), <When key="c" at={task.createdAt} />],
		]} />
	);
}

/** What its holder does with it, by its kind. */
function Work({ task, onNext }: { task: TaskDetail; onNext: () => void }): JSX.Element | null {
	switch (task.kind) {
	case 'subtask': return <SubtaskWork task={task} />;
	case 'ballot': return <Ballot task={task} />;
	case 'vote': return <VotePanel task={task} />;
	default: return <TaskForm task={task} onNext={onNext} />;
	}
}

function Panel({ tab, task, onNext }: { tab: string; task: TaskDetail; onNext: () => void }): JSX.Element | null {
	switch (tab) {
	case 'comments': return <Comments task={task.id} unit={task.unitId} />;
	case 'subtasks': return <Subtasks task={task} />;
	case 'facts': return <Facts task={task} />;
	case 'why': return <Why reasons={task.why} />;
	default: return <Work task={task} onNext={onNext} />;
	}
}

function Body({ task, view, onNext }: { task: TaskDetail; view: View; onNext: () => void }): JSX.Element {
	const [tab, setTab] = useState(view === 'mentions' ? 'comments' : 'work');
	const open = task.subtasks?.filter((part) => part.task.state === 'open').length;
	const hasParts = task.kind === 'task' && (task.actions.includes('split') || !!task.subtasks?.length);
	useShortcuts(useMemo(() => [
		{ keys: 'm', label: 'keys.comments' as const, run: () => setTab('comments') },
	], []));
	return (
		<>
			<div class="row">
				<DueTag due={task.state === 'open' ? task.dueAt : null} suspended={Boolean(task.suspendedSince)} />
				<PriorityTag priority={task.priority} />
				<KindTag kind={task.kind} />
				{task.state !== 'open' && <StateTag state={task.state} />}
				<span class="grow" />
				{task.recordId && <ButtonLink small icon={ExternalLink} href={`/staff/records/${task.recordId}`}>{t('record.open')}</ButtonLink>}
				{task.interventionId && <ButtonLink small icon={FileText} href={`/staff/cases/${task.interventionId}`}>{t('case.open')}</ButtonLink>}
			</div>
			<TaskActions task={task} />
			<Tabs label={t('task.tabs')} current={tab} onChange={setTab} tabs={[
				{ id: 'work', label: t('task.tab.work') },
				{ id: 'comments', label: t('task.tab.comments') },
				...(hasParts ? [{ id: 'subtasks', label: t('task.tab.subtasks'), count: open || undefined }] : []),
				{ id: 'facts', label: t('task.tab.facts') }, { id: 'why', label: t('task.tab.why') },
			]}>
				<Panel tab={tab} task={task} onNext={onNext} />
			</Tabs>
		</>
	);
}

interface DetailProps { id: string; view: View; onNext: () => void; onClose: () => void }

export function Detail({ id, view, onNext, onClose }: DetailProps): JSX.Element {
	const task = useTask(id);
	// Whom a comment mentions may read it without being able to do the task.
	const isOnlyTalk = view === 'mentions' && task.error instanceof ApiError && task.error.status === 404;
	return (
		<section class="detail card stack" aria-label={t('task.detail')}>
			<div class="row top">
				<Button variant="tertiary" small icon={ArrowLeft} label={t('keys.back')} onClick={onClose} />
				<div class="grow">
					<h2>{task.data?.name ?? t(isOnlyTalk ? 'task.tab.comments' : 'loading')}</h2>
					{task.data && <p class="dim">{personName(task.data.person)} · <span class="num">{task.data.number}</span></p>}
				</div>
			</div>
			{isOnlyTalk ? <Comments task={id} /> :
				<Loaded query={task} lines={8}>{(found) => <Body task={found} view={view} onNext={onNext} />}</Loaded>}
		</section>
	);
}
