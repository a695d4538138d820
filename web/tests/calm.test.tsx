/* calm.test.tsx - the queue does not move under the cursor; views and sessions at hand. */
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from '../src/app/api';
import { stepFor } from '../src/app/idle';
import { keepingPrefs } from '../src/app/prefs';
import { localViews, takeOver } from '../src/app/views';
import { keepFocus } from '../src/app/focus';
import { browserName, countryName } from '../src/app/format';
import { keepOrder, useCalm } from '../src/staff/queue/calm';
import { cleanup, render, screen, waitFor } from './render';

afterEach(cleanup);

it('shows the known in their order, counts the new and drops the gone', () => {
	const items = ['d', 'c', 'a'].map((id) => ({ id }));
	expect(keepOrder(['a', 'b', 'c'], items)).toEqual({ shown: [{ id: 'a' }, { id: 'c' }], fresh: 1 });
});

it('waits with news until they are asked for', async () => {
	let arrive: (ids: string[], key?: string) => void = () => undefined;
	function List() {
		const [{ ids, key }, set] = useState({ ids: ['a', 'b'], key: 'mine' });
		arrive = (next, nextKey = key) => set({ ids: next, key: nextKey });
		const calm = useCalm(ids.map((id) => ({ id })), key);
		return <button type="button" id="list" onClick={calm.show}>{calm.shown.map((x) => x.id).join('')}+{calm.fresh}</button>;
	}
	const shows = (text: string): Promise<void> => waitFor(() => expect(screen.find('#list')?.textContent).toBe(text));
	render(<List />);
	await shows('ab+0');
	arrive(['c', 'b', 'a']);
	await shows('ab+1');
	screen.find('#list')?.click();
	await shows('cba+0');
	arrive(['c', 'a']);
	await shows('ca+0');
	arrive(['c', 'b', 'a']);
	await shows('ca+1');
	arrive(['x', 'y'], 'pool');
	await shows('xy+0');
	arrive([]);
	await shows('+0');
	arrive(['z']);
	await shows('z+0');
});

describe('a session without a hand', () => {
	const MINUTE = 60_000;
	it.each([
		[0, 0, 'none'], [4 * MINUTE, 6 * MINUTE, 'keep'], [13 * MINUTE, 0, 'warn'], [15 * MINUTE, 0, 'end'],
	] as const)('quiet for %i ms, unasked for %i ms: %s', (quiet, unasked, step) => {
		expect(stepFor(quiet, unasked, 15 * MINUTE)).toBe(step);
	});
});

describe('views', () => {
	const place = 'vinculo.views.x';
	const view = { view: 'pool', programme: 'aid', overdue: true, unit: '' };
	afterEach(() => vi.restoreAllMocks());
	const answers = (...statuses: number[]) => {
		const post = vi.spyOn(api, 'POST');
		for (const status of statuses)
			post.mockResolvedValueOnce({ response: new Response('{}', { status }), error: {} } as never);
		return post;
	};
	it('of this browser are read with care', () => {
		localStorage.setItem(place, JSON.stringify([view, { view: 'other' }, null, { ...view, view: 'x' }]));
		expect(localViews(place)).toEqual([view]);
		localStorage.setItem(place, '{');
		expect(localViews(place)).toEqual([]);
	});
	it('go to the server once, with what it refuses let go', async () => {
		localStorage.setItem(place, JSON.stringify([view, { ...view, programme: 'gone' }]));
		const post = answers(201, 422);
		await takeOver(place);
		expect((post.mock.calls as unknown as [string, { body: { programme: string } }][]).map(([, { body }]) => body.programme)).toEqual(['aid', 'gone']);
		expect(localStorage.getItem(place)).toBeNull();
	});
	it('stay here while the server is away', async () => {
		localStorage.setItem(place, JSON.stringify([view]));
		answers(503);
		await expect(takeOver(place)).rejects.toThrow();
		expect(localViews(place)).toEqual([view]);
	});
	it('survive the end of a session, as the other preferences do', async () => {
		localStorage.setItem('vinculo.density', 'compact');
		localStorage.setItem('other', 'x');
		await keepingPrefs(() => Promise.resolve(localStorage.clear()));
		expect(localStorage.getItem('vinculo.density')).toBe('compact');
		expect(localStorage.getItem('other')).toBeNull();
	});
});

it('gives the focus of what goes away to the part it was in', async () => {
	function Panel() {
		const [isThere, set] = useState(true);
		return <section id="panel">{isThere && <button type="button" onClick={() => set(false)}>Claim</button>}</section>;
	}
	render(<Panel />);
	const stop = keepFocus(document.body);
	screen.find('button')?.focus();
	screen.find('button')?.click();
	await waitFor(() => expect(document.activeElement?.id).toBe('panel'));
	stop();
});

it('says a browser and a country in words', () => {
	expect(browserName('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox · Windows');
	expect(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Safari/604')).toBe('Safari · iOS');
	expect(browserName('curl/8')).toBe('curl/8');
	expect(countryName('PT')).toBe('Portugal');
	expect(countryName(undefined)).toBe('');
});
