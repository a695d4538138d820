/*
 * exports.mjs - an export reaches the ministry once, whatever the ministry or a
 * kill -9 does.
 */
import { execFileSync, fork } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from './client.mjs';
import { equal, finish, ok, onFinish, root, startServer, test,
    testDatabase, until } from './lib.mjs';
import { decide } from './second.mjs';

const TIMEOUT_MS = 1000;

/* ------------------------------------------------------------- the ministry */

const child = fork(join(root, 'tests/integration/receiver.mjs'));
onFinish(() => child.disconnect());
function ministry(message = {}) {
	return new Promise((done) => {
		child.once('message', done);
		child.send(message);
	});
}
const { port, cert } = await ministry({ mode: 'ok' });

/* --------------------------------------------------------------- the server */

const server = await startServer({ VINCULO_JOBS_RETRY_S: '1',
    VINCULO_JOBS_TRIES_MAX: '6' }, (run, dir) => {
	run('demo', '--persons', '200', '--cases', '10', '--source', root);
	writeFileSync(join(dir, 'var/ministry.pem'), cert);
	writeFileSync(join(dir, 'var/connectors.ini'), `[siuss]
connector = siuss
url = https://localhost:${port}/siuss
ca_file = ${dir}/var/ministry.pem
timeout_ms = ${TIMEOUT_MS}
`);
});
const accounts = readFileSync(join(server.dir, 'var/demo-accounts.txt'), 'utf8')
    .split('\n').map((line) => line.split(/\s+/));
const account = (login) => {
	const [, , , password, secret] = accounts.find((a) => a[0] === login);
	return { login, password, totp: secret };
};
const sql = (text) => execFileSync('psql', ['-XAtq', '-d',
    testDatabase().VINCULO_DATABASE_OWNER_URL, '-c', text],
    { encoding: 'utf8' }).trim();

const manager = await new Client(server, account('gonzalo.rivas')).signIn();
const worker = await new Client(server, account('irene.soler')).signIn();

/* ------------------------------------------------------------------ helpers */

async function begin() {
	const res = await manager.post('/api/v1/exports',
	    { kind: 'siuss', from: '2020-01-01',
		to: `${new Date().getUTCFullYear() + 1}-12-31` });
	equal(res.status, 202, res.text);
	return res.body.id;
}

async function show(id) {
	const res = await manager.get(`/api/v1/exports/${id}`);
	equal(res.status, 200, res.text);
	return res.body;
}

/* Until the run has this state; 60 s, because leases must end. */
async function reach(id, state, timeoutMs = 60000) {
	let now;
	await until(async () => {
		now = await show(id);
		return now.state === state;
	}, `state ${state} of ${id}`, timeoutMs);
	return now;
}

const outboxId = (id) => sql(`select id from outbox where export_id = '${id}'`);

/* One message, taken once, whole, with the receipt that we have. */
async function arrived(id) {
	const run = await reach(id, 'delivered');
	const seen = await ministry();
	const message = outboxId(id);
	equal(message.split('\n').length, 1, 'messages of the run');
	ok(seen.taken[message], 'it was taken');
	ok(seen.taken[message].digestFits, 'its digest fits');
	equal(seen.taken[message].bytes, run.sizeBytes, 'size');
	equal(run.receipt.number, seen.taken[message].number, 'receipt');
	return { run, posts: seen.posts[message], asks: seen.asks[message] ?? 0 };
}

/* An attempt in this mode ended (or hangs), then all is well again. */
async function misbehave(mode, ended) {
	await ministry({ mode, slowMs: 3 * TIMEOUT_MS });
	const id = await begin();
	await until(async () => (await show(id)).deliveries.some(ended),
	    `an attempt in mode ${mode}`, 30000);
	await ministry({ mode: 'ok' });
	return id;
}

/* -------------------------------------------------------------------- tests */

