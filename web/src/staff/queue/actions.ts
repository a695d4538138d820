/* actions.ts - what can be done with a task, and what to fetch again after it. */
import { api, data, ifMatch, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { messageOf } from '../../app/errors';
import { refresh } from '../../app/queries';
import { say } from '../../ui/toast';

export type TaskDetail = Schemas['TaskDetail'];

function at(id: string) {
	return { params: { path: { id } } };
}

export function refreshTasks(): void {
	refresh('tasks', 'task', 'counts', 'board', 'intervention');
}

/** What the computed fields of a task's form come to. */
export async function compute(id: string, form: Record<string, unknown>): Promise<Schemas['Computed'][]> {
	return (await data(api.POST('/api/v1/tasks/{id}/compute', { ...at(id), body: { data: form } }))).items;
}

export async function release(id: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/release', at(id)));
	refreshTasks();
}

/** Take a task; it can be undone for a while. */
export async function claim(id: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/claim', at(id)));
	refreshTasks();
	say(t('task.claimed'), {
		undo: () => void release(id).catch((error: unknown) => say(messageOf(error), { kind: 'error' })),
	});
}

export async function giveBack(id: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/return', at(id)));
	refreshTasks();
}

export async function delegate(id: string, staffId: string, reason: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/delegate', { ...at(id), body: { staffId, ...(reason && { reason }) } }));
	refreshTasks();
}

export async function assign(id: string, to: { staffId?: string; unitId?: string }, reason: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/assign', { ...at(id), body: { ...to, ...(reason && { reason }) } }));
	refreshTasks();
}

/** Due date and priority are the supervisor's, the follow-up date is the assignee's. */
export async function plan(task: TaskDetail, changes: {
	dueAt?: string | null; priority?: number; followUpAt?: string | null; reason?: string;
}): Promise<void> {
	await data(api.PATCH('/api/v1/tasks/{id}', {
		params: { path: { id: task.id }, header: { 'If-Match': ifMatch(task.version) } }, body: changes,
	}));
	refreshTasks();
}

/** Where a task was before it was passed on: its unit, then its worker. */
export async function putBack(task: Pick<TaskDetail, 'id' | 'unitId' | 'assigneeId'>, wasUnit: boolean): Promise<void> {
	if (wasUnit)
		await assign(task.id, { unitId: task.unitId }, '');
	if (task.assigneeId)
		await assign(task.id, { staffId: task.assigneeId }, '');
	else if (!wasUnit)
		await release(task.id);
}

export async function complete(id: string, form: Record<string, unknown>, key: string): Promise<Schemas['Task'][]> {
	const answer = await data(api.POST('/api/v1/tasks/{id}/complete', {
		params: { path: { id }, header: { 'Idempotency-Key': key } }, body: { data: form },
	}));
	refreshTasks();
	return answer.next;
}

export type BulkRow = { id: string; ok: boolean; code?: string; previousAssigneeId?: string | null };

export async function bulk(body: {
	action: 'assign' | 'release' | 'transfer'; ids: string[]; staffId?: string; unitId?: string;
}): Promise<BulkRow[]> {
	const answer = await data(api.POST('/api/v1/tasks/bulk', { body }));
	refreshTasks();
	return answer.items;
}

/** Put every task back where it was before a bulk assignment. */
export async function undoBulk(rows: BulkRow[]): Promise<void> {
	const byWorker = new Map<string, string[]>();
	for (const row of rows.filter((r) => r.ok)) {
		const worker = row.previousAssigneeId ?? '';
		byWorker.set(worker, [...byWorker.get(worker) ?? [], row.id]);
	}
	for (const [staffId, ids] of byWorker)
		await bulk(staffId ? { action: 'assign', ids, staffId } : { action: 'release', ids });
}
