/*
 * clock.mjs - the time of cases: working days of the municipality, due dates
 * that people move, the legal clock that stands still and is extended.
 */
import { awayFromMidnight, equal, finish, madridDay, ok, sleep, status, test,
    until } from './lib.mjs';
import { find, startTown } from './town.mjs';

await awayFromMidnight();
const town = await startTown({ persons: 60, cases: 0 });
const admin = await town.as('silvia.otero');
const lucia = await town.as('lucia.marin');
const carmen = await town.as('carmen.delgado');
const v1 = '/api/v1';
const HOUR = 3_600_000, DAY = 24 * HOUR;

/* --------------------------------------------------------------- the model */

const task = (id, due) => `<userTask id="${id}" name="${id}">
    <extensionElements><zeebe:userTask />
    <zeebe:assignmentDefinition candidateGroups="social_worker" />
    <zeebe:taskSchedule dueDate="${due}" followUpDate="PT1H" />
    </extensionElements></userTask>`;
const timer = (id, on, duration) => `<boundaryEvent id="${id}"
    attachedToRef="${on}" cancelActivity="false"><timerEventDefinition>
    <timeDuration xsi:type="tFormalExpression">${duration}</timeDuration></timerEventDefinition>
    </boundaryEvent>`;
const flow = (from, to) => `<sequenceFlow id="${from}_${to}"
    sourceRef="${from}" targetRef="${to}" />`;
const model = (due, reminder, term = 'P3M') => `<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <process id="information" name="Clock" isExecutable="true">
    <extensionElements><zeebe:properties>
      <zeebe:property name="vinculo:legalTerm" value="${term}" />
      </zeebe:properties></extensionElements>
    <startEvent id="Start" />${task('Ask', due)}
    ${timer('Late', 'Ask', reminder)}${task('Remind', 'P1D')}
    ${task('Then', 'P2D')}${timer('Later', 'Then', 'P1D')}
    ${timer('Nag', 'Remind', 'P1D')}<endEvent id="Nagged" />
    <endEvent id="Reminded" /><endEvent id="Told" /><endEvent id="End">
      <extensionElements><zeebe:properties><zeebe:property name="outcome"
      value="granted" /></zeebe:properties></extensionElements></endEvent>
    ${flow('Start', 'Ask')}${flow('Ask', 'Then')}${flow('Then', 'End')}
    ${flow('Late', 'Remind')}${flow('Remind', 'Reminded')}
    ${flow('Later', 'Told')}${flow('Nag', 'Nagged')}
  </process>
</definitions>`;

const deploy = async (...args) => status(await admin.post(
    `${v1}/process-definitions`, model(...args)), 201);

const [record, person] = town.sql(`select r.id, r.holder_id from record r
    join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
    where u.code = 'uts-1' and r.state = 'open' and r.sensitivity < 2
    order by r.id limit 1`).split('|');

async function open() {
	return status(await lucia.post(`${v1}/interventions`,
	    { recordId: record, personId: person, programme: 'information' }),
	    201);
}

const at = (id, what = '') => `${v1}/interventions/${id}${what}`;
const look = async (id) => status(await lucia.get(at(id)), 200);
const taskOf = (found, element) => find(found.tasks,
    (t) => t.elementId === element, element);
/* A timestamp of the database, in ms. */
const instant = (text) => Math.round(Number(town.sql(
    `select extract(epoch from (${text})) * 1000`)));
const timerOf = (found, element = 'Late') => instant(
    `select due_at from timer where instance_id = '${found.instanceId}'
    and element_id = '${element}'`);
const suspensionOf = (id, column) => instant(`select ${column} from suspension
    where intervention_id = '${id}' order by since desc limit 1`);

/* ---------------------------------------------------------------- calendar */

/* Days as text, counted in UTC. */
const addDays = (day, n) => new Date(Date.parse(day) + n * DAY).toISOString()
    .slice(0, 10);
const today = madridDay(Date.now());
const year = Number(today.slice(0, 4));
const holidays = new Set();

async function readCalendar(of) {
	const answer = await lucia.get(`${v1}/calendar?year=${of}`);
	status(answer, 200).holidays.forEach((h) => holidays.add(h.day));
	return answer;
}

const isWorking = (day) => ![0, 6].includes(new Date(day).getUTCDay()) &&
    !holidays.has(day);

function workingDays(from, n) {
	let day = from;
	while (n > 0) {
		day = addDays(day, 1);
		if (isWorking(day))
			n--;
	}
	return day;
}

