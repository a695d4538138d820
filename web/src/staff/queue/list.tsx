/* list.tsx - tasks in groups of urgency; only fields that have a value are shown. */
import { ArrowUp, CircleCheckBig, Flag } from 'lucide-preact';
import type { JSX } from 'preact';
import { personName } from '../../app/person';
import { t, tCode } from '../../app/i18n';
import { useProgrammeLabel } from '../../app/queries';
import { useUrlState, withParams } from '../../app/url';
import { Button } from '../../ui/button';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states';
import { DueTag, KindTag, PriorityTag, StateTag, Tag, When } from '../../ui/tag';
import { Pager } from '../../ui/table';
import type { Group, Task, useTasks, View } from './state';
import { useLocation } from 'preact-iso';

const GROUP_COLOR = { late: 'danger', soon: 'warning', later: 'accent', held: 'warning', undated: 'neutral', done: 'success' } as const;

function TaskRow({ task, current, checked, onCheck }: {
	task: Task; current: boolean; checked: boolean; onCheck: () => void;
}): JSX.Element {
	const programme = useProgrammeLabel();
	const { path, query } = useLocation();
	const url = useUrlState();
	return (
		<li class="task-row" data-current={current} data-task={task.id}>
			<input type="checkbox" class="ds-input" checked={checked} onChange={onCheck}
				aria-label={t('selectRow', { name: `${task.name} ${task.number ?? ''}` })} />
			<div class="grow">
				<a class="title" href={withParams(path, query, { task: task.id })} aria-current={current || undefined}
					onClick={(e) => { if (!e.ctrlKey && !e.metaKey) { e.preventDefault(); url.set({ task: task.id }); } }}>
					{task.name}
				</a>
				<div>{personName(task.person)}</div>
				<div class="meta">
					{task.number && <span class="num">{task.number}</span>}
					{task.programme && <span>{programme(task.programme)}</span>}
					<span class="extra">{task.unitName}</span>
					{task.role && <span class="extra">{tCode('role', task.role)}</span>}
					{task.assigneeName && <span class="extra">{task.assigneeName}</span>}
				</div>
			</div>
			<div class="flags">
				{task.state === 'open' ? <DueTag due={task.dueAt} suspended={Boolean(task.suspendedSince)} /> :
					<><StateTag state={task.state} /><span class="small dim"><When at={task.completedAt} /></span></>}
				<span class="row tight">
					{task.isEscalated && <Tag color="danger"><Flag class="icon" aria-hidden="true" />{t('task.escalated')}</Tag>}
					<KindTag kind={task.kind} />
					<PriorityTag priority={task.priority} />
				</span>
			</div>
		</li>
	);
}

interface TaskListProps {
	query: ReturnType<typeof useTasks>;
	groups: { group: Group; tasks: Task[] }[];
	selected: ReadonlySet<string>;
	onSelect: (id: string) => void;
	current: string;
	view: View;
	/** How many wait to be shown, and the other queue's when this one is empty. */
	fresh: number;
	onFresh: () => void;
	pool: number;
	onPool: () => void;
}

function News({ n, onShow }: { n: number; onShow: () => void }): JSX.Element {
	return (
		<div class="news" role="status">
			{n > 0 && <Button small variant="primary" icon={ArrowUp} onClick={onShow}>{t('queue.fresh', { n })}</Button>}
		</div>
	);
}

export function TaskList({ query, groups, selected, onSelect, current, view, ...rest }: TaskListProps): JSX.Element {
	if (!query.data) {
		return (
			<div class="card">
				{query.error ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : <Skeleton lines={8} />}
			</div>
		);
	}
	if (!groups.length) {
		return (
			<div class="card">
				<EmptyState icon={CircleCheckBig} title={t(`queue.empty.${view}`)}
					action={view === 'mine' && rest.pool > 0 && <Button onClick={rest.onPool}>{t('queue.seePool', { n: rest.pool })}</Button>}>
					{t(`queue.emptyText.${view}`)}
				</EmptyState>
			</div>
		);
	}
	const shown = groups.reduce((n, g) => n + g.tasks.length, 0);
	return (
		<div class="card flush task-list">
			<News n={rest.fresh} onShow={rest.onFresh} />
			{groups.map(({ group, tasks }) => (
				<div class="list-group" key={group}>
					<h2><span class="dot" data-color={GROUP_COLOR[group]} />{t(`queue.group.${group}`)}<span class="count">{tasks.length}</span></h2>
					<ul class="rows">
						{tasks.map((task) => (
							<TaskRow key={task.id} task={task} current={task.id === current} checked={selected.has(task.id)}
								onCheck={() => onSelect(task.id)} />
						))}
					</ul>
				</div>
			))}
			<Pager shown={shown} hasMore={query.hasNextPage} busy={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
		</div>
	);
}
