/*
 * processes.mjs - killing, draining, reloading.
 */
import { equal, finish, ok, sleep, startServer, test, until } from './lib.mjs';

const HALF = 'GET /health HTTP/1.1\r\nHost: localhost\r\n';

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/* A connection that has sent half a request. */
function half(server) {
	const socket = server.connect();
	const state = { text: '', closed: false };
	socket.setEncoding('latin1');
	socket.on('data', (part) => { state.text += part; });
	socket.on('close', () => { state.closed = true; });
	socket.on('error', () => { state.closed = true; });
	state.socket = socket;
	return new Promise((done) => {
		socket.on('secureConnect', () => {
			socket.write(HALF);
			setTimeout(() => done(state), 50);
		});
	});
}

await test('every process says what its sandbox is', async () => {
	const server = await startServer();
	for (const role of ['keyd', 'jobs', 'searchd', 'web'])
		await until(() => new RegExp(` ${role} sandbox (no_new_privs=yes ` +
		    'landlock=yes seccomp=yes mode=kill|off=sanitizer)')
		    .test(server.log), server.log);
	equal(await server.stop(), 0, 'exit status');
});

await test('a killed web process is started again and nothing is refused',
    async () => {
	const server = await startServer({ VINCULO_SERVER_WORKERS: '2' });
	await until(() => server.pids('web').length === 2, 'two processes');
	const before = server.pids('web');
	process.kill(before[0], 'SIGKILL');
	for (let i = 0; i < 20; i++) {
		const r = await server.request('/health', { agent: false });
		equal(r.status, 200);
	}
	await until(() => server.pids('web').length === 2, 'started again');
	ok(!server.pids('web').includes(before[0]), 'another process');
	ok(server.log.includes(`pid=${before[0]} signal=9`), 'logged');
	equal(await server.stop(), 0, 'exit status');
});

await test('SIGTERM finishes what was begun and refuses the rest', async () => {
	const server = await startServer();
	const idle = await half(server);
	idle.socket.write('\r\n');
	await until(() => idle.text.includes('pass'), 'first reply');
	const begun = await half(server);
	const stopped = server.stop();
	await until(() => idle.closed, 'idle connection closed');
	await until(async () => {
		try {
			await server.request('/health', { agent: false });
			return false;
		} catch {
			return true;
		}
	}, 'refuses connections');
	begun.socket.write('\r\n');
	await until(() => begun.closed, 'answered and closed');
	ok(begun.text.includes('200 OK'), begun.text);
	ok(begun.text.includes('Connection: close'), begun.text);
	equal(await stopped, 0, 'exit status');
});

await test('SIGTERM does not wait for ever', async () => {
	const server = await startServer({ VINCULO_SERVER_DRAIN_MS: '300' });
	const begun = await half(server);
	const start = Date.now();
	equal(await server.stop(), 0, 'exit status');
	ok(Date.now() - start < 2000, `after ${Date.now() - start} ms`);
	begun.socket.destroy();
});

await test('SIGHUP replaces the web process without losing a request',
    async () => {
	const server = await startServer();
	const [before] = server.pids('web');
	let served = 0, isOver = false;
	const load = (async () => {
		while (!isOver) {
			equal((await server.request('/health', { agent: false }))
			    .status, 200);
			served++;
		}
	})();
	await until(() => served >= 5, 'some before');
	server.child.kill('SIGHUP');
	await until(() => !isAlive(before), 'the old one is gone');
	const then = served;
	await until(() => served >= then + 5, 'some after');
	isOver = true;
	await load;
	equal(server.pids('web').filter(isAlive).length, 1, 'one process');
	equal(await server.stop(), 0, 'exit status');
});

await test('children do not outlive a killed parent', async () => {
	const server = await startServer();
	const [web] = server.pids('web');
	await server.stop('SIGKILL');
	await until(() => !isAlive(web), 'web is gone');
});

await finish();
