/*
 * rights.mjs - what a person may ask for of what is held about them (60): a
 * copy of all of it, that it is kept and not used, that it is erased.
 *
 * In every place of the data map a word is left that occurs nowhere else; then
 * the copy is searched for each, and for those about others.
 */
import { execFileSync } from 'node:child_process';

import { binary, equal, finish, ok, test, until } from './lib.mjs';
import { carmen, complete, elena, ines, irene, jorge, lucia, marta, me, oscar,
    refused, silvia, status, tasksOf, town, v1 } from './team.mjs';
import { dni, find } from './town.mjs';

const map = JSON.parse(execFileSync(binary, ['data-map', '--json'])).tables;

/* ------------------------------------------------------------------- helpers */

const planted = {};	/* place of the registry -> the word in it */
const plant = (place) => planted[place] ??= `Qz${place.replace('.', 'x')}`;

const stepUp = async (client) => status(await client.post(
    `${v1}/session/step-up`, { totp: client.code() }), 204);
const copy = (client, id, purpose = 'access') => client.post(
    `${v1}/persons/${id}/copy`, { purpose });
const copied = async (client, id) => status(await copy(client, id), 200);

async function put(path, body, client = lucia) {
	const { etag } = (await client.get(path.replace(/\/data\/.*/, '')))
	    .headers;
	return client.put(path, body, { 'If-Match': etag });
}

const newPerson = async (given, number) => status(await lucia.post(
    `${v1}/persons`, { identity: { given, surname1: 'Quiñones',
	documents: [{ type: 'dni', number: dni(number) }] } }), 201);

let ana, ben, record, job, vote, territory;

/* A case of Ana's, and its open tasks by element. */
async function open(programme, personId = ana.id) {
	const made = status(await lucia.post(`${v1}/interventions`,
	    { recordId: record.id, personId, programme }), 201);
	return { ...made, ...await tasksOf(made.id) };
}

/* -------------------------------------------------------------- a whole life */

await test('a person, her household, and what is known of both', async () => {
	ana = await newPerson(plant('person.identity'), 51000001);
	ben = await newPerson('Benito', 51000002);
	territory = find(status(await lucia.get(`${v1}/territories`), 200)
	    .items, (t) => t.code === 'T1', 'T1').id;
	record = status(await lucia.post(`${v1}/records`, { holderId: ana.id,
	    territoryId: territory, address: { street: plant('record.contact') } }),
	    201);
	status(await lucia.post(`${v1}/records/${record.id}/members`,
	    { personId: ben.id, relation: 'child', from: '2020-01-15' }), 201);
	status(await lucia.put(`${v1}/records/${record.id}/kinships`,
	    { personId: ana.id, relativeId: ben.id, kind: 'child' }), 200);
	status(await put(`${v1}/persons/${ana.id}/data/contact`,
	    { email: `${plant('person.contact')}@example.org` }), 200);
	for (const c of ['social', 'economic', 'health', 'violence', 'minors',
	    'notes'])
		status(await put(`${v1}/persons/${ana.id}/data/${c}`,
		    { text: plant(`person.${c}`) }), 200);
	status(await put(`${v1}/persons/${ben.id}/data/health`,
	    { text: 'QzOfBen' }), 200);
	for (const c of ['social', 'economic', 'violence', 'notes'])
		status(await put(`${v1}/records/${record.id}/data/${c}`,
		    { text: plant(`record.${c}`) }), 200);
});