await test('the demo has the national holidays of two years', async () => {
	for (const of of [year, year + 1]) {
		const { body, headers } = await readCalendar(of);
		equal(body.holidays.length, 10, String(of));
		equal(body.weekdays.join(), '1,2,3,4,5');
		equal(headers.etag, `"${body.version}"`);
		const friday = find(body.holidays, (h) => h.name ===
		    'Viernes Santo', 'Good Friday');
		equal(new Date(friday.day).getUTCDay(), 5);
	}
	const easter = { 2026: '04-03', 2027: '03-26', 2028: '04-14',
		2029: '03-30', 2030: '04-19' }[year + 1];
	ok(easter === undefined || holidays.has(`${year + 1}-${easter}`));
});

await test('only the administrator changes the calendar', async () => {
	const body = { holidays: [{ day: `${year}-09-09`, name: 'Feria' }] };
	status(await lucia.post(`${v1}/calendar/holidays`, body), 403);
	status(await admin.post(`${v1}/calendar/holidays`,
	    { holidays: [{ day: `${year}-02-30`, name: 'Feria' }] }), 422);
	equal(status(await admin.post(`${v1}/calendar/holidays`,
	    { holidays: [{ day: '1800-01-01', name: 'Feria' }] }), 422).code,
	    'calendar.year');
	const made = status(await admin.post(`${v1}/calendar/holidays`, body),
	    201);
	equal(made.holidays.length, 11);
	body.holidays.push({ day: `${year}-09-09`, name: 'Feria mayor' });
	const renamed = status(await admin.post(`${v1}/calendar/holidays`,
	    body), 201);
	equal(find(renamed.holidays, (h) => h.day === `${year}-09-09`, 'fair')
	    .name, 'Feria mayor');
	const gone = `${v1}/calendar/holidays/${year}-09-09`;
	equal(status(await admin.delete(gone), 200).holidays.length, 10);
	status(await admin.delete(gone), 404);
	status(await admin.delete(`${v1}/calendar/holidays/tomorrow`), 404);
});

await test('the week is changed against its version', async () => {
	const { body, headers } = await admin.get(`${v1}/calendar`);
	const patch = (weekdays, etag) => admin.patch(`${v1}/calendar`,
	    { weekdays }, etag && { 'If-Match': etag });
	status(await patch([1, 2, 3, 4, 5, 6]), 428);
	status(await patch([], headers.etag), 422);
	const now = await patch([1, 2, 3, 4, 5, 6], headers.etag);
	equal(status(now, 200).weekdays.join(), '1,2,3,4,5,6');
	equal(now.headers.etag, `"${body.version + 1}"`);
	status(await patch([1], headers.etag), 412);
	status(await patch(body.weekdays, now.headers.etag), 200);
});

/* ------------------------------------------------------------ working days */

await test('due date and timer count the working days', async () => {
	await deploy('P3WD', 'P3WD');
	const found = await open();
	const want = workingDays(today, 3);
	equal(madridDay(taskOf(found, 'Ask').dueAt), want, 'due');
	equal(madridDay(timerOf(found)), want, 'timer');
});

await test('a holiday moves both', async () => {
	const was = workingDays(today, 3);
	status(await admin.post(`${v1}/calendar/holidays`,
	    { holidays: [{ day: was, name: 'Fiesta local' }] }), 201);
	holidays.add(was);
	const want = workingDays(today, 3);
	ok(want > was);
	const found = await open();
	equal(madridDay(taskOf(found, 'Ask').dueAt), want, 'due');
	equal(madridDay(timerOf(found)), want, 'timer');
});

/* -------------------------------------------------------------- legal term */

let first;
const workingFrom = (day) => isWorking(day) ? day : workingDays(day, 1);

function months(day, n) {
	const [y, m, d] = day.split('-').map(Number);
	const last = new Date(Date.UTC(y, m - 1 + n + 1, 0)).getUTCDate();
	return new Date(Date.UTC(y, m - 1 + n, Math.min(d, last)))
	    .toISOString().slice(0, 10);
}

await test('a case has the latest date that its process declares',
    async () => {
	first = await open();
	const { clock } = first;
	equal(clock.legalTerm, 'P3M');
	equal(clock.legalLatest, workingFrom(months(today, 3)));
	equal(clock.daysLeft, (Date.parse(clock.legalLatest) -
	    Date.parse(today)) / DAY);
	equal(clock.suspendedSince, null);
	equal(clock.suspendedDays, 0);
	const days = (Date.parse(months(today, 3)) - Date.parse(today)) / DAY;
	equal(clock.extensionMax, Math.floor(days / 2));
});

