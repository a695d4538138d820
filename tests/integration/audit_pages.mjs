/*
 * audit_pages.mjs - whoever audits finds what somebody did, who was at a record
 * or a case, and whose data an account touched; and finds nobody's name.
 */
import { equal, finish, ok, status, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const v1 = '/api/v1';
const town = await startTown({ persons: 60, cases: 12, other: 'other' });
const auditor = await town.as('raul.espinosa');
const lucia = await town.as('lucia.marin');
const began = new Date(Date.now() - 1000).toISOString();
const later = () => new Date(Date.now() + 1000).toISOString();

const ask = (query) => new URLSearchParams(query).toString();
const events = async (who, query) => status(await who.get(
    `${v1}/audit/events?${ask(query)}`), 200);
const touched = async (who, query) => status(await who.get(
    `${v1}/audit/persons?${ask(query)}`), 200);

const me = lucia.session.staffId;
const unitOf = (login) => town.accounts[login].unit;
const [first] = status(await lucia.get(`${v1}/records`), 200).items;
const record = status(await lucia.get(
    `${v1}/records/${first.id}?purpose=follow_up`), 200);

await test('everything that somebody read between two moments', async () => {
	const found = (await events(auditor, { actor: me, kind: 'read',
	    from: began, to: later() })).items;
	const read = find(found, (e) => e.action === 'record.read', 'the reading');
	equal(read.recordNumber, record.number);
	equal(read.recordId, record.id);
	equal(read.purpose, 'follow_up');
	ok(found.every((e) => e.actorId === me), 'only hers');
	ok(found.every((e) => /read|search/.test(e.action)), 'only readings');
	equal((await events(auditor, { actor: me, kind: 'read',
	    to: began })).items.length, 0, 'before she came:');
});

await test('in which role and unit somebody acted', async () => {
	const { items } = await events(auditor, { record: record.number });
	const read = find(items, (e) => e.action === 'record.read', 'the reading');
	equal(read.actedAs.length, 1, JSON.stringify(read.actedAs));
	equal(read.actedAs[0].role, 'social_worker');
	ok(read.actedAs[0].unitName.length > 2, read.actedAs[0].unitName);
	equal(town.sql(`select code from unit where id =
	    '${read.actedAs[0].unitId}'`), unitOf('lucia.marin'));
	ok(!('as' in read.detail), 'said once');
	ok(read.detail.categories.includes('identity'), 'the rest stays');
});

await test('of several roles the one over the unit at hand', async () => {
	const other = town.sql(`select r.unit_id from record r where r.unit_id <>
	    (select unit_id from record where id = '${record.id}') and
	    not exists (select from unit u join staff_role s on
	    s.unit_id = u.id where s.staff_id = '${me}' and
	    u.id = r.unit_id) limit 1`);
	town.sql(`insert into staff_role (tenant_id, staff_id, unit_id, role)
	    select tenant_id, id, '${other}', 'psychologist' from staff
	    where id = '${me}'`);
	const again = await town.another('lucia.marin').signIn();
	status(await again.get(`${v1}/records/${record.id}`), 200);
	town.sql(`delete from staff_role where staff_id = '${me}' and
	    role = 'psychologist'`);
	const [newest] = (await events(auditor, { record: record.number,
	    action: 'record.read' })).items;
	equal(newest.actedAs.map((a) => a.role).join(), 'social_worker');
	/* What is about no unit was done in any of them. */
	const [left] = (await events(auditor, { actor: me,
	    action: 'person.search' })).items;
	equal(left.actedAs.map((a) => a.role).join(), 'social_worker');
});

await test('everybody who was at a record, by number or id', async () => {
	const byNumber = await events(auditor, { record: record.number });
	ok(byNumber.items.some((e) => e.action === 'audit.search' &&
	    e.actor === auditor.session.name), 'looking shows in its trail');
	const byId = await events(auditor, { record: record.id });
	equal(byId.items.length, byNumber.items.length + 1);
	status(await auditor.get(`${v1}/audit/events?record=1999/000001`), 422,
	    'audit.record');
});

await test('everything about a case, its tasks too', async () => {
	const [task] = status(await lucia.get(`${v1}/tasks?view=pool`), 200).items;
	status(await lucia.get(`${v1}/tasks/${task.id}`), 200);
	status(await lucia.get(
	    `${v1}/interventions/${task.interventionId}`), 200);
	const { items } = await events(auditor, { case: task.number });
	find(items, (e) => e.action === 'task.read' && e.objectId === task.id,
	    'the task');
	find(items, (e) => e.action === 'intervention.read', 'the case');
	status(await auditor.get(`${v1}/audit/events?case=x`), 422, 'audit.case');
});

await test('pages follow one another without a gap', async () => {
	const to = later();
	const whole = (await events(auditor, { actor: me, to, limit: 100 })).items;
	const paged = [];
	let cursor;
	do {
		const page = await events(auditor, { actor: me, to, limit: 3,
		    ...(cursor && { cursor }) });
		paged.push(...page.items);
		cursor = page.next;
	} while (cursor);
	equal(paged.map((e) => e.id).join(), whole.map((e) => e.id).join());
	ok(whole.length > 3, 'more than one page');
});

await test('whose data an account touched (63)', async () => {
	/* Names are loaded a moment after the start. */
	await until(async () => (await lucia.post(`${v1}/person-searches`,
	    { name: 'Garcia' })).status === 200, 'a search');
	const asked = Date.now();
	const { items } = await touched(auditor, { actor: me, from: began,
	    to: later(), limit: 100 });
	ok(Date.now() - asked < 60000, 'within a minute');
	for (const member of record.members) {
		const one = find(items, (p) => p.personId === member.person.id,
		    `member ${member.person.id}`);
		ok(one.actions.includes('record.read'), one.actions.join());
	}
	const shown = status(await lucia.post(`${v1}/person-searches`,
	    { name: 'Garcia' }), 200).items;
	ok(shown.length > 0, 'somebody is called so');
	for (const person of shown)
		ok(find(items, (p) => p.personId === person.id, person.id)
		    .actions.includes('person.search'), 'found by a search');
	/* Whoever lives in no record that she opened or saw is not there. */
	const seen = new Set(items.map((p) => p.personId));
	ok(Number(town.sql('select count(*) from person')) > seen.size,
	    'not everybody');
	equal((await touched(auditor, { actor: me, from: '2020-01-01T00:00:00Z',
	    to: began })).items.length, 0, 'before:');
	status(await auditor.get(`${v1}/audit/persons?${ask({ from: began,
	    to: later() })}`), 422, 'audit.whose');
	equal((await touched(auditor, { actor: auditor.session.staffId,
	    from: began, to: later() })).items.length, 0, 'auditing touches nobody:');
});

await test('the list of persons comes in pages, too', async () => {
	const query = { actor: me, from: began, to: later() };
	const whole = (await touched(auditor, { ...query, limit: 100 })).items;
	const a = await touched(auditor, { ...query, limit: 2 });
	const b = await touched(auditor, { ...query, limit: 2, cursor: a.next });
	equal([...a.items, ...b.items].map((p) => p.personId).join(),
	    whole.slice(0, 4).map((p) => p.personId).join());
});

await test('a file of it, which no spreadsheet takes for formulas', async () => {
	town.sql(`update staff set name = '=HYPERLINK("x")' where id = '${me}'`);
	const file = await auditor.get(`${v1}/audit/events/csv?${ask({ actor: me,
	    from: began })}`);
	equal(file.status, 200, file.body);
	ok(file.headers['content-type'].startsWith('text/csv'), 'type');
	ok(/^attachment; filename="audit.csv"$/.test(
	    file.headers['content-disposition']), 'a file');
	const lines = file.body.trim().split('\r\n');
	equal(lines[0], 'at,actor,roles,action,object,objectId,record,outcome,' +
	    'purpose,detail');
	ok(lines.length > 5, file.body);
	ok(lines.slice(1).every((line) => line.includes('"\'=HYPERLINK(""x"")"')),
	    lines[1]);
	ok(file.body.includes(record.number), 'numbers');
	town.sql(`update staff set name = '${lucia.session.name}'
	    where id = '${me}'`);
	const persons = await auditor.get(`${v1}/audit/persons/csv?${ask({
	    actor: me, from: began, to: later() })}`);
	equal(persons.status, 200, persons.body);
	ok(persons.body.includes(record.members[0].person.id), persons.body);
});

await test('no name of a citizen is in it', async () => {
	const names = record.members.map((m) => m.person.identity)
	    .filter((i) => i && !i.masked).flatMap((i) => [i.surname1, i.given])
	    .filter((n) => n?.length > 3);
	ok(names.length > 0, 'a name to look for');
	const query = { actor: me, from: began, to: later(), limit: '100' };
	const all = [JSON.stringify(await events(auditor, query)),
	    JSON.stringify(await touched(auditor, query)),
	    (await auditor.get(`${v1}/audit/events/csv?${ask(query)}`)).body];
	for (const name of names)
		ok(!all.some((text) => text.includes(`"${name}"`)), name);
	status(await auditor.get(`${v1}/records/${record.id}`), 403);
});

await test('a supervisor sees events of records of the own units', async () => {
	const carmen = await town.as('carmen.delgado');
	const found = (await events(carmen, { limit: 100 })).items;
	ok(found.length > 0, 'some');
	ok(found.every((e) => e.recordId !== null), 'of records');
	const units = carmen.session.roles.filter((r) => r.role === 'supervisor')
	    .map((r) => r.unitId);
	const ids = [...new Set(found.map((e) => `'${e.recordId}'`))].join();
	equal(town.sql(`select count(*) from record r join unit u on
	    u.id = r.unit_id where r.id in (${ids}) and
	    not u.path && '{${units}}'`), '0');
	ok((await touched(carmen, { actor: me, from: began, to: later() }))
	    .items.length > 0, 'persons too');
	/* A protected record is not there, nor is one's own family's. */
	town.sql(`update record set sensitivity = 3 where id = '${record.id}'`);
	status(await carmen.get(`${v1}/audit/events?record=${record.number}`),
	    422, 'audit.record');
	ok(!(await events(carmen, { limit: 100 })).items.some((e) =>
	    e.recordId === record.id), 'hidden');
	equal((await events(auditor, { record: record.number, limit: 1 }))
	    .items.length, 1, 'an auditor sees it:');
	town.sql(`update record set sensitivity = 1 where id = '${record.id}';
	    insert into staff_conflict (tenant_id, staff_id, record_id)
	    select tenant_id, '${carmen.session.staffId}', id from record
	    where id = '${record.id}'`);
	ok(!(await events(carmen, { limit: 100 })).items.some((e) =>
	    e.recordId === record.id), 'hidden from kin');
	town.sql('delete from staff_conflict');
});

await test('accounts to choose from, those switched off too', async () => {
	town.sql("update staff set is_active = false where login = 'rosa.benitez'");
	const { items } = status(await auditor.get(`${v1}/audit/accounts`), 200);
	equal(find(items, (a) => a.login === 'rosa.benitez', 'Rosa').isActive,
	    false);
	ok(items.every((a) => !a.login.includes('@')), 'of one municipality');
});

await test('others do not look, nor at another municipality', async () => {
	for (const path of ['accounts', 'events', 'persons', 'events/csv', 'persons/csv'])
		status(await lucia.get(`${v1}/audit/${path}`), 403,
		    'permission.missing');
	const there = await town.as('raul.espinosa@other');
	status(await there.get(`${v1}/audit/events?record=${record.id}`), 422,
	    'audit.record');
	equal((await events(there, { actor: me })).items.length, 0);
});

await test('what is asked wrongly is named', async () => {
	for (const [query, code, field] of [
	    ['actor=x', 'id.invalid', 'actor'], ['kind=x', 'choice.invalid', 'kind'],
	    ['outcome=x', 'choice.invalid', 'outcome'],
	    ['action=x', 'audit.action', 'action'],
	    ['from=yesterday', 'instant.invalid', 'from'],
	    ['from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'audit.period',
	    'to']]) {
		const { errors } = status(await auditor.get(
		    `${v1}/audit/events?${query}`), 422, code);
		ok(JSON.stringify(errors).includes(field), JSON.stringify(errors));
	}
});

await test('a period is one of instants, whatever their offsets', async () => {
	for (const [from, to, wanted] of [
	    ['2026-01-01T10:00:00+02:00', '2026-01-01T08:30:00+00:00', 200],
	    ['2026-01-01T08:00:00-02:00', '2026-01-01T08:30:00+00:00', 422]])
		status(await auditor.get(`${v1}/audit/events?${ask({ from, to })}`),
		    wanted);
});

await test('a record\'s own trail by date, with roles', async () => {
	const path = `${v1}/records/${record.id}/audit`;
	const all = status(await auditor.get(`${path}?limit=100`), 200).items;
	ok(all.some((e) => e.actedAs.length === 1), 'roles');
	const some = status(await auditor.get(`${path}?${ask({ limit: 100,
	    to: began })}`), 200).items;
	ok(some.length < all.length, 'fewer');
	status(await auditor.get(`${path}?from=x`), 422, 'instant.invalid');
});

await test('the trail with all that is as it was written', () => {
	ok(/the trail is as it was written/.test(town.server.run('audit',
	    'verify')), 'verified');
});

await finish();