await test('each field that is corrected has its history', async () => {
	const at = `${v1}/persons/${ana.id}`;
	const corrections = async (client, query = '') => status(
	    await client.get(`${at}/corrections${query}`), 200);
	equal((await corrections(lucia)).items.length, 0, 'first values');
	const { identity, contact } = status(await lucia.get(at), 200);
	status(await put(`${at}/data/identity`, { ...identity,
	    surname2: plant('correction.identity') }), 200);
	status(await put(`${at}/data/identity`, { ...identity,
	    given: identity.given, sex: 'female' }), 200);
	status(await put(`${at}/data/contact`, { ...contact,
	    phones: [plant('correction.contact')] }), 200);
	status(await put(`${at}/data/contact`, contact), 200);
	const { items } = await corrections(lucia);
	equal(items.map((c) => `${c.category}.${c.field}`).sort().join(),
	    'contact.phones,contact.phones,identity.sex,identity.surname2,' +
	    'identity.surname2');
	const [added, gone] = items.filter((c) => c.field === 'surname2')
	    .reverse();
	equal(added.values.old, null);
	equal(added.values.new, planted['correction.identity']);
	equal(gone.values.old, planted['correction.identity']);
	equal(gone.values.new, null);
	equal(gone.by, lucia.session.name);
	const first = await corrections(lucia, '?limit=1');
	equal((await corrections(lucia, `?limit=1&cursor=${first.next}`))
	    .items[0].id, items[1].id);
	equal((await corrections(marta)).items.length, 5, 'a clerk too');
	equal(town.sql(`select count(*) from correction where
	    encode(envelope, 'escape') like '%Qz%'`), '0', 'sealed');
	refused(await silvia.get(`${at}/corrections`), 403,
	    'permission.missing');
});

await test('notes and documents, of her and of others', async () => {
	const note = (body) => lucia.post(`${v1}/records/${record.id}/entries`,
	    { kind: 'note', ...body });
	for (const category of ['social', 'economic', 'health', 'violence',
	    'minors', 'notes']) {
		status(await note({ category, personId: ana.id,
		    text: plant(`entry.${category}`) }), 201);
		status(await lucia.upload(`${v1}/records/${record.id}/files`,
		    { name: `${plant(`file.${category}`)}.txt`, kind: 'report',
		    category, personId: ana.id }, Buffer.from('text')), 201);
	}
	status(await note({ personId: ben.id, text: 'QzNoteOfBen' }), 201);
	status(await note({ text: 'QzNoteOfAll' }), 201);
	status(await lucia.upload(`${v1}/records/${record.id}/files`,
	    { name: 'QzFileOfBen.txt', kind: 'report', personId: ben.id },
	    Buffer.from('text')), 201);
	const gone = status(await lucia.upload(
	    `${v1}/records/${record.id}/files`, { name: 'gone.txt',
	    kind: 'report', personId: ana.id }, Buffer.from('text')), 201);
	status(await lucia.post(`${v1}/files/${gone.id}/withdraw`,
	    { reason: plant('file.reason') }), 200);
});

await test('a case with items, sub-tasks, comments, a vote and a form',
    async () => {
	job = await open('majority');
	status(await lucia.post(`${v1}/interventions/${job.id}/items`,
	    { kind: 'need', code: '1' }), 201);
	const proposal = job.open.Proposal;
	const at = `${v1}/tasks/${proposal.id}`;
	if (proposal.assigneeId !== me(lucia))
		status(await lucia.post(`${at}/claim`), 200);
	status(await lucia.post(`${at}/comments`,
	    { text: plant('comment.notes') }), 201);
	const part = status(await lucia.post(`${at}/subtasks`,
	    { title: 'Informe', instructions: plant('subtask.instructions'),
	    unitId: marta.session.units[0], role: 'clerk' }), 201);
	status(await marta.post(`${v1}/tasks/${part.task.id}/claim`), 200);
	status(await marta.post(`${v1}/tasks/${part.task.id}/complete`,
	    { data: { result: plant('subtask.outcome') } }), 200);
	status(await complete(lucia, proposal), 200);
	const now = await tasksOf(job.id);
	vote = now.open.Decision;
	for (const client of [elena, oscar]) {
		const ballot = find(now.all, (t) => t.parentId === vote.id &&
		    t.assigneeId === me(client), 'a ballot');
		status(await client.post(`${v1}/tasks/${ballot.id}/vote`,
		    { data: { approved: true,
			remarks: plant('ballot.notes') } }), 200);
	}
});

