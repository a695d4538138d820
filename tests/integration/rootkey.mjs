/*
 * rootkey.mjs - the root key moves from the file to a token and back while the
 * server works, and is a credential of systemd.  The token is SoftHSM 2.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync,
    writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { binary, equal, finish, ok, skip, sleep, test, until } from
    './lib.mjs';
import { dni, startTown } from './town.mjs';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const URI = `pkcs11:token=vinculo;object=root?module-path=${
    MODULE}&pin-source=pin`;
const v1 = '/api/v1';

const town = await startTown({ persons: 50, cases: 0 });
const { server } = town;
const keysDir = join(server.dir, 'var/keys');
const lucia = await town.as('lucia.marin');
const made = await lucia.post(`${v1}/persons`, { identity: {
	given: 'Aldonza', surname1: 'Quijada',
	documents: [{ type: 'dni', number: dni(72000001) }] } });
equal(made.status, 201, made.text);

const rootFile = () => readFileSync(join(keysDir, 'root'), 'utf8').trim();
const rootState = () => town.sql("select string_agg(root_id || ' ' || state, " +
    "',' order by root_id) from root_key");
const providers = () => town.sql('select string_agg(distinct get_byte(' +
    "wrapped, 1)::text, ',') from tenant_key where wrapped is not null");

async function isRead() {
	try {
		const r = await lucia.get(`${v1}/persons/${made.body.id}`);
		if (r.status === 200)
			equal(r.body.identity.given, 'Aldonza');
		else
			equal(r.status, 503, r.text);
		return r.status === 200;
	} catch (e) {
		if (!/ECONN|socket/.test(String(e)))
			throw e;
		return false;
	}
}

/* Read all the time; nothing is wrong but for the moment in which keyd starts
 * again. */
async function underLoad(fn) {
	let isOver = false, reads = 0, refused = 0;
	const load = (async () => {
		while (!isOver) {
			if (await isRead())
				reads++;
			else
				refused++;
			await sleep(5);
		}
	})();
	try {
		await fn();
	} finally {
		isOver = true;
		await load;
	}
	console.log(`# ${reads} reads, ${refused} refused`);
	ok(reads > 20, 'no load');
}

const env = { ...server.settings };
const rotate = () => promisify(execFile)(binary, ['keys', 'rotate', '--root'],
    { cwd: server.dir, env });

async function killed(ms) {
	const child = spawn(binary, ['keys', 'rotate', '--root'],
	    { cwd: server.dir, env, stdio: 'ignore' });
	const ended = new Promise((done) => child.on('exit', done));
	await sleep(ms);
	child.kill('SIGKILL');
	await ended;
}

function makeToken() {
	const tokens = join(server.dir, 'tokens');
	mkdirSync(tokens);
	writeFileSync(join(server.dir, 'softhsm2.conf'),
	    `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
	server.settings.SOFTHSM2_CONF = join(server.dir, 'softhsm2.conf');
	env.SOFTHSM2_CONF = server.settings.SOFTHSM2_CONF;
	execFileSync('softhsm2-util', ['--init-token', '--free', '--label',
	    'vinculo', '--so-pin', '12345678', '--pin', '87654321'],
	    { env, stdio: 'ignore' });
	writeFileSync(join(keysDir, 'pin'), '87654321\n', { mode: 0o600 });
}

async function tokenTests() {
	await test('from the file to the token, killed on the way', async () => {
		await server.stop();
		makeToken();
		await server.start();
		env.VINCULO_KEYS_ROOT_TOKEN = URI;
		await underLoad(async () => {
			/* Also while the key is made in the token. */
			for (const ms of [60, 80, 100, 120, 140, 170, 200, 700])
				await killed(ms);
			await rotate();
		});
		ok(rootFile().startsWith('vinculo-root-pkcs11 2 pkcs11:token=') &&
		    !rootFile().includes('\n'), rootFile().slice(0, 60));
		equal(rootState(), '1 destroyed,2 active');
		equal(providers(), '1');
	});

	await test('keyd starts anew by the token alone', async () => {
		process.kill(server.pids('keyd')[0], 'SIGKILL');
		await until(isRead, 'keyd');
		const away = { ...env, SOFTHSM2_CONF: '/nonexistent' };
		await promisify(execFile)(binary, ['keys', 'rotate',
		    'puentelarga'], { cwd: server.dir, env: away }).then(
		    () => { throw new Error('opened without the token'); },
		    (e) => ok(/token/.test(e.stderr), e.stderr));
		server.run('keys', 'rotate', 'puentelarga');
		ok(await isRead(), 'read');
	});

	await test('from the token back to the file', async () => {
		env.VINCULO_KEYS_ROOT_TOKEN = '';
		await underLoad(rotate);
		ok(/^vinculo-root 3 [0-9a-f]{64}$/.test(rootFile()), 'the file');
		equal(rootState(), '1 destroyed,2 destroyed,3 active');
		equal(providers(), '0');
		rmSync(join(server.dir, 'tokens'), { recursive: true });
		await server.stop();
		await server.start();
		await until(isRead, 'without the token');
	});
}

if (existsSync(MODULE))
	await tokenTests();
else
	skip('a token', 'softhsm2 is not installed');

await test('the root key is a credential of systemd', async () => {
	const dir = join(server.dir, 'credentials');
	await server.stop();
	mkdirSync(dir, { mode: 0o700 });
	writeFileSync(join(dir, 'root'), rootFile());
	chmodSync(join(dir, 'root'), 0o440);
	rmSync(join(keysDir, 'root'));
	server.settings.CREDENTIALS_DIRECTORY = dir;
	await server.start();
	await until(isRead, 'the credential');
	ok(!existsSync(join(keysDir, 'root')), 'no other key was made');
	process.kill(server.pids('keyd')[0], 'SIGKILL');
	await until(isRead, 'again');
	env.CREDENTIALS_DIRECTORY = dir;
	await rotate().then(() => { throw new Error('changed'); },
	    (e) => ok(/cannot be changed from here/.test(e.stderr), e.stderr));
	server.run('keys', 'rotate', 'puentelarga');
});

await finish();
