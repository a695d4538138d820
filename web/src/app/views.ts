/*
 * views.ts - filters of the queue that a worker keeps at hand.
 *
 * Kept on the server, so they are there in every browser.  What a browser kept
 * by itself is taken over once and then forgotten there.  A view holds codes and
 * a name, so nothing about anybody is stored.
 */
import { useQuery } from '@tanstack/preact-query';
import { api, data, newKey, type Schemas } from './api';
import { ApiError } from './errors';
import { refresh } from './queries';
import { session } from './session';

export type SavedView = Schemas['SavedView'];
/** What a view filters by. */
export interface Filter {
	view: SavedView['view'];
	programme: string;
	overdue: boolean;
	unit: string;
}

const KNOWN: SavedView['view'][] = ['mine', 'pool', 'unit', 'done', 'mentions'];

export const filterOf = (v: SavedView): Filter => ({ view: v.view, programme: v.programme, overdue: v.overdue, unit: v.unitId ?? '' });
export const idOf = (v: Filter): string => [v.view, v.programme, v.overdue, v.unit].join();

export async function saveView(filter: Filter, name = '', key = newKey()): Promise<void> {
	await data(api.POST('/api/v1/views', {
		params: { header: { 'Idempotency-Key': key } },
		body: { name, view: filter.view, programme: filter.programme, overdue: filter.overdue, unitId: filter.unit || null },
	}));
	refresh('views');
}

export async function dropView(id: string): Promise<void> {
	await data(api.DELETE('/api/v1/views/{id}', { params: { path: { id } } }));
	refresh('views');
}

function isFilter(value: unknown): value is Filter {
	const v = value as Filter | null;
	return typeof v === 'object' && v !== null && KNOWN.includes(v.view) &&
		typeof v.programme === 'string' && typeof v.overdue === 'boolean' && typeof v.unit === 'string';
}

/** What this browser kept for the worker before there was a server for it. */
export function localViews(name: string): Filter[] {
	try {
		const list: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
		return Array.isArray(list) ? list.filter(isFilter) : [];
	} catch {
		return [];
	}
}

/** Give them to the server; one that it refuses (kept already, no room, a unit of old) is let go. */
export async function takeOver(name: string): Promise<void> {
	for (const filter of localViews(name)) {
		try {
			await saveView(filter);
		} catch (error) {
			if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 422))
				throw error;
		}
	}
	localStorage.removeItem(name);
}

async function load(): Promise<SavedView[]> {
	const name = `vinculo.views.${session.value?.staffId ?? ''}`;
	if (localStorage.getItem(name) !== null)
		await takeOver(name);
	return (await data(api.GET('/api/v1/views'))).items;
}

export const useViews = () => useQuery({ queryKey: ['views'], staleTime: 60_000, queryFn: load });
