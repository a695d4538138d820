/*
 * passkeys.mjs - signing in with passkeys, and everything that must not work
 * (1): a software authenticator drives the API.
 */
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { Authenticator, base64url, BACKED_UP, PRESENT, SYNCED,
    VERIFIED } from './authenticator.mjs';
import { Client } from './client.mjs';
import { equal, finish, ok, startServer, test, until } from './lib.mjs';
import { startTown } from './town.mjs';

const town = await startTown({ persons: 30, cases: 0, other: 'b',
    env: { VINCULO_SERVER_WORKERS: '2' } });
const { server } = town;
const v1 = '/api/v1';
const origin = `https://localhost:${server.port}`;

/* A browser, which keeps the cookie of its attempts; each request may come to
 * another process. */
class Browser extends Client {
	async request(method, path, body, headers = {}) {
		const cookies = [this.cookie, this.attempt].filter(Boolean);
		const r = await super.request(method, path, body,
		    { ...(cookies.length ? { Cookie: cookies.join('; ') } : {}),
		    ...headers });
		const attempt = (r.headers['set-cookie'] ?? [])
		    .find((c) => c.startsWith('__Host-attempt='));
		if (attempt)
			this.attempt = attempt.split(';')[0];
		return r;
	}

	async options() {
		const r = await this.post(`${v1}/session/passkey/options`);
		equal(r.status, 200, r.text);
		return r.body;
	}

	/* What the server says of this answer; signed in if it likes it. */
	async passkey(answer) {
		const r = await this.post(`${v1}/session/passkey`,
		    { passkey: answer });
		if (r.status === 201) {
			this.cookie = r.headers['set-cookie'][0].split(';')[0];
			this.csrf = r.body.csrf;
		}
		return r;
	}

	async enrol(authenticator, name = 'laptop', said = {}) {
		const options = await this.post(`${v1}/passkeys/options`);
		equal(options.status, 200, options.text);
		return this.post(`${v1}/passkeys`, { name,
		    passkey: authenticator.create(options.body, said) });
	}
}

const browser = (login) => new Browser(server, town.accounts[login]);
const refuses = (r, status, code) => {
	equal(r.status, status, r.text);
	equal(r.body.code, code, r.text);
};
const plain = (r) => JSON.stringify({ ...r.body, requestId: '' });
const audited = (action) => Number(town.sql(
    `select count(*) from audit_event where action = '${action}'`));

/* People, each with a passkey of another kind. */
const people = {};
for (const [login, kind] of [['lucia.marin', 'ES256'],
    ['jorge.alonso', 'EdDSA'], ['nuria.campos', 'RS256']])
	people[login] = new Authenticator(origin, kind);
const lucia = people['lucia.marin'];

/* ------------------------------------------------------------------- making */

await test('a passkey is made by who has just signed in, of each kind',
    async () => {
	for (const [login, authenticator] of Object.entries(people)) {
		const client = await browser(login).signIn();
		const before = client.cookie;
		const r = await client.enrol(authenticator);
		equal(r.status, 201, r.text);
		equal(r.body.name, 'laptop');
		equal(r.body.lastUsedAt, null);
		ok(client.cookie !== before, 'the same token');
		const list = await client.get(`${v1}/passkeys`);
		equal(list.body.items.length, 1);
		equal(list.body.isRequired, false);
	}
	equal(audited('passkey.create'), 3);
	equal(town.sql('select count(*) from passkey_challenge'), '0');
});

await test('the options say what is wanted', async () => {
	const client = browser('lucia.marin');
	const options = await client.options();
	equal(options.rpId, 'localhost');
	equal(options.userVerification, 'required');
	equal(options.allowCredentials.length, 0);
	equal(Buffer.from(options.challenge, 'base64url').length, 32);
	const attempt = client.attempt;
	await client.options();
	equal(client.attempt, attempt, 'one attempt of several tabs');
	ok(/^__Host-attempt=[\w-]{43}$/.test(attempt), attempt);
});

/* --------------------------------------------------------------- signing in */

