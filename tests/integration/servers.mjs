/*
 * servers.mjs - two servers on one database, and kill -9 of either while they
 * work: every service task has its effect once, every timer fires once, every
 * start event starts one instance.
 *
 * The effect is a line in a file that a program of ours writes.  Like any
 * receiver it looks whether it has a message only when it is told that this
 * may be so; so a message that comes twice without that word counts twice.
 */
import { closeSync, cpSync, linkSync, openSync, readFileSync,
    writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { equal, finish, ok, sleep, startServer, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const INSTANCES = 40, LETTERS = 5, STARTS = 8;
const v1 = '/api/v1';
const env = { VINCULO_JOBS_RETRY_S: '1', VINCULO_JOBS_TRIES_MAX: '50' };

const program = (ledger) => `
import fcntl, json, sys, time
for line in sys.stdin:
    m = json.loads(line)
    with open("${ledger}", "a+") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        f.seek(0)
        if not m["mayHaveArrived"] or m["id"] not in f.read():
            f.write(m["id"] + " " + m["body"]["element"] + "\\n")
            f.flush()
    time.sleep(0.01)
    print(json.dumps({"id": m["id"], "outcome": "delivered"}), flush=True)
`;

function addConnector(dir) {
	writeFileSync(join(dir, 'counter.py'),
	    program(join(dir, 'var/ledger')));
	writeFileSync(join(dir, 'var/connectors.ini'), `[counter]
connector = exec
command = exec python3 ${dir}/counter.py
timeout_ms = 2000
`);
}

const town = await startTown({ persons: 20, cases: 0, env });
const one = town.server;
await one.stop();
addConnector(one.dir);
closeSync(openSync(join(one.dir, 'var/ledger'), 'w'));
await one.start();
const two = await startServer(env, (run, dir) => {
	cpSync(join(one.dir, 'var/keys'), join(dir, 'var/keys'),
	    { recursive: true });
	addConnector(dir);
	linkSync(join(one.dir, 'var/ledger'), join(dir, 'var/ledger'));
});
const admin = await town.as(find(Object.values(town.accounts),
    (a) => a.role === 'administrator', 'administrator').login);

/* ------------------------------------------------------------- the workload */

const service = (id, more = '') => `<serviceTask id="${id}">
    <extensionElements><zeebe:taskDefinition type="counter" />
    </extensionElements>${more}</serviceTask>`;
const many = `<multiInstanceLoopCharacteristics><loopCardinality
    xsi:type="tFormalExpression">${LETTERS}</loopCardinality>
    </multiInstanceLoopCharacteristics>`;
const flow = (from, to) =>
    `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}" />`;
const process = (id, begin, body, end) => `<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    targetNamespace="urn:test" id="D">
  <message id="M" name="${id}" />
  <process id="${id}" name="${id}" isExecutable="true">
    <startEvent id="Start">${begin}</startEvent>${body}
    <endEvent id="End" />${flow('Start', 'First')}${flow(end, 'End')}
  </process>
</definitions>`;

async function deploy(xml) {
	const res = await admin.post(`${v1}/process-definitions`, xml);
	equal(res.status, 201, res.text);
}

const letters = process('letters',
    '<messageEventDefinition messageRef="M" />',
    service('First', many) + flow('First', 'Pause') +
    `<intermediateCatchEvent id="Pause"><timerEventDefinition>
    <timeDuration xsi:type="tFormalExpression">PT1S</timeDuration>
    </timerEventDefinition></intermediateCatchEvent>` +
    flow('Pause', 'Last') + service('Last'), 'Last');
const timed = (i, at) => process(`timed-${i}`, `<timerEventDefinition>
    <timeDate xsi:type="tFormalExpression">${at}</timeDate>
    </timerEventDefinition>`, service('First'), 'First');

let earlier = '';		/* log of the server that was killed */

/* Of either server, in turn, the process that does the work; and in the end a
 * whole server. */
async function killAll(times) {
	for (let i = 0; i < times; i++) {
		const server = [one, two][i % 2];
		await sleep(300 + 50 * i);
		if (i === times - 1) {
			server.child.kill('SIGKILL');
			await server.exited;
			earlier = server.log;
			await server.start();
		} else if (server.pids('jobs').length > 0) {
			globalThis.process.kill(server.pids('jobs')[0], 'SIGKILL');
		}
	}
}

const count = (what) => Number(town.sql(`select count(*) from ${what}`));

await test('they work while either is killed', async () => {
	await deploy(letters);
	const at = new Date(Date.now() + 3000).toISOString()
	    .replace(/\.\d+/, '');
	for (let i = 0; i < STARTS; i++)
		await deploy(timed(i, at));
	const killing = killAll(10);
	for (let i = 0; i < INSTANCES; i++)
		equal((await admin.post(`${v1}/messages`, { id: `l-${i}`,
		    name: 'letters' })).status, 202);
	await killing;
	/* What the dead had leased need not wait for its minute. */
	for (const table of ['timer', 'start_timer'])
		town.sql(`update ${table} set lease_until = now()
		    where lease_until > now()`);
	town.sql("notify jobs, 'timers'; notify jobs, 'starts'");
	await until(() => count(`process_instance where state = 'completed'`) ===
	    INSTANCES + STARTS, 'all are done', 60000);
});

await test('each service task had its effect once', () => {
	const lines = readFileSync(join(one.dir, 'var/ledger'), 'utf8')
	    .trim().split('\n');
	equal(lines.length, INSTANCES * (LETTERS + 1) + STARTS);
	equal(new Set(lines).size, lines.length, 'different ids');
	equal(lines.filter((l) => l.endsWith(' Last')).length, INSTANCES);
	equal(count(`job where state = 'done'`), lines.length, 'jobs');
	equal(count(`outbox where state = 'delivered'`), lines.length);
});

await test('each timer fired once, each date started one instance', () => {
	equal(count('timer'), 0);
	equal(count(`history_event where element_id = 'Pause'
	    and event = 'completed'`), INSTANCES);
	equal(count(`(select definition_id from process_instance
	    group by definition_id having count(*) = 1) x`), STARTS);
	equal(count('incident'), 0);
});

await test('both servers did some of it', () => {
	const done = [one.log, earlier + two.log].map((log) =>
	    log.split(' outcome=delivered').length - 1);
	console.log(`# deliveries: ${done.join(' and ')}`);
	console.log(`# attempts without an end: ${count(
	    'delivery where ended_at is null')}`);
	ok(done.every((n) => n > 10), done.join());
});

await test('two servers with nothing to do leave the database alone',
    async () => {
	const transactions = () => Number(town.sql(`select
	    pg_stat_clear_snapshot(), xact_commit + xact_rollback
	    from pg_stat_database where datname = current_database()`)
	    .split('|').pop());
	await sleep(3000);
	const before = transactions();
	await sleep(5000);
	const n = transactions() - before;
	console.log(`# ${n} transactions in five seconds`);
	ok(n < 250, `${n} transactions`);
});

await finish();
