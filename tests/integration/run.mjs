/*
 * run.mjs - what `make run` does after building: a cluster, the demo, a ministry
 * that takes an export, and nothing left when it is stopped.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from './client.mjs';
import { binary, equal, finish, ok, root, Server, test, until }
    from './lib.mjs';

const dir = mkdtempSync(join(tmpdir(), 'vinculo-run.'));
const env = { ...process.env, VINCULO_SERVER_STATE_DIR: dir,
    VINCULO_HTTP_PORT: '0', VINCULO_SERVER_WORKERS: '1' };
for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'JOBS_CONNECTORS'])
	delete env[`VINCULO_${name}`];

const server = new Server(dir, env);
server.agent = new https.Agent({ keepAlive: true });
let child, log, exited;

async function start() {
	log = '';
	child = spawn('scripts/run', [binary], { cwd: root, env,
	    stdio: ['ignore', 'pipe', 'pipe'], detached: true });
	exited = new Promise((done) => child.on('exit', done));
	for (const out of [child.stdout, child.stderr])
		out.setEncoding('utf8').on('data', (text) => { log += text; });
	await until(() => / web process\.ready /.test(log) ||
	    child.exitCode !== null, `scripts/run: ${log}`, 120000);
	equal(child.exitCode, null, log);
	server.port = Number(log.match(/ url=https:\/\/.*:(\d+)\//)[1]);
	server.ca = readFileSync(join(dir, 'localhost.pem'));
}

/* Ctrl-C reaches every process of the terminal. */
async function interrupt() {
	process.kill(-child.pid, 'SIGINT');
	await exited;
}

const cluster = (what) => execFileSync('scripts/cluster', [what],
    { cwd: root, env, encoding: 'utf8' });

async function signIn(login) {
	const row = readFileSync(join(dir, 'demo-accounts.txt'), 'utf8')
	    .split('\n').map((line) => line.split(/\s+/))
	    .find((cells) => cells[0] === login);
	return new Client(server, { login, password: row[3], totp: row[4] })
	    .signIn();
}

await test('it serves a municipality from nothing', async () => {
	await start();
	const worker = await signIn('lucia.marin');
	const res = await worker.get('/api/v1/tasks?view=pool');
	equal(res.status, 200, res.text);
	ok(res.body.items.length > 0, 'tasks wait in the pool');
});

await test('an export is delivered to the ministry beside it', async () => {
	const manager = await signIn('gonzalo.rivas');
	let res = await manager.post('/api/v1/session/step-up',
	    { totp: manager.code() });
	equal(res.status, 204, res.text);
	res = await manager.post('/api/v1/exports',
	    { kind: 'siuss', from: '2020-01-01', to: '2030-12-31' });
	equal(res.status, 202, res.text);
	const { id } = res.body;
	await until(async () => {
		res = await manager.get(`/api/v1/exports/${id}`);
		return res.body.state === 'delivered';
	}, 'delivered', 30000);
	ok(/^REG-\d{4}-000001$/.test(res.body.receipt.number), 'a number');
	const document = res.body.receipt.body.match(/ id="([^"]+)"/)[1];
	equal(readFileSync(join(dir, 'ministry', `${document}.xml`)).length,
	    res.body.sizeBytes, 'the whole document');
});

await test('Ctrl-C leaves no process', async () => {
	await interrupt();
	let status = 0;
	try { cluster('status'); } catch (e) { status = e.status; }
	equal(status, 3, 'the cluster is down');
});

await test('the second time it starts with what there is', async () => {
	await start();
	ok(!/demo-accounts/.test(log), 'no second demo');
	ok(existsSync(join(dir, 'demo-accounts.txt')));
	await interrupt();
});

const data = (() => {
	try { return cluster('status'); } catch (e) { return e.stdout; }
})().match(/data=(\S+)/)[1];
rmSync(data, { recursive: true, force: true });
rmSync(dir, { recursive: true, force: true });
await finish();