await test('a passkey signs in by itself, in any process', async () => {
	for (const [login, authenticator] of Object.entries(people)) {
		const client = browser(login);
		const r = await client.passkey(
		    authenticator.get(await client.options()));
		equal(r.status, 201, r.text);
		equal(r.body.login, login);
		equal(r.body.mustEnrolPasskey, false);
		const [item] = (await client.get(`${v1}/passkeys`)).body.items;
		ok(item.lastUsedAt !== null, 'when it was used');
	}
});

/* What each attack answers; the passkey goes on working afterwards. */
const attacks = {
	'another origin': [{ origin: 'https://evil.example' }, 403,
	    'passkey.origin'],
	'another port': [{ origin: 'https://localhost:1' }, 403,
	    'passkey.origin'],
	'without TLS': [{ origin: origin.replace('https', 'http') }, 403,
	    'passkey.origin'],
	'within another site': [{ more: { crossOrigin: true } }, 403,
	    'passkey.origin'],
	'below another site': [{ more: { topOrigin: 'https://evil.example' } },
	    403, 'passkey.origin'],
	'another RP id': [{ rpId: 'evil.example' }, 403, 'passkey.party'],
	'another type': [{ type: 'webauthn.create' }, 403, 'passkey.type'],
	'no user verification': [{ flags: PRESENT }, 403,
	    'passkey.unverified'],
	'no user presence': [{ flags: VERIFIED }, 403, 'passkey.unverified'],
	'backed up and not to be': [{ flags: PRESENT | VERIFIED | BACKED_UP },
	    422, 'passkey.malformed'],
	'another backup eligibility': [{ flags: PRESENT | VERIFIED | SYNCED },
	    401, 'passkey.refused'],
	'an altered signature': [{ spoil: true }, 401, 'passkey.refused'],
	'a credential nobody has': [{ id: Buffer.alloc(32, 7) }, 401,
	    'passkey.refused'],
	'another person\'s credential': [
	    { id: people['jorge.alonso'].id }, 401, 'passkey.refused'],
	'another person\'s handle': [
	    { handle: Buffer.alloc(16, 1) }, 401, 'passkey.refused'],
	'no handle': [{ handle: null }, 401, 'passkey.refused'],
	'more than there should be': [{ rest: [Buffer.from([0])] }, 422,
	    'passkey.malformed'],
	'another challenge': [{ more: { challenge: base64url(
	    Buffer.alloc(32)) } }, 403, 'passkey.expired'],
};

await test('no attack signs in, and each is told by its code', async () => {
	for (const [what, [said, status, code]] of Object.entries(attacks)) {
		const client = browser('lucia.marin');
		const r = await client.passkey(lucia.get(await client.options(),
		    said));
		equal(r.status, status, `${what}: ${r.text}`);
		equal(r.body.code, code, what);
		ok(!(r.headers['set-cookie'] ?? []).some((c) =>
		    c.startsWith('__Host-sid')), `${what}: a session`);
	}
	const client = browser('lucia.marin');
	equal((await client.passkey(lucia.get(await client.options()))).status,
	    201);
});

await test('who answers is not told whether there is such a passkey (6)',
    async () => {
	const times = { nobody: [], spoiled: [] };
	const answers = new Set();
	for (let i = 0; i < 10; i++) {
		for (const [what, said] of [
		    ['nobody', { id: Buffer.alloc(32, 9) }],
		    ['spoiled', { spoil: true }]]) {
			const client = browser('lucia.marin');
			const answer = lucia.get(await client.options(), said);
			const start = performance.now();
			const r = await client.passkey(answer);
			times[what].push(performance.now() - start);
			answers.add(plain(r));
		}
	}
	equal(answers.size, 1, [...answers].join('\n'));
	const median = (list) => list.sort((a, b) => a - b)[5];
	const [a, b] = [median(times.nobody), median(times.spoiled)];
	ok(Math.max(a, b) < 5 * Math.min(a, b), `${a} ms and ${b} ms`);
	town.sql('delete from login_wait');
});

await test('malformed answers are named', async () => {
	const client = browser('lucia.marin');
	const good = lucia.get(await client.options());
	for (const [member, text, code] of [
	    ['signature', '+/==', 'passkey.base64'],
	    ['authenticatorData', 'AAAA', 'passkey.malformed'],
	    ['clientDataJSON', base64url('[]'), 'passkey.malformed'],
	    ['clientDataJSON', base64url('{"type":"webauthn.get","a":1,"a":2}'),
	        'passkey.malformed'],
	    ['id', 'A'.repeat(2000), 'shape.length']]) {
		const r = await client.passkey({ ...good, [member]: text });
		equal(r.status, 422, r.text);
		equal(r.body.errors[0].code, code, r.text);
	}
	const r = await client.post(`${v1}/session/passkey`,
	    { passkey: { ...good, isAdmin: true } });
	equal(r.status, 422, r.text);
});

