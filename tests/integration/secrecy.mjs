/*
 * secrecy.mjs - protected records do not exist for others, nor does one
 * municipality for another.
 *
 * The numbers are those of the checklist that the design keeps.
 */
import { forEach, guarded, request, status, v1 } from './guarded.mjs';
import { equal, finish, ok, test } from './lib.mjs';
import { NOBODY } from './routes.mjs';
import { dni, find, startTown } from './town.mjs';

const town = await startTown({ persons: 120, cases: 12, other: 'b' });
const { server } = town;
const lucia = await town.as('lucia.marin');

/* ------------------------------------------------------------ S3: protected */

/* A household that nobody outside its team may know of. */
async function protectedRecord() {
	const irene = town.another('irene.soler');
	irene.lastStep = Math.floor(Date.now() / 30000);
	await irene.signIn();
	const person = status(await irene.post(`${v1}/persons`, { identity: {
		given: 'Esperanza', surname1: 'Protegida',
		documents: [{ type: 'dni', number: dni(50000001) }] },
		sensitivity: 3 }), 201);
	const { items } = status(await irene.get(`${v1}/territories`), 200);
	const record = status(await irene.post(`${v1}/records`, {
		holderId: person.id, territoryId: find(items,
		    (t) => t.code === 'T5', 'T5').id }), 201);
	return { irene, person, record };
}

let hidden;

await test('a protected record does not exist for others (39)', async () => {
	hidden = await protectedRecord();
	const { irene, person, record } = hidden;
	const andres = await town.as('andres.molina');
	status(await irene.get(`${v1}/records/${record.id}`), 200);
	for (const client of [lucia, andres, await town.as('marta.ibanez')]) {
		status(await client.get(`${v1}/records/${record.id}`), 404);
		status(await client.get(`${v1}/persons/${person.id}`), 404);
		status(await client.get(`${v1}/records/${record.id}/entries`),
		    404);
		const list = await client.get(`${v1}/records?unit=` +
		    record.unitId);
		ok(!list.text.includes(record.id), 'in the list');
		for (const body of [{ identifier: dni(50000001) },
		    { name: 'Esperanza Protegida' }]) {
			const r = await client.post(`${v1}/person-searches`, body);
			ok(r.status === 200 && !r.text.includes(person.id),
			    r.text);
		}
	}
	status(await lucia.post(`${v1}/records/${record.id}/break-glass`, {
		reasonCode: 'emergency', reason: 'curiosidad '.repeat(3),
		totp: '000000' }), 404);
	status(await lucia.post(`${v1}/records`, { holderId: person.id,
	    territoryId: NOBODY }), 404);
});

await test('nor do its tasks and its numbers', async () => {
	const { irene, person, record } = hidden;
	const andres = await town.as('andres.molina');
	const before = status(await andres.get(`${v1}/tasks/counts`), 200);
	const opened = status(await irene.post(`${v1}/interventions`, {
		recordId: record.id, personId: person.id,
		programme: 'gender-violence' }), 201);
	const [task] = opened.tasks;
	equal((await andres.get(`${v1}/tasks/${task.id}`)).status, 404);
	for (const view of ['mine', 'pool', 'unit', 'done']) {
		const r = await andres.get(`${v1}/tasks?view=${view}`);
		ok(!r.text.includes(task.id), view);
	}
	equal(JSON.stringify(status(await andres.get(`${v1}/tasks/counts`),
	    200)), JSON.stringify(before));
	status(await lucia.get(`${v1}/interventions/${opened.id}`), 404);
	status(await irene.get(`${v1}/interventions/${opened.id}`), 200);
});

