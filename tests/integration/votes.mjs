/*
 * votes.mjs - tasks that several people decide: ballots, secrecy, four eyes,
 * substitutes, quorum.
 */
import { equal, finish, ok, test } from './lib.mjs';
import { at, carmen, complete, detail, elena, form, ines, irene, jorge, lucia,
    me, model, open, oscar, queue, refused, silvia, status, tasksOf, town,
    v1 } from './team.mjs';
import { find } from './town.mjs';

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
	    '${me(jorge)}', current_date - 1, current_date + 1 from tenant t join
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
	for (const [action, least] of [['task.vote', 7],
	    ['task.close_vote', 1]])
		ok(Number(town.sql(`select count(*) from audit_event where action
		    = '${action}' and outcome = 'ok'`)) >= least, action);
});

await finish();
