/*
 * variables.mjs - instances are found by the variables that their model
 * declares, also among very many.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { equal, finish, ok, root, test } from './lib.mjs';
import { destroyKeys } from './second.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 20, cases: 0 });
const admin = await town.as(find(Object.values(town.accounts),
    (a) => a.role === 'administrator', 'administrator').login);
const v1 = '/api/v1';
const MANY = 200000;

const model = (id, search, more = '') => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <message id="M" name="${id}-asked" />
  <message id="N" name="${id}-changed">
    <extensionElements><zeebe:subscription correlationKey="= ref" />
    </extensionElements></message>
  <process id="${id}" name="${id}${more}" isExecutable="true">
    <extensionElements><zeebe:properties>
      <zeebe:property name="vinculo:search" value="${search}" />
    </zeebe:properties></extensionElements>
    <startEvent id="Start"><outgoing>f1</outgoing>
      <messageEventDefinition messageRef="M" /></startEvent>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="Wait" />
    <receiveTask id="Wait" messageRef="N"><incoming>f1</incoming>
      <outgoing>f2</outgoing></receiveTask>
    <sequenceFlow id="f2" sourceRef="Wait" targetRef="Again" />
    <receiveTask id="Again" messageRef="N"><incoming>f2</incoming>
      <outgoing>f3</outgoing></receiveTask>
    <sequenceFlow id="f3" sourceRef="Again" targetRef="End" />
    <endEvent id="End"><incoming>f3</incoming></endEvent>
  </process>
</definitions>`;
const declared = 'district, needLevel:number, since:date, urgent:boolean';
const deploy = (...args) => admin.post(`${v1}/process-definitions`,
    model(...args));

let sent = 0;
async function send(name, variables, correlationKey) {
	const res = await admin.post(`${v1}/messages`, { id: `v-${++sent}`, name,
	    correlationKey, variables });
	equal(res.status, 202, res.text);
	return res.body.instanceId;
}

async function search(...conditions) {
	const query = conditions.map((c) => c.includes('=') ? c :
	    `var=${encodeURIComponent(c)}`).join('&');
	return admin.get(`${v1}/process-instances?${query}`);
}

async function found(...conditions) {
	const res = await search(...conditions);
	equal(res.status, 200, res.text);
	return res.body.items.map((i) => names.get(i.id)).join(' ');
}

const names = new Map();
const first = (await deploy('aid', declared)).body.items[0].id;
for (const [ref, district, needLevel, since, urgent] of [
	['a', 'Norte', 2, '2026-01-31', true],
	['b', 'Norte', 10, '2026-02-01', false],
	['c', 'Norte 2', -1.5, '2025-12-24', true],
	['d', 'Sur', 3, '2026-02-01', false],
	['e', 'Norte', null, null, { deep: 1 }]])
	names.set(await send('aid-asked', { ref, district, needLevel, since,
	    urgent, secret: `secret of ${ref}` }), ref);

await test('by a value: the newest first', async () => {
	equal(await found('district:eq:Norte'), 'e b a');
	equal(await found('district:starts:Norte'), 'c e b a');
	equal(await found('urgent:eq:true'), 'c a');
	equal(await found('since:eq:2026-02-01'), 'd b');
	equal(await found('district:eq:Oeste'), '');
});

await test('by a range: the highest first', async () => {
	equal(await found('needLevel:ge:2'), 'b d a');
	equal(await found('needLevel:gt:2'), 'b d');
	equal(await found('needLevel:lt:2'), 'c');
	equal(await found('needLevel:le:3'), 'd a c');
	equal(await found('since:lt:2026-02-01'), 'a c');
});

await test('several conditions, version and state', async () => {
	equal(await found('district:eq:Norte', 'needLevel:ge:3'), 'b');
	equal(await found('needLevel:ge:-2', 'urgent:eq:true',
	    'since:gt:2026-01-01'), 'a');
	equal(await found('district:eq:Norte', `definition=${first}`), 'e b a');
	equal(await found('district:eq:Norte', 'state=completed'), '');
	equal(await found('district:eq:Norte', 'state=running'), 'e b a');
});

await test('what is declared is shown, and nothing else', async () => {
	const { items } = (await search('needLevel:eq:2')).body;
	equal(JSON.stringify(items[0].variables), JSON.stringify({
	    district: 'Norte', needLevel: 2, since: '2026-01-31',
	    urgent: true }));
	equal(town.sql(`select count(*) from instance_variable
	    where value::text ~ 'secret|deep'`), '0');
	const all = (await admin.get(`${v1}/process-variables`)).body.items;
	equal(all.map((v) => `${v.name}:${v.type}`).join(),
	    'district:text,needLevel:number,since:date,urgent:boolean');
});

await test('it follows the variables, to the end', async () => {
	const before = town.sql(`select xmin from instance_variable
	    where value::text = '"Sur"'`);
	await send('aid-changed', { other: 1 }, 'd');
	equal(town.sql(`select xmin from instance_variable
	    where value::text = '"Sur"'`), before, 'written without a change');
	await send('aid-changed', { district: 'Oeste', needLevel: null }, 'd');
	equal(await found('district:eq:Sur'), '');
	equal(await found('district:eq:Oeste'), 'd');
	equal(await found('district:eq:Oeste', 'state=completed'), 'd');
	equal(await found('district:eq:Oeste', 'state=running'), '');
	equal(await found('needLevel:eq:3'), '');
});

await test('pages go on where they ended', async () => {
	const seen = [];
	let cursor = '';
	do {
		const { body } = await search('needLevel:ge:-5', 'limit=1', cursor ||
		    'limit=1');
		seen.push(...body.items.map((i) => names.get(i.id)));
		cursor = body.next && `cursor=${encodeURIComponent(body.next)}`;
	} while (cursor);
	equal(seen.join(' '), 'b a c');
	equal((await search('needLevel:ge:1', 'cursor=%21~x')).status, 422);
	equal((await search('needLevel:ge:1', `cursor=%21~${first}`)).status,
	    422);
});

await test('what cannot be asked is said', async () => {
	const code = async (...c) => (await search(...c)).body.code;
	equal(await code('nobody:eq:1'), 'search.condition');
	equal(await code('needLevel:eq'), 'search.condition');
	equal(await code('needLevel:eq:much'), 'search.value');
	equal(await code('urgent:ge:true'), 'search.operator');
	equal(await code(...Array(9).fill('needLevel:ge:1')),
	    'search.condition');
});

await test('what must not be declared is refused', async () => {
	equal((await deploy('bad', 'x:place')).body.code, 'bpmn.search');
	equal((await deploy('other', 'needLevel:text')).body.code,
	    'search.type');
	const form = { type: 'default', id: 'visit', components: [
	    { type: 'textfield', id: 'f', key: 'injuries', label: 'Injuries',
	        properties: { sensitive: 'true' } }] };
	const made = await admin.post(`${v1}/form-definitions`, form);
	equal(made.status, 201, made.text);
	equal((await deploy('other', 'injuries')).body.code,
	    'search.sensitive');
});

await test('a migrated instance has what its new version declares', async () => {
	const second = (await deploy('aid', 'district, ref', ' 2')).body
	    .items[0].id;
	const res = await admin.post(`${v1}/process-migrations`,
	    { fromDefinitionId: first, toDefinitionId: second, all: true });
	equal(res.body.migrated, 4, res.text);
	equal(await found('ref:eq:a'), 'a');
	equal(await found('urgent:eq:true'), '');
});

/* ---------------------------------------------------------------- very many */

