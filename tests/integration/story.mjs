/*
 * story.mjs - a citizen at the counter, from the first question to the grant.
 *
 * The people are those of the demo: a social worker of UTS 1 (Lucía), her centre's
 * supervisor and clerk (Carmen, Marta), the benefits unit (Teresa, Rosa), and a
 * social worker of another unit (Irene).
 */
import { equal, finish, ok, status, test, until } from './lib.mjs';
import { dni, find, startTown } from './town.mjs';

const town = await startTown({ persons: 150, cases: 0 });
const lucia = await town.as('lucia.marin');
const carmen = await town.as('carmen.delgado');
const marta = await town.as('marta.ibanez');
const teresa = await town.as('teresa.vega');
const rosa = await town.as('rosa.benitez');
const irene = await town.as('irene.soler');
const v1 = '/api/v1';

let holder, child, record, intervention;

/* Another citizen with a national id. */
const person = (given, number, more = {}) => ({ identity: { given,
    surname1: 'Quiñones', surname2: 'Abril', birthDate: '1984-02-29',
    sex: 'female', nationality: 'ES',
    documents: [{ type: 'dni', number: dni(number) }] }, ...more });

async function search(client, question) {
	const answer = await client.post(`${v1}/person-searches`, question);
	return status(answer, 200).items;
}

async function fetchRecord(client) {
	return status(await client.get(`${v1}/records/${record.id}`), 200);
}

/* The open task of this element in a queue of this client. */
async function taskOf(client, element, view = 'pool') {
	const { items } = status(await client.get(
	    `${v1}/tasks?view=${view}&limit=100`), 200);
	return items.find((task) => task.elementId === element &&
	    task.interventionId === intervention.id);
}

async function complete(client, element, data) {
	const task = await taskOf(client, element) ??
	    await taskOf(client, element, 'mine');
	ok(task, `${element} is in no queue of ${client.account.login}`);
	return status(await client.post(`${v1}/tasks/${task.id}/complete`,
	    { data }), 200);
}

/* ------------------------------------------------------------- the person */

await test('nobody has this national id yet', async () => {
	equal((await search(lucia, { identifier: dni(41234567) })).length, 0);
});

await test('a wrong check letter is named', async () => {
	const body = person('Remedios', 41234567);
	body.identity.documents[0].number = '41234567A';
	const problem = status(await lucia.post(`${v1}/persons`, body), 422);
	equal(problem.errors[0].pointer, '/identity/documents/0/number');
});

await test('she is created, with an NIE or a passport as well', async () => {
	const answer = await lucia.post(`${v1}/persons`, person('Remedios',
	    41234567, { contact: { phones: ['600 000 000'] } }));
	holder = status(answer, 201);
	equal(holder.identity.surname1, 'Quiñones');
	equal(holder.contact.phones[0], '600 000 000');
	ok(answer.headers.etag, 'a version');
	const nie = person('Amina', 1);
	nie.identity.documents = [{ type: 'nie', number: 'X1234567L' },
	    { type: 'passport', number: 'AB123456', country: 'MA' }];
	status(await lucia.post(`${v1}/persons`, nie), 201);
	nie.identity.documents[0].number = 'X1234567A';
	status(await lucia.post(`${v1}/persons`, nie), 422);
});

await test('the same document is refused and names who has it', async () => {
	const problem = status(await lucia.post(`${v1}/persons`,
	    person('Otra', 41234567)), 409);
	equal(problem.code, 'person.duplicate_identifier');
	ok(problem.detail.includes(holder.id), problem.detail);
});

await test('now she is found, by national id and by name with a typo',
    async () => {
	const [byId] = await search(lucia, { identifier: dni(41234567) });
	equal(byId.id, holder.id);
	await until(async () => (await search(lucia,
	    { name: 'Remedos Quinones' })).some((p) => p.id === holder.id),
	    'found by name');
});

/* ------------------------------------------------------------- the record */

await test('her record belongs to the unit of the territory', async () => {
	const { items } = status(await lucia.get(`${v1}/territories`), 200);
	const { id } = find(items, (t) => t.code === 'T1', 'T1');
	const answer = await lucia.post(`${v1}/records`, { holderId: holder.id,
	    territoryId: id, address: { street: 'Calle Mayor', number: '1' } });
	record = status(answer, 201);
	equal(record.unitName, 'UTS Casco Antiguo');
	equal(record.contact.address.street, 'Calle Mayor');
	equal(record.referentName, 'Lucía Marín Ortega');
	equal(record.members[0].relation, 'holder');
});

