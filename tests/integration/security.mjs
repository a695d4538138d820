/*
 * security.mjs - what nobody may do, for every route there is: sessions,
 * roles, input.
 *
 * The numbers are those of the checklist that the design keeps.
 */
import { api, forEach, guarded, request, status, v1 } from './guarded.mjs';
import { equal, finish, ok, sleep, test, until } from './lib.mjs';
import { fill, NOBODY, routes } from './routes.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 120, cases: 12,
    env: { VINCULO_SERVER_WORKERS: '2' } });
const { server } = town;
const lucia = await town.as('lucia.marin');

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
		/* Where the body is a document, what is said of it is the header. */
		const r = await request(client, route, {}, { isAdmin: true },
		    { 'X-Document': '{"isAdmin":true}' });
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
			    number: `NAUGHTY${i}` }] } }), 201);
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

await test('denials leave events (53)', () => {
	ok(Number(town.sql(`select count(*) from audit_event
	    where action = 'request.denied'`)) > 100, 'refused');
});

await test('no name and no password is in the log (59)', () => {
	for (const secret of ['NAUGHTY', ...Object.values(town.accounts)
	    .map((x) => x.password)])
		ok(!server.log.includes(secret), secret);
	ok(!/ error /.test(server.log), server.log.split('\n').filter((line) =>
	    / error /.test(line)).slice(0, 5).join('\n'));
});

await finish();
