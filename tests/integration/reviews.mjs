/*
 * reviews.mjs - extraordinary accesses, roles and the audit trail are looked at
 * afterwards, by somebody else and in time; and the clocks agree.
 *
 * The numbers are those of the checklist in docs/security.md.
 */
import { spawnSync } from 'node:child_process';
import { binary, equal, finish, ok, status, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const v1 = '/api/v1';
const town = await startTown({ persons: 60, cases: 0, other: 'other' });
const carmen = await town.as('carmen.delgado');
const raul = await town.as('raul.espinosa');
const irene = await town.as('irene.soler');
const beatriz = await town.as('beatriz.lara');
const tenant = town.sql(`select tenant_id from staff where
    id = '${raul.session.staffId}'`);

const counts = async (who) => status(await who.get(`${v1}/reviews`), 200);
const glasses = async (who, query = '') => status(await who.get(
    `${v1}/reviews/break-glass${query}`), 200).items;
const events = (action) => Number(town.sql(`select count(*) from audit_event
    where action = '${action}'`));

/* --------------------------------------------- extraordinary access (40) */

/* A record of Carmen's units, which Irene opens from another one. */
const record = town.sql(`select r.id || ' ' || r.number from record r
    join unit u on u.id = r.unit_id and u.code = 'uts-1'
    where r.sensitivity <= 1 order by r.number limit 1`).split(' ');
const [recordId, number] = record;
const why = 'Llamada de urgencias a medianoche, sin nadie de guardia.';

async function breakGlass(who) {
	status(await who.post(`${v1}/records/${recordId}/break-glass`, {
		reasonCode: 'emergency', reason: why, totp: who.code() }), 201);
}

await test('an access waits for the supervisor of the unit (40)', async () => {
	equal((await glasses(carmen)).length, 0);
	await breakGlass(irene);
	status(await irene.get(`${v1}/records/${recordId}`), 200);
	const [one] = await glasses(carmen);
	equal(one.recordNumber, number);
	equal(one.staffName, irene.session.name);
	equal(one.reasonCode, 'emergency');
	equal(one.reason, why);
	equal(one.isOverdue, false);
	equal(one.review, null);
	equal(new Date(one.dueAt) - new Date(one.grantedAt), 72 * 3600e3);
	equal(new Date(one.expiresAt) - new Date(one.grantedAt), 4 * 3600e3);
	equal((await counts(carmen)).breakGlass.waiting, 1);
	equal((await counts(carmen)).roles, null);
});

await test('what was done meanwhile is in the trail (40)', async () => {
	const [one] = await glasses(carmen);
	const { items } = status(await carmen.get(`${v1}/audit/events?` +
	    new URLSearchParams({ actor: one.staffId, record: one.recordId,
	    from: one.grantedAt, to: one.expiresAt })), 200);
	find(items, (e) => e.action === 'record.read', 'the reading');
	equal(one.events, items.length);
});

await test('nobody else sees it, an auditor does (40)', async () => {
	const andres = await town.as('andres.molina');
	equal((await glasses(andres)).length, 0, 'of other units:');
	const [one] = await glasses(carmen);
	const path = `${v1}/reviews/break-glass/${one.id}`;
	const verdict = { outcome: 'justified', remark: 'Vale.' };
	status(await andres.post(path, verdict), 404, 'review.unknown');
	status(await irene.get(`${v1}/reviews/break-glass`), 403,
	    'permission.missing');
	equal((await glasses(raul)).length, 1);
	const there = await town.as('raul.espinosa@other');
	equal((await glasses(there)).length, 0, 'elsewhere:');
	status(await there.post(path, verdict), 404, 'review.unknown');
	/* What no supervisor may know of is left to the auditor. */
	town.sql(`update record set sensitivity = 3 where id = '${recordId}'`);
	equal((await glasses(carmen)).length, 0, 'protected:');
	status(await carmen.post(path, verdict), 404, 'review.unknown');
	equal((await glasses(raul)).length, 1);
	town.sql(`update record set sensitivity = 1 where id = '${recordId}'`);
});

await test('nobody reviews their own (40)', async () => {
	town.sql(`insert into staff_role (tenant_id, staff_id, unit_id, role)
	    select s.tenant_id, s.id, u.id, 'supervisor' from staff s, unit u
	    where s.login = 'irene.soler' and u.tenant_id = s.tenant_id
	      and u.code = 'uts-1'`);
	await until(async () => (await irene.get(`${v1}/reviews`)).status === 200,
	    'the role', 3000);
	equal((await glasses(irene)).length, 0);
	equal((await counts(irene)).breakGlass.waiting, 0);
	const [one] = await glasses(carmen);
	status(await irene.post(`${v1}/reviews/break-glass/${one.id}`,
	    { outcome: 'justified', remark: 'Fui yo.' }), 403, 'review.own');
	town.sql(`delete from staff_role where role = 'supervisor' and staff_id =
	    '${irene.session.staffId}'`);
});

await test('what is overdue is told apart (40)', async () => {
	town.sql(`update break_glass set
	    granted_at = granted_at - interval '73 hours',
	    expires_at = expires_at - interval '73 hours'`);
	equal((await glasses(carmen))[0].isOverdue, true);
	const { breakGlass } = await counts(carmen);
	equal(JSON.stringify(breakGlass), '{"waiting":1,"overdue":1}');
});

await test('it is closed once, with an outcome and a remark (40)', async () => {
	const [one] = await glasses(carmen);
	const path = `${v1}/reviews/break-glass/${one.id}`;
	for (const bad of [{ outcome: 'fine', remark: 'x' },
	    { outcome: 'justified' }, { outcome: 'justified', remark: '' }])
		status(await carmen.post(path, bad), 422);
	equal(events('break_glass.review'), 0);
	status(await carmen.post(path, { outcome: 'to_investigate',
	    remark: 'No consta la llamada.' }), 204);
	equal((await glasses(carmen)).length, 0);
	const [closed] = await glasses(carmen, '?state=closed');
	equal(closed.review.outcome, 'to_investigate');
	equal(closed.review.remark, 'No consta la llamada.');
	equal(closed.review.by, carmen.session.name);
	equal(closed.isOverdue, false);
	status(await raul.post(path, { outcome: 'justified', remark: 'Vale.' }),
	    409, 'review.done');
	equal(events('break_glass.review'), 1);
	const { items } = status(await raul.get(`${v1}/audit/events?` +
	    `record=${recordId}&action=break_glass.review`), 200);
	equal(items[0].purpose, 'to_investigate');
	equal(items[0].objectId, one.id);
});

await test('accesses come in pages, the longest first (40)', async () => {
	town.sql(`insert into break_glass (tenant_id, record_id, staff_id,
	    reason_code, reason, granted_at, expires_at)
	    select tenant_id, record_id, staff_id, reason_code, reason,
	        now() - n * interval '1 hour', now()
	      from break_glass, generate_series(5, 1, -1) n`);
	const whole = await glasses(carmen);
	equal(whole.length, 5);
	ok(whole.every((g, i) => i === 0 ||
	    g.grantedAt > whole[i - 1].grantedAt), 'in order');
	const paged = [];
	let cursor;
	do {
		const page = status(await carmen.get(`${v1}/reviews/break-glass?` +
		    new URLSearchParams({ limit: 2, ...(cursor && { cursor }) })), 200);
		paged.push(...page.items);
		cursor = page.next;
	} while (cursor);
	equal(paged.map((g) => g.id).join(), whole.map((g) => g.id).join());
	status(await carmen.get(`${v1}/reviews/break-glass?state=x`), 422,
	    'choice.invalid');
});

/* ------------------------------------------------------------- roles (43) */

const roles = async (query = '') => status(await beatriz.get(
    `${v1}/reviews/roles${query}`), 200).items;
const old = (login, days) => town.sql(`update staff_role set
    valid_from = current_date - ${days} where staff_id =
    (select id from staff where login = '${login}')`);

await test('a role is asked about when its time is over (43)', async () => {
	equal((await roles()).length, 0, 'all are new:');
	const all = await roles('?state=all&limit=100');
	equal(all.length, Object.keys(town.accounts).filter((login) =>
	    !login.includes('@')).length, 'of this municipality:');
	old('hugo.arias', 181);
	old('alba.crespo', 179);
	const due = await roles();
	equal(due.map((a) => a.login).join(), 'hugo.arias');
	const [role] = due[0].roles;
	equal(role.role, 'social_worker');
	equal(role.isDue, true);
	ok(role.unitName.length > 0, 'a unit');
	equal((await counts(beatriz)).roles.due, 1);
	equal((await counts(beatriz)).breakGlass, null);
});

await test('who did not sign in for 90 days is marked (43)', async () => {
	const dormant = async () => (await roles('?state=all&limit=100'))
	    .filter((a) => a.isDormant).map((a) => a.login).join();
	equal(await dormant(), '');
	town.sql(`update staff set last_login_at = now() - interval '91 days'
	    where login = 'hugo.arias';
	    update staff set created_at = now() - interval '91 days',
	    last_login_at = null where login = 'pablo.nieto'`);
	equal(await dormant(), 'hugo.arias,pablo.nieto');
});

await test('confirming is one action, and good for a while (43)', async () => {
	const [{ roles: [role] }] = await roles();
	status(await beatriz.post(`${v1}/reviews/roles/${role.id}/confirm`), 204);
	equal((await roles()).length, 0);
	const hugo = find(await roles('?state=all&limit=100'),
	    (a) => a.login === 'hugo.arias', 'Hugo');
	equal(hugo.roles[0].confirmedBy, beatriz.session.name);
	ok(new Date(hugo.roles[0].dueAt) > Date.now() + 179 * 86400e3, 'later');
	equal(events('role.confirm'), 1);
});

await test('taking a role away is one action, and at once (43)', async () => {
	const pablo = await town.as('pablo.nieto');
	equal((await pablo.get(`${v1}/tasks`)).status, 200);
	const [role] = find(await roles('?state=all&limit=100'),
	    (a) => a.login === 'pablo.nieto', 'Pablo').roles;
	status(await beatriz.delete(`${v1}/reviews/roles/${role.id}`), 204);
	await until(async () => (await pablo.get(`${v1}/tasks`)).status === 403,
	    'no role', 1500);
	status(await beatriz.delete(`${v1}/reviews/roles/${role.id}`), 404,
	    'review.unknown');
	ok(!(await roles('?state=all&limit=100')).some((a) =>
	    a.login === 'pablo.nieto'), 'no roles left');
	const { items } = status(await raul.get(
	    `${v1}/audit/events?action=role.end`), 200);
	equal(items.length, 1);
	equal(items[0].objectId, pablo.session.staffId);
	equal(items[0].purpose, 'social_worker');
	equal(items[0].detail.unit, role.unitId);
});

await test('nobody confirms themselves; the operator does (43)', async () => {
	old('beatriz.lara', 400);
	const [{ roles: [role] }] = await roles();
	equal((await counts(beatriz)).roles.due, 0, 'none of hers:');
	status(await beatriz.post(`${v1}/reviews/roles/${role.id}/confirm`), 403,
	    'review.own');
	status(await beatriz.delete(`${v1}/reviews/roles/${role.id}`), 403,
	    'review.own');
	town.server.run('user', 'confirm', 'beatriz.lara', '--tenant', 'puentelarga');
	equal((await roles()).length, 0);
	equal(events('role.confirm'), 2);
});

await test('only security reviews roles, of its municipality (43)',
    async () => {
	const there = status(await (await town.as('beatriz.lara@other')).get(
	    `${v1}/reviews/roles?state=all&limit=100`), 200).items;
	status(await beatriz.post(`${v1}/reviews/roles/` +
	    `${there[0].roles[0].id}/confirm`), 404, 'review.unknown');
	for (const who of [carmen, raul, irene])
		status(await who.get(`${v1}/reviews/roles`), 403,
		    'permission.missing');
});

await test('accounts come in pages (43)', async () => {
	const whole = await roles('?state=all&limit=100');
	const a = status(await beatriz.get(
	    `${v1}/reviews/roles?state=all&limit=3`), 200);
	const b = status(await beatriz.get(
	    `${v1}/reviews/roles?state=all&limit=3&cursor=${a.next}`), 200);
	equal([...a.items, ...b.items].map((x) => x.id).join(),
	    whole.slice(0, 6).map((x) => x.id).join());
});

await test('the trail with all that is as it was written', () => {
	ok(/the trail is as it was written/.test(town.server.run('audit',
	    'verify')), 'verified');
});

/* ------------------------------------------------- weeks of the trail (58) */

const weeks = async () => status(await raul.get(`${v1}/reviews/weeks`), 200)
    .items;

await test('weeks that are over are missing until attested (58)', async () => {
	equal((await weeks()).length, 0, 'a new municipality:');
	town.sql(`update tenant set created_at = now() - interval '21 days'
	    where id = '${tenant}'`);
	const all = await weeks();
	equal(all.length, 3);
	ok(all.every((w) => new Date(w.week).getUTCDay() === 1 && !w.review),
	    JSON.stringify(all));
	ok(new Date(all[0].to) <= Date.now(), 'over');
	equal(all[0].from, all[1].to);
	equal((await counts(raul)).weeks.missing, 3);
});

await test('each says how much there is to look at (58)', async () => {
	/* Events of last week, which verify would name. */
	const [week] = await weeks();
	equal(week.denied + week.extraordinary + week.failedSignIns, 0);
	const put = (action, outcome) => town.sql(`insert into audit_event
	    (at, id, tenant_id, writer, wseq, actor_id, action, object_type,
	    object_id, outcome, leaf, mac)
	    select '${week.from}'::timestamptz + interval '1 hour', uuid7(),
	    tenant_id, writer, wseq, actor_id, '${action}', object_type,
	    object_id, '${outcome}', leaf, mac from audit_event
	    where tenant_id = '${tenant}' limit 1`);
	put('session.refused', 'denied');
	put('request.denied', 'denied');
	put('record.break_glass', 'ok');
	put('record.read', 'ok');
	const [now] = await weeks();
	equal(now.denied, 2);
	equal(now.failedSignIns, 1);
	equal(now.extraordinary, 1);
	const search = (query) => raul.get(`${v1}/audit/events?` +
	    new URLSearchParams({ ...query, from: now.from, to: now.to }));
	equal(status(await search({ outcome: 'denied' }), 200).items.length, 2);
	equal(status(await search({ action: 'session.refused' }), 200)
	    .items.length, 1);
});

await test('an auditor attests a week once (58)', async () => {
	const [last] = await weeks();
	const attest = (week, remark = 'Sin novedad.') => raul.post(
	    `${v1}/reviews/weeks`, { week, remark });
	const monday = new Date(last.to).getTime() + 12 * 3600e3;
	for (const bad of [new Date(monday).toISOString().slice(0, 10),
	    `${last.week.slice(0, 8)}00`, '2020-01-06',
	    new Date(new Date(last.week).getTime() + 86400e3).toISOString()
	    .slice(0, 10)])
		equal((await attest(bad)).status, 422, bad);
	status(await attest(last.week, ''), 422);
	status(await attest(last.week), 204);
	const [now] = await weeks();
	equal(now.review.by, raul.session.name);
	equal(now.review.remark, 'Sin novedad.');
	equal((await counts(raul)).weeks.missing, 2);
	status(await attest(last.week), 409, 'review.done');
	equal(events('audit.review'), 1);
	status(await carmen.get(`${v1}/reviews/weeks`), 403,
	    'permission.missing');
	const there = await town.as('raul.espinosa@other');
	equal(status(await there.get(`${v1}/reviews/weeks`), 200).items.length, 0);
});

/* ------------------------------------------------------------ clocks (58) */

const check = () => {
	const { status: code, stderr } = spawnSync(binary, ['check'], {
		cwd: town.server.dir, env: town.server.settings,
		encoding: 'utf8' });
	return { code, text: stderr };
};

await test('clocks that agree raise no alarm (58)', () => {
	equal(check().code, 0, check().text);
	ok(!/ clock\.(differs|unknown)\b/.test(town.server.log), 'no alarm');
});

await test('what the kernel says of its clock is said in its sandbox, too (58)',
    () => {
	equal(/ clock\.unsynchronised /.test(town.server.log),
	    /\(adjtimex\)/.test(check().text), check().text);
});

await test('a database five seconds ahead is an alarm (58)', async () => {
	town.sql(`create schema ahead; grant usage on schema ahead to public;
	    create function ahead.clock_timestamp() returns timestamptz
	    language sql as $$ select pg_catalog.clock_timestamp()
	        + interval '5 seconds' $$;
	    alter role vinculo_app set search_path = ahead, pg_catalog, public`);
	const { code, text } = check();
	equal(code, 1, text);
	ok(/the database's clock is (4\.9|5\.0) s ahead of/.test(text), text);
	for (const pid of town.server.pids('jobs'))
		process.kill(pid, 'SIGKILL');
	const alarm = /warn jobs req=timekeeping clock\.differs database_ahead_ms=(\d+)/;
	await until(() => alarm.test(town.server.log), 'the alarm', 15000);
	const ms = Number(town.server.log.match(alarm)[1]);
	ok(ms > 1000 && ms <= 5000, `${ms} ms`);
	town.sql('alter role vinculo_app reset search_path');
	equal(check().code, 0);
});

await finish();
