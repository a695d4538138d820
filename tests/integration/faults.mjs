/*
 * faults.mjs - kill -9 of everything in turn, in the middle of the work.
 *
 * What was acknowledged is there exactly once; what was not is there once or not
 * at all; and the server comes back by itself.
 */
import { equal, finish, ok, sleep, test, until } from './lib.mjs';
import { dni, find, startTown } from './town.mjs';

const town = await startTown({ persons: 60, cases: 0,
    env: { VINCULO_SERVER_WORKERS: '2' } });
const { server } = town;
const v1 = '/api/v1';
const lucia = await town.as('lucia.marin');
const marta = await town.as('marta.ibanez');
const RECOVERY_MS = 30000;
const UNKNOWN = [500, 502, 503, 504];

let key = 0;
const nextKey = () => `faults-${String(++key).padStart(8, '0')}`;

/* "yes", "no" or "unknown": was it done?  Asked again with the same key, where
 * the answer got lost, up to `tries` times. */
async function outcome(client, path, body, tries) {
	const headers = { 'Idempotency-Key': nextKey() };
	for (let i = 0; i < tries; i++) {
		try {
			const r = await client.post(path, body, headers);
			if (r.status < 300 || r.body.code === 'idempotency.repeated' ||
			    r.body.code === 'person.duplicate_identifier' ||
			    r.body.code === 'task.closed')
				return 'yes';
			if (!UNKNOWN.includes(r.status))
				throw new Error(`${path}: ${r.text}`);
		} catch (e) {
			if (e.code === undefined)
				throw e;
		}
		await sleep(100 + i * 100);
	}
	return 'unknown';
}

/* ----------------------------------------------------------- the workload */

const done = { persons: [], notes: [], tasks: [] };
let isOver = false, ownRecord, holder;

async function createPersons() {
	for (let i = 0; !isOver; i++) {
		const number = 60000000 + i;
		done.persons.push({ number, result: await outcome(lucia,
		    `${v1}/persons`, { identity: { given: 'Luz', surname1: 'Prueba',
		    documents: [{ type: 'dni', number: dni(number) }] } },
		    i % 2 === 0 ? 1 : 60) });
	}
}

async function writeNotes() {
	for (let i = 0; !isOver; i++)
		done.notes.push({ text: `nota ${i}.`, result: await outcome(lucia,
		    `${v1}/records/${ownRecord}/entries`, { kind: 'note',
		    text: `nota ${i}.` }, i % 2 === 0 ? 1 : 60) });
}

const intake = { need: 'Alquiler', urgency: 'urgent', householdSize: 2,
    monthlyIncome: 450, requestedAmount: 900 };

async function completeTasks(ids) {
	for (let i = 0; !isOver && i < ids.length; i++) {
		done.tasks.push({ id: ids[i], result: await outcome(marta,
		    `${v1}/tasks/${ids[i]}/complete`, { data: intake },
		    i % 2 === 0 ? 1 : 60) });
		await sleep(50);
	}
}

async function intakes(n) {
	const [record] = (await lucia.get(`${v1}/records`)).body.items;
	ownRecord = record.id;
	const file = (await lucia.get(`${v1}/records/${ownRecord}`)).body;
	holder = find(file.members, (m) => m.relation === 'holder', 'holder');
	for (let i = 0; i < n; i++)
		equal((await lucia.post(`${v1}/interventions`, { recordId:
		    ownRecord, personId: holder.person.id,
		    programme: 'emergency-aid' })).status, 201);
	const { items } = (await marta.get(
	    `${v1}/tasks?view=pool&limit=100`)).body;
	return items.filter((t) => t.elementId === 'Intake').map((t) => t.id);
}

/* Does it work again, with a write? */
async function recovered(what) {
	const start = Date.now();
	await until(async () => {
		try {
			return (await lucia.post(`${v1}/persons`, { identity: {
				given: 'Vuelve', surname1: 'Prueba',
				documents: [] } })).status === 201;
		} catch {
			return false;
		}
	}, `${what} again`, RECOVERY_MS);
	console.log(`# ${what}: works again after ${Date.now() - start} ms`);
}

/* On a loaded machine it may be on its way back from what was before. */
async function kill(role) {
	await until(() => server.pids(role).length > 0, role, RECOVERY_MS);
	process.kill(server.pids(role)[0], 'SIGKILL');
}

