/*
 * sweep.mjs - a sealed value that is set back to an older one of its place, or
 * taken away, is named by vinculo audit verify and by the sweep of the night
 * (45); what the server and its operator do by themselves never is.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { binary, equal, finish, ok, sleep, status, test, until
} from './lib.mjs';
import { destroyKeys } from './second.mjs';
import { dni, find, household, startTown } from './town.mjs';

const RIVALS_MS = 10500;	/* values closer in time count as the same */
const hour = (later) => String((new Date().getUTCHours() + later) % 24);
const town = await startTown({ persons: 120, cases: 3,
    env: { VINCULO_AUDIT_SWEEP_HOUR: hour(12) } });
const { server } = town;
const v1 = '/api/v1';
const lucia = await town.as('lucia.marin');
const marta = await town.as('marta.ibanez');
const silvia = await town.as('silvia.otero');

/* What verify names about sealed values; anything else it names fails. */
async function verify() {
	const { stdout } = await promisify(execFile)(binary, ['audit', 'verify'],
	    { cwd: server.dir, env: server.settings }).catch((e) => e);
	const lines = stdout.split('\n');
	const end = lines.findIndex((l) => / sealed events/.test(l));
	ok(end >= 0 && / sealed values$/m.test(stdout), stdout);
	equal(/the trail is as it was written/.test(stdout), end === 0, stdout);
	return lines.slice(0, end);
}

const clean = async () => equal((await verify()).join('\n'), '');

/* As a superuser whom no trigger stops. */
const deed = (text) => town.sql(`set session_replication_role = replica;
    set client_min_messages = warning; ${text}`);

/* ------------------------------------------------------------------- writes */

const { person, record } = await household(lucia);
const open = async () => status(await lucia.post(`${v1}/interventions`, {
	recordId: record.id, personId: person.id,
	programme: 'emergency-aid' }), 201);
const firstTask = async (of) => find(status(await marta.get(
    `${v1}/tasks?view=pool`), 200).items,
    (t) => t.interventionId === of.id, 'the first task').id;
const opened = await open(), another = await open();
const task = await firstTask(opened), form = await firstTask(another);
const instance = town.sql(`select instance_id from intervention
    where id = '${opened.id}'`);

async function put(path, body) {
	const { etag } = (await lucia.get(path.replace(/\/data\/.*/, '')))
	    .headers;
	return status(await lucia.put(path, body, { 'If-Match': etag }), 200);
}

/* What is written twice, by which and in which words. */
let comment;
async function write(words) {
	await put(`${v1}/persons/${person.id}/data/health`, { list: [words] });
	await put(`${v1}/records/${record.id}/data/notes`, { list: [words] });
	status(await marta.put(`${v1}/tasks/${form}/draft`,
	    { data: { need: words } }), 200);
	if (comment === undefined) {
		comment = status(await marta.post(
		    `${v1}/tasks/${form}/comments`, { text: words }), 201);
		return;
	}
	status(await marta.request('PATCH', `${v1}/comments/${comment.id}`,
	    { text: words }, { 'If-Match': `"${comment.version}"` }), 200);
}

const notes = [];
const message = (id) => silvia.post(`${v1}/messages`,
    { id, name: 'nobody-waits', variables: { secret: id } });
const alba = () => town.sql("select id from staff where login = 'alba.crespo'");

await test('sealed values of every kind, written once', async () => {
	await write('primero');
	for (const text of ['uno', 'dos'])
		notes.push(status(await lucia.post(
		    `${v1}/records/${record.id}/entries`,
		    { kind: 'note', text }), 201).id);
	for (const id of ['message-1', 'message-2'])
		status(await message(id), 202);
	status(await lucia.post(`${v1}/interventions/${opened.id}/suspend`,
	    { reason: 'citizen_requirement', text: 'Falta un papel.' }), 200);
	status(await lucia.post(`${v1}/interventions/${opened.id}/resume`,
	    {}), 200);
	town.sql(`create table was as
	    select 'health' as what, envelope from person_data
	     where person_id = '${person.id}' and category = 'health'
	    union all select 'notes', envelope from record_data
	     where record_id = '${record.id}' and category = 'notes'
	    union all select 'draft', draft from task where id = '${form}'
	    union all select 'comment', envelope from comment
	    union all select 'state', envelope from process_instance
	     where id = '${instance}'
	    union all select 'totp', totp_secret from staff
	     where id = '${alba()}'`);
	equal(town.sql('select count(*) from was where envelope is not null'),
	    '6');
	await clean();
});

await test('and once more', async () => {
	await sleep(RIVALS_MS);
	await write('segundo');
	server.run('user', 'reset-totp', 'alba.crespo');
	status(await marta.post(`${v1}/tasks/${task}/complete`, { data: {
		need: 'techo', urgency: 'urgent', householdSize: 2,
		monthlyIncome: 450, requestedAmount: 900 } }), 200);
	await clean();
});

