/* team.ts - what several people do on one task: comments, sub-tasks, votes. */
import { api, data, type Schemas } from '../../app/api';
import { usePages } from '../../app/pages';
import { refresh } from '../../app/queries';
import { refreshTasks } from '../queue/actions';

export type Comment = Schemas['Comment'];
export type Subtask = Schemas['Subtask'];
export type Vote = Schemas['Vote'];
export type NewSubtask = Schemas['NewSubtask'];

const PAGE = 30;
const at = (id: string) => ({ path: { id } });
const once = (id: string, key: string) => ({ ...at(id), header: { 'Idempotency-Key': key } });
const version = (comment: Comment) => ({ ...at(comment.id), header: { 'If-Match': `"${comment.version}"` } });

/** Pages from the newest back; whoever reads a task's has seen being mentioned. */
export function useComments(of: { task: string } | { intervention: string }) {
	return usePages(['comments', of], async (from) => {
		const query = { limit: PAGE, ...from };
		if ('intervention' in of)
			return data(api.GET('/api/v1/interventions/{id}/comments', { params: { ...at(of.intervention), query } }));
		const page = await data(api.GET('/api/v1/tasks/{id}/comments', { params: { ...at(of.task), query } }));
		refresh('counts');
		return page;
	});
}

export async function say(task: string, body: Schemas['NewComment'], key: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/comments', { params: once(task, key), body }));
	refresh('comments');
}

export async function change(comment: Comment, body: Schemas['NewComment']): Promise<void> {
	await data(api.PATCH('/api/v1/comments/{id}', { params: version(comment), body }));
	refresh('comments');
}

export async function withdraw(comment: Comment): Promise<void> {
	await data(api.POST('/api/v1/comments/{id}/withdraw', { params: version(comment), body: {} }));
	refresh('comments');
}

export async function split(task: string, body: NewSubtask, key: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/subtasks', { params: once(task, key), body }));
	refreshTasks();
}

export async function callOff(task: string, reason: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/cancel', { params: at(task), body: { reason } }));
	refreshTasks();
}

export async function vote(ballot: string, body: { data: Record<string, unknown> } | { abstain: string }, key: string): Promise<Vote> {
	const answer = await data(api.POST('/api/v1/tasks/{id}/vote', { params: once(ballot, key), body }));
	refreshTasks();
	return answer.vote;
}

export async function closeVote(task: string): Promise<void> {
	await data(api.POST('/api/v1/tasks/{id}/close-vote', { params: at(task), body: {} }));
	refreshTasks();
}
