/*
 * collaboration.mjs - several people work on one task: offers to several
 * groups, comments and mentions; who may, who may not, and who sees what.
 */
import { equal, finish, ok, test, until } from './lib.mjs';
import { at, complete, counts, detail, elena, ines, irene, jorge, lucia, marta,
    me, offers, open, oscar, queue, record, refused, status, tasksOf,
    town, v1 } from './team.mjs';
import { find } from './town.mjs';

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

await test('a key that forms share is one variable, unless a task maps its own',
    async () => {
	const job = await open('shared');
	const next = async (element) => {
		const task = (await tasksOf(job.id)).open[element];
		return { task, remarks: (await detail(lucia, task)).data.remarks };
	};
	const say = (task, remarks) => complete(lucia, task,
	    { approved: true, remarks });
	status(await say(job.open.First, 'from the first'), 200);
	const review = await next('Review');
	equal(review.remarks, 'from the first');
	status(await say(review.task, 'corrected'), 200);
	const apart = await next('Apart');
	equal(apart.remarks, null);
	status(await say(apart.task, 'its own'), 200);
	equal((await next('Last')).remarks, 'corrected');
});

await test('everything that was done is in the audit trail', async () => {
	for (const [action, least] of [['task.comment', 4]])
		ok(Number(town.sql(`select count(*) from audit_event where action
		    = '${action}' and outcome = 'ok'`)) >= least, action);
});

await finish();