await test('an export wants a fresh code, and its own permission', async () => {
	const body = { kind: 'siuss', from: '2026-01-01', to: '2026-01-31' };
	let res = await manager.post('/api/v1/exports', body);
	equal(res.status, 403, res.text);
	equal(res.body.code, 'step_up.required');
	res = await manager.post('/api/v1/session/step-up',
	    { totp: manager.code() });
	equal(res.status, 204, res.text);
	res = await worker.post('/api/v1/exports', body);
	equal(res.status, 403, res.text);
	res = await worker.get('/api/v1/exports');
	equal(res.status, 403, res.text);
	res = await manager.post('/api/v1/exports', { ...body, to: '2025-01-01' });
	equal(res.status, 422, res.text);
});

await test('ok: delivered in one exchange, the receipt is shown', async () => {
	const { run, posts, asks } = await arrived(await begin());
	equal(posts, 1, 'sent');
	equal(asks, 0, 'asked');
	ok(run.interventions > 0 && run.records > 0, 'it has content');
	ok(run.receipt.body.includes('receipt'), 'the whole receipt');
	equal(run.deliveries.length, 1);
	equal(readdirSync(join(server.dir, 'var/spool')).length, 0,
	    'files left in the spool');
});

await test('down: sent once it is up', async () => {
	const { posts } = await arrived(await misbehave('down',
	    (d) => d.outcome === 'retry'));
	equal(posts, 1, 'sent');
});

await test('500: asked, then sent again', async () => {
	const { posts, asks } = await arrived(await misbehave('500',
	    (d) => d.outcome === 'unknown'));
	ok(posts >= 2 && asks >= 1, `sent ${posts}, asked ${asks}`);
});

for (const mode of ['taken500', 'garbage', 'cut']) {
	await test(`${mode}: asked, and not sent again`, async () => {
		const { posts, asks } = await arrived(await misbehave(mode,
		    (d) => d.outcome === 'unknown'));
		equal(posts, 1, 'sent');
		ok(asks >= 1, 'asked');
	});
}

await test('slow: it arrived although we did not wait', async () => {
	const { posts } = await arrived(await misbehave('slow',
	    (d) => d.outcome === 'unknown'));
	equal(posts, 1, 'sent');
});

await test('hang: sent again when it wakes', async () => {
	const { posts } = await arrived(await misbehave('hang',
	    (d) => d.outcome === 'unknown'));
	ok(posts >= 2, `sent ${posts}`);
});

await test('kill -9 between taking and answering: sent once', async () => {
	await ministry({ mode: 'slow', slowMs: 60000 });
	const before = Object.keys((await ministry()).taken).length;
	const id = await begin();
	await until(async () =>
	    Object.keys((await ministry()).taken).length > before, 'taken');
	server.kill('jobs');
	await ministry({ mode: 'ok' });
	const { posts, asks, run } = await arrived(id);
	equal(posts, 1, 'sent');
	ok(asks >= 1, 'asked');
	equal(run.deliveries[0].outcome, null, 'the attempt that died');
});

await test('kill -9 while documents are made: none is lost', async () => {
	const ids = [];
	for (let i = 0; i < 4; i++) {
		ids.push(await begin());
		server.kill('jobs');
	}
	/* Leases of minutes end now. */
	await until(() => {
		sql(`update export_run set lease_until = now() - interval '1 s'
		     where state = 'running' and lease_until >
		       now() + interval '1 s'; notify jobs, 'exports'`);
		return sql(`select count(*) from export_run where state in
		    ('requested', 'running')`) === '0';
	}, 'made', 60000);
	for (const id of ids)
		await arrived(id);
});

await test('given up after the limit: an incident; retried, delivered',
    async () => {
	await ministry({ mode: '500' });
	const id = await begin();
	await until(() => {
		sql(`update outbox set tries = 6, next_at = now()
		     where export_id = '${id}'`);
		return sql(`select state from export_run
		    where id = '${id}'`) === 'failed';
	}, 'given up', 60000);
	equal(sql(`select count(*) from incident where export_id = '${id}'
	    and resolved_at is null`), '1', 'incidents');
	await ministry({ mode: 'ok' });
	const res = await manager.post(`/api/v1/exports/${id}/retry`);
	equal(res.status, 200, res.text);
	await arrived(id);
	equal(sql(`select count(*) from incident where export_id = '${id}'
	    and resolved_at is null`), '0', 'incidents left');
	equal((await manager.post(`/api/v1/exports/${id}/retry`)).status, 409);
});

