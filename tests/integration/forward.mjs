/*
 * forward.mjs - every audit event leaves the host within seconds, in the order
 * of the sealer and at least once, whoever is killed or hangs (56).
 */
import { execFileSync, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync,
    writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { equal, finish, ok, onFinish, root, sleep, test,
    until } from './lib.mjs';
import { startTown } from './town.mjs';

/* A server that is started often. */
process.setMaxListeners(30);

const PROMISED_MS = 5000;
const CANARY = 'Zebedeu-Canari';

const town = await startTown({ persons: 30, cases: 0 });
const { server } = town;
const state = join(server.dir, 'var');

/* ---------------------------------------------------------- the collector */

const far = mkdtempSync(join(tmpdir(), 'vinculo-collector.'));
onFinish(() => rmSync(far, { recursive: true }));
const arrivals = join(far, 'arrived');
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem', '-out',
    'cert.pem', '-subj', '/CN=localhost', '-addext',
    'subjectAltName=DNS:localhost', '-days', '2'], { cwd: far,
    stdio: 'ignore' });

let collector, port = 0;

async function startCollector() {
	collector = fork(join(root, 'tests/integration/collector.mjs'),
	    [far, String(port), arrivals]);
	({ port } = await new Promise((done) =>
	    collector.once('message', done)));
}

async function killCollector() {
	const ended = new Promise((done) => collector.once('exit', done));
	collector.kill('SIGKILL');
	await ended;
}

/* { at, message, json } of what arrived, as it arrived. */
function arrived() {
	if (!existsSync(arrivals))
		return [];
	return readFileSync(arrivals, 'utf8').split('\n').slice(0, -1)
	    .map((line) => {
		const m = line.match(/^(\d+) (<\d+>1 .* vinculo - (\S+) - (\{.*\}))$/);
		if (m === null)
			throw new Error(`not a message: ${line}`);
		return { at: Number(m[1]), message: m[2], id: m[3],
		    json: JSON.parse(m[4]) };
	    });
}

/* ----------------------------------------------------------------- helpers */

/* An event that has to leave; its id. */
function something() {
	server.run('user', 'link', 'lucia.marin');
	return town.sql('select id from audit_event order by at desc limit 1');
}

const inOrder = () => town.sql(`select e.id from audit_event e
    order by xid, id`).split('\n');

/* Everything there is now arrived, in order but for what came again. */
async function allArrived(timeoutMs = 30000) {
	const wanted = inOrder();
	await until(() => {
		const have = new Set(arrived().map((a) => a.json.id));
		return wanted.every((id) => have.has(id));
	}, `all of ${wanted.length}`, timeoutMs);
	const first = [...new Set(arrived().map((a) => a.json.id))];
	equal(JSON.stringify(first.filter((id) => wanted.includes(id))),
	    JSON.stringify(wanted), 'order of the first arrivals');
}

const lag = (seconds) => {
	town.sql(`create or replace function audit_forward_lag() returns bigint
	    language sql as 'select ${seconds}::bigint'`);
};

/* ------------------------------------------------------------------- tests */

await startCollector();
onFinish(() => collector.kill());
await server.stop();
for (const name of ['cert.pem', 'key.pem'])
	writeFileSync(join(state, name), readFileSync(join(far, name)));
Object.assign(server.settings, {
	VINCULO_AUDIT_FORWARD: `syslog-tls://localhost:${port}`,
	VINCULO_AUDIT_TLS_CA: join(state, 'cert.pem'),
	VINCULO_AUDIT_FORWARD_CERTIFICATE: join(state, 'cert.pem'),
	VINCULO_AUDIT_FORWARD_KEY: join(state, 'key.pem'),
});
await server.start();

await test('what there was before is taken first, in order', async () => {
	ok(inOrder().length > 0, 'there is something');
	await allArrived();
});

await test('an event leaves within five seconds', async () => {
	for (let i = 0; i < 5; i++) {
		const id = something();
		const committed = Date.now();
		await until(() => arrived().some((a) => a.json.id === id), id);
		const { at } = arrived().find((a) => a.json.id === id);
		ok(at - committed < PROMISED_MS, `${at - committed} ms`);
	}
});