await test('a draft, a filled in form, a suspended term', async () => {
	const first = await open('shared');
	const task = first.open.First;
	if (task.assigneeId !== me(lucia))
		status(await lucia.post(`${v1}/tasks/${task.id}/claim`), 200);
	status(await complete(lucia, task, { approved: true,
	    remarks: plant('instance.state') }), 200);
	const next = (await tasksOf(first.id)).open.Review;
	if (next.assigneeId !== me(lucia))
		status(await lucia.post(`${v1}/tasks/${next.id}/claim`), 200);
	status(await lucia.put(`${v1}/tasks/${next.id}/draft`,
	    { data: { remarks: plant('task.draft') } }), 200);
	status(await lucia.post(`${v1}/interventions/${first.id}/suspend`,
	    { reason: 'citizen_requirement',
		text: plant('history.note') }), 200);
	const other = await open('shared', ben.id);
	status(await complete(lucia, other.open.First, { approved: false,
	    remarks: 'QzFormOfBen' }), 200);
});

await test('somebody of another unit breaks the glass', async () => {
	status(await irene.post(`${v1}/records/${record.id}/break-glass`,
	    { reasonCode: 'emergency', reason: 'QzGlass: she called at night',
		totp: irene.code() }), 201);
});

const restrict = (client, ground, reason, id = ana.id) => client.post(
    `${v1}/persons/${id}/restrictions`, { ground, reason });
const lift = (client, reason, id = ana.id) => client.post(
    `${v1}/persons/${id}/restrictions/lift`, { reason });

await test('a restriction that was lifted again', async () => {
	const [set] = status(await restrict(carmen, 'accuracy',
	    plant('restriction.reason')), 201).items;
	equal(set.reason.text, planted['restriction.reason']);
	equal(set.setBy, carmen.session.name);
	const [lifted] = status(await lift(carmen,
	    plant('restriction.lifted')), 200).items;
	equal(lifted.id, set.id);
	equal(lifted.liftedBecause.text, planted['restriction.lifted']);
	ok(lifted.liftedAt, 'when');
	equal(town.sql(`select string_agg(trim(action || ' ' || purpose), ',' order by
	    at) from audit_event where object_id = '${ana.id}'
	      and action like 'person.%restrict'`),
	    'person.restrict accuracy,person.unrestrict');
});

const ask = (client, kind, receivedOn, words, id = ana.id) => client.post(
    `${v1}/persons/${id}/requests`, { kind, receivedOn, words });
const decide = (client, id, body) => client.post(
    `${v1}/rights-requests/${id}/decide`, { answer: 'Se responde', ...body });
const today = () => town.sql('select local_day(now()) from tenant, ' +
    'set_config(\'app.tenant\', id::text, false) limit 1').split('\n').pop();
let erasure;

await test('requests are registered, with a month to answer', async () => {
	refused(await ask(lucia, 'access', '2999-01-01', 'Todo'), 422,
	    'request.future');
	refused(await ask(lucia, 'forget', '2026-01-31', 'Todo'), 422,
	    'shape.choice');
	refused(await ask(irene, 'access', '2026-01-31', 'Todo'), 403,
	    'person.read_only');
	const [made] = status(await ask(lucia, 'access', '2026-01-31',
	    plant('request.words')), 201).items;
	equal(made.dueOn, '2026-02-28');
	equal(made.words.text, planted['request.words']);
	ok(made.daysLeft < 0, 'late');
	refused(await ask(lucia, 'access', '2026-02-01', 'Otra vez'), 409,
	    'request.open');
	refused(await decide(lucia, made.id, { outcome: 'granted' }), 403,
	    'permission.missing');
	refused(await decide(carmen, made.id, { outcome: 'refused' }), 422,
	    'request.ground');
	refused(await decide(carmen, made.id, { outcome: 'granted',
	    ground: 'claims' }), 422, 'request.ground');
	const done = status(await decide(carmen, made.id, { outcome: 'granted',
	    answer: plant('request.answer') }), 200);
	equal(done.outcome, 'granted');
	equal(done.decidedBy, carmen.session.name);
	equal(done.daysLeft, null);
	refused(await decide(carmen, made.id, { outcome: 'granted' }), 409,
	    'request.decided');
	[erasure] = status(await ask(lucia, 'erasure', today(),
	    'Que se borre todo'), 201).items;
	refused(await decide(carmen, erasure.id, { outcome: 'granted' }), 403,
	    'step_up.required');
	equal(town.sql(`select count(*) from rights_request where
	    encode(words, 'escape') like '%borre%'`), '0', 'sealed');
});

