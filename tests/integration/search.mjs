/*
 * search.mjs - finding people over HTTPS: by document, by a name with a typing
 * error; new names at once; erased ones never.
 */
import { execFileSync } from 'node:child_process';
import { Client } from './client.mjs';
import { binary, equal, finish, ok, root, startServer, test,
    testDatabase, until } from './lib.mjs';
import { destroyKeys } from './second.mjs';

const server = await startServer();
const run = (...args) => execFileSync(binary, args, { cwd: server.dir,
    env: { ...process.env, ...testDatabase() }, encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'] });
run('demo', '--persons', '400', '--cases', '0', '--source', root);
const accounts = execFileSync('cat', [`${server.dir}/var/demo-accounts.txt`],
    { encoding: 'utf8' });

function account(login) {
	const [, , , password, secret] = accounts.split('\n')
	    .find((line) => line.startsWith(`${login} `)).split(/\s+/);
	return { login, password, totp: secret };
}

async function signIn(login) {
	const { password, totp: secret } = account(login);
	const res = await server.request('/api/v1/session', { method: 'POST',
	    headers: { 'content-type': 'application/json' },
	    body: JSON.stringify({ login, password,
		totp: run('totp', secret).trim() }) });
	equal(res.status, 201, res.body);
	const cookie = res.headers['set-cookie'][0].split(';')[0];
	const { csrf } = JSON.parse(res.body);
	return async (path, body) => {
		const r = await server.request(path, { method: 'POST',
		    headers: { 'content-type': 'application/json', cookie,
			'x-csrf-token': csrf,
			origin: `https://127.0.0.1:${server.port}` },
		    body: JSON.stringify(body) });
		return { status: r.status, body: JSON.parse(r.body || 'null') };
	};
}

const post = await signIn('lucia.marin');
const search = (body) => post('/api/v1/person-searches', body);
let person;

await test('names are loaded, and found', async () => {
	let res;
	await until(async () => {
		res = await search({ name: 'María García' });
		return res.status !== 503;
	}, 'loading');
	equal(res.status, 200, JSON.stringify(res.body));
	ok(res.body.items.length > 0, 'somebody');
	ok(res.body.items[0].identity.surname1, 'with an identity');
});

await test('a new person is found at once, with a typing error', async () => {
	const res = await post('/api/v1/persons', { identity: {
	    given: 'Escolástica', surname1: 'Zurbarán', surname2: 'Quiñones',
	    birthDate: '1951-03-02',
	    documents: [{ type: 'dni', number: '12345678Z' }] } });
	equal(res.status, 201, JSON.stringify(res.body));
	person = res.body.id;
	await until(async () => {
		const found = await search({ name: 'Escolastica Surbaran' });
		return found.body.items?.[0]?.id === person;
	}, 'found');
});

await test('by document too, however it is written', async () => {
	const res = await search({ identifier: '12.345.678-z' });
	equal(res.status, 200, JSON.stringify(res.body));
	equal(res.body.items.length, 1);
	equal(res.body.items[0].id, person);
});

await test('a wrong letter finds nobody, nonsense is refused', async () => {
	const res = await search({ identifier: '12345678A' });
	equal(res.body.items.length, 0);
	const nonsense = await search({ identifier: '¿?' });
	equal(nonsense.status, 422, JSON.stringify(nonsense.body));
	equal(nonsense.body.code, 'search.identifier');
});

await test('one or the other', async () => {
	equal((await search({})).status, 400);
	equal((await search({ name: 'a', identifier: 'b' })).status, 400);
});

await test('who is erased is not found any more', async () => {
	await destroyKeys(server, await new Client(server,
	    account('beatriz.lara')).signIn(), 'puentelarga', person);
	await until(async () => {
		const res = await search({ name: 'Escolástica Zurbarán' });
		return res.status === 200 &&
		    !res.body.items.some((i) => i.id === person);
	}, 'gone');
	const res = await search({ identifier: '12345678Z' });
	equal(res.body.items.length, 0);
});

await test('the event of a search does not say for whom', async () => {
	const url = testDatabase().VINCULO_DATABASE_OWNER_URL;
	const leaves = execFileSync('psql', ['-XAtq', url, '-c',
	    "select encode(leaf, 'escape') from audit_event " +
	    "where action = 'person.search'"], { encoding: 'utf8' });
	ok(/"by":"name"/.test(leaves), 'events');
	ok(!/Escol|Zurbar|12345678/i.test(leaves), 'no name in them');
});

await test('thirty in a minute', async () => {
	let status = 200;
	for (let i = 0; i < 31 && status === 200; i++)
		({ status } = await search({ name: 'Ana' }));
	equal(status, 429);
});

await finish();
