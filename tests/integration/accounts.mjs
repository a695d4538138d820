/*
 * accounts.mjs - signing in, and what becomes of accounts.
 *
 * The numbers are those of the checklist that the design keeps.
 */
import { request, status, v1 } from './guarded.mjs';
import { equal, finish, ok, test, until } from './lib.mjs';
import { startTown } from './town.mjs';

const town = await startTown({ persons: 120, cases: 12,
    env: { VINCULO_SERVER_WORKERS: '2' } });
const { server } = town;
const lucia = await town.as('lucia.marin');

const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

/* What is told of a refusal, and how long it took. */
async function attempt(client, body) {
	const start = performance.now();
	const r = await client.post(`${v1}/session`, body);
	return { ms: performance.now() - start, status: r.status,
		says: `${r.status} ${JSON.stringify({ ...r.body, requestId: '' })
		    .replace(/in \d+ seconds/, 'in N seconds')}` };
}

await test('unknown name, wrong password, wrong code: the same answer (6)',
    async () => {
	const { login, password } = town.accounts['pablo.nieto'];
	const bodies = [{ login: 'nobody.here', password, totp: '123456' },
	    { login, password: 'wrong', totp: '123456' },
	    { login, password, totp: '000000' }];
	const times = bodies.map(() => []);
	const answers = new Set();
	for (let i = 0; i < 30; i++) {
		const n = i % bodies.length;
		const client = town.another('pablo.nieto');
		const a = await attempt(client, bodies[n]);
		answers.add(a.says);
		times[n].push(a.ms);
		town.sql('delete from login_wait');
	}
	equal(answers.size, 1, [...answers].join('\n'));
	ok([...answers][0].startsWith('401 '), [...answers][0]);
	const mid = times.map(median);
	console.log(`# medians of ms: ${mid.map((t) => t.toFixed(1))}`);
	ok(Math.max(...mid) < 2 * Math.min(...mid), mid.join());
	town.sql(`update staff set failures = 0`);
});

await test('a wait does not tell whether there is such an account (6, 7)',
    async () => {
	const client = town.another('pablo.nieto');
	const refusals = async (login) => {
		const answers = [];
		for (let i = 0; i < 8; i++)
			answers.push(await attempt(client, { login,
			    password: 'wrong', totp: '123456' }));
		return answers;
	};
	const unknown = await refusals('nobody.at.all');
	const known = await refusals('pablo.nieto');
	equal(unknown.map((a) => a.status).join(),
	    '401,401,401,401,401,429,429,429');
	equal(unknown.map((a) => a.says).join('\n'),
	    known.map((a) => a.says).join('\n'));
	equal(town.sql(`select count(*) from login_wait`), '2');
	ok(!town.sql('select * from login_wait').includes('nobody'), 'a name');
	town.sql(`delete from login_wait; update staff set failures = 0`);
});

await test('a code works once (5)', async () => {
	const client = town.another('irene.soler');
	const { login, password } = client.account;
	const body = { login, password, totp: client.code() };
	equal((await client.post(`${v1}/session`, body)).status, 201);
	equal((await client.post(`${v1}/session`, body)).status, 401);
});

await test('after five failures there is a wait, even for the right one (7)',
    async () => {
	const client = town.another('pablo.nieto');
	const { login, password } = client.account;
	town.sql('delete from login_wait');
	for (let i = 0; i < 5; i++)
		await client.post(`${v1}/session`, { login, password: 'wrong',
		    totp: '123456' });
	const r = await client.post(`${v1}/session`, { login, password,
	    totp: client.code() });
	equal(r.status, 429, r.text);
	equal(r.body.code, 'session.wait');
	town.sql(`update login_wait set failed_at = now() - interval '1 hour'`);
	await client.signIn();
	equal(client.session.failuresSince, 5);
	equal(town.sql('select count(*) from login_wait'), '0');
});

await test('an address that tries and tries has to wait (7)', async () => {
	const client = town.another('alba.crespo');
	const answers = await Promise.all(Array.from({ length: 60 }, () =>
	    client.post(`${v1}/session/link`, { token: 'guess' })));
	ok(answers.some((r) => r.body.code === 'session.rate'),
	    answers.map((r) => r.status).join());
});

let adaSecret;