await test('a list of the open ones, by when they are due', async () => {
	status(await ask(lucia, 'objection', '2026-03-01', 'No quiero'), 201);
	const list = async (client, query = '') => status(await client.get(
	    `${v1}/rights-requests${query}`), 200);
	const { items } = await list(carmen);
	equal(items.map((r) => r.kind).join(), 'objection,erasure');
	equal(items[0].recordNumber, record.number);
	equal(items[0].words, undefined);
	const first = await list(carmen, '?limit=1');
	equal((await list(carmen, `?limit=1&cursor=${first.next}`)).items[0].id,
	    erasure.id);
	equal((await list(carmen, '?state=decided')).items[0].kind, 'access');
	equal((await list(irene)).items.length, 0, 'of another unit');
	refused(await carmen.get(`${v1}/rights-requests?cursor=x~${ana.id}`),
	    400, 'cursor.invalid');
	refused(await carmen.get(`${v1}/rights-requests?state=lost`), 422,
	    'choice.invalid');
});

/* ------------------------------------------------------------------ the copy */

await test('a copy wants a fresh code, a purpose and the right role',
    async () => {
	refused(await copy(lucia, ana.id), 403, 'step_up.required');
	refused(await lucia.post(`${v1}/persons/${ana.id}/copy`), 422,
	    'shape.required');
	refused(await copy(marta, ana.id), 403, 'permission.missing');
	refused(await copy(silvia, ana.id), 403, 'permission.missing');
	await stepUp(jorge);
	refused(await copy(jorge, '018f0000-0000-7000-8000-0000000000aa'), 404,
	    'person.unknown');
	await stepUp(lucia);
	equal(status(await copy(lucia, ana.id), 200).isWhole, true);
});

await test('it has every place of the data map', async () => {
	const text = JSON.stringify(await copied(lucia, ana.id));
	const places = map.filter((t) => t.whose === 'citizen' &&
	    !t.part.startsWith('(')).flatMap((t) => t.columns)
	    .flatMap((c) => c.places ?? []);
	ok(places.length > 30, `${places.length} places`);
	equal(places.filter((p) => !(p in planted)).join(' '), '', 'planted');
	equal(places.filter((p) => !text.includes(planted[p])).join(' '), '');
});

await test('it has every part of the data map', async () => {
	const got = await copied(lucia, ana.id);
	const parts = new Set(map.filter((t) => t.whose === 'citizen')
	    .map((t) => t.part).filter((part) => !part.startsWith('(')));
	/* Nothing was delivered in this test: see exports. */
	for (const part of parts)
		ok(Array.isArray(got[part]) && (got[part].length > 0 ||
		    part === 'deliveries'), `${part} is empty`);
	const known = [...parts, 'format', 'madeAt', 'municipality',
	    'categories', 'isWhole'];
	equal(Object.keys(got).filter((key) => !known.includes(key)).join(' '),
	    '');
});