await test('a challenge is good for one answer', async () => {
	const client = browser('lucia.marin');
	const answer = lucia.get(await client.options());
	equal((await client.passkey(answer)).status, 201);
	client.cookie = client.csrf = undefined;
	refuses(await client.passkey(answer), 403, 'passkey.expired');
	const options = await client.options();
	refuses(await client.passkey(lucia.get(options, { spoil: true })), 401,
	    'passkey.refused');
	refuses(await client.passkey(lucia.get(options)), 403,
	    'passkey.expired');
	const both = lucia.get(await client.options());
	const answers = await Promise.all(Array.from({ length: 6 }, () =>
	    client.passkey(both)));
	equal(answers.filter((r) => r.status === 201).length, 1,
	    answers.map((r) => r.status).join());
});

await test('a challenge grows old', async () => {
	const client = browser('lucia.marin');
	const options = await client.options();
	town.sql(`update passkey_challenge set
	    expires_at = now() - interval '1 second'`);
	refuses(await client.passkey(lucia.get(options)), 403,
	    'passkey.expired');
	await client.options();
	equal(town.sql(`select count(*) from passkey_challenge
	    where expires_at < now()`), '0', 'old ones left:');
});

await test('a challenge is for the browser that asked for it', async () => {
	const client = browser('lucia.marin'), thief = browser('lucia.marin');
	const answer = lucia.get(await client.options());
	refuses(await thief.passkey(answer), 403, 'passkey.expired');
	await thief.options();
	refuses(await thief.passkey(answer), 403, 'passkey.expired');
	equal((await client.passkey(answer)).status, 201, 'its own');
});

await test('a challenge for something else does not sign in', async () => {
	const client = await browser('carmen.delgado').signIn();
	const carmen = new Authenticator(origin);
	equal((await client.enrol(carmen)).status, 201);
	const asked = await client.post(`${v1}/session/step-up/options`);
	equal(asked.status, 200, asked.text);
	equal(asked.body.allowCredentials[0].id, base64url(carmen.id));
	/* The session's own token as that of an attempt. */
	client.attempt = client.cookie.replace('__Host-sid', '__Host-attempt');
	refuses(await client.passkey(carmen.get(asked.body)), 403,
	    'passkey.expired');
});

await test('challenges are kept as hashes that the server\'s role cannot read',
    async () => {
	const client = browser('lucia.marin');
	const { challenge } = await client.options();
	const hex = Buffer.from(challenge, 'base64url').toString('hex');
	equal(town.sql(`select count(*) from passkey_challenge c
	    where c::text like '%${hex}%'`), '0');
	let denied = false;
	try {
		execFileSync('psql', ['-XAtq', '-h', server.databaseDir, '-U',
		    'vinculo_app', '-c', 'select * from passkey_challenge',
		    'postgres'], { stdio: 'pipe' });
	} catch (e) {
		denied = /permission denied/.test(String(e.stderr));
	}
	ok(denied, 'read');
});

/* ------------------------------------------------------------------ counters */

await test('a counter that goes back, or stands still, is refused and an alarm',
    async () => {
	const authenticator = new Authenticator(origin);
	const owner = await browser('hugo.arias').signIn();
	equal((await owner.enrol(authenticator)).status, 201);
	const enter = async (counter) => {
		const client = browser('hugo.arias');
		return client.passkey(authenticator.get(await client.options(),
		    { counter }));
	};
	equal((await enter(7)).status, 201);
	for (const counter of [6, 7, 0])
		refuses(await enter(counter), 401, 'passkey.refused');
	equal(audited('passkey.counter'), 3);
	await until(() => server.log.match(
	    / error web \S+ passkey\.counter /g)?.length === 3, 'the log');
	equal(town.sql(`select sign_count from passkey where credential_id =
	    '\\x${authenticator.id.toString('hex')}'`), '7');
	equal((await enter(8)).status, 201);
});

