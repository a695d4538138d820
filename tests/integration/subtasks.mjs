/*
 * subtasks.mjs - a part of a task for somebody else: who may, who may not,
 * and how it ends.
 */
import { equal, finish, ok, test, until } from './lib.mjs';
import { at, carmen, complete, detail, irene, jorge, lucia, marta, me, open,
    queue, refused, silvia, status, tasksOf, town, v1 } from './team.mjs';
import { find } from './town.mjs';

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
	    .find((s) => s.events.some((e) => e.event === 'handed'));
	equal(past.note.text, 'Conoce a la familia.', 'why, in the history');
	ok(past.events[0].elementName.length > 0, 'and of what');
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

await test('everything that was done is in the audit trail', async () => {
	for (const [action, least] of [['task.split', 5], ['task.cancel', 1]])
		ok(Number(town.sql(`select count(*) from audit_event where action
		    = '${action}' and outcome = 'ok'`)) >= least, action);
});

await finish();