await test('of others it says how they are kin, and nothing else', async () => {
	const got = await copied(lucia, ana.id);
	const text = JSON.stringify(got);
	for (const word of ['QzOfBen', 'QzNoteOfBen', 'QzNoteOfAll',
	    'QzFileOfBen', 'QzFormOfBen', 'Benito', ben.id])
		ok(!text.includes(word), word);
	equal(got.kinships[0].kind, 'child');
	equal(got.notes.filter((n) => n.isOfHousehold).length, 1);
	for (const client of [lucia, marta, irene, elena])
		ok(!text.includes(client.session.name), text.slice(
		    text.indexOf(client.session.name) - 300).slice(0, 400));
});

await test('who looked is said by role and unit, not what of others', async () => {
	status(await lucia.get(`${v1}/persons/${ben.id}`), 200);
	const { accesses } = await copied(lucia, ana.id);
	const mine = find(accesses, (a) => a.action === 'person.copy', 'copy');
	equal(mine.purpose, 'access');
	ok(mine.by.some((b) => b.role === 'social_worker' &&
	    b.unit === 'UTS Casco Antiguo'), JSON.stringify(mine));
	ok(accesses.some((a) => a.action === 'record.break_glass'), 'glass');
	const reads = (list) => list.filter((a) => a.action === 'person.read')
	    .length;
	const his = (await copied(lucia, ben.id)).accesses;
	equal(reads(his), Number(town.sql(`select count(*) from audit_event
	    where action = 'person.read' and object_id = '${ben.id}'`)), 'his');
	equal(reads(accesses), Number(town.sql(`select count(*) from audit_event
	    where action = 'person.read' and object_id = '${ana.id}'`)), 'hers');
	ok(reads(his) > 0 && reads(accesses) > 0, 'there are some');
});

await test('what the caller may not read is masked', async () => {
	await stepUp(ines);
	refused(await copy(ines, ana.id), 403, 'person.read_only');
	await stepUp(carmen);
	const got = await copied(carmen, ana.id);
	const violence = find(got.data, (d) => d.category === 'violence', 'it');
	equal(violence.value.masked, 'violence');
	equal(find(got.data, (d) => d.category === 'health', 'health').value
	    .text, planted['person.health']);
	ok(!JSON.stringify(got).includes(planted['file.violence']), 'a file');
});

await test('a protected person is not there for the unit', async () => {
	const hidden = await newPerson('Oculta', 51000009);
	const { id } = find(status(await lucia.get(`${v1}/territories`), 200)
	    .items, (t) => t.code === 'T1', 'T1');
	const own = status(await lucia.post(`${v1}/records`,
	    { holderId: hidden.id, territoryId: id }), 201);
	status(await put(`${v1}/persons/${hidden.id}/data/social`,
	    { text: 'QzHidden' }), 200);
	town.sql(`update person set sensitivity = 3 where id = '${hidden.id}'`);
	refused(await copy(carmen, hidden.id), 404, 'person.unknown');
	const got = await copied(lucia, hidden.id);
	ok(JSON.stringify(got).includes('QzHidden'), 'her team');
	equal(got.households[0].recordNumber, own.number);
});

await test('who left a household sees nothing of what became of it', async () => {
	const { members, version } = status(await lucia.get(
	    `${v1}/records/${record.id}`), 200);
	const left = find(members, (m) => m.person.id === ben.id, 'Benito');
	status(await lucia.patch(`${v1}/records/${record.id}/members/${left.id}`,
	    { to: '2020-02-01' }, { 'If-Match': `"${version}"` }), 200);
	const got = await copied(lucia, ben.id);
	equal(got.householdData.length, 0);
	equal(got.households[0].to, '2020-02-01');
	equal(got.households[0].now, null);
	equal(got.notes.length, 1, 'his own');
	equal(got.extraordinary.length, 0);
});