await test('a refusal leaves an event each time, and its key unused',
    async () => {
	const path = `${v1}/records/${hidden.record.id}/files`;
	const key = { 'Idempotency-Key': 'refused-00000001' };
	const facts = { name: 'Nota.pdf', kind: 'other' };
	const send = (client) => client.upload(path, facts,
	    Buffer.from('%PDF-1.7 nota'), key);
	const denials = () => Number(town.sql(`select count(*) from audit_event
	    where outcome = 'denied' and action = 'record.read'
	      and object_id = '${hidden.record.id}'`));
	const before = denials();
	for (let i = 1; i <= 2; i++) {
		equal((await send(lucia)).body.code, 'record.unknown');
		equal(denials(), before + i);
	}
	equal(town.sql(`select count(*) from idempotency
	    where key = 'refused-00000001'`), '0');
	status(await send(hidden.irene), 201);
	equal((await send(hidden.irene)).body.code, 'idempotency.repeated');
});

await test('nobody takes a person out of another unit\'s household',
    async () => {
	const { items } = status(await hidden.irene.get(`${v1}/records`), 200);
	const theirs = status(await hidden.irene.get(
	    `${v1}/records/${items[0].id}`), 200);
	const { id } = theirs.members[0].person;
	const territories = status(await lucia.get(`${v1}/territories`), 200);
	const mine = find(territories.items, (t) => t.code === 'T1', 'T1');
	const stolen = await lucia.post(`${v1}/records`,
	    { holderId: id, territoryId: mine.id });
	equal(stolen.body.code, 'person.elsewhere', stolen.text);
	const [own] = status(await lucia.get(`${v1}/records`), 200).items;
	const moved = await lucia.post(`${v1}/records/${own.id}/members`,
	    { personId: id, relation: 'child', from: '2026-01-01' });
	equal(moved.body.code, 'person.elsewhere', moved.text);
	const kin = await lucia.put(`${v1}/records/${own.id}/kinships`,
	    { personId: id, relativeId: id, kind: 'child' });
	ok(kin.status >= 400 && kin.status < 500, kin.text);
});

/* --------------------------------------------------------- other municipality */

await test('ids of one municipality are nothing to another (38)', async () => {
	const tenantA = town.sql(`select id from tenant where
	    code = 'puentelarga'`);
	const of = (table) => town.sql(`select id from ${table} where
	    tenant_id = '${tenantA}' limit 1`);
	const ours = ['record', 'person', 'intervention', 'task', 'process_instance',
	    'process_definition', 'household_member', 'unit', 'staff',
	    'territory'].map(of).filter((id) => id !== '');
	const clients = [];
	for (const login of ['lucia.marin@b', 'carmen.delgado@b',
	    'silvia.otero@b'])
		clients.push(await town.as(login));
	const targets = guarded.filter((r) => /\{(id|member)\}/.test(r.path));
	const before = town.sql(`select count(*), sum(version) from record
	    where tenant_id = '${tenantA}'`);
	await forEach(targets, async (route) => {
		const client = clients.find((c) =>
		    route.roles.includes(c.account.role)) ?? clients[0];
		if (!route.roles.includes(client.account.role))
			return null;
		for (const id of ours) {
			const right = bodyFor(route, ours);
			for (const body of [{}, right ?? {}]) {
				const r = await request(client, route,
				    { id, member: id }, body);
				if (r.status < 400 || r.status >= 500 ||
				    r.text.includes('"surname1"'))
					return `${route.method} ${route.path}: ` +
					    `${r.status} ${r.text.slice(0, 150)}`;
				if (body === right && route.isUnsafe &&
				    r.status !== 404)
					return `${route.method} ${route.path} ` +
					    `${r.status} ${r.text.slice(0, 200)}`;
			}
		}
		return null;
	});
	equal(town.sql(`select count(*), sum(version) from record
	    where tenant_id = '${tenantA}'`), before);
});

/* A body that is right, but for what it is about; undefined when this file does
 * not know one. */
function bodyFor(route, [, person, , , , , , , staff]) {
	const last = route.path.split('/').slice(5).join('/');
	return {
		members: { personId: person, relation: 'child',
		    from: '2026-01-01' },
		kinships: { personId: person, relativeId: person, kind: 'child' },
		entries: { kind: 'note', text: 'hello' },
		'break-glass': { reasonCode: 'emergency',
		    reason: 'una razón bastante larga', totp: '000000' },
		'': route.path.includes('/records/') ? { risk: 1 } : undefined,
		claim: {}, release: {}, return: {},
		cancel: { reason: 'una razón bastante larga' },
		items: { kind: 'need', code: '1' },
		assign: { staffId: staff },
		delegate: { staffId: staff },
		draft: { data: {} },
		complete: { data: {} },
		resolve: { action: 'retry' },
	}[last];
}