/* Every place that has a value, as crypto_registry.def numbers it. */
const places = `
    select 1 as t, array_position(array['identity', 'contact', 'social',
	'economic', 'health', 'violence', 'minors', 'notes'], category) as c,
	person_id as r from person_data
    union all select 2, array_position(array['', 'contact', 'social',
	'economic', '', 'violence', '', 'notes'], category), record_id
	from record_data
    union all select 3, array_position(array['', '', 'social', 'economic',
	'health', 'violence', 'minors', 'notes'], category), id from entry
    union all select 4, 1, id from process_instance
    union all select 5, 1, id from task where draft is not null
    union all select 6, 1, message_row(id) from message_buffer
    union all select 7, 1, id from staff where totp_secret is not null
    union all select 16, 1, id from history where note is not null
    union all select 20, 8, id from comment
    union all select 21, 1, task_id from subtask where instructions is not null
    union all select 21, 2, task_id from subtask where outcome is not null
    union all select 22, 8, task_id from ballot`;

await test('the trail knows every value there is', () => {
	while (town.sql('select record_digest_gather(5000)') !== '0')
		;
	equal(town.sql(`select string_agg(t || '.' || c || ' ' || r, ' ')
	    from (${places}) p where not exists (select from record_digest d
	    where d.table_id = t and d.column_id = c and d.row_id = r)`), '');
	equal(town.sql(`select string_agg(t::text, ' ' order by t)
	    from (select distinct t from (${places}) p) q`), '1 2 3 4 5 6 7 16 20');
});

/* ---------------------------------------------------------------- misdeeds */

const older = (what) => `(select envelope from was where what = '${what}')`;
const event = (place, row) => {
	const [t, c] = place;
	return town.sql(`select event_id from record_digest where table_id = ${
	    t} and column_id = ${c} and row_id = '${row}'`);
};

/* Done, named as what it is and nothing else, undone. */
async function misdeed(what, table, where, set, expected) {
	await test(what, async () => {
		deed(`drop table if exists kept; create table kept as
		    select * from ${table} where ${where}`);
		equal(town.sql('select count(*) from kept'), '1');
		deed(set === null ? `delete from ${table} where ${where}` :
		    `update ${table} set ${set} where ${where}`);
		equal((await verify()).join('\n'), expected());
		deed(`delete from ${table} where ${where};
		    insert into ${table} select * from kept; drop table kept`);
		await clean();
	});
}

const changed = (name, place, row) => () => `${name} of ${row} is not what ` +
    `was written last: event ${event(place, row)} wrote it`;
const missing = (name, place, row) => () => `${name} of ${row} is missing: ` +
    `event ${event(place, row)} wrote it`;
const health = `person_id = '${person.id}' and category = 'health'`;
const state = `id = '${instance}'`;

await misdeed('an older value of a person', 'person_data', health,
    `envelope = ${older('health')}`,
    changed('person.health', [1, 5], person.id));
await misdeed('a person without their data', 'person_data', health, null,
    missing('person.health', [1, 5], person.id));
await misdeed('an older value of a record', 'record_data',
    `record_id = '${record.id}' and category = 'notes'`,
    `envelope = ${older('notes')}`,
    changed('record.notes', [2, 8], record.id));
await misdeed('an older state of a process', 'process_instance', state,
    `envelope = ${older('state')}`,
    changed('instance.state', [4, 1], instance));
await misdeed('no state of a process', 'process_instance', state,
    'envelope = null', missing('instance.state', [4, 1], instance));
await misdeed('another note in the place of one', 'entry',
    `id = '${notes[0]}'`,
    `envelope = (select envelope from entry where id = '${notes[1]}')`,
    changed('entry.notes', [3, 8], notes[0]));
await misdeed('a note that was removed', 'entry', `id = '${notes[1]}'`, null,
    missing('entry.notes', [3, 8], notes[1]));
await misdeed('an older text of a comment', 'comment', `id = '${comment.id}'`,
    `envelope = ${older('comment')}`,
    changed('comment.notes', [20, 8], comment.id));
await misdeed('a code generator that was taken away, put back', 'staff',
    `id = '${alba()}'`, `totp_secret = ${older('totp')}`,
    changed('staff.totp', [7, 1], alba()));
const said = town.sql('select id from history where note is not null limit 1');
await misdeed('a reason that was taken out of the history', 'history',
    `id = '${said}'`, 'note = null',
    missing('history.note', [16, 1], said));
await misdeed('a line of the history that was removed', 'history',
    `id = '${said}'`, null, missing('history.note', [16, 1], said));
const sent = town.sql("select message_row('message-1')");
await misdeed('a message with the variables of another', 'message_buffer',
    "id = 'message-1'", `variables = (select variables from message_buffer
	where id = 'message-2')`,
    changed('message.variables', [6, 1], sent));

await misdeed('an older draft of a form', 'task', `id = '${form}'`,
    `draft = ${older('draft')}`, changed('task.draft', [5, 1], form));