await test('more than a page of rows', async () => {
	town.sql(`insert into history (tenant_id, instance_id, intervention_id,
	    elements, types, events) select tenant_id, instance_id, id,
	    array['E' || n], '{task}', '{completed}' from intervention,
	    generate_series(1, 450) n where id = '${job.id}'`);
	const { history } = await copied(lucia, ana.id);
	const seen = history.map((h) => h.events[0].element)
	    .filter((element) => /^E\d+$/.test(element));
	equal(new Set(seen).size, 450);
	equal(seen.length, 450, 'none twice');
});

/* ----------------------------------------------------------- kept, not used */

await test('who may restrict, and once', async () => {
	refused(await restrict(lucia, 'claims', 'Lo pide'), 403,
	    'permission.missing');
	refused(await restrict(ines, 'claims', 'Lo pide'), 403,
	    'person.read_only');
	refused(await restrict(carmen, 'whim', 'Lo pide'), 422, 'shape.choice');
	refused(await restrict(carmen, 'claims', ''), 422, 'shape.length');
	refused(await lift(carmen, 'No hay'), 409, 'restriction.none');
	status(await restrict(carmen, 'claims', 'Lo pide para un juicio'), 201);
	refused(await restrict(carmen, 'claims', 'Otra vez'), 409,
	    'person.restricted');
	const { items, next } = status(await lucia.get(
	    `${v1}/persons/${ana.id}/restrictions?limit=1`), 200);
	equal(items.length, 1);
	const older = status(await lucia.get(`${v1}/persons/${ana.id}` +
	    `/restrictions?limit=1&cursor=${next}`), 200).items;
	equal(older[0].ground, 'accuracy');
	equal(town.sql(`select count(*) from restriction
	    where encode(reason, 'escape') like '%juicio%'`), '0', 'sealed');
});

await test('whoever reads sees it', async () => {
	const person = status(await lucia.get(`${v1}/persons/${ana.id}`), 200);
	equal(person.restriction.ground, 'claims');
	equal(status(await lucia.get(`${v1}/persons/${ben.id}`), 200)
	    .restriction, null);
	const { members } = status(await lucia.get(
	    `${v1}/records/${record.id}`), 200);
	equal(find(members, (m) => m.person.id === ana.id, 'her').person
	    .restriction.ground, 'claims');
});

const rows = () => town.sql(`select (select count(*) from entry) || ' ' ||
    (select count(*) from file) || ' ' || (select count(*) from intervention)
    || ' ' || (select count(*) from intervention_item) || ' ' || (select
    count(*) from comment) || ' ' || (select sum(version) from person_data) ||
    ' ' || (select sum(version) from record) || ' ' || (select count(*) from
    task where state = 'done') || ' ' || (select count(*) from kinship)`);

await test('nothing is written about her, on any way', async () => {
	const before = rows();
	const at = `${v1}/records/${record.id}`;
	const { etag } = (await lucia.get(at)).headers;
	const note = (body) => lucia.post(`${at}/entries`,
	    { kind: 'note', text: 'no', ...body });
	const mine = (await tasksOf(job.id)).open;
	const [task] = Object.values(mine);
	for (const answer of [
	    await put(`${v1}/persons/${ana.id}/data/health`, { text: 'no' }),
	    await put(`${v1}/persons/${ana.id}/data/contact`, {}),
	    await put(`${at}/data/social`, { text: 'no' }),
	    await lucia.patch(at, { risk: 1 }, { 'If-Match': etag }),
	    await note({ personId: ana.id }), await note({}),
	    await note({ interventionId: job.id }),
	    await lucia.upload(`${at}/files`, { name: 'a.txt', kind: 'other',
		personId: ana.id }, Buffer.from('text')),
	    await lucia.put(`${at}/kinships`, { personId: ana.id,
		relativeId: ben.id, kind: 'other' }),
	    await lucia.post(`${v1}/interventions`, { recordId: record.id,
		personId: ana.id, programme: 'shared' }),
	    await lucia.post(`${v1}/interventions/${job.id}/items`,
		{ kind: 'need', code: '1' }),
	    await lucia.post(`${v1}/tasks/${task.id}/comments`,
		{ text: 'no' }),
	    await complete(lucia, task),
	])
		refused(answer, 409, 'person.restricted');
	equal(rows(), before);
});

