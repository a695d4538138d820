/*
 * sealed.mjs - what was typed about people is nowhere on the disk, in the log or
 * in a dump (46, 47, 48, 59).
 *
 * A thousand strings that occur nowhere else go in through the API, in every
 * category and free text; then everything the server and PostgreSQL wrote is
 * searched for what they all begin with.
 */
import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { binary, equal, finish, ok, status, test, until } from './lib.mjs';
import { destroyKeys } from './second.mjs';
import { dni, startTown } from './town.mjs';

const CANARY = 'Zqxwkvj';
const town = await startTown({ persons: 30, cases: 0 });
const { server } = town;
const v1 = '/api/v1';
const lucia = await town.as('lucia.marin');
const marta = await town.as('marta.ibanez');

let count = 0;
const canary = () => `${CANARY}${String(++count).padStart(5, '0')}`;
const some = (n) => Array.from({ length: n }, canary);

let person, record, first;

async function put(path, body) {
	const { etag } = (await lucia.get(path.replace(/\/data\/.*/, '')))
	    .headers;
	return status(await lucia.put(path, body, { 'If-Match': etag }), 200);
}

await test('a thousand canaries, in every category and free text', async () => {
	first = canary();
	person = status(await lucia.post(`${v1}/persons`, { identity: {
		given: first, surname1: canary(), surname2: canary(),
		documents: [{ type: 'dni', number: dni(70000001) },
		    { type: 'other', number: canary() }] },
		contact: { phones: some(5), email: `${canary()}@example.org`,
		    address: { street: canary(), town: canary() } } }), 201);
	const t1 = status(await lucia.get(`${v1}/territories`), 200).items
	    .find((t) => t.code === 'T1');
	record = status(await lucia.post(`${v1}/records`, { holderId: person.id,
	    territoryId: t1.id, address: { street: canary() } }), 201);
	for (const category of ['social', 'economic', 'health', 'minors', 'notes',
	    'violence'])
		await put(`${v1}/persons/${person.id}/data/${category}`,
		    { list: some(100) });
	for (const category of ['contact', 'social', 'economic', 'notes'])
		await put(`${v1}/records/${record.id}/data/${category}`,
		    { list: some(50) });
	for (const category of ['social', 'health', 'violence', 'notes'])
		status(await lucia.post(`${v1}/records/${record.id}/entries`,
		    { kind: 'note', category, text: some(30).join(' ') }), 201);
});

await test('documents: bytes, name, description, why it was withdrawn', async () => {
	const made = status(await lucia.upload(
	    `${v1}/records/${record.id}/files`, { name: `${canary()}.txt`,
	    kind: 'report', description: canary() },
	    Buffer.from(some(20000).join('\n'))), 201);
	status(await lucia.post(`${v1}/files/${made.id}/withdraw`,
	    { reason: canary() }), 200);
	equal((await lucia.upload(`${v1}/records/${record.id}/files`,
	    { name: `${canary()}.pdf`, kind: 'other' },
	    Buffer.from(canary()))).status, 422);
});

await test('drafts, forms and variables of processes too', async () => {
	const opened = status(await lucia.post(`${v1}/interventions`, {
		recordId: record.id, personId: person.id,
		programme: 'emergency-aid' }), 201);
	const { items } = status(await marta.get(`${v1}/tasks?view=pool`), 200);
	const task = items.find((t) => t.interventionId === opened.id);
	status(await marta.put(`${v1}/tasks/${task.id}/draft`,
	    { data: { need: some(20).join(' ') } }), 200);
	status(await marta.post(`${v1}/tasks/${task.id}/complete`, { data: {
		need: some(100).join(' '), urgency: 'urgent', householdSize: 2,
		monthlyIncome: 450, requestedAmount: 900 } }), 200);
	ok(count >= 1000, `${count} canaries`);
});

/* Files below a folder that have the canary in them, as bytes or UTF-16. */
function tainted(folder) {
	const needles = [Buffer.from(CANARY), Buffer.from(CANARY, 'utf16le'),
	    Buffer.from(Buffer.from(CANARY).toString('hex'))];
	const found = [];
	for (const entry of readdirSync(folder, { recursive: true,
	    withFileTypes: true })) {
		if (!entry.isFile())
			continue;
		const path = join(entry.parentPath ?? entry.path, entry.name);
		const bytes = readFileSync(path);
		if (needles.some((needle) => bytes.includes(needle)))
			found.push(path);
	}
	return found;
}

await test('none is in the files, the log or a dump of the database', () => {
	town.sql('checkpoint');
	equal(tainted(server.databaseDir).join(' '), '', 'database');
	equal(tainted(server.dir).join(' '), '', 'state of the server');
	ok(!server.log.includes(CANARY), 'log');
	const dump = execFileSync('pg_dump', ['-h', server.databaseDir, '-U',
	    'postgres', 'postgres'], { maxBuffer: 1 << 28 });
	ok(dump.length > 100000, `dump of ${dump.length} bytes`);
	ok(!dump.includes(CANARY), 'dump');
	ok(!dump.includes(Buffer.from(CANARY).toString('hex')), 'dump in hex');
});

await test('the search itself would find one', () => {
	town.sql(`create table planted as select '${canary()}'::text as x`);
	town.sql('checkpoint');
	ok(tainted(server.databaseDir).length > 0, 'found nothing');
	town.sql('drop table planted');
});

await test('keys are rotated under load, and nobody notices', async () => {
	let isOver = false, reads = 0;
	const load = (async () => {
		while (!isOver) {
			const seen = status(await lucia.get(
			    `${v1}/persons/${person.id}`), 200);
			equal(seen.identity.given, first);
			status(await lucia.post(
			    `${v1}/records/${record.id}/entries`,
			    { kind: 'note', text: 'mientras tanto' }), 201);
			reads++;
		}
	})();
	const before = town.sql('select count(*) from tenant_key');
	await promisify(execFile)(binary, ['keys', 'rotate', 'puentelarga'],
	    { cwd: server.dir, env: server.settings });
	isOver = true;
	await load;
	ok(reads > 0, 'no load');
	ok(town.sql('select count(*) from tenant_key') >= before, 'a new key');
	equal(status(await lucia.get(`${v1}/persons/${person.id}`), 200)
	    .health.list.length, 100);
});

await test('who is erased cannot be read any more', async () => {
	await destroyKeys(server, await town.as('beatriz.lara'),
	    'puentelarga', person.id);
	process.kill(server.pids('web')[0], 'SIGKILL');	/* and no cache has it */
	let r;
	await until(async () => {
		try {
			r = await lucia.get(`${v1}/persons/${person.id}`);
			return true;
		} catch (e) {
			if (e.code === undefined)
				throw e;
			return false;
		}
	}, 'another process');
	ok(r.status < 500, r.text);
	ok(!r.text.includes(CANARY), r.text.slice(0, 200));
	status(await lucia.get(`${v1}/records/${record.id}`), 200);
});

await finish();