await test('a term that is none is not deployed', async () => {
	const res = await admin.post(`${v1}/process-definitions`,
	    model('P1D', 'P1D', 'soon'));
	equal(status(res, 422).errors[0].code, 'legal-term');
});

/* -------------------------------------------------------------- suspension */

const why = { reason: 'citizen_requirement', text: 'Falta el padrón' };
let second;

await test('a clock that stands: no timer, nothing overdue', async () => {
	await deploy('PT2S', 'PT2S');
	second = await open();
	const stood = status(await lucia.post(at(second.id, '/suspend'), why),
	    200);
	equal(stood.clock.suspendedReason, 'citizen_requirement');
	equal(stood.clock.suspendedBy, 'Lucía Marín Ortega');
	ok(stood.clock.suspendedSince);
	ok(taskOf(stood, 'Ask').suspendedSince);
	await sleep(4000);
	const now = await look(second.id);
	equal(now.tasks.length, 1, 'the timer waits');
	const late = status(await lucia.get(
	    `${v1}/tasks?view=pool&overdue=true&limit=100`), 200);
	ok(!late.items.some((t) => t.interventionId === second.id),
	    'not overdue');
});

await test('it stands once', async () => {
	equal(status(await lucia.post(at(second.id, '/suspend'), why), 409)
	    .code, 'clock.suspended');
	status(await lucia.post(at(second.id, '/suspend'),
	    { ...why, reason: 'holidays' }), 422);
	status(await lucia.post(at(second.id, '/suspend'),
	    { reason: 'appeal' }), 422);
});

await test('what begins meanwhile stands from then on', async () => {
	const ask = taskOf(await look(second.id), 'Ask');
	status(await lucia.post(`${v1}/tasks/${ask.id}/complete`,
	    { data: {} }), 200);
	const then = taskOf(await look(second.id), 'Then');
	ok(then.suspendedSince, 'held');
	const due = Date.parse(then.dueAt), fires = timerOf(second, 'Later');
	await sleep(1200);
	const gone = status(await lucia.post(at(second.id, '/resume'), {}),
	    200);
	const moved = suspensionOf(second.id, 'until') -
	    Date.parse(then.suspendedSince);
	ok(moved >= 1000 && moved < 60_000, `${moved} ms`);
	const now = taskOf(gone, 'Then');
	equal(now.suspendedSince, null);
	ok(Math.abs(Date.parse(now.dueAt) - due - moved) < 5, 'due');
	ok(Math.abs(timerOf(second, 'Later') - fires - moved) < 5, 'timer');
	equal(gone.clock.suspendedSince, null);
	equal(status(await lucia.post(at(second.id, '/resume'), {}), 409)
	    .code, 'clock.running');
});

await test('a timer fires when its clock has gone on', async () => {
	const found = await open();
	status(await lucia.post(at(found.id, '/suspend'), why), 200);
	await sleep(3000);
	equal((await look(found.id)).tasks.length, 1);
	status(await lucia.post(at(found.id, '/resume'),
	    { text: 'Lo ha traído' }), 200);
	await until(async () => (await look(found.id)).tasks.some((t) =>
	    t.elementId === 'Remind'), 'the reminder', 20_000);
});

/* As if the case, its tasks and its timers were that many days old. */
function age(found, days) {
	const ago = `interval '${days} days'`;
	town.sql(`update intervention set opened_at = opened_at - ${ago},
	    legal_from = legal_from - ${days} where id = '${found.id}';
	    update task set created_at = created_at - ${ago}
	    where intervention_id = '${found.id}';
	    update timer set armed_at = armed_at - ${ago}
	    where instance_id = '${found.instanceId}'`);
}