await test('nor is anything that was not there yet', async () => {
	const zoe = await newPerson('Zoe', 51000091);
	const hers = status(await lucia.post(`${v1}/records`, {
		holderId: zoe.id, territoryId: territory }), 201);
	const dan = await newPerson('Dan', 51000092);
	for (const { id } of [zoe, dan])
		status(await carmen.post(`${v1}/persons/${id}/restrictions`,
		    { ground: 'claims', reason: 'Lo pide' }), 201);
	const there = () => town.sql(`select (select count(*) from person_data
	    where person_id = '${zoe.id}') || ' ' || (select count(*) from
	    record_data where record_id = '${hers.id}') || ' ' || (select
	    count(*) from household_member where person_id = '${dan.id}')`);
	equal(there(), '1 0 0');
	for (const answer of [
	    await put(`${v1}/persons/${zoe.id}/data/social`, { text: 'no' }),
	    await put(`${v1}/records/${hers.id}/data/social`, { text: 'no' }),
	    await lucia.post(`${v1}/records/${record.id}/members`,
		{ personId: dan.id, relation: 'other', from: '2020-01-15' }),
	])
		refused(answer, 409, 'person.restricted');
	for (const insert of [
	    `person_data (tenant_id, person_id, category, envelope) select
		tenant_id, id, 'social', '\\x00' from person where id = '${zoe.id}'`,
	    `record_data (tenant_id, record_id, category, envelope) select
		tenant_id, id, 'social', '\\x00' from record where id = '${hers.id}'`,
	]) {
		let said = 'done';
		try {
			town.sql(`insert into ${insert}`);
		} catch (e) {
			said = String(e.stderr);
		}
		ok(/is restricted/.test(said), said);
	}
	equal(there(), '1 0 0');
});

await test('others of the household are still looked after', async () => {
	status(await lucia.post(`${v1}/records/${record.id}/entries`,
	    { kind: 'note', text: 'sí', personId: ben.id }), 201);
	status(await put(`${v1}/persons/${ben.id}/data/health`,
	    { text: 'sí' }), 200);
});

await test('her key can be rotated all the same', () => {
	const said = town.server.run('keys', 'rotate', 'puentelarga',
	    '--subject', ana.id);
	ok(/^[12][0-9] values are sealed/.test(said), said);
});

/* An export of today, when it was made. */
async function exported(manager) {
	const made = status(await manager.post(`${v1}/exports`, { kind: 'siuss',
	    from: '2020-01-01', to: '2030-12-31' }), 202);
	let now;
	await until(async () => {
		now = status(await manager.get(`${v1}/exports/${made.id}`), 200);
		return !['requested', 'running'].includes(now.state);
	}, 'the export', 30000);
	return now;
}

await test('an export leaves her out and says so', async () => {
	const manager = await town.as('gonzalo.rivas');
	town.sql(`update intervention set state = 'granted', decided_at = now()
	    where person_id in ('${ana.id}', '${ben.id}')`);
	const count = (id) => Number(town.sql(`select count(*) from intervention
	    where person_id = '${id}'`));
	await stepUp(manager);
	const all = Number(town.sql(`select count(*) from intervention
	    where state = 'granted' and sensitivity < 3`));
	const without = await exported(manager);
	equal(without.restricted, count(ana.id));
	equal(without.interventions, all - count(ana.id));
	status(await lift(carmen, 'El juicio ha terminado'), 200);
	const whole = await exported(manager);
	equal(whole.restricted, 0);
	equal(whole.interventions, all);
	const { deliveries } = await copied(lucia, ana.id);
	equal(deliveries.length, 1, 'the one that she was in');
	equal(deliveries[0].interventionNumbers.length, count(ana.id));
	equal((await copied(lucia, ben.id)).deliveries.length, 2);
});