/* ------------------------------------------------- after the password, again */

await test('a passkey may stand for the code', async () => {
	const { login, password } = town.accounts['lucia.marin'];
	const enter = async (authenticator, word = password, name = login,
	    said = {}) => {
		const client = browser('lucia.marin');
		return client.post(`${v1}/session`, { login: name, password: word,
		    passkey: authenticator.get(await client.options(), said) });
	};
	equal((await enter(lucia)).status, 201);
	equal((await enter(lucia, password, login, { handle: null })).status,
	    201, 'devices may leave the handle out');
	const wrong = [
		await enter(lucia, 'not the password'),
		await enter(people['jorge.alonso']),
		await enter(lucia, password, 'nobody.here'),
		await enter(lucia, password, login, { spoil: true }),
		await enter(new Authenticator(origin)),
		await browser('lucia.marin').post(`${v1}/session`,
		    { login, password, totp: '000000' }),
	];
	equal(new Set(wrong.map(plain)).size, 1, wrong.map(plain).join('\n'));
	refuses(wrong[0], 401, 'session.wrong');
	for (const body of [{ login, password },
	    { login, password, totp: '000000', passkey: lucia.get(
	    await browser('lucia.marin').options()) }]) {
		const r = await browser('lucia.marin').post(`${v1}/session`,
		    body);
		equal(r.status, 422, r.text);
		equal(r.body.errors[0].code, 'factor.one');
	}
	town.sql('delete from login_wait');
});

await test('guesses of a password do not lock out who has a passkey',
    async () => {
	const client = browser('lucia.marin');
	const { login, password } = client.account;
	const guess = (tried) => client.post(`${v1}/session`,
	    { login, password: tried, totp: '000000' });
	refuses(await guess('wrong'), 401, 'session.wrong');
	town.sql(`update staff set failures = 100 where login = '${login}'`);
	town.sql('update login_wait set failures = 100');
	refuses(await guess(password), 429, 'session.wait');
	const r = await client.passkey(lucia.get(await client.options()));
	equal(r.status, 201, r.text);
	equal(r.body.failuresSince, 100);
	town.sql('delete from login_wait');
});

await test('a passkey confirms what needs it, its owner\'s only', async () => {
	const client = browser('lucia.marin');
	await client.passkey(lucia.get(await client.options()));
	const confirm = async (authenticator, said) => {
		const asked = await client.post(`${v1}/session/step-up/options`);
		return client.post(`${v1}/session/step-up`,
		    { passkey: authenticator.get(asked.body, said) });
	};
	refuses(await confirm(people['jorge.alonso']), 403, 'passkey.refused');
	refuses(await confirm(lucia, { flags: PRESENT }), 403,
	    'passkey.unverified');
	const before = client.cookie;
	equal((await confirm(lucia)).status, 204);
	ok(client.cookie !== before, 'the same token');
	ok(town.sql(`select max(step_up_at) from session s join staff f
	    on f.id = s.staff_id where f.login = 'lucia.marin'`) !== '', 'when');
	const none = await (await browser('marta.ibanez').signIn())
	    .post(`${v1}/session/step-up/options`);
	refuses(none, 409, 'passkey.none');
});

/* --------------------------------------------------- one's own, and others' */