await test('nor inside bodies of one\'s own requests (38)', async () => {
	const b = await town.as('lucia.marin@b');
	const tenantA = town.sql(`select id from tenant where
	    code = 'puentelarga'`);
	const of = (table) => town.sql(`select id from ${table} where
	    tenant_id = '${tenantA}' limit 1`);
	const [own] = status(await b.get(`${v1}/records`), 200).items;
	const file = status(await b.get(`${v1}/records/${own.id}`), 200);
	const me = file.members[0].person.id;
	const theirs = { person: of('person'), territory: of('territory'),
	    staff: of('staff'), unit: of('unit'), record: of('record') };
	const territories = status(await b.get(`${v1}/territories`), 200).items;
	const attempts = [
		b.post(`${v1}/records`, { holderId: theirs.person,
		    territoryId: territories[0].id }),
		b.post(`${v1}/records`, { holderId: me,
		    territoryId: theirs.territory }),
		b.post(`${v1}/records/${own.id}/members`, { personId:
		    theirs.person, relation: 'child', from: '2026-01-01' }),
		b.put(`${v1}/records/${own.id}/kinships`, { personId: me,
		    relativeId: theirs.person, kind: 'child' }),
		b.patch(`${v1}/records/${own.id}`, { referentId: theirs.staff },
		    { 'If-Match': `"${file.version}"` }),
		b.patch(`${v1}/records/${own.id}`, { territoryId:
		    theirs.territory }, { 'If-Match': `"${file.version}"` }),
		b.post(`${v1}/interventions`, { recordId: theirs.record,
		    personId: theirs.person, programme: 'home-care' }),
		b.post(`${v1}/interventions`, { recordId: own.id,
		    personId: theirs.person, programme: 'home-care' }),
		b.post(`${v1}/records/${own.id}/entries`, { kind: 'note',
		    text: 'x', personId: theirs.person }),
	];
	const answers = await Promise.all(attempts);
	await forEach(answers.map((r, i) => [r, i]), ([r, i]) =>
	    r.status >= 400 && r.status < 500 ? null :
	    `attempt ${i}: ${r.status} ${r.text.slice(0, 200)}`);
	for (const path of ['units', 'staff', 'territories', 'records',
	    'tasks?view=pool', 'process-definitions', 'programmes']) {
		const r = await b.get(`${v1}/${path}`);
		for (const id of Object.values(theirs))
			ok(!r.text.includes(id), `${path} shows ${id}`);
	}
});

await test('row-level security refuses what a handler would forget (38)',
    () => {
	const [a, b] = town.sql('select id from tenant order by code desc')
	    .split('\n');
	const tables = town.sql(`select relname from pg_class c join pg_namespace n
	    on n.oid = c.relnamespace where n.nspname = 'public' and relkind in
	    ('r', 'p') and not c.relispartition and exists (select from
	    pg_attribute where attrelid = c.oid and attname = 'tenant_id')`)
	    .split('\n');
	ok(tables.length > 30, `${tables.length} tables`);
	const seen = town.sql(`begin; set local role vinculo_app;
	    set local app.tenant = '${b}'; ` + tables.map((table) =>
	    `select '${table}', count(*) from ${table}
	    where tenant_id = '${a}';`).join(' '));
	ok(!/\|[1-9]/.test(seen), seen);
});

await test('no name is in the log (59)', () => {
	for (const secret of ['Esperanza', 'Protegida', dni(50000001)])
		ok(!server.log.includes(secret), secret);
	ok(!/ error /.test(server.log), server.log.split('\n').filter((line) =>
	    / error /.test(line)).slice(0, 5).join('\n'));
});

await finish();
