/* detail.tsx - the task in hand: who and what, its form, why it is here, what can be done. */
import { useQuery } from '@tanstack/preact-query';
import { ArrowLeft, ExternalLink, FileText } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { personName } from '../../app/person';
import { t, tCode } from '../../app/i18n';
import { useProgrammeLabel } from '../../app/queries';
import { Button, ButtonLink } from '../../ui/button';
import { SummaryList } from '../../ui/lists';
import { Tabs } from '../../ui/nav';
import { Loaded } from '../../ui/states';
import { DueTag, PriorityTag, StateTag, When } from '../../ui/tag';
import type { TaskDetail } from './actions';
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

function Body({ task, onNext }: { task: TaskDetail; onNext: () => void }): JSX.Element {
	const [tab, setTab] = useState('work');
	return (
		<>
			<div class="row">
				<DueTag due={task.state === 'open' ? task.dueAt : null} suspended={Boolean(task.suspendedSince)} />
				<PriorityTag priority={task.priority} />
				{task.state !== 'open' && <StateTag state={task.state} />}
				<span class="grow" />
				{task.recordId && <ButtonLink small icon={ExternalLink} href={`/staff/records/${task.recordId}`}>{t('record.open')}</ButtonLink>}
				{task.interventionId && <ButtonLink small icon={FileText} href={`/staff/cases/${task.interventionId}`}>{t('case.open')}</ButtonLink>}
			</div>
			<TaskActions task={task} />
			<Tabs label={t('task.tabs')} current={tab} onChange={setTab} tabs={[
				{ id: 'work', label: t('task.tab.work') }, { id: 'facts', label: t('task.tab.facts') },
				{ id: 'why', label: t('task.tab.why') },
			]}>
				{tab === 'work' ? <TaskForm task={task} onNext={onNext} /> : tab === 'facts' ? <Facts task={task} /> : <Why reasons={task.why} />}
			</Tabs>
		</>
	);
}

export function Detail({ id, onNext, onClose }: { id: string; onNext: () => void; onClose: () => void }): JSX.Element {
	const task = useTask(id);
	return (
		<section class="detail card stack" aria-label={t('task.detail')}>
			<div class="row top">
				<Button variant="tertiary" small icon={ArrowLeft} label={t('keys.back')} onClick={onClose} />
				<div class="grow">
					<h2>{task.data?.name ?? t('loading')}</h2>
					{task.data && <p class="dim">{personName(task.data.person)} · <span class="num">{task.data.number}</span></p>}
				</div>
			</div>
			<Loaded query={task} lines={8}>{(found) => <Body task={found} onNext={onNext} />}</Loaded>
		</section>
	);
}
