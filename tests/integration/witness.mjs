/*
 * witness.mjs - a witness on "another machine" and a time stamp authority see
 * the checkpoints of the audit trail; who writes another history, even with the
 * key of the trail, is found out by them (56).
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync,
    writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { binary, equal, finish, freePort, ok, onFinish, test,
    until } from './lib.mjs';
import { startTown } from './town.mjs';

const town = await startTown({ persons: 30, cases: 0 });
const { server } = town;
const state = join(server.dir, 'var');
const far = mkdtempSync(join(tmpdir(), 'vinculo-witness.'));
onFinish(() => rmSync(far, { recursive: true }));

/* ------------------------------------------------------------ the witness */

const port = await freePort();
let witness;

async function startWitness() {
	witness = spawn(binary, ['audit', 'witness', '--key',
	    join(state, 'keys/audit.pub'), '--dir', far, '--port',
	    String(port)], { stdio: ['ignore', 'inherit', 'pipe'] });
	witness.log = '';
	witness.stderr.setEncoding('utf8');
	witness.stderr.on('data', (text) => { witness.log += text; });
	await until(() => witness.log.includes('witness.listening'),
	    `witness: ${witness.log}`);
}

async function stopWitness(signal) {
	const ended = new Promise((done) => witness.on('exit', done));
	witness.kill(signal);
	await ended;
}

/* --------------------------------- a time stamp authority, of openssl's own */

const tsa = join(far, 'tsa');
const openssl = (...args) => execFileSync('openssl', args, { cwd: tsa,
    stdio: ['ignore', 'pipe', 'ignore'] });

function makeAuthority() {
	mkdirSync(tsa);
	openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout',
	    'ca.key', '-out', 'ca.pem', '-subj', '/CN=CA', '-days', '30');
	for (const [name, ext] of [
	    ['tsa', 'extendedKeyUsage=critical,timeStamping'],
	    ['https', 'subjectAltName=IP:127.0.0.1']]) {
		openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout',
		    `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
		writeFileSync(join(tsa, 'ext'), ext);
		openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem',
		    '-CAkey', 'ca.key', '-set_serial', String(name.length),
		    '-days', '30', '-extfile', 'ext', '-out', `${name}.pem`);
	}
	writeFileSync(join(tsa, 'tsa.cnf'), '[tsa]\ndefault_policy = 1.2.3.4.1\n' +
	    'serial = serial\nsigner_digest = sha256\ndigests = sha256\n');
	writeFileSync(join(tsa, 'serial'), '01\n');
}

function startAuthority() {
	makeAuthority();
	const receiver = https.createServer({
	    cert: readFileSync(join(tsa, 'https.pem')),
	    key: readFileSync(join(tsa, 'https.key')) }, (req, res) => {
		const parts = [];
		req.on('data', (part) => parts.push(part));
		req.on('end', () => {
			ok(req.headers['content-type'] ===
			    'application/timestamp-query');
			writeFileSync(join(tsa, 'query'), Buffer.concat(parts));
			openssl('ts', '-reply', '-queryfile', 'query', '-inkey',
			    'tsa.key', '-signer', 'tsa.pem', '-config', 'tsa.cnf',
			    '-section', 'tsa', '-out', 'reply');
			res.setHeader('content-type',
			    'application/timestamp-reply');
			res.end(readFileSync(join(tsa, 'reply')));
		});
	});
	onFinish(() => receiver.close());
	return new Promise((done) => receiver.listen(0, '127.0.0.1', () =>
	    done(receiver.address().port)));
}

/* ----------------------------------------------------------------- helpers */

function verify(...args) {
	try {
		return { status: 0, text: server.run('audit', 'verify', ...args) };
	} catch (e) {
		return { status: e.status, text: String(e.stdout) };
	}
}

const count = (table) => Number(town.sql(`select count(*) from ${table}`));

/* An event that has to be sealed. */
const something = () => server.run('user', 'link', 'lucia.marin');

/* ------------------------------------------------------------------- tests */

await until(() => existsSync(join(state, 'keys/audit.pub')), 'audit.pub');
await startWitness();
onFinish(() => witness.kill());
const tsaPort = await startAuthority();
await server.stop();
writeFileSync(join(state, 'peers.pem'), readFileSync(join(far, 'witness.pem')) +
    readFileSync(join(tsa, 'ca.pem')));
writeFileSync(join(state, 'tsa.pem'), readFileSync(join(tsa, 'ca.pem')));
Object.assign(server.settings, {
	VINCULO_AUDIT_WITNESS_URL: `https://127.0.0.1:${port}`,
	VINCULO_AUDIT_WITNESS_KEY: join(far, 'keys/witness.pub'),
	VINCULO_AUDIT_TSA_URL: `https://127.0.0.1:${tsaPort}/tsa`,
	VINCULO_AUDIT_TSA_CA: join(state, 'tsa.pem'),
	VINCULO_AUDIT_TLS_CA: join(state, 'peers.pem'),
	VINCULO_AUDIT_EVERY_S: '1',
});
await server.start();

