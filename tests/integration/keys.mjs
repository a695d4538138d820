/*
 * keys.mjs - the root key, a municipality's key and a person's key are changed
 * while the server works, and each change is killed on the way (47).
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { binary, equal, finish, ok, sleep, status, test, until
} from './lib.mjs';
import { destroyKeys } from './second.mjs';
import { dni, household, startTown } from './town.mjs';

const town = await startTown({ persons: 700, cases: 0 });
const { server } = town;
const v1 = '/api/v1';
const lucia = await town.as('lucia.marin');

const { person, record, territory } = await household(lucia);

/* Read and write all the time until fn() is over; how often, and no error. */
async function underLoad(fn) {
	let isOver = false, turns = 0;
	const load = (async () => {
		while (!isOver) {
			equal(status(await lucia.get(`${v1}/persons/${person.id}`),
			    200).identity.given, 'Escolástica');
			status(await lucia.post(
			    `${v1}/records/${record.id}/entries`,
			    { kind: 'note', text: `turno ${turns}` }), 201);
			turns++;
		}
	})();
	try {
		await fn();
	} finally {
		isOver = true;
		await load;
	}
	ok(turns > 0, 'no load');
	return turns;
}

const keys = (...args) => promisify(execFile)(binary, ['keys', ...args],
    { cwd: server.dir, env: server.settings });

/* Start it and kill it after so many milliseconds. */
async function killed(ms, ...args) {
	const child = spawn(binary, ['keys', ...args], { cwd: server.dir,
	    env: server.settings, stdio: 'ignore' });
	const ended = new Promise((done) => child.on('exit', done));
	await sleep(ms);
	child.kill('SIGKILL');
	await ended;
}

const rootFile = () => readFileSync(join(server.dir, 'var/keys/root'), 'utf8')
    .trim().split('\n');
const roots = () => town.sql("select string_agg(root_id || ' ' || state, ',' " +
    'order by root_id) from root_key').trim();

await test('a tenant key: killed twice, then finished', async () => {
	await underLoad(async () => {
		await killed(60, 'rotate', 'puentelarga');
		await killed(120, 'rotate', 'puentelarga');
		await keys('rotate', 'puentelarga');
	});
	equal(town.sql("select count(*) from tenant_key where purpose = 1 " +
	    "and state <> 'destroyed'").trim(), '1');
	equal(town.sql("select count(*) from data_key d where d.key_id <> " +
	    "(select key_id from tenant_key where purpose = 1 and " +
	    "state = 'active')").trim(), '0');
});

await test('the root key: killed in each step, then finished', async () => {
	const [before] = rootFile();
	await underLoad(async () => {
		for (const ms of [15, 40, 80, 1500])
			await killed(ms, 'rotate', '--root');
		await keys('rotate', '--root');
	});
	equal(rootFile().length, 1);
	ok(rootFile()[0].startsWith('vinculo-root 2 '), rootFile()[0].slice(0, 15));
	ok(rootFile()[0] !== before, 'another key');
	equal(roots(), '1 destroyed,2 active');
	equal(town.sql('select count(*) from tenant_key where wrapped is not ' +
	    'null and wrapped_root(wrapped) <> 2').trim(), '0');
});

/* Is the person found by a misspelt name?  Searches are counted: ask slowly. */
const found = async () => {
	const { body } = await lucia.post(`${v1}/person-searches`,
	    { name: 'Escolastica Surbaran' });
	await sleep(500);
	return body?.items?.some((i) => i.id === person.id);
};

await test('keyd and all others start again with the new one', async () => {
	for (const role of ['keyd', 'web', 'searchd'])
		process.kill(server.pids(role)[0], 'SIGKILL');
	await until(async () => {
		try {
			return (await lucia.get(`${v1}/persons/${person.id}`))
			    .status === 200;
		} catch {
			return false;
		}
	}, 'the server');
	await until(found, 'names');
});

await test('a root key file that is away does no harm to keyd', async () => {
	const file = join(server.dir, 'var/keys/root');
	const before = server.pids('keyd')[0];
	renameSync(file, `${file}.away`);
	try {
		await keys('rotate', '--root', '--stage').then(
		    () => { throw new Error('staged without a key'); },
		    () => {});
	} finally {
		renameSync(`${file}.away`, file);
	}
	equal(status(await lucia.get(`${v1}/persons/${person.id}`), 200)
	    .identity.given, 'Escolástica');
	equal(server.pids('keyd')[0], before, 'another keyd');
});

