/* state.ts - what the queue shows, read from and written to the address. */
import { useMemo } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { daysUntil } from '../../app/format';
import { usePages } from '../../app/pages';
import { unitId } from '../../app/session';
import { useUrlState } from '../../app/url';

export type Task = Schemas['Task'];
export type View = 'mine' | 'pool' | 'unit' | 'done' | 'mentions';
export const VIEWS: View[] = ['mine', 'pool', 'done', 'mentions'];

export interface QueueState {
	view: View;
	programme: string;
	overdue: boolean;
	/** Also what is to be followed up later. */
	putOff: boolean;
	assignee: string;
	task: string;
	change: (changes: Partial<Record<'view' | 'programme' | 'overdue' | 'putOff' | 'assignee' | 'task', string>>) => void;
}

export function useQueueState(): QueueState {
	const url = useUrlState();
	const view = url.get('view');
	return {
		view: view === 'pool' || view === 'done' || view === 'unit' || view === 'mentions' ? view : 'mine',
		programme: url.get('programme'),
		overdue: url.get('overdue') === 'true',
		putOff: url.get('putOff') === 'true',
		assignee: url.get('assignee'),
		task: url.get('task'),
		change: (changes) => url.set(changes),
	};
}

const PAGE = 50;

/** What is asked of the server for a view and its filters. */
export function taskQuery(of: { view: string; programme: string; overdue: boolean; unit: string; putOff?: boolean }) {
	return {
		view: VIEWS.find((view) => view === of.view) ?? (of.view === 'unit' ? 'unit' as const : 'mine' as const),
		...(of.unit && { unit: of.unit }),
		...(of.programme && { programme: of.programme }),
		...(of.overdue && { overdue: 'true' as const }),
		...(!of.putOff && of.view !== 'done' && { ready: 'true' as const }),
	};
}

export function useTasks(state: QueueState) {
	const query = {
		...taskQuery({ ...state, unit: unitId.value }), limit: PAGE,
		...(state.assignee && { assignee: state.assignee }),
	};
	return usePages(['tasks', query], (from) => data(api.GET('/api/v1/tasks', { params: { query: { ...query, ...from } } })));
}

export type Group = 'late' | 'soon' | 'later' | 'held' | 'undated' | 'done';
export const GROUPS: Group[] = ['late', 'soon', 'later', 'undated', 'held', 'done'];
const SOON_DAYS = 3;

export function groupOf(task: Task, now = new Date()): Group {
	if (task.state !== 'open')
		return 'done';
	if (task.suspendedSince)
		return 'held';
	if (!task.dueAt)
		return 'undated';
	if (new Date(task.dueAt) < now)
		return 'late';
	return daysUntil(task.dueAt, now) <= SOON_DAYS ? 'soon' : 'later';
}

/** Groups in order of severity; inside each the server's order. */
export function useGroups(tasks: Task[]): { group: Group; tasks: Task[] }[] {
	return useMemo(() => GROUPS.flatMap((group) => {
		const inside = tasks.filter((task) => groupOf(task) === group);
		return inside.length ? [{ group, tasks: inside }] : [];
	}), [tasks]);
}
