/*
 * timers.mjs - timers that are due become events, each once, whatever is killed
 * meanwhile; one that cannot holds up nothing but itself.
 */
import { equal, finish, ok, sleep, status, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const SLEEPERS = 300;
const BATCHES = 4;	/* of many at a time, each with its own kill -9 */

const town = await startTown({ persons: 20, cases: 0 });
const { server } = town;
const admin = await town.as(find(Object.values(town.accounts),
    (a) => a.role === 'administrator', 'administrator').login);
const v1 = '/api/v1';

status(await admin.post(`${v1}/process-definitions`,
    `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    targetNamespace="urn:test" id="D">
  <process id="sleeper" name="Sleeper" isExecutable="true">
    <startEvent id="Begin"><outgoing>f1</outgoing></startEvent>
    <sequenceFlow id="f1" sourceRef="Begin" targetRef="Wait" />
    <intermediateCatchEvent id="Wait"><incoming>f1</incoming>
      <outgoing>f2</outgoing><timerEventDefinition>
      <timeDuration xsi:type="tFormalExpression">PT8H</timeDuration>
      </timerEventDefinition></intermediateCatchEvent>
    <sequenceFlow id="f2" sourceRef="Wait" targetRef="End" />
    <endEvent id="End"><incoming>f2</incoming></endEvent>
  </process>
</definitions>`), 201);

/* So many that wait, by id. */
async function sleepers(n) {
	const ids = [];
	for (let i = 0; i < n; i++)
		ids.push(status(await admin.post(`${v1}/process-instances`,
		    { key: 'sleeper' }), 201).id);
	return ids;
}

const list = (ids) => ids.map((id) => `'${id}'`).join();
const waiting = (ids) => Number(town.sql(`select count(*) from timer
    where instance_id in (${list(ids)})`));
const wake = (ids) => town.sql(`update timer set due_at = now(),
    lease_until = null where instance_id in (${list(ids)});
    notify jobs, 'timers'`);
const incidents = () => Number(town.sql(`select count(*) from incident
    where resolved_at is null`));

/* Gone on and over, and the audit trail says it once of each: those that went on
 * together are in one event. */
function wentOnOnce(ids) {
	equal(town.sql(`select string_agg(distinct state, ' ')
	    from process_instance where id in (${list(ids)})`), 'completed');
	equal(town.sql(`select count(*) || ' ' || count(distinct instance_id)
	    from history_event where element_id = 'Wait' and event = 'completed'
	    and instance_id in (${list(ids)})`), `${ids.length} ${ids.length}`);
	equal(town.sql(`select count(*) || ' ' || count(distinct x.id)
	    from audit_event e cross join lateral (
	        select e.object_id::text where e.object_type = 'process_instance'
	        union all select json_array_elements_text(
	            audit_detail(e.leaf) -> 'instances')) x (id)
	    where action = 'process.event' and actor_id =
	    '00000000-0000-0000-0000-000000000000' and x.id in (${
	    list(ids)})`), `${ids.length} ${ids.length}`);
	equal(incidents(), 0);
}

await test('one that is due', async () => {
	const ids = await sleepers(1);
	wake(ids);
	await until(() => waiting(ids) === 0, 'fired');
	wentOnOnce(ids);
});

await test('many at once, and browsers are not told of each', async () => {
	const ids = await sleepers(SLEEPERS);
	const heard = await admin.events();
	wake(ids);
	await until(() => waiting(ids) === 0, 'fired', 30000);
	wentOnOnce(ids);
	await until(() => heard.all.some((e) => e.topic === 'process' &&
	    e.id === ''), 'told');
	await sleep(200);
	const n = heard.all.filter((e) => e.topic === 'process').length;
	ok(n < SLEEPERS / 2, `${n} times`);
	heard.close();
});

await test('one that cannot is an incident; the rest of its batch goes on',
    async () => {
	const ids = await sleepers(9);
	const [broken] = ids;
	/* What is sealed is not what was written. */
	const turn = () => town.sql(`update process_instance set envelope =
	    set_byte(envelope, 60, 255 - get_byte(envelope, 60))
	    where id = '${broken}'`);
	turn();
	town.sql(`update timer set attempt = 4
	    where instance_id = '${broken}'`);
	wake(ids);
	await until(() => incidents() === 1, 'incident');
	await until(() => waiting(ids.slice(1)) === 0, 'the rest');
	equal(waiting([broken]), 1);
	turn();
	const [incident] = status(await admin.get(`${v1}/incidents`), 200).items;
	equal(incident.kind, 'timer.failed');
	status(await admin.post(`${v1}/incidents/${incident.id}/resolve`,
	    { action: 'retry' }), 200);
	await until(() => waiting([broken]) === 0, 'fired');
	wentOnOnce(ids);
});

await test('kill -9 while they fire', async () => {
	const ids = await sleepers(SLEEPERS);
	const left = [];
	for (let i = 0; i < BATCHES; i++) {
		wake(ids.slice(i * SLEEPERS / BATCHES,
		    (i + 1) * SLEEPERS / BATCHES));
		await sleep(5 * i);
		server.kill('jobs');
		left.push(waiting(ids));
		await until(() => server.pids('jobs').length > 0, 'jobs');
	}
	console.log(`# after each kill wait: ${left.join(', ')}`);
	await until(() => waiting(ids) === 0, 'fired', 60000);
	wentOnOnce(ids);
});

await finish();
