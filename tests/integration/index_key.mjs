/*
 * index_key.mjs - the key of the index of exact identifiers is changed while two
 * servers register and look up people, and the change is killed on its way.
 *
 * Nobody is registered twice and everybody is found, at each moment; afterwards
 * the old key and what it made are gone.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Client } from './client.mjs';
import { binary, equal, finish, ok, sleep, startServer, test, until }
    from './lib.mjs';
import { dni, startTown } from './town.mjs';

const v1 = '/api/v1';
const PEOPLE = 3000, FIRST = 71000000, EARLY = 150;
const town = await startTown({ persons: PEOPLE, cases: 0 });
const one = town.server;
await one.stop();			/* its keys are written */
await one.start();
const two = await startServer({}, (run, dir) => cpSync(
    join(one.dir, 'var/keys'), join(dir, 'var/keys'), { recursive: true }));

const workers = Object.values(town.accounts)
    .filter((a) => a.role === 'social_worker').slice(0, 12);
ok(workers.length >= 4, 'too few people work here');
const clients = [];
for (const [i, account] of workers.entries())
	clients.push(await new Client([one, two][i % 2], account).signIn());

const identity = (number) => ({ given: 'Nicanor', surname1: 'Oteiza',
	documents: [{ type: 'dni', number: dni(number) }] });
const keys = (...args) => promisify(execFile)(binary, ['keys', ...args],
    { cwd: one.dir, env: one.settings });
const check = () => promisify(execFile)(binary, ['check'],
    { cwd: one.dir, env: one.settings });
const number = (sql) => Number(town.sql(sql));
const state = () => JSON.parse(one.run('keys', 'status', 'puentelarga')).index;

/* Start a change and kill it after so many milliseconds. */
async function killed(ms) {
	const child = spawn(binary, ['keys', 'rotate', 'puentelarga', '--index'],
	    { cwd: one.dir, env: one.settings, stdio: 'ignore' });
	const ended = new Promise((done) => child.on('exit', done));
	await sleep(ms);
	child.kill('SIGKILL');
	await ended;
}

/* ---------------------------------------------------------------- the load */

const people = new Map();		/* number: id */
const early = [];			/* registered before any change */
let next = FIRST, searches = 0, changed = 0;

/* The same person comes to both servers at the same moment: one of them wins. */
async function register(pair) {
	const n = next++;
	const answers = await Promise.all(pair.map((client) =>
	    client.post(`${v1}/persons`, { identity: identity(n) })));
	const won = answers.filter((a) => a.status === 201);
	equal(won.length, 1, `${n}: ${answers.map((a) => a.status + ' ' +
	    (a.status === 201 ? '' : a.text)).join(', ')}:`);
	equal(answers.filter((a) => a.status === 409).length, 1, 'refused');
	people.set(n, won[0].body.id);
	for (const client of pair) {
		const seen = await client.get(`${v1}/persons/${people.get(n)}`);
		equal(seen.status, 200, seen.text);
	}
}

/* Somebody who is there cannot be registered again, wherever it is tried. */
async function again(client) {
	const all = [...people.keys()];
	const n = all[Math.floor(Math.random() * all.length)];
	const answer = await client.post(`${v1}/persons`,
	    { identity: identity(n) });
	equal(answer.status, 409, answer.text);
	ok(answer.text.includes(people.get(n)), 'and it is said who it is');
}

/* Searches are counted: thirty a minute for each worker. */
async function lookUp(client, n) {
	const answer = await client.post(`${v1}/person-searches`,
	    { identifier: dni(n) });
	if (answer.status === 429)
		return;
	equal(answer.status, 200, answer.text);
	equal(answer.body.items[0]?.id, people.get(n), `${n} is found`);
	searches++;
}

/* Somebody who was there before the change gets another document: the old
 * number is free at once, the new one is taken. */
async function changeDocument(client, other) {
	const person = early.shift();
	const n = next++;
	if (person === undefined) {
		await sleep(100);
		return;
	}
	const seen = await client.get(`${v1}/persons/${person.id}`);
	const put = await client.put(`${v1}/persons/${person.id}/data/identity`,
	    identity(n), { 'If-Match': seen.headers.etag });
	equal(put.status, 200, put.text);
	const answer = await other.post(`${v1}/persons`,
	    { identity: identity(person.number) });
	equal(answer.status, 201, `${person.number} is free: ${answer.text}:`);
	people.set(person.number, answer.body.id);
	people.set(n, person.id);
	changed++;
	await sleep(20);
}

async function underLoad(fn) {
	let isOver = false;
	const each = async (work) => {
		while (!isOver)
			await work();
	};
	const load = [0, 2].map((i) => each(async () => {
		await register([clients[i], clients[i + 1]]);
		await again(clients[i + 1]);
	}));
	load.push(each(() => changeDocument(clients[0], clients[1])));
	let turn = 0;
	load.push(each(async () => {
		const all = [...people.keys()];
		await lookUp(clients[turn++ % clients.length],
		    all[Math.floor(Math.random() * all.length)]);
		await sleep(150);
	}));
	try {
		await fn();
	} finally {
		isOver = true;
		await Promise.all(load);
	}
}