await test('days of the past are named, and all of it moves', async () => {
	const due = Date.parse(taskOf(first, 'Ask').dueAt);
	const fires = timerOf(first);
	age(first, 20);
	const base = town.sql(`select legal_from + legal_days from intervention
	    where id = '${first.id}'`);
	const suspend = (since) => lucia.post(at(first.id, '/suspend'),
	    { ...why, since });
	equal(status(await suspend(addDays(today, 1)), 422).code, 'clock.day');
	equal(status(await suspend(addDays(today, -21)), 422).code,
	    'clock.day');
	const stood = status(await suspend(addDays(today, -10)), 200).clock;
	equal(stood.suspendedDays, 10, 'so far');
	const resume = (day) => lucia.post(at(first.id, '/resume'),
	    { until: day });
	equal(status(await resume(addDays(today, -11)), 422).code,
	    'clock.day');
	const gone = status(await resume(addDays(today, -3)), 200);
	equal(gone.clock.suspendedDays, 7);
	equal(gone.clock.legalLatest, workingFrom(addDays(base, 7)));
	const moved = suspensionOf(first.id, 'until') -
	    suspensionOf(first.id, 'since');
	ok(Math.abs(moved - 7 * DAY) <= HOUR, `${moved}`);
	equal(Date.parse(taskOf(gone, 'Ask').dueAt), due + moved, 'due');
	equal(timerOf(first), fires + moved, 'timer');
	equal(status(await suspend(addDays(today, -5)), 422).code,
	    'clock.day', 'before the last one ended');
});

const did = (event) => (step) => step.events.some((e) => e.event === event);

await test('the history says who and why, to those who may read it',
    async () => {
	const { items } = status(await lucia.get(at(first.id, '/history')),
	    200);
	const stood = find(items, did('suspended'), 'suspended');
	equal(stood.note.text, 'Falta el padrón');
	equal(stood.actor, 'Lucía Marín Ortega');
	equal(stood.detail.reason, 'citizen_requirement');
	equal(find(items, did('resumed'), 'resumed').detail.days,
	    7);
	const marta = await town.as('marta.ibanez');
	const hers = status(await marta.get(at(first.id, '/history')), 200);
	equal(find(hers.items, did('suspended'), 'suspended')
	    .note.masked, 'notes', 'a clerk');
	equal(town.sql(`select count(*) from history
	    where note is not null and position('padr'::bytea in note) > 0`),
	    '0', 'sealed');
	equal(town.sql(`select string_agg(action, ',' order by at)
	    from audit_event where object_id = '${first.id}'
	    and action in ('intervention.suspend', 'intervention.resume')`),
	    'intervention.suspend,intervention.resume');
});

/* --------------------------------------------------------------- extension */

const extend = (client, id, days) => client.post(at(id, '/extend'),
    { days, text: 'Muchas solicitudes' });

await test('a term is extended once, by half of it at most', async () => {
	const { clock } = await look(first.id);
	status(await extend(lucia, first.id, 5), 403);
	const long = status(await extend(carmen, first.id,
	    clock.extensionMax + 1), 422);
	equal(long.code, 'clock.too_long');
	const base = town.sql(`select legal_from + legal_days from intervention
	    where id = '${first.id}'`);
	const now = status(await extend(carmen, first.id, clock.extensionMax),
	    200).clock;
	equal(now.extendedDays, clock.extensionMax);
	equal(now.legalLatest, workingFrom(addDays(base,
	    7 + clock.extensionMax)));
	equal(status(await extend(carmen, first.id, 1), 409).code,
	    'clock.extended');
});

await test('a term that is over is not extended', async () => {
	const found = await open();
	age(found, 200);
	const { clock } = await look(found.id);
	ok(clock.daysLeft < 0, `${clock.daysLeft}`);
	equal(status(await extend(carmen, found.id, 1), 409).code,
	    'clock.expired');
});

await test('a case that is decided stands no more, but goes on', async () => {
	const found = await open();
	status(await lucia.post(at(found.id, '/suspend'), why), 200);
	town.sql(`update intervention set state = 'granted', decided_at = now()
	    where id = '${found.id}'`);
	equal((await look(found.id)).clock.daysLeft, null);
	status(await lucia.post(at(found.id, '/resume'), {}), 200);
	equal(status(await lucia.post(at(found.id, '/suspend'), why), 409)
	    .code, 'clock.decided');
	equal(status(await extend(carmen, found.id, 1), 409).code,
	    'clock.decided');
});