/* No pid at all would be 0, which is everybody here. */
async function killBackend() {
	let pid = 0;
	await until(() => (pid = Number(town.sql(`select pid
	    from pg_stat_activity where usename = 'vinculo_app'
	    order by backend_start desc limit 1`))) > 0, 'a backend',
	    RECOVERY_MS);
	process.kill(pid, 'SIGKILL');
}

/* Something to look at in the books, however slow the machine is. */
const ENOUGH = 10;
const isEnough = () => Object.values(done).every((list) =>
    list.filter((item) => item.result === 'yes').length >= ENOUGH);

const tasks = await intakes(40);
const work = [createPersons(), writeNotes(), completeTasks(tasks)];
work.forEach((w) => w.catch(() => {}));

for (const role of ['web', 'keyd', 'searchd', 'jobs']) {
	await test(`${role} is killed`, async () => {
		await sleep(300);
		await kill(role);
		await recovered(role);
	});
}

await test('a PostgreSQL backend is killed, and so its cluster recovers',
    async () => {
	await killBackend();
	await recovered('PostgreSQL');
	await kill('web');
	await recovered('web, once more');
});

await test('the parent is killed and started again', async () => {
	server.child.kill('SIGKILL');
	await server.exited;
	await server.start();
	await recovered('everything');
	await until(isEnough, 'enough work', 2 * RECOVERY_MS);
	isOver = true;
	await Promise.all(work);
});

/* ------------------------------------------------------------ the books */

function check(list, countOf) {
	const sum = { yes: 0, unknown: 0 };
	for (const item of list) {
		sum[item.result]++;
		const n = countOf(item);
		ok(item.result === 'yes' ? n === 1 : n <= 1,
		    `${JSON.stringify(item)}: ${n} times`);
	}
	console.log(`# ${sum.yes} acknowledged, ${sum.unknown} unknown`);
	ok(sum.yes >= ENOUGH, `${sum.yes} acknowledged`);
}

await test('each person that was acknowledged is there once', async () => {
	/* Whoever is there cannot be created. */
	const exists = async (item) => {
		const r = await lucia.post(`${v1}/persons`, { identity: {
			given: 'Luz', surname1: 'Prueba', documents: [
			    { type: 'dni', number: dni(item.number) }] } });
		item.count = r.status === 409 ? 1 : 0;
	};
	/* One address may have 64 connections. */
	for (let i = 0; i < done.persons.length; i += 32)
		await Promise.all(done.persons.slice(i, i + 32).map(exists));
	check(done.persons, (item) => item.count);
	equal(town.sql(`select count(*) from (select from blind_index
	    group by tenant_id, kind, tag having count(*) > 1) x`), '0', 'twice');
	equal(town.sql(`select count(*) from person p where not exists (select
	    from person_data d where d.tenant_id = p.tenant_id and
	    d.person_id = p.id)`), '0', 'half a person');
});

await test('each note too', async () => {
	const seen = [];
	let cursor = '';
	do {
		const r = await lucia.get(`${v1}/records/${ownRecord}/entries` +
		    `?limit=100${cursor}`);
		seen.push(...r.body.items.map((e) => e.body.text));
		cursor = r.body.next && `&cursor=${r.body.next}`;
	} while (cursor);
	check(done.notes, ({ text }) => seen.filter((t) => t === text).length);
});

await test('each task moved its process on once', () => {
	const rows = new Map(town.sql(`select t.id, t.state, (select count(*)
	    from task a where a.tenant_id = t.tenant_id and
	    a.instance_id = t.instance_id and a.element_id = 'Assessment')
	    from task t where t.element_id = 'Intake'`).split('\n')
	    .map((line) => line.split('|')).map(([id, ...row]) => [id, row]));
	check(done.tasks, ({ id }) => {
		const [state, assessments] = rows.get(id);
		equal(state === 'done' ? '1' : '0', assessments, id);
		return Number(assessments);
	});
});

/* Numbers whose transactions ended badly are announced with the next event, or
 * some seconds later when there is none. */
await test('and the audit trail explains each number that is missing',
    async () => {
	equal(town.sql('select count(*) from incident'), '0');
	const missing = () => Number(town.sql(`select coalesce(sum(step - 1), 0)
	    from (select wseq - lag(wseq) over (partition by writer order by wseq)
	    as step from audit_event) x where step > 1`));
	const voids = () => Number(town.sql(`select coalesce(sum((r ->> 1)::int -
	    (r ->> 0)::int + 1), 0) from audit_event cross join
	    jsonb_array_elements(audit_detail(leaf)::jsonb -> 'numbers') r
	    where action = 'audit.void'`));
	await until(() => missing() <= voids(), 'explained');
});

await finish();