/* ------------------------------------------------------------------- tests */

const tags = () => new Set(town.sql("select encode(tag, 'hex') from " +
    'blind_index').split('\n'));

/* Children have no document. */
const untagged = `select count(*) from person p where not exists (select
    from blind_index b where b.subject_id = p.id)`;
const before = number(untagged);
let stolen;
const oldKey = town.sql("select encode(wrapped, 'hex') from tenant_key " +
    'where purpose = 2');
const webs = [one, two].map((s) => s.pids('web').join());

await test('a change under load, killed in each of its steps', async () => {
	for (let i = 0; i < 5; i++)
		await register([clients[0], clients[1]]);
	for (let i = 0; i < EARLY; i++) {
		const n = next++;
		const answer = await clients[0].post(`${v1}/persons`,
		    { identity: identity(n) });
		equal(answer.status, 201, answer.text);
		early.push({ number: n, id: answer.body.id });
	}
	stolen = tags();
	const seen = [];
	await underLoad(async () => {
		await sleep(300);
		const isHalfWay = () => seen.some((s) => /^filling [1-9]/
		    .test(s));
		for (let ms = 40; ms < 10000 && !(ms > 300 && isHalfWay());
		    ms = Math.ceil(ms * 1.5)) {
			await killed(ms);
			const s = state();
			seen.push(s === null ? 'none' : `${s.state} ${s.done}`);
			const { stderr } = await check();
			equal(/puentelarga is being changed/.test(stderr),
			    s !== null, stderr);
		}
		const { stdout } = await keys('rotate', 'puentelarga', '--index');
		ok(/old one is destroyed/.test(stdout), stdout);
		await sleep(300);
	});
	console.log(`# after each kill: ${seen.join(', ')}`);
	console.log(`# ${people.size} registered, ${searches} searched, ` +
	    `${changed} changed`);
	ok(seen.some((s) => /^filling [1-9]/.test(s)), 'never killed half-way');
	ok(people.size > 20 && searches > 5 && changed > 20, 'no load');
	const s = state();
	equal(s.state, 'done');
	equal(s.epoch, 2);
});

await test('everybody has one tag for each document, of the new key', () => {
	equal(number('select count(*) from blind_index where epoch <> 2'), 0);
	equal(number(untagged), before, 'without a tag');
	/* Each change of a document made one person more, and two numbers. */
	equal(number('select count(*) from blind_index'), stolen.size +
	    people.size - 5 - changed);
});

await test('the servers noticed by themselves', async () => {
	equal([one, two].map((s) => s.pids('web').join()).join(' '),
	    webs.join(' '), 'web processes');
	for (const client of clients)
		await again(client);
});

await test('who stole the old key finds nothing in a copy', () => {
	const copy = execFileSync('pg_dump', ['-h', one.databaseDir, '-U',
	    'postgres', '-t', 'blind_index', '-t', 'tenant_key', '--data-only',
	    'postgres'], { encoding: 'utf8', maxBuffer: 1 << 28 });
	const there = copy.match(/\\\\x[0-9a-f]{32}\t/g)
	    .map((t) => t.slice(3, -1));
	equal(there.length, tags().size, 'tags in the copy');
	equal(there.filter((t) => stolen.has(t)).length, 0, 'old ones');
	ok(!copy.includes(oldKey), 'the old key, wrapped');
});

await test('two at once, of two operators, do it once or twice', async () => {
	await underLoad(async () => {
		await Promise.all([keys('rotate', 'puentelarga', '--index'),
		    keys('rotate', 'puentelarga', '--index')]);
	});
	ok([3, 4].includes(state().epoch), `epoch ${state().epoch}`);
	equal(number('select count(distinct epoch) from blind_index'), 1);
	equal(number('select count(*) from (select from blind_index group by ' +
	    'tag having count(*) > 1) x'), 0);
	for (const client of clients)
		await again(client);
});

await test('the trail tells of it and is whole', async () => {
	equal(town.sql("select string_agg(d->>'state', ' ' order by at) from " +
	    '(select at, audit_detail(leaf) as d from audit_event where ' +
	    "action = 'key.rotate_index') x where d->>'epoch' = '2'"),
	    'filling dropping done');
	/* Numbers of those that lost are announced with later events. */
	const verify = async () => {
		for (const client of [...clients, ...clients])
			await client.get(`${v1}/persons/${people.get(FIRST)}`);
		await sleep(1200);
		try {
			return one.run('audit', 'verify').includes(
			    'the trail is as it was written');
		} catch {
			return false;
		}
	};
	await until(verify, 'the trail', 60000);
});

await finish();