await test('the household, with dates and kinship', async () => {
	child = status(await lucia.post(`${v1}/persons`,
	    person('Julia', 41234568)), 201);
	record = status(await lucia.post(`${v1}/records/${record.id}/members`,
	    { personId: child.id, relation: 'child', from: '2020-01-15' }), 201);
	const member = find(record.members, (m) => m.person.id === child.id,
	    'the child');
	equal(member.from, '2020-01-15');
	record = status(await lucia.put(`${v1}/records/${record.id}/kinships`,
	    { personId: holder.id, relativeId: child.id, kind: 'child' }), 200);
	equal(record.kinships[0].kind, 'child');
	const wrong = status(await lucia.post(
	    `${v1}/records/${record.id}/members`, { personId: child.id,
	    relation: 'nonsense', from: '2020-01-15' }), 422);
	equal(wrong.errors[0].pointer, '/relation');
});

await test('whoever was slower is told, and nothing is lost', async () => {
	const path = `${v1}/records/${record.id}`;
	const seen = (await lucia.get(path)).headers.etag;
	status(await lucia.patch(path, { risk: 2 }, { 'If-Match': seen }), 200);
	const late = status(await lucia.patch(path, { risk: 0 },
	    { 'If-Match': seen }), 412);
	equal(late.code, 'version.stale');
	equal((await fetchRecord(lucia)).risk, 2);
	status(await lucia.patch(path, { risk: 0 }), 428);
});

await test('health data is sealed away from another unit', async () => {
	const path = `${v1}/persons/${holder.id}`;
	const { etag } = (await lucia.get(path)).headers;
	status(await lucia.put(`${path}/data/health`, { diagnosis: 'asma' },
	    { 'If-Match': etag }), 200);
	equal((await fetchRecord(lucia)).members[0].person.health.diagnosis,
	    'asma');
	const seen = await fetchRecord(irene);
	equal(seen.members[0].person.health.masked, 'health');
	equal(seen.members[0].person.identity.given, 'Remedios');
	equal(seen.access.mayWrite, false);
	equal(seen.access.breakGlass, true);
	status(await irene.post(`${v1}/records/${record.id}/entries`,
	    { kind: 'note', text: 'not hers' }), 403);
});

await test('notes on the timeline, corrected but never changed', async () => {
	const path = `${v1}/records/${record.id}/entries`;
	const note = status(await lucia.post(path, { kind: 'interview',
	    category: 'social', text: 'Vive con su hija.' }), 201);
	status(await lucia.post(path, { kind: 'note', category: 'social',
	    text: 'Vive con su hija y su madre.', correctsId: note.id }), 201);
	const { items } = status(await lucia.get(path), 200);
	equal(items[0].correctsId, note.id);
	equal(items[1].body.text, 'Vive con su hija.');
	const masked = status(await irene.get(path), 200).items[0];
	equal(masked.body.masked, 'social');
});

/* ------------------------------------------------------------ the process */

await test('emergency aid begins with the clerk of the centre', async () => {
	const events = await marta.events();
	intervention = status(await lucia.post(`${v1}/interventions`, {
		recordId: record.id, personId: holder.id,
		programme: 'emergency-aid',
	}), 201);
	equal(intervention.state, 'open');
	const task = await taskOf(marta, 'Intake');
	ok(task, 'the intake is in the pool of the clerk');
	ok(!await taskOf(rosa, 'Intake'), 'and of no other unit');
	equal(task.priority, 60);
	const due = (new Date(task.dueAt) - Date.now()) / 3600e3;
	ok(due > 0 && due <= 24, `due in ${due} h`);
	const detail = status(await marta.get(`${v1}/tasks/${task.id}`), 200);
	equal(detail.form.id, 'emergency-aid-intake');
	ok(detail.why.length > 0, 'why it is here');
	ok(detail.actions.includes('claim'), detail.actions.join());
	await until(() => events.all.some((e) => e.topic === 'task'),
	    'an event about the new task', 3000);
	events.close();
});

await test('a form that is wrong is answered field by field', async () => {
	const task = await taskOf(marta, 'Intake');
	const problem = status(await marta.post(
	    `${v1}/tasks/${task.id}/complete`, { data: { urgency: 'whatever',
	    householdSize: 0, need: 'Alquiler' } }), 422);
	const pointers = problem.errors.map((e) => e.pointer);
	for (const name of ['urgency', 'householdSize', 'monthlyIncome'])
		ok(pointers.includes(`/data/${name}`), pointers.join());
});