await test('making and removing want a proof of the last minutes', async () => {
	const client = await browser('pablo.nieto').signIn();
	const age = () => town.sql(`update session set created_at = now() -
	    interval '6 minutes', step_up_at = null where staff_id = (select id
	    from staff where login = 'pablo.nieto')`);
	age();
	await until(async () => (await client.post(`${v1}/passkeys/options`))
	    .status === 403, 'old');
	refuses(await client.post(`${v1}/passkeys/options`), 403,
	    'step_up.required');
	const pablo = new Authenticator(origin);
	equal((await client.post(`${v1}/session/step-up`,
	    { totp: client.code() })).status, 204);
	const made = await client.enrol(pablo);
	equal(made.status, 201, made.text);
	age();
	const path = `${v1}/passkeys/${made.body.id}`;
	await until(async () => (await client.delete(path)).status === 403,
	    'old');
	const asked = await client.post(`${v1}/session/step-up/options`);
	equal((await client.post(`${v1}/session/step-up`,
	    { passkey: pablo.get(asked.body) })).status, 204);
	const renamed = await client.patch(path, { name: 'the blue key' },
	    { 'If-Match': '"1"' });
	equal(renamed.status, 200, renamed.text);
	equal(renamed.body.name, 'the blue key');
	refuses(await client.patch(path, { name: 'x' }, { 'If-Match': '"1"' }),
	    412, 'version.stale');
	const other = browser('lucia.marin');
	await other.passkey(lucia.get(await other.options()));
	refuses(await other.patch(path, { name: 'x' }, { 'If-Match': '"2"' }),
	    404, 'passkey.unknown');
	refuses(await other.delete(path), 404, 'passkey.unknown');
	equal((await client.delete(path)).status, 204);
	refuses(await client.delete(path), 404, 'passkey.unknown');
	const gone = browser('pablo.nieto');
	refuses(await gone.passkey(pablo.get(await gone.options())), 401,
	    'passkey.refused');
	equal(audited('passkey.delete'), 1);
	equal(audited('passkey.rename'), 1);
});

await test('what is made is checked as well', async () => {
	const client = await browser('samuel.reyes').signIn();
	for (const [said, status, code] of [
	    [{ origin: 'https://evil.example' }, 403, 'passkey.origin'],
	    [{ rpId: 'evil.example' }, 403, 'passkey.party'],
	    [{ type: 'webauthn.get' }, 403, 'passkey.type'],
	    [{ flags: PRESENT }, 403, 'passkey.unverified'],
	    [{ key: Buffer.from([0xa0]) }, 400, 'passkey.key'],
	    [{ key: Buffer.from([0xbf, 0xff]) }, 422, 'passkey.malformed'],
	    [{ statement: new Map([['x', 1]]) }, 422, 'passkey.malformed'],
	    [{ more: { challenge: base64url(Buffer.alloc(32)) } }, 403,
	        'passkey.expired']])
		refuses(await client.enrol(new Authenticator(origin), 'x', said),
		    status, code);
	const other = browser('lucia.marin');
	await other.passkey(lucia.get(await other.options()));
	const foreign = await other.post(`${v1}/passkeys/options`);
	ok(foreign.body.excludeCredentials.some((c) => c.id ===
	    base64url(lucia.id)), foreign.text);
	refuses(await client.post(`${v1}/passkeys`, { name: 'x',
	    passkey: new Authenticator(origin).create(foreign.body) }), 403,
	    'passkey.expired');
	const twin = new Authenticator(origin);
	twin.id = lucia.id;
	refuses(await client.enrol(twin), 409, 'passkey.exists');
	equal((await client.get(`${v1}/passkeys`)).body.items.length, 0);
	/* Self attestation and others come through as they are. */
	equal((await client.enrol(new Authenticator(origin), 'self', {
		format: 'packed', statement: new Map([['alg', -7]]) })).status,
	    201);
	for (let i = 1; i < 10; i++)
		equal((await client.enrol(new Authenticator(origin), `k${i}`))
		    .status, 201);
	refuses(await client.enrol(new Authenticator(origin)), 409,
	    'passkey.limit');
});

await test('the last factor stays', async () => {
	const client = browser('jorge.alonso');
	await client.passkey(people['jorge.alonso'].get(
	    await client.options()));
	const [item] = (await client.get(`${v1}/passkeys`)).body.items;
	const path = `${v1}/passkeys/${item.id}`;
	const secret = town.sql(`select totp_secret from staff
	    where login = 'jorge.alonso'`);
	town.sql(`update staff set totp_secret = null
	    where login = 'jorge.alonso'`);
	refuses(await client.delete(path), 409, 'passkey.last');
	town.sql(`update staff set totp_secret = '${secret}'
	    where login = 'jorge.alonso'`);
	const user = (...args) => server.run('user', ...args, '--tenant',
	    'puentelarga');
	user('require-passkey', '--role', town.accounts['jorge.alonso'].role);
	refuses(await client.delete(path), 409, 'passkey.last');
	user('allow-code', '--role', town.accounts['jorge.alonso'].role);
	equal((await client.delete(path)).status, 204);
});

