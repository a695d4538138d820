/* tasks.tsx - the tasks of a case, open ones first. */
import { ListTodo } from 'lucide-preact';
import type { JSX } from 'preact';
import type { Schemas } from '../../app/api';
import { t, tCode } from '../../app/i18n';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { DueTag, KindTag, StateTag, When } from '../../ui/tag';

export function CaseTasks({ tasks }: { tasks: Schemas['Task'][] }): JSX.Element {
	const rows = [...tasks].sort((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open'));
	return (
		<section class="card flush">
			{rows.length ? (
				<DataTable caption={t('case.tab.tasks')} rows={rows} rowKey={(task) => task.id} columns={[
					{ id: 'name', label: t('task.name'), cell: (task) => <><a class="strong" href={`/staff/queue?task=${task.id}`}>{task.name}</a> <KindTag kind={task.kind} /></> },
					{ id: 'state', label: t('case.state'), cell: (task) => <StateTag state={task.state} /> },
					{ id: 'unit', label: t('unit'), cell: (task) => <>{task.unitName}<br /><span class="small dim">{tCode('role', task.role)}</span></> },
					{ id: 'who', label: t('task.assignee'), cell: (task) => task.assigneeName ?? t('task.nobody') },
					{ id: 'due', label: t('task.due'), cell: (task) => task.state === 'open' ? <DueTag due={task.dueAt} suspended={Boolean(task.suspendedSince)} /> : <When at={task.completedAt} /> },
				]} />
			) : <EmptyState icon={ListTodo} title={t('case.noTasks')} />}
		</section>
	);
}
