/*
 * collaboration.mjs - several people on one task: comments and mentions,
 * sub-tasks, votes, four eyes; who may, who may not, and who sees what.
 *
 * Lucía and Jorge are social workers of UTS 1, Carmen is their centre's
 * supervisor and Marta its clerk; Irene is a social worker of another unit, Elena
 * and Óscar are psychologists, Inés is the lawyer.
 */
import { equal, finish, ok, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 120, cases: 0 });
const lucia = await town.as('lucia.marin');
const jorge = await town.as('jorge.alonso');
const carmen = await town.as('carmen.delgado');
const marta = await town.as('marta.ibanez');
const irene = await town.as('irene.soler');
const elena = await town.as('elena.duran');
const oscar = await town.as('oscar.merino');
const ines = await town.as('ines.carrasco');
const silvia = await town.as('silvia.otero');
const v1 = '/api/v1';
const me = (client) => client.session.staffId;

function status(answer, wanted) {
	equal(answer.status, wanted, answer.text.slice(0, 300));
	return answer.body;
}

function refused(answer, wanted, code) {
	equal(status(answer, wanted).code, code, answer.text.slice(0, 300));
	return answer.body;
}

/* ------------------------------------------------------------- the models */

const work = (id, group, headers = '', form = '') => `<userTask id="${id}"
    name="${id}"><extensionElements><zeebe:userTask />
    ${form && `<zeebe:formDefinition formId="${form}" />`}
    <zeebe:assignmentDefinition candidateGroups="${group}" />
    <zeebe:taskHeaders>${headers}</zeebe:taskHeaders>
    </extensionElements>`;
const header = (key, value) => `<zeebe:header key="${key}"
    value="${value.replaceAll('"', '&quot;')}" />`;
const model = (id, nodes, flows) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    targetNamespace="urn:test" id="D_${id}">
  <process id="${id}" name="${id}" isExecutable="true">
    ${nodes}
    ${flows.map(([from, to], i) => `<sequenceFlow id="${id}_f${i}"
	sourceRef="${from}" targetRef="${to}" />`).join('\n')}
  </process>