await test('a message says what the trail says, and nothing of the detail',
    async () => {
	const worker = await town.as('irene.soler');
	const body = { name: CANARY, view: 'mine', programme: '',
	    overdue: false, unitId: null };
	await worker.post('/api/v1/views', body);
	await worker.post('/api/v1/person-searches', { name: CANARY, limit: 5 });
	await allArrived();
	ok(!readFileSync(arrivals, 'utf8').includes(CANARY), 'canary');
	for (const { json, message, id } of arrived().slice(-20)) {
		const [tenant, actor, action, type, object, outcome, leaf] =
		    town.sql(`select t.code, actor_id, action, object_type,
		    object_id, outcome, encode(leaf, 'hex') from audit_event e
		    join tenant t on t.id = e.tenant_id
		    where e.id = '${json.id}'`).split('|');
		equal(JSON.stringify(json), JSON.stringify({ id: json.id,
		    at: json.at, tenant, actor, action, objectType: type, object,
		    outcome, leaf: createHash('sha256').update(Buffer.concat([
		    Buffer.from([0]), Buffer.from(leaf, 'hex')])).digest('hex') }));
		equal(id, action, 'MSGID');
		ok(message.startsWith(`<${outcome === 'ok' ? 110 : 108}>1 ` +
		    `${json.at} `), message);
		ok(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(json.at),
		    json.at);
	}
});

await test('a collector that was killed gets what it missed', async () => {
	await killCollector();
	for (let i = 0; i < 3; i++)
		something();
	await until(() => server.log.includes(
	    'audit.forward code=collector.connect'), 'noticed');
	await startCollector();
	await allArrived(60000);
});

await test('jobs that was killed goes on where it was', async () => {
	for (let i = 0; i < 3; i++) {
		something();
		server.kill('jobs');
		something();
		await until(() => server.pids('jobs').length > 0, 'again');
	}
	await allArrived(60000);
});

await test('a collector that hangs, and is killed, loses nothing', async () => {
	collector.send('hang');
	await sleep(100);
	const before = server.log.length;
	const id = something();
	await until(() => server.log.slice(before).includes(
	    'audit.forward code=collector.lost'), 'noticed', 30000);
	ok(!arrived().some((a) => a.json.id === id), 'it was not read');
	ok((await server.get('/health')).status === 200, 'others go on');
	await killCollector();
	await startCollector();
	await allArrived(60000);
});

await test('only the collector with the right certificate is told', async () => {
	await server.stop();
	server.settings.VINCULO_AUDIT_FORWARD = `syslog-tls://127.0.0.1:${port}`;
	await server.start();
	const id = something();
	await until(() => server.log.includes(
	    'audit.forward code=collector.certificate'), 'refused', 20000);
	ok(!arrived().some((a) => a.json.id === id), 'it was not told');
});

await test('check says when events wait for more than a minute', () => {
	const check = () => execFileSync('sh', ['-c', '"$0" check 2>&1', join(root,
	    'build', process.env.MODE || 'release', 'vinculo')], {
	    cwd: server.dir, env: server.settings, encoding: 'utf8' });
	ok(!check().includes('audit events wait'), 'not yet');
	lag(61);
	ok(/audit events wait for syslog-tls:\S+ since 61 seconds/.test(check()),
	    check());
});

await test('lines of a file, which may be moved away', async () => {
	const folder = join(far, 'out');
	const file = join(folder, 'events.jsonl');
	mkdirSync(folder);
	await server.stop();
	server.settings.VINCULO_AUDIT_FORWARD = `file:${file}`;
	writeFileSync(file, '{"id":"cut sh');
	await server.start();
	const ids = () => readFileSync(file, 'utf8').split('\n').slice(1, -1)
	    .map((line) => JSON.parse(line).id);
	const id = something();
	await until(() => ids().includes(id), 'line', 20000);
	equal(readFileSync(file, 'utf8').split('\n')[0], '{"id":"cut sh');
	rmSync(file);
	const next = something();
	await until(() => existsSync(file) && readFileSync(file, 'utf8')
	    .includes(next), 'next line', 20000);
	ok(!readFileSync(file, 'utf8').includes(id), 'a new file');
});

await test('what is no collector is said at once', async () => {
	for (const wrong of ['udp://h', 'syslog-tls://', 'syslog-tls://h:0',
	    'syslog-tls://[::1', 'file:relative', 'file:/not/there/x']) {
		await server.stop();
		server.settings.VINCULO_AUDIT_FORWARD = wrong;
		const { child } = server;
		const ready = server.start();
		await until(() => server.child !== child && server.log.includes(
		    'collector.setting'), wrong, 20000);
		await ready;
	}
	await server.stop();
	server.settings.VINCULO_AUDIT_FORWARD = '';
	await server.start();
});

await finish();