await test('the last factor stays, also when two are removed at once',
    async () => {
	const client = await browser('elena.duran').signIn();
	town.sql(`update staff set totp_secret = null
	    where login = 'elena.duran'`);
	for (let round = 0; round < 5; round++) {
		const all = (await client.get(`${v1}/passkeys`)).body.items.length;
		for (let i = all; i < 2; i++)
			equal((await client.enrol(new Authenticator(origin))).status,
			    201);
		const { items } = (await client.get(`${v1}/passkeys`)).body;
		const answers = await Promise.all(items.map((item) =>
		    client.delete(`${v1}/passkeys/${item.id}`)));
		equal(answers.map((r) => r.status).sort().join(), '204,409');
	}
});

await test('nothing goes across municipalities (38)', async () => {
	const far = Object.keys(town.accounts).find((l) => l.endsWith('@b') &&
	    town.accounts[l].role === 'clerk');
	const client = await browser(far).signIn();
	const authenticator = new Authenticator(origin);
	const twin = new Authenticator(origin);
	twin.id = lucia.id;
	refuses(await client.enrol(twin), 409, 'passkey.exists');
	equal((await client.enrol(authenticator)).status, 201);
	const { login, password } = town.accounts['lucia.marin'];
	const attempt = browser('lucia.marin');
	refuses(await attempt.post(`${v1}/session`, { login, password,
	    passkey: authenticator.get(await attempt.options()) }), 401,
	    'session.wrong');
	const alone = browser(far);
	const r = await alone.passkey(authenticator.get(await alone.options()));
	equal(r.status, 201, r.text);
	equal(r.body.login, far);
	const near = browser('lucia.marin');
	await near.passkey(lucia.get(await near.options()));
	const [theirs] = (await alone.get(`${v1}/passkeys`)).body.items;
	refuses(await near.delete(`${v1}/passkeys/${theirs.id}`), 404,
	    'passkey.unknown');
});

await test('a key that somebody put into the database opens nothing (45)',
    async () => {
	const mine = `credential_id = '\\x${lucia.id.toString('hex')}'`;
	const kept = town.sql(`select public_key from passkey where ${mine}`);
	const other = people['nuria.campos'];
	const enter = async (answer) => {
		const client = browser('lucia.marin');
		return client.passkey(answer(await client.options()));
	};
	/* nuria's key, moved to lucia's passkey, as she would sign in. */
	town.sql(`update passkey set public_key = (select public_key from
	    passkey where credential_id = '\\x${other.id.toString('hex')}')
	    where ${mine}`);
	const moved = await enter((options) => other.get(options,
	    { id: lucia.id, handle: lucia.handle }));
	ok(moved.status >= 400, moved.text);
	town.sql(`update passkey set public_key =
	    '\\x${other.coseKey.toString('hex')}' where ${mine}`);
	const bare = await enter((options) => other.get(options,
	    { id: lucia.id, handle: lucia.handle }));
	ok(bare.status >= 400, bare.text);
	/* The whole row given to somebody else. */
	town.sql(`update passkey set public_key = '${kept}', staff_id = (select
	    id from staff where login = 'irene.soler') where ${mine}`);
	const irene = Buffer.from(town.sql(`select id from staff where
	    login = 'irene.soler'`).replaceAll('-', ''), 'hex');
	const given = await enter((options) => lucia.get(options,
	    { handle: irene }));
	ok(given.status >= 400, given.text);
	town.sql(`update passkey set staff_id = (select id from staff
	    where login = 'lucia.marin') where ${mine}`);
	equal((await enter((options) => lucia.get(options))).status, 201);
});

/* ------------------------------------------------------- rules and operators */

const user = (...args) => server.run('user', ...args, '--tenant',
    'puentelarga');

