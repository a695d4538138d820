/* redistribute.tsx - one worker's tasks, or a unit's pool: choose some, give them to others. */
import { CircleCheckBig, Undo2, UserPlus, X } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { t } from '../../app/i18n';
import { itemsOf, usePages } from '../../app/pages';
import { personName } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { EmptyState, Loaded, Notice } from '../../ui/states';
import { DataTable, Pager } from '../../ui/table';
import { DueTag, PriorityTag } from '../../ui/tag';
import { type BulkRow, bulk } from '../queue/actions';
import { AssignDialog, report } from '../queue/bulk';

const PAGE = 100;

function useTasksOf(worker: string, unit: string) {
	// A supervisor has not the role that a pool is for: it is what nobody has in the unit.
	const query = { view: 'unit' as const, unit, ...(worker !== 'pool' && { assignee: worker }) };
	return usePages(['tasks', 'board', query, worker], (from) => data(api.GET('/api/v1/tasks',
		{ params: { query: { ...query, limit: PAGE, ...from } } })));
}

export function Redistribute({ worker, unit, name, onClose }: {
	worker: string; unit: string; name: string; onClose: () => void;
}): JSX.Element {
	const tasks = useTasksOf(worker, unit);
	const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
	const [assigning, setAssigning] = useState(false);
	const [failures, setFailures] = useState<BulkRow[]>([]);
	const ids = [...selected];
	const finish = (rows: BulkRow[]): void => {
		setAssigning(false);
		setSelected(new Set());
		report(rows, setFailures);
	};
	const takeBack = useAction(async () => finish(await bulk({ action: 'release', ids })));
	return (
		<section class="card flush detail" aria-label={t('board.tasksOf', { name })}>
			<header>
				<h2>{t('board.tasksOf', { name })}</h2>
				<div class="row">
					<Button small variant="primary" icon={UserPlus} disabled={!ids.length} onClick={() => setAssigning(true)}>{t('board.spread', { n: ids.length })}</Button>
					{worker !== 'pool' && <Button small icon={Undo2} disabled={!ids.length} busy={takeBack.busy} onClick={() => void takeBack.run()}>{t('task.takeBack')}</Button>}
					<Button small variant="tertiary" icon={X} label={t('close')} onClick={onClose} />
				</div>
			</header>
			<FormError error={takeBack.error} />
			{failures.some((row) => !row.ok) && <Notice kind="danger" title={t('bulk.partly', {
				ok: failures.filter((r) => r.ok).length, failed: failures.filter((r) => !r.ok).length })} />}
			<Loaded query={tasks}>
				{(found) => {
					const rows = itemsOf(found.pages).filter((task) => worker !== 'pool' || !task.assigneeId);
					return rows.length ? (
						<>
							<DataTable caption={t('board.tasksOf', { name })} rows={rows} rowKey={(task) => task.id} selected={selected} onSelect={setSelected}
								rowLabel={(task) => task.name} columns={[
									{ id: 'task', label: t('task.name'), cell: (task) => <a class="strong" href={`/staff/queue?view=unit&task=${task.id}`}>{task.name}</a> },
									{ id: 'person', label: t('task.person'), cell: (task) => <>{personName(task.person)}<br /><span class="small dim num">{task.number}</span></> },
									{ id: 'due', label: t('task.due'), cell: (task) => <span class="row tight"><DueTag due={task.dueAt} /><PriorityTag priority={task.priority} /></span> },
								]} />
							<Pager shown={rows.length} hasMore={tasks.hasNextPage} busy={tasks.isFetchingNextPage} onMore={() => void tasks.fetchNextPage()} />
						</>
					) : <EmptyState icon={CircleCheckBig} title={t('board.empty')} />;
				}}
			</Loaded>
			{assigning && <AssignDialog ids={ids} onClose={() => setAssigning(false)} onDone={finish} />}
		</section>
	);
}