const gens = (sql) => town.sql(`select distinct envelope_gen(envelope) from ${
    sql} order by 1`).trim().split('\n').join(' ');

await test('the keys of a person and of a record, under load', async () => {
	await underLoad(async () => {
		await keys('rotate', 'puentelarga', '--subject', person.id);
		await killed(50, 'rotate', 'puentelarga', '--subject', record.id);
		await keys('rotate', 'puentelarga', '--subject', record.id);
	});
	await keys('rotate', 'puentelarga', '--subject', record.id);
	equal(gens(`person_data where person_id = '${person.id}'`), '2');
	equal(gens(`record_data where record_id = '${record.id}'`), '2');
	equal(gens(`entry where record_id = '${record.id}'`), '2');
	equal(town.sql('select count(*) from data_key where state = ' +
	    "'decrypt_only'").trim(), '2', 'the old ones still open');
});

await test('the old ones go when nobody can write with them', async () => {
	town.sql("update data_key set created_at = now() - interval '1 hour' " +
	    'where gen = 2');
	for (const id of [person.id, record.id]) {
		const { stdout } = await keys('rotate', 'puentelarga', '--subject',
		    id);
		ok(/old key is destroyed/.test(stdout), stdout);
	}
	equal(town.sql("select count(*) from data_key where state = 'destroyed'")
	    .trim(), '2');
	const seen = status(await lucia.get(`${v1}/persons/${person.id}`), 200);
	equal(seen.identity.surname1, 'Zurbarán');
	equal(seen.contact.phones[0], '600000001');
	ok(await found(), 'still found');
});

await test('what has a newer key is erased as well as anybody', async () => {
	await destroyKeys(server, await town.as('beatriz.lara'),
	    'puentelarga', person.id);
	await until(async () => {
		const r = await lucia.get(`${v1}/persons/${person.id}`);
		return !r.text.includes('Zurbar');
	}, 'erased');
	await until(async () => await found() === false, 'forgotten');
});

await test('a case with drafts, comments and the state of its process',
    async () => {
	const holder = status(await lucia.post(`${v1}/persons`, { identity: {
		given: 'Hilario', surname1: 'Sotomayor',
		documents: [{ type: 'dni', number: dni(70000002) }] } }), 201);
	const file = status(await lucia.post(`${v1}/records`, {
		holderId: holder.id, territoryId: territory.id }), 201);
	const opened = status(await lucia.post(`${v1}/interventions`, {
		recordId: file.id, personId: holder.id,
		programme: 'emergency-aid' }), 201);
	const marta = await town.as('marta.ibanez');
	const task = status(await marta.get(`${v1}/tasks?view=pool`), 200).items
	    .find((t) => t.interventionId === opened.id);
	status(await marta.put(`${v1}/tasks/${task.id}/draft`,
	    { data: { need: 'techo' } }), 200);
	const { stdout } = await keys('rotate', 'puentelarga', '--subject',
	    opened.id);
	ok(/^[2-9]\d* values/.test(stdout), stdout);
	equal(gens(`(select draft as envelope from task where draft is not null ` +
	    `and intervention_id = '${opened.id}' union all select envelope ` +
	    `from process_instance where intervention_id = '${opened.id}') x`),
	    '2');
	const seen = await marta.get(`${v1}/tasks/${task.id}`);
	ok(seen.text.includes('techo'), 'the draft opens');
	status(await marta.post(`${v1}/tasks/${task.id}/complete`, { data: {
		need: 'techo', urgency: 'urgent', householdSize: 2,
		monthlyIncome: 450, requestedAmount: 900 } }), 200);
});

await test('the trail tells of it and is whole', async () => {
	ok(Number(town.sql('select count(*) from audit_event where action = ' +
	    "'key.rotate_root'")) > 0, 'the root key');
	let text;
	try {
		text = server.run('audit', 'verify');
	} catch (e) {
		text = String(e.stdout);
	}
	ok(/the trail is as it was written/.test(text), text);
});

await finish();