await test('what does not fit the schema is never sent', async () => {
	sql(`update intervention set sector = '99' where id = (select id
	    from intervention where state = 'granted' limit 1)`);
	const id = await begin();
	const run = await reach(id, 'invalid');
	ok(run.findings[0].message.includes('sector'), run.findings[0].message);
	equal(outboxId(id), '', 'messages');
	sql(`update intervention set sector = '1' where sector = '99'`);
	equal((await manager.post(`/api/v1/exports/${id}/retry`)).status, 200);
	await arrived(id);
});

await test('a schedule exports the month before, at its hour', async () => {
	let res = await manager.get('/api/v1/export-schedules');
	equal(res.body.items.map((s) => [s.kind, s.isActive, s.cron]).join(),
	    'siuss,true,0 6 5 * *', 'the schedule of the demo');
	const path = '/api/v1/export-schedules/siuss';
	const asked = await manager.post('/api/v1/approvals', {
		action: 'export.schedule', reason: 'the first of each month',
		subject: { kind: 'siuss', cron: '0 3 1 * *' } });
	equal((await decide(await new Client(server,
	    account('beatriz.lara')).signIn(), asked.body.id)).status, 200);
	res = await manager.put(path, { cron: '0 3 31 2 *', isActive: true });
	equal(res.status, 422, 'a day that never comes');
	equal(res.body.errors[0].code, 'export.cron');
	res = await worker.put(path, { cron: '0 3 1 * *', isActive: true });
	equal(res.status, 403, res.text);
	res = await manager.put('/api/v1/export-schedules/other',
	    { cron: '0 3 1 * *', isActive: true });
	equal(res.status, 404, res.text);
	/* However long the body: the event of it has a limit. */
	res = await manager.request('PUT', path, ' '.repeat(100000) +
	    JSON.stringify({ cron: '0 3 1 * *', isActive: true,
		approval: asked.body.id }),
	    { 'Content-Type': 'application/json' });
	equal(res.status, 200, res.text);
	ok(new Date(res.body.nextAt) > new Date(), 'it has a next time');
	equal(res.body.connector, 'siuss', 'the connector stays');
	sql(`update export_schedule set next_at = now();
	     notify jobs, 'schedules'`);
	await until(() => sql(`select count(*) from export_run where
	    requested_by is null and state = 'delivered'`) === '1',
	    'a scheduled run');
	const [from, to, next, zone] = sql(`select period_from, period_to,
	    extract(hour from s.next_at at time zone t.zone),
	    extract(day from s.next_at at time zone t.zone)
	    from export_run e, export_schedule s, tenant t
	    where e.requested_by is null`).split('|');
	equal(from.slice(8), '01');
	ok(new Date(to).getTime() < Date.now(), to);
	equal(next, '3', 'hour');
	equal(zone, '1', 'day');
});

await test('the list pages through them all', async () => {
	const seen = [];
	let cursor = '';
	do {
		const res = await manager.get(
		    `/api/v1/exports?limit=5${cursor && `&cursor=${cursor}`}`);
		equal(res.status, 200, res.text);
		seen.push(...res.body.items.map((item) => item.id));
		cursor = res.body.next;
	} while (cursor);
	equal(seen.length, Number(sql('select count(*) from export_run')));
	equal(new Set(seen).size, seen.length, 'no run twice');
});

await test('everything about exports is audited', () => {
	const actions = sql(`select distinct action from audit_event`).split('\n');
	for (const action of ['export.request', 'export.produce',
	    'export.deliver', 'export.retry'])
		ok(actions.includes(action), `${action} of ${actions}`);
});

await finish();
