/* paged.test.tsx - a list comes page by page, each with the cursor of the one before. */
import { QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import type { JSX } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { usePages } from '../src/app/pages';
import { Paged } from '../src/ui/paged';
import { cleanup, render, screen, waitFor } from './render';

afterEach(cleanup);

const asked: (string | undefined)[] = [];

function List({ items }: { items: string[][] }): JSX.Element {
	const found = usePages(['list', items], ({ cursor }) => {
		asked.push(cursor);
		const at = Number(cursor ?? 0);
		return Promise.resolve({ items: items[at] ?? [], next: at + 1 < items.length ? String(at + 1) : null });
	});
	return <Paged query={found} empty={<p id="none" />}>{(rows) => <p id="rows">{rows.join()}</p>}</Paged>;
}

const show = (items: string[][]): void =>
	render(<QueryClientProvider client={new QueryClient()}><List items={items} /></QueryClientProvider>);

const rows = (): string | undefined => screen.find('#rows')?.textContent;

it('shows the first page, and more when it is asked for', async () => {
	show([['a', 'b'], ['c']]);
	await waitFor(() => expect(rows()).toBe('a,b'));
	screen.find('.pager button')?.click();
	await waitFor(() => expect(rows()).toBe('a,b,c'));
	expect(screen.find('.pager button')).toBeNull();
	expect(asked).toEqual([undefined, '1']);
});

it('says that there is nothing', async () => {
	show([[]]);
	await waitFor(() => expect(screen.find('#none')).not.toBeNull());
	expect(rows()).toBeUndefined();
});