</definitions>`;

/* A visit that a reminder or a stop message can end; then somebody else
 * checks it. */
const visit = model('teamwork', `<startEvent id="Start" />
    ${work('Visit', 'social_worker')}</userTask>
    <boundaryEvent id="Stop" attachedToRef="Visit">
      <timerEventDefinition><timeDuration
	xsi:type="tFormalExpression">P30D</timeDuration>
      </timerEventDefinition></boundaryEvent>
    ${work('Review', 'social_worker', header('fourEyes', 'Visit'))}
    </userTask><endEvent id="End" /><endEvent id="Stopped" />`,
    [['Start', 'Visit'], ['Visit', 'Review'], ['Review', 'End'],
	['Stop', 'Stopped']]);

/* A proposal that its author must not vote on. */
const commission = (id, headers, groups) => model(id, `<startEvent id="Start" />
    ${work('Proposal', 'social_worker')}</userTask>
    ${work('Decision', groups, header('fourEyes', 'Proposal') +
	headers, 'team-decision')}</userTask>
    <scriptTask id="Sum"><extensionElements><zeebe:script
      expression="= if approved then inFavour * 100 + count(votes) else 0"
      resultVariable="sum" /></extensionElements></scriptTask>
    ${work('Notify', 'social_worker')}</userTask><endEvent id="End" />`,
    [['Start', 'Proposal'], ['Proposal', 'Decision'], ['Decision', 'Sum'],
	['Sum', 'Notify'], ['Notify', 'End']]);

const form = { type: 'default', id: 'team-decision', schemaVersion: 19,
    components: [
	{ type: 'checkbox', id: 'F1', key: 'approved', label: 'Approved' },
	{ type: 'textarea', id: 'F2', key: 'remarks', label: 'Remarks',
	    validate: { maxLength: 200 } },
    ] };

/* Offered to two groups, to two people, to one. */
const offers = model('offers', `<startEvent id="Start" />
    <parallelGateway id="All" />
    ${work('Groups', 'social_worker, psychologist@psychology')}</userTask>
    ${work('Both', '" candidateUsers="elena.duran, jorge.alonso')}</userTask>
    ${work('One', '" candidateUsers="marta.ibanez')}</userTask>
    ${work('Nobody', '" candidateUsers="no.such, nor.this')}</userTask>
    <endEvent id="End" />`,
    [['Start', 'All'], ...['Groups', 'Both', 'One', 'Nobody'].flatMap((id) =>
	[['All', id], [id, 'End']])]);

const programmes = {
	offers,
	teamwork: visit,
	threshold: commission('threshold', header('votes',
	    '= string(1 + 1) + " of " + string(3)') +
	    header('votesQuorum', '2'), 'psychologist@psychology, legal@legal'),
	majority: commission('majority', header('votes', 'majority of all') +
	    header('votesShown', 'always') +
	    header('votesChair', 'supervisor@css-norte'),
	    'psychologist@psychology'),
	peers: commission('peers', header('votes', 'unanimity of 2'),
	    'social_worker'),
	named: commission('named', header('votes', 'majority of all'),
	    '" candidateUsers="elena.duran, oscar.merino, ines.carrasco'),
	broken: commission('broken', header('votes', '= "3 from 5"'),
	    'psychologist@psychology'),
};

let record, holder;

async function deploy(key, xml) {
	status(await silvia.post(`${v1}/process-definitions`, xml), 201);
	town.sql(`insert into programme (tenant_id, code, label, sector,
	    process_key, sensitivity) select id, '${key}', '{"es": "${key}"}',
	    '0', '${key}', 1 from tenant limit 1`);
}

/* A case of this programme, and its first open task. */
async function open(programme) {
	const opened = status(await lucia.post(`${v1}/interventions`,
	    { recordId: record, personId: holder, programme }), 201);
	return { id: opened.id, number: opened.number,
	    ...await tasksOf(opened.id) };
}

/* Open tasks of a case by element; "all" has the others too. */
async function tasksOf(id) {
	const { tasks, process } = status(await lucia.get(
	    `${v1}/interventions/${id}`), 200);
	return { all: tasks, process, open: Object.fromEntries(tasks
	    .filter((t) => t.state === 'open' && t.parentId === null)
	    .map((t) => [t.elementId, t])) };
}

const at = (task, action = '') => `${v1}/tasks/${task.id ?? task}${action}`;
const detail = async (client, task) => status(await client.get(at(task)), 200);
const complete = (client, task, data = {}) => client.post(
    at(task, '/complete'), { data });
const queue = async (client, view) => status(await client.get(
    `${v1}/tasks?view=${view}&limit=100`), 200).items;
const counts = async (client) => status(await client.get(
    `${v1}/tasks/counts`), 200);

await test('models and a record to work on', async () => {
	status(await silvia.post(`${v1}/form-definitions`, form), 201);
	for (const [key, xml] of Object.entries(programmes))
		await deploy(key, xml);
	const { items } = status(await lucia.get(`${v1}/records`), 200);
	const mine = find(items, (r) => r.unitName === 'UTS Casco Antiguo' &&
	    r.sensitivity <= 1, 'a record of UTS 1');
	record = mine.id;
	holder = status(await lucia.get(`${v1}/records/${record}`), 200)
	    .members[0].person.id;
});

/* -------------------------------------------------------------- candidates */

await test('a task is offered to each of its groups and users', async () => {
	const events = await elena.events();
	const offer = await open('offers');
	const { Groups, Both, One, Nobody } = offer.open;
	await until(() => events.all.some((e) => e.id === Both.id),
	    'an event', 3000);
	events.close();
	const sees = async (client, task) => (await queue(client, 'pool'))
	    .filter((t) => t.id === task.id).length;
	for (const client of [lucia, jorge, elena, oscar])
		equal(await sees(client, Groups), 1, client.account.login);
	equal(await sees(ines, Groups), 0);
	/* Only those named, whatever their roles. */
	equal(await sees(elena, Both), 1);
	equal(await sees(jorge, Both), 1);
	equal(await sees(lucia, Both), 0);
	refused(await lucia.post(at(Both, '/claim')), 404, 'task.unknown');
	refused(await ines.post(at(Groups, '/claim')), 404, 'task.unknown');
	const mine = status(await elena.post(at(Both, '/claim')), 200);
	equal(mine.assigneeId, me(elena));
	equal(await sees(jorge, Both), 0);
	ok((await detail(elena, Both)).why.some((w) => w.code === 'candidates' &&
	    w.params.n === 2), 'why it is here');
	status(await elena.post(at(Both, '/release')), 200);
	const late = (await counts(oscar)).poolOverdue;
	town.sql(`update task set due_at = now() - interval '1 minute' where
	    id = '${offer.open.Groups.id}'`);
	equal((await counts(oscar)).poolOverdue, late + 1, 'late:');
	const before = (await counts(oscar)).pool;
	status(await oscar.post(at(Groups, '/claim')), 200);
	equal((await counts(oscar)).pool, before - 1);
	/* The only one is asked for it; where none is known the role is. */
	equal(One.assigneeId, me(marta));
	equal(await sees(lucia, Nobody), 1);
	const done = status(await complete(jorge, Both), 200);
	equal(done.task.state, 'done');
});

/* ---------------------------------------------------------------- comments */

let talk, comment;

await test('a comment is sealed, and told to whoever works there', async () => {
	talk = await open('teamwork');
	const events = await jorge.events();
	comment = status(await lucia.post(at(talk.open.Visit, '/comments'),
	    { text: 'Ojo: el timbre no funciona.' }), 201);
	equal(comment.body.text, 'Ojo: el timbre no funciona.');
	equal(comment.authorId, me(lucia));
	equal(comment.mayEdit, true);
	await until(() => events.all.some((e) => e.topic === 'comment' &&
	    e.id === talk.open.Visit.id), 'an event', 3000);
	events.close();
	equal(town.sql(`select count(*) from comment where
	    encode(envelope, 'escape') like '%timbre%'`), '0');
	const seen = status(await jorge.get(at(talk.open.Visit, '/comments')),
	    200);
	equal(seen.items[0].body.text, 'Ojo: el timbre no funciona.');
	equal(seen.items[0].mayEdit, false);
	equal(seen.items[0].mayWithdraw, false);
});

await test('another unit sees that there is one, and not what', async () => {
	const { items } = status(await irene.get(at(talk.open.Visit,
	    '/comments')), 200);
	equal(items[0].authorName, 'Lucía Marín Ortega');
	equal(items[0].body.masked, 'notes');
	refused(await irene.post(at(talk.open.Visit, '/comments'),
	    { text: 'Hola' }), 403, 'record.read_only');
	const ofCase = status(await irene.get(
	    `${v1}/interventions/${talk.id}/comments`), 200);
	equal(ofCase.items[0].body.masked, 'notes');
	/* A clerk of the centre is not shown notes either. */
	equal(status(await marta.get(at(talk.open.Visit, '/comments')), 200)
	    .items[0].body.masked, 'notes');
});

await test('who has a conflict of interest sees none of it', async () => {
	town.sql(`insert into staff_conflict (tenant_id, staff_id, record_id)
	    select tenant_id, '${me(irene)}', id from record
	     where id = '${record}'`);
	refused(await irene.get(at(talk.open.Visit, '/comments')), 404,
	    'record.unknown');
	refused(await irene.get(`${v1}/interventions/${talk.id}/comments`), 404,
	    'record.unknown');
	town.sql('delete from staff_conflict');
});

await test('a mention is in the queue of the colleague until it is read',
    async () => {
	const events = await jorge.events();
	const before = (await counts(jorge)).mentions;
	status(await lucia.post(at(talk.open.Visit, '/comments'), {
		text: '@Jorge Alonso Prieto ¿puedes ir tú?',
		mentions: [me(jorge)] }), 201);
	await until(() => events.all.some((e) => e.topic === 'mention'),
	    'an event', 3000);
	events.close();
	equal((await counts(jorge)).mentions, before + 1);
	equal((await queue(jorge, 'mentions'))[0].id, talk.open.Visit.id);
	equal((await queue(lucia, 'mentions')).length, 0);
	const { items } = status(await jorge.get(at(talk.open.Visit,
	    '/comments')), 200);
	equal(items.at(-1).mentions[0].name, 'Jorge Alonso Prieto');
	equal((await counts(jorge)).mentions, before);
	equal((await queue(jorge, 'mentions')).length, 0);
});

await test('only who works there and sees the text can be mentioned', async () => {
	const problem = refused(await lucia.post(at(talk.open.Visit,
	    '/comments'), { text: '@Irene', mentions: [me(irene)] }), 422,
	    'comment.mention_elsewhere');
	equal(problem.errors[0].pointer, '/mentions');
	/* Nor a clerk, who would find a mask. */
	for (const id of [me(marta), '01900000-0000-7000-8000-00000000dead'])
		refused(await lucia.post(at(talk.open.Visit, '/comments'),
		    { text: '@alguien', mentions: [id] }), 422,
		    'comment.mention_elsewhere');
});

await test('the author changes it within 15 minutes, nobody else ever',
    async () => {
	const path = `${v1}/comments/${comment.id}`;
	const edit = (client, version, text = 'Ya funciona.') => client.patch(
	    path, { text }, { 'If-Match': `"${version}"` });
	refused(await jorge.patch(path, { text: 'x' }, { 'If-Match': '"1"' }),
	    404, 'comment.unknown');
	refused(await edit(lucia, 7), 412, 'version.stale');
	const now = status(await edit(lucia, 1), 200);
	equal(now.body.text, 'Ya funciona.');
	ok(now.editedAt, 'it says so');
	town.sql(`update comment set created_at = now() - interval '16 minutes'
	    where id = '${comment.id}'`);
	refused(await edit(lucia, now.version), 409, 'comment.too_late');
});

await test('withdrawn it leaves a trace and asks nobody any more', async () => {
	const asked = status(await lucia.post(at(talk.open.Visit, '/comments'),
	    { text: '@Jorge', mentions: [me(jorge)] }), 201);
	const path = `${v1}/comments/${asked.id}/withdraw`;
	refused(await jorge.post(path, {}, { 'If-Match': '"1"' }), 404,
	    'comment.unknown');
	const gone = status(await lucia.post(path, {}, { 'If-Match': '"1"' }),
	    200);
	equal(gone.body, null);
	ok(gone.withdrawnAt, 'when');
	equal((await counts(jorge)).mentions, 0);
	const { items } = status(await jorge.get(at(talk.open.Visit,
	    '/comments')), 200);
	const trace = find(items, (c) => c.id === asked.id, 'the trace');
	equal(trace.body, null);
	refused(await lucia.post(path, {}, { 'If-Match': '"2"' }), 409,
	    'comment.withdrawn');
	equal(town.sql(`select count(*) from audit_event where
	    action = 'task.comment' and record_id = '${record}'`), '5');
});

await test('in pages, the newest last', async () => {
	const path = at(talk.open.Visit, '/comments');
	const newest = status(await lucia.get(`${path}?limit=2`), 200);
	equal(newest.items.length, 2);
	ok(newest.items[0].at <= newest.items[1].at, 'newest last');
	const before = status(await lucia.get(
	    `${path}?limit=2&cursor=${newest.next}`), 200);
	equal(before.items[0].id, comment.id);
	equal(before.next, null);
	refused(await lucia.get(`${path}?cursor=x`), 400, 'cursor.invalid');
	equal(status(await lucia.get(
	    `${v1}/interventions/${talk.id}/comments`), 200).items.length, 3);
});

/* --------------------------------------------------------------- sub-tasks */

let part, parent;

await test('the holder of a task splits it, nobody else', async () => {
	const job = await open('teamwork');
	parent = { ...job.open.Visit, interventionId: job.id,
	    number: job.number };
	const split = (client) => client.post(at(parent, '/subtasks'),
	    { title: 'Pedir el informe de ingresos',
	    instructions: 'Del último año.', unitId: marta.session.units[0],
	    role: 'clerk', dueOn: '2030-01-31', priority: 70 });
	refused(await jorge.post(at(parent, '/subtasks'), { title: 'x' }), 403,
	    'task.not_yours');
	refused(await irene.post(at(parent, '/subtasks'), { title: 'x' }), 404,
	    'task.unknown');
	if (parent.assigneeId !== me(lucia))
		status(await lucia.post(at(parent, '/claim')), 200);
	part = status(await split(lucia), 201);
	equal(part.instructions.text, 'Del último año.');
	equal(part.task.kind, 'subtask');
	equal(part.task.parentId, parent.id);
	equal(part.task.dueAt.slice(0, 10), '2030-01-31');
	equal(town.sql(`select count(*) from subtask where
	    encode(instructions, 'escape') like '%último%'`), '0');
});

await test('it is in the queue of its receiver with the number of the case',
    async () => {
	const seen = find(await queue(marta, 'pool'),
	    (t) => t.id === part.task.id, 'the sub-task');
	equal(seen.number, parent.number);
	equal(seen.name, 'Pedir el informe de ingresos');
	const opened = await detail(marta, seen);
	equal(opened.subtask.instructions.text, 'Del último año.');
	equal(opened.subtask.parentName, 'Visit');
	ok(opened.why.some((w) => w.code === 'subtask'), 'why it is here');
	ok(!opened.actions.includes('split'), 'one level only');
	refused(await marta.post(at(seen, '/subtasks'), { title: 'x' }), 403,
	    'task.not_yours');
	refused(await irene.get(at(seen)), 404, 'task.unknown');
});

await test('the task waits for a mandatory one', async () => {
	const problem = refused(await complete(lucia, parent), 409,
	    'task.subtasks_open');
	ok(problem.detail.includes('Pedir el informe de ingresos'),
	    problem.detail);
	const [shown] = (await detail(lucia, parent)).subtasks;
	equal(shown.isMandatory, true);
	equal(shown.task.state, 'open');
});

await test('claimed, released, assigned, returned and done, with a result',
    async () => {
	const sub = part.task;
	equal(status(await marta.post(at(sub, '/claim')), 200).assigneeId,
	    me(marta));
	equal(status(await marta.post(at(sub, '/release')), 200).assigneeId,
	    null);
	equal(status(await carmen.post(at(sub, '/assign'),
	    { staffId: me(marta), reason: 'Conoce a la familia.' }),
	    200).assigneeId, me(marta));
	const past = status(await carmen.get(
	    `${v1}/interventions/${sub.interventionId}/history`), 200).items
	    .find((e) => e.event === 'handed');
	equal(past.note.text, 'Conoce a la familia.', 'why, in the history');
	ok(past.elementName.length > 0, 'and of what');
	refused(await marta.post(at(sub, '/cancel'), { reason: 'no' }), 403,
	    'task.not_yours');
	for (const data of [{}, { result: ' ' }, { result: 'x', more: 1 },
	    { result: 5 }])
		refused(await complete(marta, sub, data), 422, 'subtask.result');
	const events = await lucia.events();
	const done = status(await complete(marta, sub,
	    { result: 'Cobra 480 euros.' }), 200);
	equal(done.task.state, 'done');
	await until(() => events.all.some((e) => e.id === parent.id),
	    'the holder is told', 3000);
	events.close();
	const [shown] = (await detail(lucia, parent)).subtasks;
	equal(shown.outcome.text, 'Cobra 480 euros.');
	refused(await complete(marta, sub, { result: 'x' }), 409,
	    'task.closed');
});

await test('to a person; and never to somebody of elsewhere', async () => {
	const make = (staffId, more = {}) => lucia.post(at(parent, '/subtasks'),
	    { title: 'Acompañar', staffId, ...more });
	refused(await make(me(irene)), 422, 'task.staff_elsewhere');
	status(await make('x'), 422);
	refused(await lucia.post(at(parent, '/subtasks'), { title: 'x',
	    unitId: '01900000-0000-7000-8000-00000000dead' }), 422,
	    'unit.unknown');
	const { task } = status(await make(me(jorge)), 201);
	ok((await queue(jorge, 'mine')).some((t) => t.id === task.id),
	    'it is his');
	const asked = await detail(jorge, task);
	equal(asked.actions.sort().join(), 'complete,delegate,follow_up,release');
	/* The comments are those of the task it is part of. */
	status(await jorge.post(at(task, '/comments'), { text: '¿A qué hora?' }),
	    201);
	equal(status(await lucia.get(at(parent, '/comments')), 200).items.at(-1)
	    .body.text, '¿A qué hora?');
});

await test('the holder calls it off, with a reason', async () => {
	const sub = find((await detail(lucia, parent)).subtasks,
	    (s) => s.task.state === 'open', 'an open one').task;
	status(await lucia.post(at(sub, '/cancel'), {}), 422);
	const off = status(await lucia.post(at(sub, '/cancel'),
	    { reason: 'Va ella sola.' }), 200);
	equal(off.task.state, 'cancelled');
	equal(off.outcome.text, 'Va ella sola.');
	ok(!(await queue(jorge, 'mine')).some((t) => t.id === sub.id), 'gone');
	refused(await lucia.post(at(sub, '/cancel'), { reason: 'again' }), 409,
	    'task.closed');
});

await test('what is not mandatory does not hold the task up, and ends with it',
    async () => {
	const { task } = status(await lucia.post(at(parent, '/subtasks'),
	    { title: 'Si da tiempo', isMandatory: false,
	    staffId: me(jorge) }), 201);
	status(await complete(lucia, parent), 200);
	const { all } = await tasksOf(parent.interventionId);
	equal(find(all, (t) => t.id === task.id, 'it').state, 'cancelled');
	equal(find(all, (t) => t.id === part.task.id, 'it').state, 'done');
});

await test('who only helped may check it; who did it may not (four eyes)',
    async () => {
	const { Review } = (await tasksOf(parent.interventionId)).open;
	refused(await complete(lucia, Review), 403, 'task.four_eyes');
	status(await complete(jorge, Review), 200);
	equal((await tasksOf(parent.interventionId)).process.state, 'completed');
});

await test('when the engine ends a task its sub-tasks end in the same breath',
    async () => {
	const job = await open('teamwork');
	const task = job.open.Visit;
	if (task.assigneeId !== me(lucia))
		status(await lucia.post(at(task, '/claim')), 200);
	const sub = status(await lucia.post(at(task, '/subtasks'),
	    { title: 'Llamar', staffId: me(jorge) }), 201).task;
	const events = await jorge.events();
	town.sql(`update timer set due_at = now() - interval '1 second'
	    where instance_id = '${job.process.id}'`);
	town.sql("select pg_notify('jobs', 'timers')");
	await until(async () => (await tasksOf(job.id)).process.state ===
	    'completed', 'the timer', 15000);
	const { all } = await tasksOf(job.id);
	equal(all.map((t) => t.state).join(), 'cancelled,cancelled');
	await until(() => events.all.some((e) => e.id === sub.id),
	    'he is told', 3000);
	events.close();
	equal(town.sql(`select count(distinct completed_at) from task
	    where instance_id = '${job.process.id}'`), '1');
});

await test('an instance that is cancelled takes them along', async () => {
	const job = await open('teamwork');
	if (job.open.Visit.assigneeId !== me(lucia))
		status(await lucia.post(at(job.open.Visit, '/claim')), 200);
	status(await lucia.post(at(job.open.Visit, '/subtasks'),
	    { title: 'Llamar' }), 201);
	status(await silvia.post(`${v1}/process-instances/${job.process.id}` +
	    '/cancel', { reason: 'por error' }), 200);
	equal((await tasksOf(job.id)).all.map((t) => t.state).join(),
	    'cancelled,cancelled');
});

await test('twenty at once: the task is never done before its sub-task',
    async () => {
	const job = await open('teamwork');
	const task = job.open.Visit;
	if (task.assigneeId !== me(lucia))
		status(await lucia.post(at(task, '/claim')), 200);
	const answers = await Promise.all(Array.from({ length: 20 }, (_, i) =>
	    i === 10 ? complete(lucia, task) : lucia.post(
	    at(task, '/subtasks'), { title: `Parte ${i}` })));
	const made = answers.filter((a) => a.status === 201).length;
	const done = answers[10].status;
	ok(done === 200 ? made === 0 : done === 409 && made > 0,
	    `${done} with ${made} sub-tasks`);
	equal(town.sql(`select count(*) from task where parent_id = '${task.id}'
	    and state = 'open'`), String(done === 200 ? 0 : made));
});

await test('what is protected goes to people, and is told to no others',
    async () => {
	const { Visit } = (await open('teamwork')).open;
	town.sql(`update task set sensitivity = 3, assignee_id = '${me(lucia)}'
	    where id = '${Visit.id}'`);
	refused(await jorge.get(at(Visit)), 404, 'task.unknown');
	refused(await carmen.post(at(Visit, '/subtasks'), { title: 'x' }), 404,
	    'task.unknown');
	refused(await lucia.post(at(Visit, '/subtasks'), { title: 'Llamar' }),
	    422, 'subtask.person_needed');
	const mention = () => lucia.post(at(Visit, '/comments'),
	    { text: '@Jorge', mentions: [me(jorge)] });
	refused(await mention(), 422, 'comment.mention_elsewhere');
	const { task } = status(await lucia.post(at(Visit, '/subtasks'),
	    { title: 'Llamar', staffId: me(jorge) }), 201);
	status(await jorge.get(at(task)), 200);
	refused(await jorge.get(at(Visit)), 404, 'task.unknown');
	status(await mention(), 201);
});

/* ------------------------------------------------------------------- votes */

/* A case that has come to its decision; ballots by login. */
async function toVote(programme) {
	const job = await open(programme);
	status(await complete(lucia, job.open.Proposal), 200);
	const now = await tasksOf(job.id);
	const vote = now.open.Decision;
	const ballots = {};
	for (const t of now.all.filter((b) => b.parentId === vote.id))
		ballots[t.assigneeId ?? 'free'] = t;
	return { ...job, process: now.process, vote, ballots };
}

const cast = (client, job, approved, remarks = '') => client.post(
    at(job.ballots[me(client)], '/vote'), { data: { approved, remarks } });
const abstain = (client, job, reason) => client.post(
    at(job.ballots[me(client)], '/vote'), { abstain: reason });

let job;

await test('each voter has a ballot, the supervisor watches', async () => {
	job = await toVote('threshold');
	equal(job.vote.kind, 'vote');
	equal(Object.keys(job.ballots).length, 3);
	for (const voter of [elena, oscar, ines]) {
		const mine = find(await queue(voter, 'mine'),
		    (t) => t.id === job.ballots[me(voter)].id, 'a ballot');
		equal(mine.number, job.number);
	}
	const { vote, actions } = await detail(carmen, job.vote);
	equal(vote.seats, 3);
	equal(vote.needed, 2);
	equal(vote.ballots.map((b) => b.castAt).join(), ',,');
	ok(actions.includes('closeVote') && !actions.includes('complete'),
	    actions.join());
	refused(await complete(carmen, job.vote), 403, 'task.not_yours');
	refused(await complete(elena, job.ballots[me(elena)],
	    { approved: true }), 403, 'task.not_yours');
});

await test('a vote is secret until it is over, even for the supervisor',
    async () => {
	const mine = status(await cast(elena, job, true, 'Procede.'), 200);
	equal(mine.task.state, 'done');
	equal(mine.vote.isApproved, null);
	equal(mine.vote.cast, 1);
	const { vote } = await detail(carmen, job.vote);
	const hers = find(vote.ballots, (b) => b.staffId === me(elena), 'hers');
	ok(hers.castAt, 'that she voted');
	equal(hers.vote, null);
	/* A colleague of the same unit opens her ballot. */
	const other = await detail(oscar, job.ballots[me(elena)]);
	ok(!JSON.stringify(other).includes('Procede'), 'her words');
	ok(!other.actions.includes('vote'), other.actions.join());
	refused(await oscar.post(at(job.ballots[me(elena)], '/vote'),
	    { data: { approved: false } }), 409, 'task.closed');
	equal((await detail(elena, job.ballots[me(elena)])).data.choice, 'for');
	equal(town.sql(`select count(*) from ballot where
	    encode(envelope, 'escape') like '%for%approved%'`), '0');
});

await test('a vote has a form: yes or no, or an abstention with its reason',
    async () => {
	const path = at(job.ballots[me(oscar)], '/vote');
	refused(await oscar.post(path, {}), 422, 'vote.one_of');
	refused(await oscar.post(path, { data: { approved: true },
	    abstain: 'No sé' }), 422, 'vote.one_of');
	equal(status(await oscar.post(path, { data: { approved: true,
	    remarks: 'x'.repeat(201) } }), 422).errors[0].pointer,
	    '/data/remarks');
	status(await oscar.post(path, { abstain: 'x' }), 422);
	status(await oscar.put(at(job.ballots[me(oscar)], '/draft'),
	    { data: { remarks: 'aún no' } }), 200);
	equal((await detail(oscar, job.ballots[me(oscar)])).data.remarks,
	    'aún no');
});

await test('a vote can be changed while it is open', async () => {
	status(await cast(elena, job, false), 200);
	equal((await detail(elena, job.ballots[me(elena)])).data.choice,
	    'against');
	const back = status(await cast(elena, job, true, 'Procede.'), 200);
	equal(back.vote.cast, 1);
	equal(back.vote.isApproved, null);
});

await test('nobody has two: not by hand-over, not by claiming', async () => {
	const path = at(job.ballots[me(ines)]);
	refused(await elena.post(`${path}/claim`), 404, 'task.unknown');
	refused(await ines.post(`${path}/delegate`,
	    { staffId: me(ines) }), 403, 'task.not_yours');
	status(await ines.put(`${path}/draft`, { data: { remarks: 'secreto' } }),
	    200);
	status(await ines.post(`${path}/release`), 200);
	equal(town.sql(`select draft is null from task where id =
	    '${job.ballots[me(ines)].id}'`), 't', 'her draft stays hers');
	town.sql(`update task set role = 'psychologist', unit_id = (select
	    unit_id from task where id = '${job.ballots[me(oscar)].id}')
	    where id = '${job.ballots[me(ines)].id}'`);
	refused(await oscar.post(`${path}/claim`), 409, 'vote.twice');
	town.sql(`update task set role = 'legal', unit_id = (select id from
	    unit where code = 'legal') where id =
	    '${job.ballots[me(ines)].id}'`);
	status(await ines.post(`${path}/claim`), 200);
});

await test('the vote that decides completes the task, once', async () => {
	const last = await Promise.all([cast(oscar, job, true),
	    abstain(ines, job, 'Conozco a la familia.')]);
	ok(last.some((a) => a.status === 200 && a.body.vote.isApproved === true),
	    last.map((a) => a.text.slice(0, 200)).join('\n'));
	ok(last.every((a) => a.status === 200 || a.body.code === 'task.closed'),
	    last.map((a) => a.text.slice(0, 200)).join('\n'));
	const now = await tasksOf(job.id);
	ok(now.open.Notify && !now.open.Decision, 'it went on');
	const { vote } = await detail(carmen, job.vote);
	equal(vote.isApproved, true);
	equal(vote.inFavour, 2);
	const hers = find(vote.ballots, (b) => b.staffId === me(elena), 'hers');
	equal(hers.vote.choice, 'for');
	equal(hers.vote.data.remarks, 'Procede.');
	refused(await cast(elena, job, false), 409, 'task.closed');
	ok(!(await queue(ines, 'mine')).some((t) => t.parentId === job.vote.id),
	    'no ballot is left in a queue');
});

await test('the result is in the variables', async () => {
	const { data } = await detail(lucia, (await tasksOf(job.id)).open.Notify);
	equal(JSON.stringify(data), '{}', 'no form');
	const cast2 = Number(town.sql(`select count(*) from ballot where vote_id =
	    '${job.vote.id}'`));
	const res = await silvia.post(`${v1}/form-definitions`, { ...form,
	    id: 'team-result', components: ['sum', 'inFavour', 'against',
	    'abstained'].map((key) => ({ type: 'number', id: `N_${key}`, key,
	    label: key })) });
	status(res, 201);
	town.sql(`update task set form_key = 'team-result', created_at = now()
	    where element_id = 'Notify' and state = 'open'`);
	const shown = (await detail(lucia, (await tasksOf(job.id)).open.Notify))
	    .data;
	equal(shown.sum, 200 + cast2);
	equal(shown.inFavour, 2);
	equal(shown.against, 0);
	equal(shown.abstained, cast2 - 2);
});

await test('it is over as soon as it cannot be won', async () => {
	const lost = await toVote('threshold');
	status(await cast(elena, lost, false), 200);
	const last = status(await abstain(oscar, lost, 'Falta el informe.'), 200);
	equal(last.vote.isApproved, false);
	equal(last.vote.against, 1);
	equal(last.vote.abstained, 1);
	ok((await tasksOf(lost.id)).open.Notify, 'the process went on');
});

await test('who made the proposal does not vote on it', async () => {
	/* A lawyer who made the proposal as a social worker of UTS 1. */
	town.sql(`insert into staff_role (tenant_id, staff_id, unit_id, role)
	    select tenant_id, id, (select id from unit where code = 'uts-1'),
	    'social_worker' from staff where login = 'ines.carrasco'`);
	const both = await town.another('ines.carrasco').signIn();
	const started = await open('threshold');
	status(await complete(both, started.open.Proposal), 200);
	const now = await tasksOf(started.id);
	const ballots = now.all.filter((t) => t.kind === 'ballot');
	equal(ballots.length, 3);
	ok(!ballots.some((b) => b.assigneeId === me(ines)), 'not hers');
	/* The seat is free; taking it does not help her. */
	const free = find(ballots, (b) => b.assigneeId === null, 'a free seat');
	town.sql(`update task set assignee_id = '${me(ines)}' where id =
	    '${free.id}'`);
	refused(await both.post(at(free, '/vote'), { data: { approved: true } }),
	    403, 'task.four_eyes');
	town.sql(`delete from staff_role where role = 'social_worker' and
	    staff_id = '${me(ines)}'`);
});

await test('who is away is represented by the substitute', async () => {
	town.sql(`insert into absence (tenant_id, staff_id, substitute_id,
	    starts_on, ends_on) select tenant_id, '${me(oscar)}',
	    '${me(jorge)}', current_date, current_date from tenant t join
	    staff s on s.tenant_id = t.id and s.id = '${me(jorge)}'`);
	/* No psychologist, so no substitute of one: a seat less. */
	equal(Object.keys((await toVote('majority')).ballots).join(),
	    me(elena));
	town.sql(`insert into staff_role (tenant_id, staff_id, unit_id, role)
	    select tenant_id, '${me(jorge)}', id, 'psychologist' from unit
	    where code = 'puentelarga'`);
	const group = await toVote('majority');
	equal(Object.keys(group.ballots).sort().join(),
	    [me(elena), me(jorge)].sort().join());
	ok(JSON.stringify((await detail(jorge, group.ballots[me(jorge)])).why)
	    .includes('ballot_substitute'), 'says why');
	status(await cast(jorge, group, true), 200);
	equal(status(await cast(elena, group, true), 200).vote.isApproved, true);
	/* Those who are named; a substitute with a seat already has one vote. */
	const named = await toVote('named');
	equal(Object.keys(named.ballots).sort().join(),
	    [me(elena), me(jorge), me(ines)].sort().join());
	town.sql(`update absence set substitute_id = '${me(elena)}'`);
	equal(Object.keys((await toVote('named')).ballots).sort().join(),
	    [me(elena), me(ines)].sort().join());
	equal(Object.keys((await toVote('majority')).ballots).join(),
	    me(elena));
	town.sql(`delete from absence; delete from staff_role where
	    role = 'psychologist' and staff_id = '${me(jorge)}'`);
	equal(Object.keys((await toVote('majority')).ballots).length, 2);
});

await test('a free seat is given out by the supervisor, to nobody twice',
    async () => {
	/* Lucía proposed, so of the two of UTS 1 only Jorge votes. */
	const peers = await toVote('peers');
	equal(Object.keys(peers.ballots).sort().join(),
	    [me(jorge), 'free'].sort().join());
	const seat = peers.ballots.free;
	ok((await queue(jorge, 'pool')).some((t) => t.id === seat.id),
	    'it waits in the pool');
	refused(await jorge.post(at(seat, '/claim')), 409, 'vote.twice');
	refused(await carmen.post(at(seat, '/assign'),
	    { staffId: me(jorge) }), 409, 'vote.twice');
	refused(await carmen.post(at(seat, '/assign'),
	    { staffId: me(irene) }), 422, 'task.staff_elsewhere');
	refused(await carmen.post(at(seat, '/vote'), { abstain: 'no es mío' }),
	    403, 'task.not_yours');
	status(await carmen.post(at(seat, '/assign'),
	    { staffId: me(carmen) }), 200);
	status(await carmen.post(at(seat, '/vote'),
	    { data: { approved: true, remarks: '' } }), 200);
	const last = status(await cast(jorge, peers, true), 200);
	equal(last.vote.isApproved, true);
});

await test('an instance that is cancelled ends its vote', async () => {
	const lost = await toVote('peers');
	status(await silvia.post(`${v1}/process-instances/${lost.process.id}` +
	    '/cancel', { reason: 'por error' }), 200);
	refused(await cast(jorge, lost, true), 409, 'task.closed');
	equal(town.sql(`select count(*) from task where state = 'open' and
	    instance_id = '${lost.process.id}'`), '0');
});

await test('shown at once when the model says so; closed when due by quorum',
    async () => {
	const shown = await toVote('majority');
	refused(await carmen.post(at(shown.vote, '/close-vote'), {}), 409,
	    'vote.not_due');
	town.sql(`update task set due_at = now() - interval '1 minute'
	    where id = '${shown.vote.id}'`);
	refused(await carmen.post(at(shown.vote, '/close-vote'), {}), 409,
	    'vote.no_quorum');
	refused(await lucia.post(at(shown.vote, '/close-vote'), {}), 404,
	    'task.unknown');
	status(await cast(elena, shown, true), 200);
	const { vote } = await detail(carmen, shown.vote);
	equal(find(vote.ballots, (b) => b.staffId === me(elena), 'hers').vote
	    .choice, 'for');
	/* Quorum: more than half of two is two. */
	refused(await carmen.post(at(shown.vote, '/close-vote'), {}), 409,
	    'vote.no_quorum');
	town.sql(`update vote set quorum = 1 where task_id =
	    '${shown.vote.id}'`);
	const closed = status(await carmen.post(at(shown.vote, '/close-vote'),
	    {}), 200);
	equal(closed.vote.isApproved, true);
	equal(closed.task.state, 'done');
	ok((await tasksOf(shown.id)).open.Notify, 'the process went on');
	refused(await cast(oscar, shown, false), 409, 'task.closed');
});

await test('a rule that is none is an incident, not a task for nobody',
    async () => {
	const bad = await open('broken');
	status(await complete(lucia, bad.open.Proposal), 200);
	const now = await tasksOf(bad.id);
	equal(now.process.state, 'incident');
	equal(now.all.filter((t) => t.state === 'open').length, 0);
	const { items } = status(await silvia.get(`${v1}/incidents`), 200);
	ok(find(items, (i) => i.instanceId === now.process.id, 'it').message
	    .includes('3 from 5'), 'says what is wrong');
});

await test('everything that was done is in the audit trail', async () => {
	for (const [action, least] of [['task.split', 5], ['task.cancel', 1],
	    ['task.vote', 7], ['task.close_vote', 1], ['task.comment', 6]])
		ok(Number(town.sql(`select count(*) from audit_event where action
		    = '${action}' and outcome = 'ok'`)) >= least, action);
});

await finish();
