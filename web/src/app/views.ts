/*
 * views.ts - filters of the queue that a worker keeps at hand.
 *
 * Kept in this browser, per worker.  A view holds codes only and names itself by
 * them, so nothing about anybody is stored.
 */
import { signal } from '@preact/signals';
import { session } from './session';

export interface SavedView {
	view: string;
	programme: string;
	overdue: boolean;
	unit: string;
}

const MOST = 8;
const saved = signal<Record<string, SavedView[]>>({});

const place = (): string => `vinculo.views.${session.value?.staffId ?? ''}`;

function isView(value: unknown): value is SavedView {
	const view = value as SavedView | null;
	return typeof view === 'object' && view !== null && typeof view.view === 'string' &&
		typeof view.programme === 'string' && typeof view.overdue === 'boolean' && typeof view.unit === 'string';
}

function read(name: string): SavedView[] {
	try {
		const list: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
		return Array.isArray(list) ? list.filter(isView).slice(0, MOST) : [];
	} catch {
		return [];
	}
}

export const idOf = (v: SavedView): string => [v.view, v.programme, v.overdue, v.unit].join();

export function savedViews(): SavedView[] {
	const name = place();
	return saved.value[name] ?? read(name);
}

function keep(views: SavedView[]): void {
	const name = place();
	saved.value = { ...saved.value, [name]: views };
	localStorage.setItem(name, JSON.stringify(views));
}

/** The newest last; beyond a handful the oldest goes. */
export function saveView(view: SavedView): void {
	keep([...savedViews().filter((v) => idOf(v) !== idOf(view)), view].slice(-MOST));
}

export function dropView(view: SavedView): void {
	keep(savedViews().filter((v) => idOf(v) !== idOf(view)));
}