const tenant = town.sql('select id from tenant');

function fill() {
	town.sql(`with i as (insert into process_instance (tenant_id,
	        definition_id, state, started_at, ended_at)
	    select '${tenant}', '${first}', case when n % 10 = 0 then 'running'
	        else 'completed' end, now(), now()
	      from generate_series(1, ${MANY}) n returning id, state),
	    r as (select *, row_number() over () as n from i)
	    insert into instance_variable (tenant_id, instance_id, name, is_open,
	        key, value)
	    select '${tenant}'::uuid, id, 'district', state = 'running',
	        'D' || n % 50, to_json('D' || n % 50) from r
	    union all
	    select '${tenant}'::uuid, id, 'needLevel', state = 'running',
	        '210001' || 1 + n % 7, to_json(1 + n % 7) from r`);
	town.sql('analyze process_instance, instance_variable');
}

/* The plan of the query as the server prepares it, with its row policies. */
function explain(...args) {
	const text = readFileSync(join(root, 'schema/queries/search_variable.sql'),
	    'utf8').split('-- name: instance_search\n')[1]
	    .split('-- name:')[0];
	const types = 'text, text, text, uuid, text[], text[], text[], ' +
	    'boolean[], text[], uuid, int';
	return execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h',
	    town.server.databaseDir, '-U', 'vinculo_app', 'postgres'],
	    { encoding: 'utf8', input: `set app.tenant = '${tenant}';
	    set plan_cache_mode = force_generic_plan;
	    prepare q (${types}) as ${text};
	    explain (analyze) execute q (${args.join(', ')});` });
}

await test(`an index serves it among ${MANY} instances`, async () => {
	fill();
	const high = `E'\\U0010FFFF', '00000000-0000-0000-0000-000000000000'`;
	const plan = explain(`'district'`, `'D7'`, `E'D7\\x01',
	    '00000000-0000-0000-0000-000000000000'`, `'{needLevel}'`,
	    `'{2100013}'`, `E'{\\U0010FFFF}'`, `'{t,f}'`, 'null', 'null', '50');
	ok(!/Seq Scan/.test(plan), plan);
	ok(/Index Only Scan Backward using instance_variable_key|Index Scan Backward using instance_variable_key/
	    .test(plan), plan);
	ok(!/Seq Scan/.test(explain(`'needLevel'`, `'2100013'`, high, `'{}'`,
	    `'{}'`, `'{}'`, `'{t,f}'`, 'null', 'null', '50')), 'a range');
	const ms = Number(plan.match(/Execution Time: ([\d.]+)/)[1]);
	console.log(`# page of 50 of two conditions: ${ms} ms in PostgreSQL`);
	ok(ms < 200, `${ms} ms`);
	const start = Date.now();
	const { body } = await search('district:eq:D7', 'needLevel:ge:3');
	console.log(`# over HTTPS: ${Date.now() - start} ms`);
	equal(body.items.length, 50);
	ok(body.items.every((i) => i.variables.needLevel >= 3));
});

await test('the rows of an erased case go', async () => {
	const [id] = [...names].find(([, name]) => name === 'a');
	const rows = () => town.sql(`select count(*) from instance_variable
	    where instance_id = '${id}'`);
	equal(rows(), '2');
	const code = town.sql('select code from tenant');
	await destroyKeys(town.server, await town.as('beatriz.lara'), code, id);
	equal(rows(), '0');
});

await finish();
