/*
 * security.mjs - what nobody may do, for every route there is.
 *
 * The numbers are those of the checklist that the design keeps.
 */
import { equal, finish, ok, sleep, test, until } from './lib.mjs';
import { fill, NOBODY, routes } from './routes.mjs';
import { dni, find, startTown } from './town.mjs';

const town = await startTown({ persons: 120, cases: 12, other: 'b',
    env: { VINCULO_SERVER_WORKERS: '2' } });
const { server } = town;
const v1 = '/api/v1';
const api = routes.filter((r) => r.path !== '/api/v1/events');
const guarded = api.filter((r) => r.permission !== 'public');
const MARKER = /(?<!\\)\\u0001|\u0001/;

const lucia = await town.as('lucia.marin');

function status(answer, wanted, what = '') {
	equal(answer.status, wanted, `${what} ${answer.text.slice(0, 300)}`);
	ok(!MARKER.test(answer.text), `${what} a sealed value went out`);
	return answer.body;
}

/* All of fn's complaints over a list, not only the first; some at a time. */
async function forEach(list, fn) {
	const wrong = [], rest = [...list];
	await Promise.all(Array.from({ length: 8 }, async () => {
		while (rest.length > 0) {
			const complaint = await fn(rest.shift());
			if (complaint)
				wrong.push(complaint);
		}
	}));
	ok(wrong.length === 0, wrong.slice(0, 20).join('\n'));
}

const request = (client, route, values, body = {}, headers = {}) =>
	client.request(route.method, fill(route.path, values) +
	    (route.method === 'DELETE' && route.path.endsWith('kinships') ?
	    `?person=${NOBODY}&relative=${NOBODY}&kind=child` : ''),
	    ['GET', 'DELETE'].includes(route.method) ? undefined : body,
	    { 'If-Match': '"0"', ...headers });

/* ------------------------------------------------------ sessions and CSRF */

await test('no route answers without a session (7)', async () => {
	const nobody = town.another('lucia.marin');
	await forEach(guarded, async (route) => {
		const r = await request(nobody, route);
		return r.status === 401 ? null :
		    `${route.method} ${route.path}: ${r.status}`;
	});
});

await test('no unsafe route without the token, or from elsewhere (21)',
    async () => {
	const forged = [
		['no token', { 'X-CSRF-Token': '' }],
		['another token', { 'X-CSRF-Token': 'A'.repeat(43) }],
		['foreign Origin', { Origin: 'https://evil.example' }],
		['foreign site', { 'Sec-Fetch-Site': 'cross-site' }],
	];
	for (const [what, headers] of forged) {
		await forEach(guarded.filter((r) => r.isUnsafe && (r.permission ===
		    'signed-in' || r.roles.includes('social_worker'))),
		    async (route) => {
			const r = await request(lucia, route, {}, {}, headers);
			return r.status === 403 &&
			    /csrf|cross_site/.test(r.body.code) ?
			    null : `${what}: ${route.method} ${route.path}: ` +
			    `${r.status} ${r.text.slice(0, 100)}`;
		});
	}
	await lucia.get(`${v1}/session`);
});

await test('a form of another site cannot even be read (21)', async () => {
	const r = await lucia.request('POST', `${v1}/persons`, '<x/>',
	    { 'Content-Type': 'text/plain' });
	equal(r.status, 415, r.text);
});

