/*
 * starts.mjs - timers of start events: a version that is in service starts
 * instances at its times, each once, whatever is deployed or retired meanwhile.
 */
import { equal, finish, ok, sleep, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 20, cases: 0 });
const admin = await town.as(find(Object.values(town.accounts),
    (a) => a.role === 'administrator', 'administrator').login);
const v1 = '/api/v1';

const model = (id, when, name = id) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    targetNamespace="urn:test" id="D">
  <process id="${id}" name="${name}" isExecutable="true">
    <startEvent id="Begin"><outgoing>f</outgoing>
      <timerEventDefinition>${when}</timerEventDefinition></startEvent>
    <sequenceFlow id="f" sourceRef="Begin" targetRef="End" />
    <endEvent id="End"><incoming>f</incoming></endEvent>
  </process>
</definitions>`;
const timer = (kind, text) =>
    `<${kind} xsi:type="tFormalExpression">${text}</${kind}>`;
const cycle = (text) => timer('timeCycle', text);
const date = (ms) => timer('timeDate', new Date(Date.now() + ms)
    .toISOString().replace(/\.\d+/, ''));

async function deploy(...args) {
	const res = await admin.post(`${v1}/process-definitions`, model(...args));
	equal(res.status, 201, res.text);
	return res.body.items[0];
}

const count = (key) => Number(town.sql(`select count(*) from process_instance i
    join process_definition d on d.id = i.definition_id
    where d.key = '${key}'`));
const show = async (id) => (await admin.get(
    `${v1}/process-definitions/${id}`)).body;
const setState = async (id, state) => equal((await admin.patch(
    `${v1}/process-definitions/${id}`, { state })).status, 200);

await test('a cycle starts so many instances', async () => {
	const card = await deploy('cycle', cycle('R3/PT1S'));
	ok(card.nextStartAt > card.deployedAt, JSON.stringify(card));
	await until(() => count('cycle') === 3, 'three');
	await sleep(1500);
	equal(count('cycle'), 3);
	const { startTimers: [begin], nextStartAt } = await show(card.id);
	equal(nextStartAt, null);
	equal(begin.nextAt, null);
	ok(begin.lastAt > card.deployedAt, JSON.stringify(begin));
	equal(town.sql(`select string_agg(distinct state, ' ')
	    from process_instance`), 'completed');
});

await test('a new version goes on where the old one was', async () => {
	const first = await deploy('renewed', cycle('R4/PT1S'));
	await until(() => count('renewed') >= 1, 'one');
	const second = await deploy('renewed', cycle('R4/PT1S'), 'Again');
	equal((await show(first.id)).nextStartAt, null, 'the old version');
	await until(() => count('renewed') === 4, 'four');
	await sleep(1500);
	equal(count('renewed'), 4);
	ok(Number(town.sql(`select count(*) from process_instance
	    where definition_id = '${second.id}'`)) > 0, 'by the new version');
	await deploy('renewed', cycle('R2/PT1S'), 'Another time');
	await until(() => count('renewed') === 6, 'the two of another time');
});

await test('what fired or is past does not fire by a deployment', async () => {
	const when = date(5000);
	await deploy('once', when);
	await until(() => count('once') === 1, 'once');
	await deploy('once', when, 'Renamed');
	const past = await deploy('past', date(-60000));
	equal(past.nextStartAt, null);
	const over = await deploy('over', cycle('R2/2020-01-01T00:00:00Z/P1D'));
	equal(over.nextStartAt, null);
	await sleep(1500);
	equal(count('once') + count('past') + count('over'), 1);
});

await test('a version that retires starts nothing, and misses it', async () => {
	const { id } = await deploy('retired', cycle('R60/PT1S'));
	await until(() => count('retired') >= 1, 'one');
	await setState(id, 'retired');
	const n = count('retired');
	await sleep(2500);
	equal(count('retired'), n);
	equal((await show(id)).nextStartAt, null);
	await setState(id, 'active');
	const { startTimers: [{ remaining }] } = await show(id);
	ok(remaining <= 60 - n - 2, `${remaining} remain after ${n}`);
	await until(() => count('retired') > n, 'one more');
	ok(count('retired') <= n + 1, 'those that were missed');
	await setState(id, 'retired');
});

await test('cron and working days', async () => {
	const daily = await deploy('daily', cycle('0 8 * * *'));
	const local = new Date(daily.nextStartAt).toLocaleTimeString('es',
	    { timeZone: 'Europe/Madrid' });
	equal(local, '8:00:00');
	/* From today of the municipality, which may be tomorrow in UTC. */
	town.sql(`insert into holiday (tenant_id, day, name)
	    select t.id, (now() at time zone 'Europe/Madrid')::date + n,
	    'closed' from tenant t, generate_series(0, 20) n
	    on conflict do nothing`);
	const work = await deploy('work', timer('timeDuration', 'P1WD'));
	const days = (Date.parse(work.nextStartAt) - Date.now()) / 86400000;
	ok(days > 20 && days < 26, `after the holidays: ${work.nextStartAt}`);
});

await test('one that fails is an incident: tried again, or left out', async () => {
	const soon = new Date(Date.now() + 5000).toISOString();
	const ids = {};
	for (const key of ['retry', 'skip'])
		ids[key] = (await deploy(key, cycle(`R3/${soon.replace(/\.\d+/,
		    '')}/PT1H`))).id;
	town.sql(`alter table process_instance add constraint broken check
	    (definition_id not in ('${ids.retry}', '${ids.skip}')) not valid`);
	const failed = (n) => town.sql(`select count(*) from start_timer
	    where key in ('retry', 'skip') and failures >= ${n}`) === '2';
	for (let i = 1; i <= 5; i++) {
		await until(() => failed(i), `failure ${i}`);
		if (i === 5)
			break;
		town.sql(`update start_timer set lease_until = now()
		    where failures = ${i}`);
		town.sql("notify jobs, 'starts'");
	}
	town.sql('alter table process_instance drop constraint broken');
	const { items } = (await admin.get(`${v1}/incidents`)).body;
	equal(items.filter((i) => i.kind === 'start.failed').length, 2);
	for (const [action, id] of Object.entries(ids)) {
		const incident = town.sql(`select n.id from incident n
		    join start_timer t on t.id = n.start_timer_id
		    where t.key = '${action}'`);
		const resolve = (body) => admin.post(
		    `${v1}/incidents/${incident}/resolve`, body);
		equal((await resolve({ action: 'move' })).body.code,
		    'incident.action');
		equal((await resolve({ action })).status, 200);
		await until(async () => (await show(id)).startTimers[0]
		    .remaining === 2, 'two are left');
		ok(Date.parse((await show(id)).nextStartAt) >
		    Date.now() + 1800e3, 'in an hour');
		equal(count(action), action === 'retry' ? 1 : 0);
	}
});

await test('a process that somebody starts, newest or a certain version',
    async () => {
	const start = (body) => admin.post(`${v1}/process-instances`, body);
	const plain = (name) => model('asked', '', name)
	    .replace(/<timerEventDefinition>.*<.timerEventDefinition>/, '')
	    .replace('targetRef="End" />', `targetRef="Do" />
	      <userTask id="Do"><extensionElements><zeebe:assignmentDefinition
	        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
	        candidateGroups="social_worker" /></extensionElements>
	        <incoming>f</incoming><outgoing>g</outgoing></userTask>
	      <sequenceFlow id="g" sourceRef="Do" targetRef="End" />`)
	    .replace('<incoming>f</incoming></endEvent>',
	        '<incoming>g</incoming></endEvent>');
	const versions = [];
	for (const name of ['One', 'Two']) {
		const res = await admin.post(`${v1}/process-definitions`,
		    plain(name));
		equal(res.status, 201, res.text);
		versions.push(res.body.items[0].id);
	}
	const newest = await start({ key: 'asked', variables: { n: 1 } });
	equal(newest.status, 201, newest.text);
	equal(newest.body.definitionId, versions[1]);
	equal(newest.body.state, 'running');
	const first = await start({ definitionId: versions[0] });
	equal(first.status, 201, first.text);
	equal(first.body.definitionId, versions[0]);
	equal(town.sql(`select count(*) from task t where t.instance_id in
	    ('${newest.body.id}', '${first.body.id}')`), '2');
	equal(town.sql(`select string_agg(action, ' ') from audit_event
	    where object_id = '${first.body.id}'`), 'process.start');
	await setState(versions[0], 'retired');
	for (const [body, status, code] of [
		[{ definitionId: versions[0] }, 409, 'definition.retired'],
		[{ key: 'nobody' }, 404, 'definition.unknown'],
		[{ definitionId: newest.body.id }, 422, 'definition.unknown'],
		[{}, 422, 'process.which'],
		[{ key: 'asked', definitionId: versions[1] }, 422,
		    'process.which'],
		[{ key: 'cycle' }, 409, 'bpmn.no_start'],
		[{ key: 'asked', secret: 1 }, 422],
	]) {
		const res = await start(body);
		equal(res.status, status, res.text);
		if (code)
			ok(res.text.includes(code), res.text);
	}
	const worker = await town.as(find(Object.values(town.accounts),
	    (a) => a.role === 'social_worker', 'social worker').login);
	equal((await worker.post(`${v1}/process-instances`, { key: 'asked' }))
	    .status, 403);
	equal(count('asked'), 2);
});

await finish();