await test('checkpoints are cosigned and stamped', async () => {
	await until(() => count('audit_cosignature') > 0, 'cosigned');
	await until(() => count('audit_timestamp') > 0, 'stamped');
	something();
	await until(() => count('audit_cosignature') > 1, 'again');
	const { status, text } = verify();
	equal(status, 0, text);
	ok(/[2-9]\d* cosignatures of vinculo-witness\//.test(text), text);
	ok(/\n1 time stamps\n/.test(text), text);
});

await test('what the witness keeps fits the trail', () => {
	const { status, text } = verify('--checkpoints', join(far, 'checkpoints'));
	equal(status, 0, text);
});

await test('an event is proved with what the witness said of it', () => {
	const id = town.sql('select ids[1] from audit_batch order by ' +
	    'first_index limit 1');
	const bundle = join(far, 'event.json');
	writeFileSync(bundle, server.run('audit', 'prove', id));
	const check = (...args) => execFileSync(binary, ['audit', 'check', bundle,
	    '--key', join(state, 'keys/audit.pub'), ...args],
	    { encoding: 'utf8' });
	ok(/vinculo-witness\/\S+ saw it at \d+ s/.test(check('--witness',
	    join(far, 'keys/witness.pub'))), 'seen');
	const forged = JSON.parse(readFileSync(bundle, 'utf8'));
	forged.cosignatures = [];
	writeFileSync(bundle, JSON.stringify(forged));
	check();
	let status = 0;
	try {
		check('--witness', join(far, 'keys/witness.pub'));
	} catch (e) {
		({ status } = e);
	}
	equal(status, 1, 'without its line');
});

await test('a witness that was killed goes on where it was', async () => {
	await stopWitness('SIGKILL');
	const before = count('audit_cosignature');
	something();
	await until(() => server.log.includes('audit.witness code='), 'noticed');
	await startWitness();
	await until(() => count('audit_cosignature') > before, 'cosigned');
	equal(verify().status, 0);
});

await test('when its answer was lost, it is asked for the rest', async () => {
	town.sql('set session_replication_role = replica; ' +
	    'delete from audit_cosignature');
	something();
	await until(() => count('audit_cosignature') > 0, 'cosigned');
});

await test('a stamp that was altered is named', () => {
	const deed = (sql) => town.sql(
	    `set session_replication_role = replica; ${sql}`);
	deed('update audit_timestamp set token = set_byte(token, ' +
	    'length(token) / 2, 255 - get_byte(token, length(token) / 2))');
	const { status, text } = verify();
	equal(status, 1);
	ok(/the time stamp of size \d+: /.test(text), text);
	deed('update audit_timestamp set token = set_byte(token, ' +
	    'length(token) / 2, 255 - get_byte(token, length(token) / 2))');
	equal(verify().status, 0);
});

/* All of it is written again, signed by the right key, without one event. */
await test('another history is refused by the witness', async () => {
	await server.stop();
	town.sql('set session_replication_role = replica; ' +
	    'delete from audit_event where id = (select ids[1] from audit_batch ' +
	    'order by first_index limit 1); delete from audit_batch; ' +
	    'delete from audit_tile; delete from audit_checkpoint; ' +
	    'delete from audit_timestamp');
	rmSync(join(state, 'audit/checkpoints'));
	await server.start();
	/* Longer than what the witness saw: it looks like the same log. */
	for (let i = 0; i < 3; i++)
		something();
	await until(() => server.log.includes('audit.witness_refused'),
	    'refused');
	ok(/audit\.witness_refused size=\d+ status=422/.test(server.log));
});

/* Where the new trail has a checkpoint of a size that was cosigned, its root is
 * another; where it has none, one is missing. */
await test('and by verify', () => {
	const sizes = (table, size = 'tree_size') => town.sql(`select distinct
	    ${size} from ${table} order by 1`).split('\n');
	const now = new Set(sizes('audit_checkpoint'));
	const own = verify().text;
	for (const size of sizes('audit_cosignature').filter((n) => !now.has(n)))
		ok(own.includes(`saw a checkpoint of size ${size}, which is not ` +
		    'there any more'), `${size}: ${own}`);
	for (const size of sizes('audit_cosignature').filter((n) => now.has(n)))
		ok(own.includes(`checkpoint of size ${size} is not the one that ` +
		    'the witness cosigned'), `${size}: ${own}`);
	const theirs = verify('--checkpoints', join(far, 'checkpoints'));
	const ends = new Set(sizes('audit_batch', 'first_index + n'));
	for (const size of sizes('audit_cosignature'))
		ok(theirs.text.includes(ends.has(size) ?
		    `the checkpoint of size ${size} that was published was ` +
		    'signed over another tree' :
		    `no batch ends at size ${size}, of which a checkpoint was ` +
		    'published'), `${size}: ${theirs.text}`);
});

await finish();
