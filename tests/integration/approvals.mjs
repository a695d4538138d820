/*
 * approvals.mjs - large exports and the destruction of keys need a second
 * person, and are then done once (42).
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { equal, finish, ok, status, test, until } from './lib.mjs';
import { decide, destroyKeys } from './second.mjs';
import { startTown } from './town.mjs';

const v1 = '/api/v1';
const REASON = 'the ministry asked for the whole year';
const town = await startTown({ persons: 200, cases: 10, other: 'other',
	env: { VINCULO_APPROVAL_INTERVENTIONS_MAX: '3',
	    VINCULO_APPROVAL_PERSONS_MAX: '2' } });
const { server } = town;
const manager = await town.as('gonzalo.rivas');
const officer = await town.as('beatriz.lara');
const auditor = await town.as('raul.espinosa');
const carmen = await town.as('carmen.delgado');
const worker = await town.as('lucia.marin');
equal((await manager.post(`${v1}/session/step-up`,
    { totp: manager.code() })).status, 204);

const year = { kind: 'siuss', from: '2020-01-01', to: '2026-12-31' };

function refused(answer, expected, code) {
	equal(answer.status, expected, answer.text);
	equal((typeof answer.body === 'string' ? JSON.parse(answer.body) :
	    answer.body).code, code);
}

const ask = (who, action, subject, reason = REASON) =>
    who.post(`${v1}/approvals`, { action, subject, reason });
const approved = async (who, by, action, subject) => {
	const { id } = status(await ask(who, action, subject), 201);
	equal(status(await decide(by, id), 200).state, 'approved');
	return id;
};
const runs = () => Number(town.sql('select count(*) from export_run'));
const events = (id) => town.sql(`select string_agg(action || ' ' || outcome,
    ',' order by xid, id) from audit_event where object_id = '${id}'`);
const mine = async (who, view) => status(await who.get(
    `${v1}/approvals?view=${view}`), 200).items;

/* ---------------------------------------------------- an export by hand */

await test('a large export waits for a second person, and runs once',
    async () => {
	refused(await manager.post(`${v1}/exports`, year), 403,
	    'approval.required');
	equal(runs(), 0);
	const made = status(await ask(manager, 'export.run', year), 201);
	equal(made.state, 'waiting');
	equal(made.requestedBy, 'Gonzalo Rivas Herrero');
	const hours = (new Date(made.expiresAt) - new Date(made.requestedAt)) /
	    3600000;
	equal(hours, 24);
	refused(await manager.post(`${v1}/exports`,
	    { ...year, approval: made.id }), 403, 'approval.unusable');
	equal(status(await decide(officer, made.id), 200).decidedBy,
	    'Beatriz Lara Segura');
	/* For this, by who asked, once. */
	refused(await manager.post(`${v1}/exports`, { ...year, to: '2027-12-31',
	    approval: made.id }), 403, 'approval.unusable');
	equal((await carmen.post(`${v1}/session/step-up`,
	    { totp: carmen.code() })).status, 204);
	refused(await carmen.post(`${v1}/exports`,
	    { ...year, approval: made.id }), 403, 'approval.unusable');
	equal(runs(), 0);
	const twice = await Promise.all([1, 2, 3].map(() =>
	    manager.post(`${v1}/exports`, { ...year, approval: made.id })));
	equal(twice.map((a) => a.status).sort().join(), '202,403,403');
	equal(runs(), 1);
	equal(events(made.id), 'approval.request ok,approval.approve ok,' +
	    'approval.use ok');
	equal((await mine(manager, 'mine'))[0].state, 'used');
});

await test('a small one does not', async () => {
	status(await manager.post(`${v1}/exports`, { ...year,
	    from: '2020-01-01', to: '2020-01-01' }), 202);
});

