/*
 * lib.mjs - a server of its own for a test, and the Test Anything Protocol.
 *
 *	const server = await startServer();
 *	await test('health', async () => {
 *		equal((await server.get('/health')).status, 200);
 *	});
 *	await finish();
 *
 * The server runs from a temporary folder on a free port with a certificate of
 * its own, which get() and request() trust and no other.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = join(root, 'build', process.env.MODE || 'release',
    'vinculo');

let count = 0, failed = 0;
const cleanups = [];

export async function test(name, fn) {
	count++;
	try {
		await fn();
		console.log(`ok ${count} - ${name}`);
	} catch (e) {
		failed++;
		console.log(`not ok ${count} - ${name}`);
		console.log(String(e.stack || e).replace(/^/gm, '# '));
	}
}

export function skip(name, why) {
	console.log(`ok ${++count} - ${name} # SKIP ${why}`);
}

export function ok(condition, what) {
	if (!condition)
		throw new Error(what || 'not true');
}

export function equal(got, expected, what = '') {
	if (got !== expected)
		throw new Error(`${what} got ${JSON.stringify(got)}, ` +
		    `expected ${JSON.stringify(expected)}`);
}

/* Before a sealed value in JSON that went out as it is. */
export const MARKER = /(?<!\\)\\u0001|\u0001/;

/* The body of an answer with that status and, if one is named, that code. */
export function status(answer, wanted, code) {
	const { body, text } = answer;
	equal(answer.status, wanted, text.slice(0, 400));
	ok(!MARKER.test(text), 'a sealed value went out');
	ok(code === undefined || body.code === code ||
	    body.errors?.[0].code === code, text.slice(0, 400));
	return body;
}

/* Run when the test is over, the last first. */
export function onFinish(fn) {
	cleanups.push(fn);
}

