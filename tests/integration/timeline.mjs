/*
 * timeline.mjs - entries of a record by author, kind and date, page by page.
 */
import { equal, finish, ok, status, test } from './lib.mjs';
import { NOBODY } from './routes.mjs';
import { startTown } from './town.mjs';

const town = await startTown({ persons: 30, cases: 0 });
const lucia = await town.as('lucia.marin');
const jorge = await town.as('jorge.alonso');

const [record] = status(await lucia.get('/api/v1/records'), 200).items;
const path = `/api/v1/records/${record.id}/entries`;
const list = async (query = {}) => status(await lucia.get(`${path}?` +
    new URLSearchParams(query)), 200);
const before = (await list({ limit: 100 })).items.length;
const texts = (page) => page.items.map((e) => e.body.text).join();
const moments = [];

for (let i = 0; i < 8; i++) {
	const made = status(await (i % 2 ? jorge : lucia).post(path, {
	    kind: i < 4 ? 'call' : 'visit', text: `entry ${i}` }), 201);
	moments.push(made.at);
}
const own = { from: moments[0] };

await test('by author', async () => {
	const page = await list({ ...own, author: jorge.session.staffId });
	equal(texts(page), 'entry 7,entry 5,entry 3,entry 1');
	equal((await list({ author: NOBODY })).items.length, 0);
});

await test('by kind, and both', async () => {
	equal(texts(await list({ ...own, kind: 'call' })),
	    'entry 3,entry 2,entry 1,entry 0');
	equal(texts(await list({ ...own, kind: 'visit',
	    author: lucia.session.staffId })), 'entry 6,entry 4');
});

await test('by date, both ends included', async () => {
	equal(texts(await list({ from: moments[2], to: moments[4] })),
	    'entry 4,entry 3,entry 2');
	equal((await list({ to: '2000-01-01T00:00:00Z' })).items.length, 0);
});

await test('pages of a filtered list have no gap', async () => {
	const query = { ...own, author: lucia.session.staffId, limit: 3 };
	const one = await list(query);
	const two = await list({ ...query, cursor: one.next });
	equal(`${texts(one)},${texts(two)}`, 'entry 6,entry 4,entry 2,entry 0');
	equal(two.next, null);
});

await test('whom to choose from does not depend on the filter', async () => {
	const { authors, items } = await list({ kind: 'report', author: NOBODY });
	equal(items.length, 0);
	const names = authors.map((a) => a.id);
	ok(names.includes(lucia.session.staffId) &&
	    names.includes(jorge.session.staffId), names.join());
	equal((await list({ limit: 100 })).items.length, before + 8);
});

await test('what is asked wrongly is named', async () => {
	for (const [query, code] of [['kind=x', 'choice.invalid'],
	    ['author=x', 'id.invalid'], ['from=2026', 'instant.invalid'],
	    ['to=x', 'instant.invalid'], ['cursor=x', 'cursor.invalid']])
		status(await lucia.get(`${path}?${query}`), 422, code);
});

await finish();