await test('nobody decides alone, or without proving who it is', async () => {
	const { id } = status(await ask(carmen, 'export.run', year), 201);
	refused(await decide(carmen, id), 403, 'approval.own');
	/* carmen may approve exports, of others. */
	const other = status(await ask(manager, 'export.run', year), 201).id;
	equal(status(await decide(carmen, other), 200).state, 'approved');
	refused(await auditor.post(`${v1}/approvals/${id}/decide`,
	    { decision: 'approve' }), 403, 'step_up.required');
	refused(await decide(auditor, id), 404, 'approval.unknown');
	equal((await worker.get(`${v1}/approvals`)).status, 403);
	equal((await worker.post(`${v1}/approvals/${id}/decide`,
	    { decision: 'approve' })).status, 403);
	const theirs = await town.as('beatriz.lara@other');
	refused(await decide(theirs, id), 404, 'approval.unknown');
	ok(!(await mine(theirs, 'waiting')).some((a) => a.id === id), 'theirs');
	/* Nor in the database, nor is what was asked changed there. */
	const run = (sql, role) => {
		try {
			execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h',
			    server.databaseDir, '-U', role, '-c', sql, 'postgres'],
			    { stdio: 'pipe' });
			return '';
		} catch (e) {
			return String(e.stderr);
		}
	};
	ok(/approval_check/.test(run(`update approval set state = 'approved',
	    decided_by = requested_by, decided_at = now() where id = '${id}'`,
	    'postgres')), 'own');
	equal(run(`set app.tenant = '${id}'; update approval set subject = '{}'`,
	    'vinculo_app').trim(),
	    'ERROR:  permission denied for table approval');
});

await test('what was refused, or is out of time, is not done', async () => {
	const no = status(await ask(manager, 'export.run', year), 201).id;
	equal(status(await decide(officer, no, 'refuse'), 200).state, 'refused');
	refused(await decide(officer, no), 409, 'approval.decided');
	refused(await manager.post(`${v1}/exports`, { ...year, approval: no }),
	    403, 'approval.unusable');
	const late = await approved(manager, officer, 'export.run', year);
	const never = status(await ask(manager, 'export.run', year), 201).id;
	town.sql(`update approval set expires_at = now()
	    where id in ('${late}', '${never}')`);
	refused(await manager.post(`${v1}/exports`, { ...year, approval: late }),
	    403, 'approval.unusable');
	refused(await decide(officer, never), 409, 'approval.decided');
	equal((await mine(manager, 'mine')).find((a) => a.id === late).state,
	    'expired');
	town.sql(`notify jobs, 'cleaning'`);
	await until(() => town.sql(`select count(*) from approval
	    where state = 'expired'`) === '2', 'expired');
	equal(events(never), 'approval.request ok,approval.expire ok');
	equal(events(no), 'approval.request ok,approval.refuse ok');
});

/* ------------------------------------------------------------- schedules */

await test('a schedule is set by two and stopped by one', async () => {
	const path = `${v1}/export-schedules/siuss`;
	const set = { cron: '0 3 1 * *', isActive: true };
	refused(await manager.put(path, set), 403, 'approval.required');
	status(await manager.put(path, { ...set, isActive: false }), 200);
	const approval = await approved(manager, officer, 'export.schedule',
	    { kind: 'siuss', cron: set.cron });
	refused(await manager.put(path, { ...set, cron: '0 4 1 * *', approval }),
	    403, 'approval.unusable');
	equal(status(await manager.put(path, { ...set, approval }), 200).isActive,
	    true);
	refused(await manager.put(path, { ...set, approval }), 403,
	    'approval.unusable');
});

/* ---------------------------------------------------- lists as a file */

await test('a file of many persons, and of many events', async () => {
	const people = status(await worker.post(`${v1}/person-searches`,
	    { name: 'García', limit: 20 }), 200).items;
	ok(people.length > 2, 'people');
	const me = town.sql(`select id from staff where login = 'lucia.marin'`);
	const period = { from: '2026-01-01T00:00:00Z',
		to: '2099-01-01T00:00:00Z' };
	const whose = { actor: me, ...period };
	const csv = (list, query) => auditor.get(`${v1}/audit/${list}/csv?` +
	    new URLSearchParams(query));
	refused(await csv('persons', whose), 403, 'approval.required');
	const id = await approved(auditor, officer, 'audit.persons', whose);
	refused(await csv('events', { ...whose, approval: id }), 403,
	    'approval.unusable');
	const file = status(await csv('persons', { ...whose, approval: id }), 200);
	ok(people.every((p) => file.includes(p.id)), 'everybody');
	refused(await csv('persons', { ...whose, approval: id }), 403,
	    'approval.unusable');
	/* Sign-ins are of no citizen. */
	status(await csv('events', { kind: 'session', ...period }), 200);
	for (const person of people.slice(0, 4))
		await worker.get(`${v1}/persons/${person.id}`);
	refused(await csv('events', { ...whose, action: 'person.read' }), 403,
	    'approval.required');
	const reads = await approved(auditor, officer, 'audit.events',
	    { ...whose, action: 'person.read' });
	ok(status(await csv('events', { ...whose, action: 'person.read',
	    approval: reads }), 200).includes('person.read'), 'the file');
	refused(await ask(manager, 'audit.events', {}), 403,
	    'permission.missing');
});