await test('claim, draft, return to the pool, and the intake is done once',
    async () => {
	const { id } = await taskOf(marta, 'Intake');
	const path = `${v1}/tasks/${id}`;
	const mine = status(await marta.post(`${path}/claim`), 200);
	equal(mine.assigneeName, 'Marta Ibáñez Cortés');
	status(await marta.put(`${path}/draft`, { data: { need: 'Alqu' } }), 200);
	equal(status(await marta.get(path), 200).data.need, 'Alqu');
	status(await marta.post(`${path}/release`), 200);
	const data = { need: 'Alquiler de dos meses', urgency: 'urgent',
	    householdSize: 2, monthlyIncome: 450, requestedAmount: 900 };
	const key = { 'Idempotency-Key': 'intake-once-0001' };
	const done = status(await marta.post(`${path}/complete`, { data }, key),
	    200);
	equal(done.task.state, 'done');
	const again = status(await marta.post(`${path}/complete`, { data }, key),
	    409);
	ok(['idempotency.repeated', 'task.closed'].includes(again.code),
	    again.code);
});

await test('the assessment goes to a social worker of the unit', async () => {
	const task = await taskOf(lucia, 'Assessment', 'mine') ??
	    await taskOf(lucia, 'Assessment');
	equal(task.unitName, 'UTS Casco Antiguo');
	equal(task.role, 'social_worker');
	ok(!await taskOf(irene, 'Assessment'), 'not to another unit');
	status(await irene.get(`${v1}/tasks/${task.id}`), 404);
});

await test('what is overdue reaches the supervisor', async () => {
	town.sql(`update timer set due_at = now() - interval '1 second'
	    where instance_id = (select instance_id from intervention
	        where id = '${intervention.id}')`);
	town.sql("select pg_notify('jobs', 'timers')");
	let task;
	await until(async () => {
		task = await taskOf(carmen, 'Escalation') ??
		    await taskOf(carmen, 'Escalation', 'mine');
		return task !== undefined;
	}, 'the escalation', 15000);
	equal(task.role, 'supervisor');
	await complete(carmen, 'Escalation', { overdueReason: 'workload',
	    overdueAction: 'remind' });
});

await test('assessment, then visit and income side by side', async () => {
	await complete(lucia, 'Assessment', { assessment: 'Riesgo de desahucio',
	    needConfirmed: true, proposedAmount: 800 });
	ok(await taskOf(marta, 'Income'), 'the income check waits');
	await complete(lucia, 'Visit', { visitDate: '2026-01-15', visited: true,
	    housingState: 'fair' });
	ok(!await taskOf(teresa, 'Approval'), 'not before both are done');
	await complete(marta, 'Income', { verifiedIncome: 450,
	    incomeSource: 'tax' });
});

await test('the supervisor of another unit approves, its clerk grants',
    async () => {
	ok(await taskOf(teresa, 'Approval'), 'the approval is with benefits');
	ok(!await taskOf(carmen, 'Approval'), 'and not with the centre');
	await complete(teresa, 'Approval', { approved: true, reason: 'Procede' });
	await complete(rosa, 'Grant', { grantedAmount: 800,
	    paymentMethod: 'transfer', startDate: '2026-02-01' });
	const path = `${v1}/interventions/${intervention.id}`;
	const now = status(await lucia.get(path), 200);
	equal(now.state, 'granted');
	equal(now.process.state, 'completed');
	ok(now.items.some((i) => i.kind === 'resource_applied' &&
	    i.amountCents === 80000), JSON.stringify(now.items));
	const { items } = status(await lucia.get(`${path}/history`), 200);
	ok(items.some((s) => s.events.some((e) =>
	    e.elementId === 'Escalation')), 'all its steps');
	const instance = status(await lucia.get(
	    `${v1}/process-instances/${now.process.id}`), 200);
	equal(instance.state, 'completed');
	equal(town.sql('select count(*) from incident'), '0');
});

/* --------------------------------------------------------- the supervisor */

