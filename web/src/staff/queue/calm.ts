/*
 * calm.ts - a list that does not move under the cursor.
 *
 * What is shown keeps its order while news arrive; what is new waits behind a
 * button.  What is gone leaves at once: nobody should work on it.
 */
import { useRef, useState } from 'preact/hooks';

interface Item { id: string }

/** The known items in their known order, and how many others wait. */
export function keepOrder<T extends Item>(known: string[], items: T[]): { shown: T[]; fresh: number } {
	const byId = new Map(items.map((item) => [item.id, item]));
	const shown = known.flatMap((id) => byId.get(id) ?? []);
	return { shown, fresh: items.length - shown.length };
}

/** `key` names the list: another list, or more pages of it, is shown as it comes. */
export function useCalm<T extends Item>(items: T[], key: string): { shown: T[]; fresh: number; show: () => void } {
	const known = useRef({ key: '', ids: [] as string[] });
	const [, redraw] = useState({});
	const { shown, fresh } = keepOrder(known.current.ids, items);
	const show = (): void => {
		known.current = { key, ids: items.map((item) => item.id) };
		redraw({});
	};
	// Nothing to disturb: a list that was empty takes what comes.
	if (known.current.key !== key || !shown.length) {
		known.current = { key, ids: items.map((item) => item.id) };
		return { shown: items, fresh: 0, show };
	}
	// Who left and comes back is new.
	known.current.ids = shown.map((item) => item.id);
	return { shown, fresh, show };
}