export async function finish() {
	for (const fn of cleanups.reverse())
		await fn();
	console.log(`1..${count}`);
	process.exit(failed > 0 ? 1 : 0);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/* YYYY-MM-DD in Madrid, which is tomorrow while it is late in UTC. */
export const madridDay = (when) => new Date(when).toLocaleDateString('sv',
    { timeZone: 'Europe/Madrid' });

/* Until no day ends soon, in Madrid or in UTC, where the database counts: for
 * tests that count days. */
export async function awayFromMidnight(ms = 90000) {
	const days = (when) => madridDay(when) +
	    new Date(when).toISOString().slice(0, 10);
	while (days(Date.now()) !== days(Date.now() + ms))
		await sleep(1000);
}

/* Until fn() is true; a server that never gets there fails the test.  What it
 * was waited for may be a function, which then knows how far it came. */
export async function until(fn, what = 'condition', timeoutMs = 10000) {
	const end = Date.now() + timeoutMs;
	while (!await fn()) {
		if (Date.now() > end)
			throw new Error(`${typeof what === 'function' ? what() :
			    what}: not within ${timeoutMs} ms`);
		await sleep(20);
	}
}

/* A machine that does much else at the same time needs some. */
const START_MS = 30000;

export class Server {
	constructor(dir, settings) {
		this.dir = dir;
		this.settings = settings;
	}

	/* `vinculo args` with the server's settings; what it prints. */
	run(...args) {
		return execFileSync(binary, args, { cwd: this.dir,
		    env: this.settings, encoding: 'utf8',
		    stdio: ['ignore', 'pipe', 'pipe'] });
	}

	/* Also once more, when it has ended. */
	async start() {
		const child = spawn(binary, ['serve'], { cwd: this.dir,
		    env: this.settings, stdio: ['ignore', 'inherit', 'pipe'] });
		this.child = child;
		this.log = '';
		this.exited = new Promise((done) =>
		    child.on('exit', (code, signal) => done(code ?? signal)));
		child.stderr.setEncoding('utf8');
		/* What the last one's processes still say is not ours. */
		child.stderr.on('data', (text) => {
			if (this.child === child)
				this.log += text;
		});
		process.on('exit', () => child.kill('SIGKILL'));
		await until(() => / web process\.ready /.test(this.log) ||
		    child.exitCode !== null, () => `server: ${this.log}`,
		    START_MS);
		if (child.exitCode !== null)
			throw new Error(`the server ended: ${this.log}`);
		this.port = Number(this.log.match(/ url=https?:\/\/.*:(\d+)\//)[1]);
		this.ca = readFileSync(join(this.dir, 'var/localhost.pem'));
		this.agent = new https.Agent({ keepAlive: true });
	}

	/* kill -9 the children of one role; dead already is dead enough. */
	kill(role) {
		for (const pid of this.pids(role)) {
			try {
				process.kill(pid, 'SIGKILL');
			} catch (e) {
				if (e.code !== 'ESRCH')
					throw e;
			}
		}
	}

	/* Process ids of the children of one role that run now. */
	pids(role) {
		const alive = new Set();
		for (const line of this.log.split('\n')) {
			const m = line.match(/ process\.(start|end) role=(\S+) .*pid=(\d+)/);
			if (m === null || m[2] !== role)
				continue;
			if (m[1] === 'start')
				alive.add(Number(m[3]));
			else
				alive.delete(Number(m[3]));
		}
		return [...alive];
	}

	/* { status, headers, body }; options as of https.request(). */
	request(path, options = {}) {
		return new Promise((done, fail) => {
			const req = https.request({ host: '127.0.0.1',
			    port: this.port, path, ca: this.ca,
			    servername: 'localhost', agent: this.agent,
			    ...options }, (res) => {
				const parts = [];
				res.on('data', (part) => parts.push(part));
				res.on('error', fail);
				res.on('end', () => {
					const bytes = Buffer.concat(parts);
					done({ status: res.statusCode,
					    headers: res.headers, bytes,
					    body: bytes.toString() });
				});
			});
			req.on('error', fail);
			req.end(options.body);
		});
	}

	get(path, headers = {}) {
		return this.request(path, { headers });
	}

	/* Send bytes as they are, over TLS; everything that comes back until the
	 * server closes, or until wait milliseconds after the last byte. */
	raw(bytes, wait = 300) {
		return new Promise((done, fail) => {
			let text = '', timer;
			const socket = this.connect(() => socket.write(bytes));
			const end = () => { socket.destroy(); done(text); };
			const again = () => {
				clearTimeout(timer);
				timer = setTimeout(end, wait);
			};
			socket.setEncoding('latin1');
			socket.on('data', (part) => { text += part; again(); });
			socket.on('end', () => { clearTimeout(timer); end(); });
			socket.on('error', fail);
			again();
		});
	}

	connect(onSecure) {
		return tls.connect({ host: '127.0.0.1', port: this.port,
		    ca: this.ca, servername: 'localhost' }, onSecure);
	}

	/* The exit status. */
	async stop(signal = 'SIGTERM') {
		this.agent.destroy();
		this.child.kill(signal);
		return this.exited;
	}
}

let database;

/* Settings that name a migrated database of this test file. */
export function testDatabase() {
	if (database !== undefined)
		return database;
	const pg = join(root, 'tests/lib/pg');
	const dir = execFileSync(pg, ['start', String(process.pid)],
	    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
	process.on('exit', () => execFileSync(pg, ['stop', dir]));
	database = {
		VINCULO_DATABASE_OWNER_URL:
		    `host=${dir} dbname=postgres user=postgres`,
		VINCULO_DATABASE_URL: `host=${dir} dbname=postgres user=vinculo_app`,
	};
	execFileSync(binary, ['migrate'], { cwd: root,
	    env: { ...process.env, ...database }, stdio: 'ignore' });
	return database;
}

/* env: settings as VINCULO_SECTION_NAME.  prepare(run, dir), if given, is
 * called before the server starts in dir; run(...args) is `vinculo args` with its
 * settings. */
export async function startServer(env = {}, prepare = () => {}) {
	const settings = { ...process.env, VINCULO_HTTP_PORT: '0',
	    VINCULO_SERVER_WORKERS: '1', VINCULO_HTTP_WEB_DIR: '',
	    ...testDatabase(), ...env };
	const dir = mkdtempSync(join(tmpdir(), 'vinculo-test.'));
	const server = new Server(dir, settings);
	server.databaseDir = settings.VINCULO_DATABASE_OWNER_URL
	    .match(/host=(\S+)/)[1];
	prepare((...args) => server.run(...args), dir);
	await server.start();
	onFinish(async () => {
		await server.stop();
		rmSync(dir, { recursive: true });
		/* No test goes where a sandbox ends a process (SIGSYS). */
		await test('no process left its sandbox', () =>
		    ok(!/ signal=31\b/.test(server.log), server.log));
	});
	return server;
}

/* A port nobody listens on now. */
export function freePort() {
	return new Promise((done) => {
		const s = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = s.address();
			s.close(() => done(port));
		});
	});
}