await test('a supervisor sees the load and redistributes in bulk', async () => {
	for (let i = 0; i < 3; i++)
		status(await lucia.post(`${v1}/interventions`, {
			recordId: record.id, personId: holder.id,
			programme: 'emergency-aid' }), 201);
	const board = status(await carmen.get(`${v1}/board`), 200);
	const unit = find(board.units, (u) => u.name.includes('Norte'), 'Norte');
	ok(unit.pool >= 3, JSON.stringify(unit).slice(0, 300));
	const { items } = status(await carmen.get(
	    `${v1}/tasks?view=unit&unit=${unit.id}`), 200);
	const ids = items.filter((t) => t.elementId === 'Intake')
	    .map((t) => t.id);
	const bulk = (body) => carmen.post(`${v1}/tasks/bulk`, body);
	const given = status(await bulk({ action: 'assign', ids,
	    staffId: marta.session.staffId }), 200);
	ok(given.items.every((i) => i.ok), JSON.stringify(given));
	equal(status(await marta.get(`${v1}/tasks/counts`), 200).mine, 3);
	const taken = status(await bulk({ action: 'release', ids: [...ids,
	    '01900000-0000-7000-8000-000000000000'] }), 200);
	equal(taken.items[0].previousAssigneeId, marta.session.staffId);
	equal(taken.items[3].code, 'task.unknown');
	equal(status(await marta.get(`${v1}/tasks/counts`), 200).mine, 0);
	status(await teresa.post(`${v1}/tasks/${ids[0]}/assign`,
	    { staffId: null }), 404);
});

await test('a delegated task comes back to whoever asked', async () => {
	const samuel = await town.as('samuel.reyes');
	const nuria = await town.as('nuria.campos');
	const { items } = status(await nuria.get(`${v1}/records`), 200);
	const file = status(await nuria.get(`${v1}/records/${items[0].id}`), 200);
	const opened = status(await nuria.post(`${v1}/interventions`, {
		recordId: file.id, personId: file.members[0].person.id,
		programme: 'home-care' }), 201);
	const [task] = status(await nuria.get(
	    `${v1}/interventions/${opened.id}`), 200).tasks;
	const path = `${v1}/tasks/${task.id}`;
	equal(task.role, 'social_worker');
	if (task.assigneeId !== nuria.session.staffId)
		status(await nuria.post(`${path}/claim`), 200);
	const lent = status(await nuria.post(`${path}/delegate`,
	    { staffId: samuel.session.staffId }), 200);
	equal(lent.ownerId, nuria.session.staffId);
	status(await nuria.post(`${path}/delegate`,
	    { staffId: irene.session.staffId }), 403);
	const back = status(await samuel.post(`${path}/return`), 200);
	equal(back.assigneeId, nuria.session.staffId);
});

/* ------------------------------------------------- extraordinary access */

await test('break-glass wants a reason and a fresh code, and is remembered',
    async () => {
	const path = `${v1}/records/${record.id}/break-glass`;
	const reason = { reasonCode: 'emergency',
	    reason: 'Atención urgente de guardia este fin de semana' };
	const events = await carmen.events();
	status(await irene.post(path, { ...reason, reason: 'prisa',
	    totp: '000000' }), 422);
	status(await irene.post(path, { ...reason, totp: '000000' }), 403);
	equal((await fetchRecord(irene)).members[0].person.health.masked,
	    'health');
	status(await irene.post(path, { ...reason, totp: irene.code() }), 201);
	const seen = await fetchRecord(irene);
	equal(seen.members[0].person.health.diagnosis, 'asma');
	const hours = (new Date(seen.access.breakGlassUntil) - Date.now()) /
	    3600e3;
	ok(hours > 3.9 && hours <= 4, `${hours} hours`);
	await until(() => events.all.some((e) => e.topic === 'break_glass'),
	    'the supervisor is told', 3000);
	events.close();
});

await test('the supervisor sees who read and changed what', async () => {
	const { items } = status(await carmen.get(
	    `${v1}/records/${record.id}/audit?limit=100`), 200);
	const by = (actor, action) => items.some((e) => e.action === action &&
	    e.actorId === actor.session.staffId);
	ok(by(lucia, 'record.create'), 'the opening');
	ok(by(irene, 'record.read'), 'the reading by another unit');
	ok(by(irene, 'record.break_glass'), 'the extraordinary access');
	ok(by(marta, 'task.complete'), 'the intake');
	status(await lucia.get(`${v1}/records/${record.id}/audit`), 403);
	status(await teresa.get(`${v1}/records/${record.id}/audit`), 403);
});

await finish();