await test('the cookie is for this host and for nothing else (18)',
    async () => {
	const client = town.another('jorge.alonso');
	const { login, password } = client.account;
	const r = await client.post(`${v1}/session`, { login, password,
	    totp: client.code() });
	const [cookie] = r.headers['set-cookie'];
	ok(/^__Host-sid=[\w-]{43};/.test(cookie), cookie);
	for (const flag of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'])
		ok(cookie.includes(flag), cookie);
	ok(!/Domain/i.test(cookie), cookie);
	equal(town.sql(`select count(*) from session where
	    token_hash::text like '%${cookie.slice(11, 54)}%'`), '0');
	equal(r.headers['cache-control'], 'no-store');
});

await test('signing out ends it in every process within a second (15)',
    async () => {
	const client = await town.another('nuria.campos').signIn();
	const everywhere = async (wanted) => {
		for (let i = 0; i < 12; i++) {
			const r = await server.request(`${v1}/session`, {
				agent: false, headers: { Cookie: client.cookie },
			});
			if (r.status !== wanted)
				return false;
		}
		return true;
	};
	ok(await everywhere(200), 'signed in');
	const r = await client.delete(`${v1}/session`);
	equal(r.status, 204, r.text);
	equal(r.headers['clear-site-data'], '"cache", "storage"');
	await sleep(1000);
	ok(await everywhere(401), 'still alive somewhere');
});

await test('who is deactivated or loses a role is out within a second (15)',
    async () => {
	const client = await town.another('hugo.arias').signIn();
	equal((await client.get(`${v1}/tasks`)).status, 200);
	town.sql(`delete from staff_role where staff_id =
	    '${client.session.staffId}'`);
	await until(async () => (await client.get(`${v1}/tasks`)).status === 403,
	    'no role', 1500);
	town.sql(`update staff set is_active = false where id =
	    '${client.session.staffId}'`);
	await until(async () => (await client.get(`${v1}/tasks`)).status === 401,
	    'not active', 1500);
});

await test('a list of sessions, and all others ended at once (16)',
    async () => {
	const one = await town.another('samuel.reyes').signIn();
	const two = town.another('samuel.reyes');
	two.lastStep = one.lastStep;
	await two.signIn();
	const { items } = status(await two.get(`${v1}/sessions`), 200);
	equal(items.length, 2);
	equal(items.filter((s) => s.current).length, 1);
	equal((await two.delete(`${v1}/sessions`)).status, 204);
	await until(async () => (await one.get(`${v1}/session`)).status === 401,
	    'the other one', 1500);
	equal((await two.get(`${v1}/session`)).status, 200);
});

/* --------------------------------------------------------------- signing in */

await test('unknown name, wrong password, wrong code: the same answer (6)',
    async () => {
	const { login, password } = town.accounts['pablo.nieto'];
	const client = town.another('pablo.nieto');
	const times = [];
	const attempt = async (body) => {
		const start = performance.now();
		const r = await client.post(`${v1}/session`, body);
		times.push(performance.now() - start);
		equal(r.status, 401, r.text);
		return JSON.stringify({ ...r.body, requestId: '' });
	};
	const answers = [
		await attempt({ login: 'nobody.here', password, totp: '123456' }),
		await attempt({ login, password: 'wrong', totp: '123456' }),
		await attempt({ login, password, totp: '000000' }),
	];
	ok(answers.every((a) => a === answers[0]), answers.join('\n'));
	ok(Math.min(...times) > Math.max(...times) / 5, times.join());
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
	for (let i = 0; i < 4; i++)
		await client.post(`${v1}/session`, { login, password: 'wrong',
		    totp: '123456' });
	const r = await client.post(`${v1}/session`, { login, password,
	    totp: client.code() });
	equal(r.status, 429, r.text);
	equal(r.body.code, 'session.wait');
	town.sql(`update staff set failed_at = now() - interval '1 hour'
	    where login = '${login}'`);
	await client.signIn();
	equal(client.session.failuresSince, 5);
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
	for (const weak of ['short', 'contraseña1234', 'ada.nueva.ada.nueva']) {
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

/* -------------------------------------------------------------------- roles */

const roleLogins = { social_worker: 'lucia.marin', supervisor: 'carmen.delgado',
    clerk: 'marta.ibanez', psychologist: 'elena.duran', legal: 'ines.carrasco',
    auditor: 'raul.espinosa', security: 'beatriz.lara',
    administrator: 'silvia.otero', manager: 'gonzalo.rivas' };

await test('each role reaches its routes and no other (35, 36)', async () => {
	const safe = guarded.filter((r) => r.path !== '/api/v1/session' &&
	    r.path !== '/api/v1/sessions');
	for (const [role, login] of Object.entries(roleLogins)) {
		const client = await town.as(login);
		await forEach(safe, async (route) => {
			const r = await request(client, route);
			const may = route.permission === 'signed-in' ||
			    route.roles.includes(role);
			const refused = r.status === 403 &&
			    r.body.code === 'permission.missing';
			if (r.status < 500 && refused === !may)
				return null;
			return `${role}: ${route.method} ${route.path}: ` +
			    `${r.status} ${r.text.slice(0, 120)}`;
		});
	}
});

await test('who administers, secures or audits sees no citizen (44)', () => {
	for (const role of ['administrator', 'security', 'auditor', 'manager']) {
		const seen = routes.filter((r) => r.roles.includes(role))
		    .map((r) => r.permission);
		for (const of of ['person.', 'record.read', 'record.write',
		    'intervention.', 'task.'])
			ok(!seen.some((p) => p.startsWith(of)), `${role} ${seen}`);
	}
});

/* -------------------------------------------------------------------- input */

await test('a field nobody knows is refused (30)', async () => {
	const open = ['data', 'definitions', 'form-definitions'];
	const carmen = await town.as('carmen.delgado');
	const silvia = await town.as('silvia.otero');
	const posts = guarded.filter((r) => r.isUnsafe && r.method !== 'DELETE' &&
	    !open.some((word) => r.path.includes(word)) &&
	    !/\/(claim|release|return|retry)$/.test(r.path));
	await forEach(posts, async (route) => {
		const client = [lucia, carmen, silvia].find((c) =>
		    route.permission === 'signed-in' ||
		    route.roles.includes(c.account.role));
		if (client === undefined)
			return null;
		const r = await request(client, route, {}, { isAdmin: true });
		const names = (r.body?.errors ?? []).some((e) =>
		    e.pointer === '/isAdmin');
		return r.status === 422 && names ? null :
		    `${route.method} ${route.path}: ${r.status} ` +
		    r.text.slice(0, 200);
	});
});

await test('ids that are none, or nobody\'s, are 404 and nothing more (34)',
    async () => {
	const carmen = await town.as('carmen.delgado');
	const gets = guarded.filter((r) => !r.isUnsafe && /\{id\}/.test(r.path));
	await forEach(gets, async (route) => {
		const client = [lucia, carmen].find((c) =>
		    route.roles.includes(c.account.role));
		if (client === undefined)
			return null;
		for (const id of [NOBODY, 'x', "'; drop table person; --", '%00',
		    '..%2f..', '0'.repeat(200)]) {
			const r = await client.get(fill(route.path,
			    { id: id.startsWith('%') || id.includes('%') ? id :
			    encodeURIComponent(id) }));
			if (r.status !== 404 && r.status !== 400)
				return `${route.path} ${id}: ${r.status} ${r.text
				    .slice(0, 100)}`;
		}
		return null;
	});
});

await test('bodies have a size and a depth (28, 29)', async () => {
	const path = `${v1}/persons`;
	const text = (body) => lucia.request('POST', path, body,
	    { 'Content-Type': 'application/json' });
	/* Refused by its head: sending the body would race with the answer. */
	const origin = `localhost:${lucia.server.port}`;
	const answer = await lucia.server.raw(`POST ${path} HTTP/1.1\r\n` +
	    `Host: ${origin}\r\nOrigin: https://${origin}\r\n` +
	    `Cookie: ${lucia.cookie}\r\nX-CSRF-Token: ${lucia.csrf}\r\n` +
	    'Content-Type: application/json\r\nContent-Length: 1100000\r\n\r\n');
	ok(answer.startsWith('HTTP/1.1 413 '), answer.slice(0, 60));
	equal((await text('['.repeat(100) + ']'.repeat(100))).status, 400);
	equal((await text('{"identity":{},"identity":{}}')).status, 400);
	equal((await text('{"identity":')).status, 400);
	equal((await text('"\\ud800"')).status, 400);
	equal((await text('{"identity":"\\u0000"}')).status < 500, true);
});

const naughty = ["<script>alert('x')</script>", "Robert'); drop table person;--",
    '=cmd|\' /C calc\'!A0', '${7*7} {{7*7}}', '\u202Egnp.exe', 'Ω≈ç√∫ ﷽ 👩‍👩‍👧',
    '\\u0001 \\x01 %s%n', '" onload="x', 'null', '../../etc/passwd',
    'a'.repeat(79)];

await test('naughty strings come back as what they were', async () => {
	for (const [i, given] of naughty.entries()) {
		const made = status(await lucia.post(`${v1}/persons`, { identity: {
			given, surname1: given, documents: [{ type: 'passport',
			    number: `NAUGHTY${i}` }] } }), 201, given);
		equal(made.identity.given, given);
		const seen = status(await lucia.get(`${v1}/persons/${made.id}`),
		    200);
		equal(seen.identity.surname1, given);
	}
	for (const bad of ['a\u0001b', '\u0000', '\u001f']) {
		const r = await lucia.post(`${v1}/persons`, { identity: {
			given: bad, surname1: 'x', documents: [] } });
		ok(r.status === 422 || r.status === 400, `${r.status}`);
	}
});

await test('what was sealed cannot be asked for by its own form', async () => {
	const sealed = town.sql(`select encode(envelope, 'hex') from person_data
	    limit 1`);
	const made = await lucia.post(`${v1}/persons`, { identity: {
		given: `\\u0001person.identity:${sealed.slice(0, 40)}`,
		surname1: 'x', documents: [] } });
	status(made, 201);
});

await test('personal data is never kept by a cache (22)', async () => {
	for (const path of ['session', 'records', 'tasks', 'staff', 'units'])
		equal((await lucia.get(`${v1}/${path}`)).headers['cache-control'],
		    'no-store', path);
});

/* ------------------------------------------------------------ S3: protected */

/* A household that nobody outside its team may know of. */
async function protectedRecord() {
	const irene = town.another('irene.soler');
	irene.lastStep = Math.floor(Date.now() / 30000);
	await irene.signIn();
	const person = status(await irene.post(`${v1}/persons`, { identity: {
		given: 'Esperanza', surname1: 'Protegida',
		documents: [{ type: 'dni', number: dni(50000001) }] },
		sensitivity: 3 }), 201);
	const { items } = status(await irene.get(`${v1}/territories`), 200);
	const record = status(await irene.post(`${v1}/records`, {
		holderId: person.id, territoryId: find(items,
		    (t) => t.code === 'T5', 'T5').id }), 201);
	return { irene, person, record };
}

let hidden;

await test('a protected record does not exist for others (39)', async () => {
	hidden = await protectedRecord();
	const { irene, person, record } = hidden;
	const andres = await town.as('andres.molina');
	status(await irene.get(`${v1}/records/${record.id}`), 200);
	for (const client of [lucia, andres, await town.as('marta.ibanez')]) {
		status(await client.get(`${v1}/records/${record.id}`), 404);
		status(await client.get(`${v1}/persons/${person.id}`), 404);
		status(await client.get(`${v1}/records/${record.id}/entries`),
		    404);
		const list = await client.get(`${v1}/records?unit=` +
		    record.unitId);
		ok(!list.text.includes(record.id), 'in the list');
		for (const body of [{ identifier: dni(50000001) },
		    { name: 'Esperanza Protegida' }]) {
			const r = await client.post(`${v1}/person-searches`, body);
			ok(r.status === 200 && !r.text.includes(person.id),
			    r.text);
		}
	}
	status(await lucia.post(`${v1}/records/${record.id}/break-glass`, {
		reasonCode: 'emergency', reason: 'curiosidad '.repeat(3),
		totp: '000000' }), 404);
	status(await lucia.post(`${v1}/records`, { holderId: person.id,
	    territoryId: NOBODY }), 404);
});

await test('nor do its tasks and its numbers', async () => {
	const { irene, person, record } = hidden;
	const andres = await town.as('andres.molina');
	const before = status(await andres.get(`${v1}/tasks/counts`), 200);
	const opened = status(await irene.post(`${v1}/interventions`, {
		recordId: record.id, personId: person.id,
		programme: 'gender-violence' }), 201);
	const [task] = opened.tasks;
	equal((await andres.get(`${v1}/tasks/${task.id}`)).status, 404);
	for (const view of ['mine', 'pool', 'unit', 'done']) {
		const r = await andres.get(`${v1}/tasks?view=${view}`);
		ok(!r.text.includes(task.id), view);
	}
	equal(JSON.stringify(status(await andres.get(`${v1}/tasks/counts`),
	    200)), JSON.stringify(before));
	status(await lucia.get(`${v1}/interventions/${opened.id}`), 404);
	status(await irene.get(`${v1}/interventions/${opened.id}`), 200);
});

await test('nobody takes a person out of another unit\'s household',
    async () => {
	const { items } = status(await hidden.irene.get(`${v1}/records`), 200);
	const theirs = status(await hidden.irene.get(
	    `${v1}/records/${items[0].id}`), 200);
	const { id } = theirs.members[0].person;
	const territories = status(await lucia.get(`${v1}/territories`), 200);
	const mine = find(territories.items, (t) => t.code === 'T1', 'T1');
	const stolen = await lucia.post(`${v1}/records`,
	    { holderId: id, territoryId: mine.id });
	equal(stolen.body.code, 'person.elsewhere', stolen.text);
	const [own] = status(await lucia.get(`${v1}/records`), 200).items;
	const moved = await lucia.post(`${v1}/records/${own.id}/members`,
	    { personId: id, relation: 'child', from: '2026-01-01' });
	equal(moved.body.code, 'person.elsewhere', moved.text);
	const kin = await lucia.put(`${v1}/records/${own.id}/kinships`,
	    { personId: id, relativeId: id, kind: 'child' });
	ok(kin.status >= 400 && kin.status < 500, kin.text);
});

/* --------------------------------------------------------- other municipality */

await test('ids of one municipality are nothing to another (38)', async () => {
	const tenantA = town.sql(`select id from tenant where
	    code = 'puentelarga'`);
	const of = (table) => town.sql(`select id from ${table} where
	    tenant_id = '${tenantA}' limit 1`);
	const ours = ['record', 'person', 'intervention', 'task', 'process_instance',
	    'process_definition', 'household_member', 'unit', 'staff',
	    'territory'].map(of).filter((id) => id !== '');
	const clients = [];
	for (const login of ['lucia.marin@b', 'carmen.delgado@b',
	    'silvia.otero@b'])
		clients.push(await town.as(login));
	const targets = guarded.filter((r) => /\{(id|member)\}/.test(r.path));
	const before = town.sql(`select count(*), sum(version) from record
	    where tenant_id = '${tenantA}'`);
	await forEach(targets, async (route) => {
		const client = clients.find((c) =>
		    route.roles.includes(c.account.role)) ?? clients[0];
		if (!route.roles.includes(client.account.role))
			return null;
		for (const id of ours) {
			const right = bodyFor(route, ours);
			for (const body of [{}, right ?? {}]) {
				const r = await request(client, route,
				    { id, member: id }, body);
				if (r.status < 400 || r.status >= 500 ||
				    r.text.includes('"surname1"'))
					return `${route.method} ${route.path}: ` +
					    `${r.status} ${r.text.slice(0, 150)}`;
				if (body === right && route.isUnsafe &&
				    r.status !== 404)
					return `${route.method} ${route.path} ` +
					    `${r.status} ${r.text.slice(0, 200)}`;
			}
		}
		return null;
	});
	equal(town.sql(`select count(*), sum(version) from record
	    where tenant_id = '${tenantA}'`), before);
});

/* A body that is right, but for what it is about; undefined when this file does
 * not know one. */
function bodyFor(route, [, person, , , , , , , staff]) {
	const last = route.path.split('/').slice(5).join('/');
	return {
		members: { personId: person, relation: 'child',
		    from: '2026-01-01' },
		kinships: { personId: person, relativeId: person, kind: 'child' },
		entries: { kind: 'note', text: 'hello' },
		'break-glass': { reasonCode: 'emergency',
		    reason: 'una razón bastante larga', totp: '000000' },
		'': route.path.includes('/records/') ? { risk: 1 } : undefined,
		claim: {}, release: {}, return: {},
		cancel: { reason: 'una razón bastante larga' },
		items: { kind: 'need', code: '1' },
		assign: { staffId: staff },
		delegate: { staffId: staff },
		draft: { data: {} },
		complete: { data: {} },
		resolve: { action: 'retry' },
	}[last];
}

await test('nor inside bodies of one\'s own requests (38)', async () => {
	const b = await town.as('lucia.marin@b');
	const tenantA = town.sql(`select id from tenant where
	    code = 'puentelarga'`);
	const of = (table) => town.sql(`select id from ${table} where
	    tenant_id = '${tenantA}' limit 1`);
	const [own] = status(await b.get(`${v1}/records`), 200).items;
	const file = status(await b.get(`${v1}/records/${own.id}`), 200);
	const me = file.members[0].person.id;
	const theirs = { person: of('person'), territory: of('territory'),
	    staff: of('staff'), unit: of('unit'), record: of('record') };
	const territories = status(await b.get(`${v1}/territories`), 200).items;
	const attempts = [
		b.post(`${v1}/records`, { holderId: theirs.person,
		    territoryId: territories[0].id }),
		b.post(`${v1}/records`, { holderId: me,
		    territoryId: theirs.territory }),
		b.post(`${v1}/records/${own.id}/members`, { personId:
		    theirs.person, relation: 'child', from: '2026-01-01' }),
		b.put(`${v1}/records/${own.id}/kinships`, { personId: me,
		    relativeId: theirs.person, kind: 'child' }),
		b.patch(`${v1}/records/${own.id}`, { referentId: theirs.staff },
		    { 'If-Match': `"${file.version}"` }),
		b.patch(`${v1}/records/${own.id}`, { territoryId:
		    theirs.territory }, { 'If-Match': `"${file.version}"` }),
		b.post(`${v1}/interventions`, { recordId: theirs.record,
		    personId: theirs.person, programme: 'home-care' }),
		b.post(`${v1}/interventions`, { recordId: own.id,
		    personId: theirs.person, programme: 'home-care' }),
		b.post(`${v1}/records/${own.id}/entries`, { kind: 'note',
		    text: 'x', personId: theirs.person }),
	];
	const answers = await Promise.all(attempts);
	await forEach(answers.map((r, i) => [r, i]), ([r, i]) =>
	    r.status >= 400 && r.status < 500 ? null :
	    `attempt ${i}: ${r.status} ${r.text.slice(0, 200)}`);
	for (const path of ['units', 'staff', 'territories', 'records',
	    'tasks?view=pool', 'process-definitions', 'programmes']) {
		const r = await b.get(`${v1}/${path}`);
		for (const id of Object.values(theirs))
			ok(!r.text.includes(id), `${path} shows ${id}`);
	}
});

await test('row-level security refuses what a handler would forget (38)',
    () => {
	const [a, b] = town.sql('select id from tenant order by code desc')
	    .split('\n');
	const tables = town.sql(`select relname from pg_class c join pg_namespace n
	    on n.oid = c.relnamespace where n.nspname = 'public' and relkind in
	    ('r', 'p') and not c.relispartition and exists (select from
	    pg_attribute where attrelid = c.oid and attname = 'tenant_id')`)
	    .split('\n');
	ok(tables.length > 30, `${tables.length} tables`);
	const seen = town.sql(`begin; set local role vinculo_app;
	    set local app.tenant = '${b}'; ` + tables.map((table) =>
	    `select '${table}', count(*) from ${table}
	    where tenant_id = '${a}';`).join(' '));
	ok(!/\|[1-9]/.test(seen), seen);
});

await test('denials leave events (53)', () => {
	ok(Number(town.sql(`select count(*) from audit_event
	    where action = 'request.denied'`)) > 100, 'refused requests');
	ok(Number(town.sql(`select count(*) from audit_event
	    where action = 'session.refused'`)) >= 5, 'refused sign-ins');
});

await test('no name and no password is in the log (59)', () => {
	for (const secret of ['Esperanza', 'Protegida', 'NAUGHTY', dni(50000001),
	    ...Object.values(town.accounts).map((x) => x.password)])
		ok(!server.log.includes(secret), secret);
	ok(!/ error /.test(server.log), server.log.split('\n').filter((line) =>
	    / error /.test(line)).slice(0, 5).join('\n'));
});

await finish();