await test('verify does not believe the table of the sweep', async () => {
	deed(`drop table if exists kept; create table kept as
	    select envelope from person_data where ${health};
	    update person_data set envelope = ${older('health')}
	     where ${health};
	    update record_digest set digests = sha256(${older('health')})
	     where row_id = '${person.id}' and table_id = 1 and column_id = 5`);
	equal((await verify()).length, 1);
	deed(`update person_data set envelope = k.envelope from kept k
	    where ${health}; update record_digest set digests = sha256(k.envelope)
	    from kept k where row_id = '${person.id}' and table_id = 1
	     and column_id = 5; drop table kept`);
	await clean();
});

await test('who changes the list of an event as well is named too',
    async () => {
	const id = event([1, 5], person.id);
	deed(`create table kept as select * from audit_event where id = '${id}';
	    update audit_event set sealed = set_byte(sealed, 40, 255 -
	        get_byte(sealed, 40)) where id = '${id}'`);
	const said = (await verify()).join('\n');
	ok(said.startsWith(`event ${id}: column sealed was altered`), said);
	deed(`update audit_event e set sealed = k.sealed from kept k
	    where e.id = k.id; drop table kept`);
	await clean();
});

await test('what no event ever spoke of is unknown, and no finding',
    async () => {
	town.sql(`insert into message_buffer (tenant_id, id, name,
	    correlation_key, variables, expires_at) select tenant_id, 'old',
	    name, correlation_key, variables, now() + interval '1 hour'
	    from message_buffer where id = 'message-1'`);
	await clean();
	town.sql("delete from message_buffer where id = 'old'");
});

/* ------------------------------------------------------------- no misdeeds */

await test('keys that are changed, an import and an erasure are none',
    async () => {
	server.run('keys', 'rotate', 'puentelarga');
	for (const id of [person.id, record.id, opened.id])
		server.run('keys', 'rotate', 'puentelarga', '--subject', id);
	equal(town.sql(`select envelope_gen(envelope) from person_data
	    where ${health}`), '2');
	await clean();
	writeFileSync(join(server.dir, 'a.csv'), 'given,surname1\n' +
	    Array.from({ length: 300 }, (_, i) => `Ana${i},Gil\n`).join(''));
	server.run('import', 'persons', 'a.csv');
	await clean();
	const { id } = status(await lucia.post(`${v1}/persons`, { identity: {
		given: 'Hilario', surname1: 'Sotomayor',
		documents: [{ type: 'dni', number: dni(70000002) }] } }), 201);
	await destroyKeys(server, await town.as('beatriz.lara'),
	    'puentelarga', id);
	await clean();
	deed(`delete from person_data where person_id = '${id}'`);
	await clean();
});

await test('nor is history that was kept for long enough', async () => {
	town.sql(`update process_instance set history_until = now(),
	    ended_at = now() where id = '${instance}'`);
	town.sql("notify jobs, 'cleaning'");
	await until(() => town.sql(`select count(*) from history
	    where id = '${said}'`) === '0', 'cleaned');
	equal(town.sql(`select count(*) from audit_event
	    where action = 'history.expire' and sealed is not null`), '1');
	await clean();
});

await test('nor what others write while it looks', async () => {
	let isOver = false, turns = 0;
	const load = (async () => {
		for (; !isOver; turns++)
			await put(`${v1}/persons/${person.id}/data/health`,
			    { list: [String(turns)] });
	})();
	try {
		for (let i = 0; i < 5; i++)
			await clean();
	} finally {
		isOver = true;
		await load;
	}
	ok(turns > 5, `${turns} turns`);
});

/* --------------------------------------------------------------- the night */

/* Start again in the hour of the sweep, as if the last was a day ago. */
async function night() {
	await server.stop();
	town.sql("update record_digest_place set swept_at = '-infinity'");
	server.settings.VINCULO_AUDIT_SWEEP_HOUR = hour(0);
	await server.start();
	await until(() => / sealed\.swept /.test(server.log),
	    'the sweep', 30000);
	return server.log.split('\n').filter((l) => / sealed\.altered /.test(l));
}

await test('a night in which nothing is wrong', async () => {
	equal((await night()).length, 0);
	ok(/ sealed\.swept values=\d{3,} findings=0 /.test(server.log),
	    server.log);
});

await test('a night after a misdeed: an alarm and an event', async () => {
	await sleep(RIVALS_MS);
	deed(`update person_data set envelope = ${older('health')}
	    where ${health}`);
	const lines = await night();
	equal(lines.length, 1, server.log);
	ok(lines[0].includes(` place=person.health row=${person.id} event=${
	    event([1, 5], person.id)} missing=no`), lines[0]);
	equal(town.sql(`select object_id || ' ' || outcome from audit_event
	    where action = 'sealed.altered'`), `${person.id} failed`);
	equal((await verify()).length, 1);
});

await test('it is swept once in a night, by one server', async () => {
	await server.stop();
	await server.start();
	await sleep(1500);
	ok(!/ sealed\.swept /.test(server.log), server.log);
});

await finish();