await test('the decision lets the clock go on, and what follows with it',
    async () => {
	const found = await open();
	town.sql(`update timer set due_at = now() - interval '1 second' where
	    instance_id = '${found.instanceId}' and element_id = 'Late';
	    select pg_notify('jobs', 'timers')`);
	await until(async () => (await look(found.id)).tasks.some((t) =>
	    t.elementId === 'Remind'), 'the reminder', 20_000);
	const due = Date.parse(taskOf(await look(found.id), 'Remind').dueAt);
	const fires = timerOf(found, 'Nag');
	status(await lucia.post(at(found.id, '/suspend'), why), 200);
	await sleep(1200);
	for (const element of ['Ask', 'Then'])
		status(await lucia.post(`${v1}/tasks/${taskOf(
		    await look(found.id), element).id}/complete`, { data: {} }), 200);
	const now = await look(found.id);
	equal(now.state, 'granted');
	equal(now.clock.suspendedSince, null);
	const reminder = taskOf(now, 'Remind');
	equal(reminder.suspendedSince, null, 'the reminder:');
	const stood = suspensionOf(found.id, 'until') -
	    suspensionOf(found.id, 'since');
	ok(stood >= 1200 && stood < 60_000, `${stood} ms`);
	ok(Math.abs(Date.parse(reminder.dueAt) - due - stood) < 5, 'due');
	ok(Math.abs(timerOf(found, 'Nag') - fires - stood) < 5, 'timer');
	equal(town.sql(`select s.resumed_by = '${lucia.session.staffId}' and
	    not exists (select from timer t where t.held_since is not null and
	    t.instance_id = '${found.instanceId}') from suspension s
	    where s.intervention_id = '${found.id}'`), 't');
	const { items } = status(await lucia.get(at(found.id, '/history')), 200);
	equal(find(items, did('resumed'), 'resumed').detail.by,
	    'decision');
	equal(status(await lucia.post(at(found.id, '/resume'), {}), 409).code,
	    'clock.running');
});

/* ----------------------------------------------------- due, follow-up dates */

let planned;
const path = () => `${v1}/tasks/${planned.id}`;

async function patch(client, body, etag) {
	etag ??= (await client.get(path())).headers.etag;
	return client.patch(path(), body, { 'If-Match': etag });
}

await test('the model says when to follow up', async () => {
	await deploy('P2D', 'P2D');
	planned = taskOf(await open(), 'Ask');
	const wait = Date.parse(planned.followUpAt) - Date.now();
	ok(wait > 0 && wait < HOUR, planned.followUpAt);
	const inPool = async (more) => status(await lucia.get(
	    `${v1}/tasks?view=pool&limit=100${more}`), 200).items
	    .some((t) => t.id === planned.id);
	ok(await inPool(''));
	ok(!await inPool('&ready=true'), 'hidden until then');
});

await test('a supervisor moves the due date, with a reason', async () => {
	const dueAt = new Date(Date.now() + 5 * DAY).toISOString();
	const reason = 'La familia está fuera';
	status(await carmen.patch(path(), { dueAt, reason }), 428);
	equal(status(await patch(carmen, { dueAt }), 422).code,
	    'task.due_reason');
	equal(status(await patch(carmen, { dueAt: '2027-01-01', reason }), 422)
	    .errors[0].code, 'shape.instant');
	equal(status(await patch(carmen, {}), 400).code, 'task.plan_empty');
	equal(status(await patch(lucia, { dueAt, reason }), 403).code,
	    'task.not_yours');
	const before = (await carmen.get(path())).headers.etag;
	const done = await patch(carmen, { dueAt, reason, priority: 80 });
	equal(Date.parse(status(done, 200).dueAt), Date.parse(dueAt));
	equal(done.body.priority, 80);
	equal(done.headers.etag, (await carmen.get(path())).headers.etag);
	status(await patch(carmen, { priority: 10 }, before), 412);
	const { items } = status(await carmen.get(at(planned.interventionId,
	    '/history')), 200);
	const moved = find(items, did('due_moved'), 'moved');
	equal(moved.note.text, reason);
	equal(Date.parse(moved.detail.to), Date.parse(dueAt));
	const never = await patch(carmen, { dueAt: null, reason });
	equal(status(never, 200).dueAt, null);
});

await test('whoever has it follows it up later', async () => {
	const followUpAt = new Date(Date.now() + 2 * DAY).toISOString();
	status(await patch(lucia, { followUpAt }), 403);
	status(await lucia.post(`${path()}/claim`), 200);
	const later = status(await patch(lucia, { followUpAt }), 200);
	equal(Date.parse(later.followUpAt), Date.parse(followUpAt));
	const mine = async (more) => status(await lucia.get(
	    `${v1}/tasks?view=mine&limit=100${more}`), 200).items
	    .some((t) => t.id === planned.id);
	ok(!await mine('&ready=true'));
	equal(status(await patch(lucia, { followUpAt: null }), 200)
	    .followUpAt, null);
	ok(await mine('&ready=true'));
});

await finish();
