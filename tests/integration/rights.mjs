/*
 * rights.mjs - what a person may ask for of what is held about them (60): a
 * copy of all of it.
 *
 * In every place of the data map a word is left that occurs nowhere else; then
 * the copy is searched for each, and for those about others.
 */
import { execFileSync } from 'node:child_process';

import { binary, equal, finish, ok, test } from './lib.mjs';
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

let ana, ben, record, job, vote;

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
	const { id } = find(status(await lucia.get(`${v1}/territories`), 200)
	    .items, (t) => t.code === 'T1', 'T1');
	record = status(await lucia.post(`${v1}/records`, { holderId: ana.id,
	    territoryId: id, address: { street: plant('record.contact') } }),
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
	    element_id, element_type, event) select tenant_id, instance_id, id,
	    'E' || n, 'task', 'completed' from intervention,
	    generate_series(1, 450) n where id = '${job.id}'`);
	const { history } = await copied(lucia, ana.id);
	const seen = history.filter((h) => /^E\d+$/.test(h.element));
	equal(new Set(seen.map((h) => h.element)).size, 450);
	equal(seen.length, 450, 'none twice');
});

await test('each copy is in the trail', () => {
	ok(Number(town.sql(`select count(*) from audit_event
	    where action = 'person.copy' and object_id = '${ana.id}'
	      and purpose = 'access' and outcome = 'ok'`)) >= 5, 'events');
});

await finish();