await test('a role may need a passkey: first one is made, then used',
    async () => {
	user('require-passkey', '--role', 'administrator');
	ok(/^administrator +1 without/m.test(user('require-passkey')),
	    user('require-passkey'));
	const client = await browser('silvia.otero').signIn();
	equal(client.session.mustEnrolPasskey, true);
	for (const path of ['process-definitions', 'units', 'events'])
		refuses(await client.get(`${v1}/${path}`), 403, 'passkey.enrol');
	refuses(await client.post(`${v1}/session/password`, { current: 'x',
	    password: 'x', totp: '000000' }), 403, 'passkey.enrol');
	const silvia = new Authenticator(origin);
	equal((await client.enrol(silvia)).status, 201);
	equal((await client.get(`${v1}/session`)).body.mustEnrolPasskey, false);
	equal((await client.get(`${v1}/process-definitions`)).status, 200);
	const by = browser('silvia.otero');
	by.lastStep = 0;
	town.sql(`update staff set totp_last_step = 0
	    where login = 'silvia.otero'`);
	const { login, password } = by.account;
	refuses(await by.post(`${v1}/session`, { login, password,
	    totp: by.code() }), 403, 'passkey.required');
	equal((await by.post(`${v1}/session`, { login, password,
	    passkey: silvia.get(await by.options()) })).status, 201);
	const [item] = (await client.get(`${v1}/passkeys`)).body.items;
	refuses(await client.delete(`${v1}/passkeys/${item.id}`), 409,
	    'passkey.last');
	/* The device is lost. */
	ok(user('passkeys', 'silvia.otero').startsWith(item.id),
	    user('passkeys', 'silvia.otero'));
	user('remove-passkey', 'silvia.otero', '--passkey', item.id);
	equal(user('passkeys', 'silvia.otero'), '');
	await until(async () => (await client.get(`${v1}/session`)).status ===
	    401, 'its sessions', 2500);
	town.sql(`update staff set totp_last_step = 0
	    where login = 'silvia.otero'`);
	const anew = browser('silvia.otero');
	await anew.signIn();
	equal(anew.session.mustEnrolPasskey, true);
	user('allow-code', '--role', 'administrator');
	equal(user('require-passkey'), '');
	for (const action of ['passkey.require', 'passkey.release'])
		ok(audited(action) >= 1, action);
});

await test('the operator is told what is wrong', () => {
	for (const [args, message] of [
	    [['remove-passkey', 'lucia.marin'], /--passkey is needed/],
	    [['remove-passkey', 'lucia.marin', '--passkey', 'x'], /an id/],
	    [['remove-passkey', 'irene.soler', '--passkey', 'all'],
	        /no such passkey/],
	    [['require-passkey', '--role', 'king'], /no role/],
	    [['allow-code'], /--role is needed/]]) {
		let said = '';
		try {
			user(...args);
		} catch (e) {
			said = String(e.stderr);
		}
		ok(message.test(said), `${args.join(' ')}: ${said}`);
	}
});

await test('one server asks, another one takes the answer', async () => {
	/* It is told where browsers find it, as behind a proxy. */
	const two = await startServer({ VINCULO_HTTP_ORIGIN: origin },
	    (run, dir) => cpSync(join(server.dir, 'var/keys'),
	    join(dir, 'var/keys'), { recursive: true }));
	const client = browser('lucia.marin');
	const answer = lucia.get(await client.options());
	const other = new Browser(two, client.account);
	other.attempt = client.attempt;
	equal((await other.passkey(answer)).status, 201);
	refuses(await client.passkey(answer), 403, 'passkey.expired');
	client.cookie = other.cookie;
	equal((await client.get(`${v1}/session`)).status, 200);
	refuses(await other.passkey(lucia.get(await other.options(),
	    { origin: `https://localhost:${two.port}` })), 403,
	    'passkey.origin');
	ok(two.run('user', 'link', 'lucia.marin', '--tenant', 'puentelarga')
	    .startsWith(`${origin}/staff/activate#`), 'where a link leads');
});

await test('who is disabled does not come in', async () => {
	user('disable', 'nuria.campos');
	const client = browser('nuria.campos');
	refuses(await client.passkey(people['nuria.campos'].get(
	    await client.options())), 401, 'passkey.refused');
	user('enable', 'nuria.campos');
});

await test('an address that tries and tries has to wait (7)', async () => {
	const client = browser('lucia.marin');
	const limited = async (path, body, n) => {
		for (let i = 0; i < n; i++) {
			const r = await client.post(path, body);
			if (r.body.code === 'session.rate')
				return true;
		}
		return false;
	};
	const answer = lucia.get({ challenge: 'AAAA', rpId: 'localhost' });
	ok(await limited(`${v1}/session/passkey`, { passkey: answer }, 60),
	    'attempts');
	ok(await limited(`${v1}/session/passkey/options`, {}, 180), 'options');
});

await finish();