/* --------------------------------------------------------------- keys */

const failed = (...args) => {
	try {
		server.run(...args);
		return '';
	} catch (e) {
		return String(e.stderr);
	}
};

await test('a key is destroyed by two, once', async () => {
	const [one, two] = town.sql(`select id from person where tenant_id =
	    (select id from tenant where code = 'puentelarga')
	    limit 2`).split('\n');
	const keys = (id) => town.sql(`select count(*) from data_key
	    where subject_id = '${id}' and state <> 'destroyed'`);
	const destroy = (...args) => ['keys', 'destroy', 'puentelarga', ...args];
	ok(/--reason/.test(failed(...destroy(one, '--yes'))), 'usage');
	ok(/10 to 500/.test(failed(...destroy(one, '--reason', 'short'))),
	    'reason');
	const [, id] = server.run(...destroy(one, '--reason',
	    'the person asked for it in writing'))
	    .match(/--approval ([0-9a-f-]{36})/);
	const use = ['--approval', id, '--yes'];
	ok(/not given/.test(failed(...destroy(one, ...use))), 'not yet');
	const waiting = (await mine(officer, 'waiting')).find((a) => a.id === id);
	equal(waiting.requestedBy, null, 'the operator');
	equal(waiting.subject.subject, one);
	ok(!(await mine(carmen, 'waiting')).some((a) => a.id === id),
	    'no business of a supervisor');
	equal(status(await decide(manager, id), 200).state, 'approved');
	ok(/not for this/.test(failed(...destroy(two, ...use))), 'another');
	equal(keys(one), '1');
	ok(/1 keys destroyed/.test(server.run(...destroy(one, ...use))));
	equal(keys(one), '0');
	equal(keys(two), '1');
	ok(/used/.test(failed(...destroy(one, ...use))), 'again');
	equal(events(id), 'approval.request ok,approval.approve ok,' +
	    'approval.use ok');
	equal(events(one).split(',').pop(), 'key.destroy ok');
	await destroyKeys(server, officer, 'puentelarga', two);
});

await test('a large export to a file as well', async () => {
	const make = (...args) => ['export', 'siuss', 'puentelarga', '--from',
	    year.from, '--to', year.to, '--output', join(server.dir, 'x.xml'),
	    ...args];
	ok(/second person/.test(failed(...make())), 'alone');
	const [, id] = server.run(...make('--reason', REASON))
	    .match(/--approval ([0-9a-f-]{36})/);
	ok(!existsSync(join(server.dir, 'x.xml')), 'nothing yet');
	equal(status(await decide(carmen, id), 200).state, 'approved');
	ok(/ valid\n/.test(server.run(...make('--approval', id))));
	ok(existsSync(join(server.dir, 'x.xml')), 'the file');
});

/* ---------------------------------------------------------- the lists */

await test('lists are paged, and a request that is none changes nothing',
    async () => {
	const before = town.sql('select count(*) from approval');
	refused(await ask(manager, 'export.run', { ...year, more: '1' }), 422,
	    'shape.unknown');
	equal((await ask(manager, 'export.run', year, 'short')).status, 422);
	equal((await ask(manager, 'key.destroy', {})).status, 422);
	equal((await manager.get(`${v1}/approvals?view=all`)).status, 422);
	equal(town.sql('select count(*) from approval'), before);
	const all = [];
	let cursor = '';
	do {
		const page = status(await manager.get(
		    `${v1}/approvals?view=mine&limit=2${cursor}`), 200);
		all.push(...page.items.map((a) => a.id));
		cursor = page.next && `&cursor=${page.next}`;
	} while (cursor);
	equal(all.join(), town.sql(`select string_agg(id::text, ',' order by id
	    desc) from approval where requested_by = (select id from staff
	    where login = 'gonzalo.rivas')`));
	for (let i = all.length; i < 60; i++) {
		const answer = await ask(manager, 'export.run', year);
		if (answer.status !== 201) {
			refused(answer, 409, 'approval.too_many');
			return;
		}
	}
	throw new Error('no limit');
});

await finish();
