/*
 * views.mjs - filters of the queue are kept for their owner alone, few of them.
 */
import { equal, finish, ok, status, test } from './lib.mjs';
import { NOBODY } from './routes.mjs';
import { startTown } from './town.mjs';

const path = '/api/v1/views';
const town = await startTown({ persons: 20, cases: 0, other: 'other' });
const lucia = await town.as('lucia.marin');
const jorge = await town.as('jorge.alonso');

const list = async (who) => status(await who.get(path), 200).items;
const unitId = lucia.session.roles[0].unitId;
let made;

await test('a view is kept, and is there in another session', async () => {
	made = status(await lucia.post(path, { name: 'Mañana: «primero»',
	    view: 'pool', programme: 'emergency-aid', overdue: true, unitId }), 201);
	const again = await town.another('lucia.marin').signIn();
	const [found] = await list(again);
	equal(JSON.stringify(found), JSON.stringify(made));
	equal(found.name, 'Mañana: «primero»');
	equal(found.unitId, unitId);
});

await test('the same filters once, whatever they are called', async () => {
	status(await lucia.post(path, { name: 'x', view: 'pool',
	    programme: 'emergency-aid', overdue: true, unitId }), 409,
	    'view.exists');
	status(await lucia.post(path, { view: 'pool' }), 201);
	status(await lucia.post(path, { view: 'pool', unitId: null,
	    overdue: false, programme: '' }), 409, 'view.exists');
});

await test('what a view may hold', async () => {
	for (const [body, code] of [
	    [{ view: 'all' }, 'shape.choice'], [{}, 'shape.required'],
	    [{ view: 'mine', name: 'x'.repeat(61) }, 'shape.length'],
	    [{ view: 'mine', name: 'two\nlines' }, 'view.name'],
	    [{ view: 'mine', name: ' x' }, 'view.name'],
	    [{ view: 'mine', name: 'a\u0001' }, undefined],
	    [{ view: 'mine', programme: 'nothing' }, 'view.programme'],
	    [{ view: 'mine', unitId: NOBODY }, 'view.unit'],
	    [{ view: 'mine', unitId: 'x' }, 'shape.id'],
	    [{ view: 'mine', colour: 'red' }, 'shape.unknown']]) {
		const answer = await lucia.post(path, body);
		ok(answer.status === 422 || answer.status === 400, answer.text);
		if (code !== undefined)
			equal(answer.body.errors[0].code, code, JSON.stringify(body));
	}
	equal((await list(lucia)).length, 2);
});

await test('twelve at most', async () => {
	const programmes = town.sql('select code from programme where ' +
	    `tenant_id = '${town.sql("select tenant_id from staff where login = 'lucia.marin'")}'`)
	    .split('\n');
	const wanted = programmes.flatMap((programme) => ['mine', 'done']
	    .map((view) => ({ view, programme })));
	const statuses = await Promise.all(wanted.map(async (body) =>
	    (await lucia.post(path, body)).status));
	equal(statuses.filter((s) => s === 201).length, 10, statuses.join());
	equal((await list(lucia)).length, 12);
	status(await lucia.post(path, { view: 'mentions' }), 409,
	    'view.too_many');
});

await test('they are nobody else\'s', async () => {
	equal((await list(jorge)).length, 0);
	status(await jorge.delete(`${path}/${made.id}`), 404, 'view.unknown');
	equal((await list(await town.as('lucia.marin@other'))).length, 0);
});

await test('one goes when it is dropped, and that is known', async () => {
	equal((await lucia.delete(`${path}/${made.id}`)).status, 204);
	status(await lucia.delete(`${path}/${made.id}`), 404, 'view.unknown');
	status(await lucia.delete(`${path}/x`), 404);
	equal((await list(lucia)).length, 11);
	equal(town.sql(`select count(*) from audit_event where action =
	    'view.delete' and outcome = 'ok'`), '1');
	equal(town.sql(`select count(*) from audit_event where action =
	    'view.write'`), '12');
});

await finish();
