/*
 * decisions.mjs - decisions where the server asks them: from forms, and over
 * the API.
 */
import { readFileSync } from 'node:fs';
import { equal, finish, ok, root, test } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 60, cases: 0 });
const v1 = '/api/v1';
const admin = await town.as('silvia.otero');
const clerk = await town.as('marta.ibanez');
const worker = await town.as('lucia.marin');

function status(answer, wanted) {
	equal(answer.status, wanted, answer.text.slice(0, 400));
	return answer.body;
}

/* A record of the unit of Lucía, with somebody who lives there. */
const [recordId, personId] = town.sql(`select r.id || ' ' || m.person_id
    from record r join unit u on u.id = r.unit_id
    join household_member m on m.record_id = r.id and m.valid_to is null
    where u.code = 'uts-1' order by r.id limit 1`).split(' ');

async function taskOf(who, element, intervention) {
	for (const view of ['mine', 'pool']) {
		const { items } = status(await who.get(
		    `${v1}/tasks?view=${view}&limit=100`), 200);
		const task = items.find((t) => t.elementId === element &&
		    (t.interventionId ?? undefined) === intervention);
		if (task !== undefined)
			return task;
	}
	return undefined;
}

async function begin(programme) {
	return status(await worker.post(`${v1}/interventions`,
	    { recordId, personId, programme }), 201).id;
}

/* ------------------------------------------------------------------- forms */

const aid = await begin('emergency-aid');
const intake = await taskOf(clerk, 'Intake', aid);
status(await clerk.post(`${v1}/tasks/${intake.id}/complete`, { data: {
    need: 'Alquiler', urgency: 'urgent', householdSize: 3, monthlyIncome: 700,
    requestedAmount: 900 } }), 200);
const assessment = await taskOf(worker, 'Assessment', aid);
const compute = (data, who = worker) => who.post(
    `${v1}/tasks/${assessment.id}/compute`, { data });
const known = { aidType: 'rent', children: 1, monthsRegistered: 20,
    aidThisYear: 1200 };

await test('what is not known is named with the fields that would tell',
    async () => {
	const { items } = status(await compute({ aidType: 'rent' }), 200);
	const amount = find(items, (i) => i.key === 'calculatedAmount', 'it');
	equal(amount.value, null);
	const missing = Object.fromEntries(amount.missing.map((m) =>
	    [m.input, m.keys.join()]));
	equal(missing.Children, 'children');
	equal(missing['Months registered'], 'monthsRegistered');
	ok(!('Monthly income' in missing), 'the process knows the income');
});

await test('a decision computes the field and says why', async () => {
	const { items } = status(await compute(known), 200);
	const at = Object.fromEntries(items.map((i) => [i.key, i]));
	equal(at.calculatedAmount.value, 600);
	equal(at.calculatedOutcome.value, 'granted');
	equal(at.calculatedAmount.missing.length, 0);
	const text = JSON.stringify(at.calculatedAmount.why);
	ok(text.includes('"annotation":"Ordinance, article 4"'), text);
	ok(text.includes('"answer":"not met"'), 'also what is not met');
});

await test('it is for who may do the task, and leaves an event', async () => {
	const other = await town.as('irene.soler');
	status(await compute(known, other), 404);
	equal(town.sql(`select count(*) > 1 from audit_event
	    where action = 'task.compute'`), 't');
});

const form = JSON.parse(readFileSync(
    `${root}/forms/definitions/emergency-aid-assessment.json`, 'utf8'));
/* The form with other properties of its computed fields. */
const changed = (change) => ({ ...form, id: 'changed',
    components: form.components.map((c) => c.properties === undefined ? c :
	{ ...c, properties: change({ ...c.properties }) }) });
const deployForm = (schema) => admin.post(`${v1}/form-definitions`, schema);

await test('a form is deployed only if its decisions can be asked', async () => {
	const refused = async (change) => status(await deployForm(
	    changed(change)), 422);
	const none = await refused((p) => ({ ...p,
	    'vinculo:decision': 'nothing' }));
	equal(none.code, 'form.decision');
	const unfed = await refused((p) => {
		delete p['vinculo:input:Children'];
		return p;
	});
	equal(unfed.code, 'form.input');
	ok(unfed.detail.includes("'Children'"), unfed.detail);
	const strange = await refused((p) => ({ ...p,
	    'vinculo:input:Shoe size': '= 42' }));
	equal(strange.code, 'form.input');
	const result = await refused((p) => ({ ...p,
	    'vinculo:result': 'colour' }));
	equal(result.code, 'form.result');
	status(await deployForm(changed((p) => p)), 201);
});

/* A process of these elements, each [id, what it is, extension elements]. */
function model(id, ...elements) {
	const all = [['Start', 'startEvent', ''], ...elements,
	    ['End', 'endEvent', '']];
	const flow = (i) => `<sequenceFlow id="f${i}" sourceRef="${all[i][0]}"
	    targetRef="${all[i + 1][0]}" />`;
	return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    targetNamespace="urn:test" id="D_${id}">
  <message id="M" name="${id}-asked" />
  <process id="${id}" name="${id}" isExecutable="true">
  ${all.map(([name, kind, inside], i) => {
	const [tag, ...more] = kind.split(' ');
	return `<${tag} id="${name}" name="${name}" ${more.join(' ')}>
	${inside && `<extensionElements>${inside}</extensionElements>`}
	${i > 0 ? `<incoming>f${i - 1}</incoming>` : ''}
	${i < all.length - 1 ? `<outgoing>f${i}</outgoing>` : ''}
	${i === 0 ? '<messageEventDefinition messageRef="M" />' : ''}</${tag}>`;
	}).join('\n')}
  ${all.slice(1).map((_, i) => flow(i)).join('\n')}
  </process>
</definitions>`;
}

const people = (groups, form) => `<zeebe:userTask />
    <zeebe:assignmentDefinition candidateGroups="${groups}" />
    ${form === undefined ? '' : `<zeebe:formDefinition formId="${form}" />`}`;

const deployModel = async (id, ...elements) => status(await admin.post(
    `${v1}/process-definitions`, model(id, ...elements)), 201);
let sent = 0;
const ask = async (id, variables = {}) => status(await admin.post(
    `${v1}/messages`, { id: `message-${++sent}`, name: `${id}-asked`,
    variables }), 202).instanceId;

await test('what the browser computed is not believed', async () => {
	status(await deployForm({ type: 'default', id: 'see', schemaVersion: 19,
		components: [{ type: 'number', id: 'F', key: 'calculatedAmount' },
		    { type: 'textfield', id: 'G', key: 'calculatedOutcome' }] }), 201);
	await deployModel('trust',
	    ['Fill', 'userTask', people('clerk@css-norte', form.id)],
	    ['See', 'userTask', people('clerk@css-norte', 'see')]);
	await ask('trust', { householdSize: 3, monthlyIncome: 700,
	    requestedAmount: 900 });
	const fill = await taskOf(clerk, 'Fill');
	status(await clerk.post(`${v1}/tasks/${fill.id}/complete`, {
		data: { ...known, assessment: 'Riesgo de desahucio',
		    proposedAmount: 600, calculatedAmount: 9999,
		    calculatedOutcome: 'refused' } }), 200);
	const see = await taskOf(clerk, 'See');
	const { data } = status(await clerk.get(`${v1}/tasks/${see.id}`), 200);
	equal(data.calculatedAmount, 600);
	equal(data.calculatedOutcome, 'granted');
});

await finish();