await test('a link makes an account, once, with a password worth it (2, 9, 12)',
    async () => {
	const link = server.run('user', 'add', 'ada.nueva', '--name', 'Ada Nueva',
	    '--role', 'clerk', '--unit', 'uts-1', '--tenant', 'puentelarga');
	const token = link.match(/#(?:token=)?(\S+)/)[1];
	const client = town.another('lucia.marin');
	const shown = status(await client.post(`${v1}/session/link`, { token }),
	    200);
	equal(shown.login, 'ada.nueva');
	client.account = { login: 'ada.nueva', totp: shown.totpSecret };
	adaSecret = shown.totpSecret;
	const choose = (password) => client.post(`${v1}/session/activate`,
	    { token, password, totp: client.code() });
	for (const weak of ['short', 'contraseña1234', 'ada.nueva.ada.nueva',
	    'Viva Puentelarga 1931', 'superman1batman1']) {
		const r = await client.post(`${v1}/session/activate`,
		    { token, password: weak, totp: '000000' });
		equal(r.status, 422, weak);
	}
	status(await choose('tres tristes tigres 1984'), 201);
	const again = await client.post(`${v1}/session/link`, { token });
	ok(again.status >= 400 && again.status < 500, again.text);
	client.cookie = client.csrf = undefined;
	const more = server.run('user', 'link', 'ada.nueva', '--tenant',
	    'puentelarga').match(/#(?:token=)?(\S+)/)[1];
	const reset = status(await client.post(`${v1}/session/link`,
	    { token: more }), 200);
	ok(!reset.totpSecret, 'a reset shows the code generator to whoever has it');
});

/* A code works once, and there are two in a minute: forget what was used. */
function freshCodes(client) {
	client.lastStep = 0;
	town.sql(`update staff set totp_last_step = 0
	    where login = '${client.account.login}'`);
}

const tokenOf = (link) => link.match(/#(?:token=)?(\S+)/)[1];

await test('a new password: only who knows the old one and has the generator',
    async () => {
	const login = 'ada.nueva';
	const client = town.another('lucia.marin');
	client.account = { login, password: 'tres tristes tigres 1984',
		totp: adaSecret };
	const other = town.another('lucia.marin');
	other.account = client.account;
	freshCodes(other);
	await other.signIn();
	freshCodes(client);
	await client.signIn();
	freshCodes(client);
	const before = client.cookie;
	const change = (current, password, totp) => client.post(
	    `${v1}/session/password`, { current, password, totp });
	const fresh = 'cuatro gatos pardos 1999';
	for (const [current, password, totp, code] of [
	    ['not the old one at all', fresh, client.code(), 'password.wrong'],
	    [client.account.password, fresh, '000000', 'password.wrong'],
	    [client.account.password, 'short', '000000', 'password.length']]) {
		freshCodes(client);
		const r = await change(current, password, totp);
		equal(r.body.code, code, r.text);
	}
	freshCodes(client);
	status(await change(client.account.password, fresh, client.code()), 204);
	ok(client.cookie !== before, 'the same token (13)');
	status(await client.get(`${v1}/session`), 200);
	await until(async () => (await other.get(`${v1}/session`)).status === 401,
	    'the other session', 1500);
	const again = town.another('lucia.marin');
	again.account = { login, password: fresh, totp: adaSecret };
	freshCodes(again);
	await again.signIn();
	equal(town.sql(`select count(*) from audit_event
	    where action = 'staff.password'`), '1');
});

await test('who lost the code generator starts anew, and nobody else can',
    async () => {
	const client = town.another('alba.crespo');
	freshCodes(client);
	await client.signIn();
	const old = { ...client.account };
	const token = tokenOf(server.run('user', 'reset-totp', 'alba.crespo',
	    '--tenant', 'puentelarga'));
	await until(async () => (await client.get(`${v1}/session`)).status === 401,
	    'its sessions', 1500);
	client.cookie = undefined;
	const refused = await client.post(`${v1}/session`, { login: old.login,
	    password: old.password, totp: client.code() });
	equal(refused.status, 401, refused.text);
	const shown = status(await client.post(`${v1}/session/link`, { token }),
	    200);
	ok(shown.totpSecret && shown.totpSecret !== old.totp, 'a new secret');
	client.account = { login: old.login, totp: shown.totpSecret };
	client.lastStep = 0;
	status(await client.post(`${v1}/session/activate`, { token,
		password: 'otra frase muy larga 77', totp: client.code() }), 201);
	equal(town.sql(`select count(*) from audit_event
	    where action = 'staff.reset'`), '1');
});

await test('an account is disabled at once, its links too, and enabled',
    async () => {
	const client = town.another('samuel.reyes');
	const user = (...args) => server.run('user', ...args, '--tenant',
	    'puentelarga');
	const token = tokenOf(user('link', 'samuel.reyes'));
	user('disable', 'samuel.reyes');
	ok(/samuel\.reyes .* disabled/.test(user('list')), 'list');
	equal((await client.post(`${v1}/session/link`, { token })).body.code,
	    'link.dead');
	equal(town.sql(`select count(*) from session s join staff f
	    on f.id = s.staff_id where f.login = 'samuel.reyes'`), '0');
	user('enable', 'samuel.reyes');
	equal((await client.post(`${v1}/session/link`, { token })).body.code,
	    'link.dead', 'not the old link');
	ok(/samuel\.reyes .* active/.test(user('list')), 'list');
});

await test('stepping up gives the session another token (13, 17)', async () => {
	const client = town.another('irene.soler');
	freshCodes(client);
	await client.signIn();
	freshCodes(client);
	const before = client.cookie;
	status(await client.post(`${v1}/session/step-up`,
	    { totp: client.code() }), 204);
	ok(client.cookie !== before, 'the same token');
	status(await client.get(`${v1}/session`), 200);
	await until(async () => (await server.request(`${v1}/session`,
	    { headers: { Cookie: before } })).status === 401, 'the old', 2500);
});

await test('denials leave events (53)', () => {
	ok(Number(town.sql(`select count(*) from audit_event
	    where action = 'session.refused'`)) >= 5, 'refused');
});

await test('no password is in the log (59)', () => {
	for (const secret of [...Object.values(town.accounts)
	    .map((x) => x.password)])
		ok(!server.log.includes(secret), secret);
	ok(!/ error /.test(server.log), server.log.split('\n').filter((line) =>
	    / error /.test(line)).slice(0, 5).join('\n'));
});

await finish();