await test('lifted, it is written again', async () => {
	equal(status(await put(`${v1}/persons/${ana.id}/data/health`,
	    { text: 'otra vez' }), 200).restriction, null);
});

/* -------------------------------------------------------------------- erased */

await test('what the law keeps is not erased, and the refusal says why',
    async () => {
	const { detail } = refused(await decide(carmen, erasure.id,
	    { outcome: 'granted' }), 409, 'erasure.bound');
	for (const code of ['task.open', 'record.open', 'intervention.kept'])
		ok(detail.includes(code), detail);
	town.sql(`update intervention set state = 'open' where id =
	    '${job.id}'`);
	ok(refused(await decide(carmen, erasure.id, { outcome: 'granted' }),
	    409, 'erasure.bound').detail.includes('intervention.open'), 'open');
	const done = status(await decide(carmen, erasure.id,
	    { outcome: 'refused', ground: 'legal_duty' }), 200);
	equal(done.ground, 'legal_duty');
	equal(status(await lucia.get(`${v1}/persons/${ana.id}`), 200).identity
	    .given, planted['person.identity']);
});

const search = async (number) => status(await lucia.post(
    `${v1}/person-searches`, { identifier: dni(number) }), 200).items.length;

await test('nobody erases alone', async () => {
	const eva = await newPerson('Eva', 51000021);
	const [made] = status(await ask(carmen, 'erasure', today(), 'Todo',
	    eva.id), 201).items;
	refused(await decide(carmen, made.id, { outcome: 'granted' }), 403,
	    'request.four_eyes');
	equal(status(await lucia.get(`${v1}/persons/${eva.id}`), 200).identity
	    .given, 'Eva', 'nothing happened');
	equal(await search(51000021), 1);
	status(await restrict(carmen, 'claims', 'Un juicio', eva.id), 201);
	ok(refused(await decide(carmen, made.id, { outcome: 'granted' }), 409,
	    'erasure.bound').detail.includes('restriction'), 'claims');
});

await test('who is erased is gone, and the register knows that', async () => {
	const ida = await newPerson('Ida', 51000022);
	equal(await search(51000022), 1);
	const [made] = status(await ask(lucia, 'erasure', today(),
	    'QzForgetMe', ida.id), 201).items;
	equal(status(await decide(carmen, made.id, { outcome: 'granted' }), 200)
	    .outcome, 'granted');
	await until(async () => status(await lucia.get(
	    `${v1}/persons/${ida.id}`), 200).identity.reason === 'erased',
	    'erased');
	equal(await search(51000022), 0);
	const [kept] = status(await lucia.get(
	    `${v1}/persons/${ida.id}/requests`), 200).items;
	equal(kept.outcome, 'granted');
	equal(kept.words.reason, 'erased');
	equal(town.sql(`select string_agg(action, ',' order by action)
	    from audit_event where object_id in ('${ida.id}', '${made.id}')
	    and action in ('person.erase', 'key.destroy', 'request.register',
	    'request.decide')`), 'key.destroy,person.erase,' +
	    'request.decide,request.register');
	refused(await ask(lucia, 'access', today(), 'Algo', ida.id), 404,
	    'key.destroyed');
	const empty = await copied(lucia, ida.id);
	ok(!JSON.stringify(empty).includes('Ida'), 'no name');
	equal(empty.data[0].value.reason, 'erased');
});

await test('the trail agrees with all of it', () => {
	const said = town.server.run('audit', 'verify');
	ok(said.includes('the trail is as it was written'), said);
});

await test('each copy is in the trail', () => {
	ok(Number(town.sql(`select count(*) from audit_event
	    where action = 'person.copy' and object_id = '${ana.id}'
	      and purpose = 'access' and outcome = 'ok'`)) >= 5, 'events');
});

await finish();
