/*
 * decisions.mjs - decisions where the server asks them: from forms, and over
 * the API.
 */
import { readFileSync } from 'node:fs';
import { equal, finish, ok, root, status, test } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 60, cases: 0 });
const v1 = '/api/v1';
const admin = await town.as('silvia.otero');
const clerk = await town.as('marta.ibanez');
const worker = await town.as('lucia.marin');

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

/* ----------------------------------------------------------------- routing */

/* As far as the approval of an aid of this amount; who finds it. */
async function approval(amount) {
	const id = await begin('emergency-aid');
	const complete = async (who, element, data) => {
		const task = await taskOf(who, element, id);
		return status(await who.post(`${v1}/tasks/${task.id}/complete`,
		    { data }), 200);
	};
	await complete(clerk, 'Intake', { need: 'Luz', urgency: 'normal',
	    householdSize: 2, monthlyIncome: 400, requestedAmount: amount });
	await complete(worker, 'Assessment', { assessment: 'Confirmada',
	    needConfirmed: true, proposedAmount: amount });
	await complete(worker, 'Visit', { visitDate: '2026-01-15',
	    visited: true, housingState: 'fair' });
	await complete(clerk, 'Income', { verifiedIncome: 400,
	    incomeSource: 'tax' });
	for (const login of ['carmen.delgado', 'teresa.vega']) {
		const who = await town.as(login);
		const task = await taskOf(who, 'Approval', id);
		if (task !== undefined)
			return { login, ...status(await who.get(
			    `${v1}/tasks/${task.id}`), 200) };
	}
	return undefined;
}

await test('a decision says who approves, and why is told', async () => {
	const small = await approval(250);
	equal(small.login, 'carmen.delgado', 'the supervisor of the centre');
	const [note] = small.why;
	equal(note.code, 'decided_by_rule', JSON.stringify(small.why));
	equal(note.params.decision, 'Who approves');
	equal(note.params.rule, 1);
	ok(note.params.annotation.startsWith('Small amounts'));
	equal(note.params.to, 'supervisor@parent');
	const text = JSON.stringify(note.params.why);
	ok(text.includes('"text":"<= 300"'), text);
	ok(!text.includes('250'), 'values are not kept in the clear');
	const large = await approval(301);
	equal(large.login, 'teresa.vega', 'the benefits service');
	equal(large.why[0].params.rule, 3);
});

await test('facts about the record count', async () => {
	town.sql(`update record set risk = 2 where id = '${recordId}'`);
	const task = await approval(250);
	equal(task.login, 'teresa.vega');
	equal(task.why[0].params.rule, 2);
	town.sql(`update record set risk = 0 where id = '${recordId}'`);
});

const dmn = (id, expression, extra = '') => `<?xml version="1.0"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    id="m_${id}" name="m" namespace="urn:test">
  <inputData id="i_${id}" name="want"><variable name="want" /></inputData>
  <decision id="${id}" name="${id}">
    ${extra && `<extensionElements>${extra}</extensionElements>`}
    <variable name="${id}" />
    <informationRequirement id="r_${id}"><requiredInput href="#i_${id}" />
    </informationRequirement>
    <literalExpression><text>${expression}</text></literalExpression>
  </decision>
</definitions>`;
const deployDecision = async (...all) => status(await admin.post(
    `${v1}/decision-definitions`, dmn(...all)), 201).items[0];

/* The task that this process opens with these variables. */
async function routed(id, variables, element = 'Do') {
	const instance = await ask(id, variables);
	return JSON.parse(town.sql(`select json_build_object('unit', u.code,
	    'role', t.role, 'assignee', s.login, 'why', t.why)
	    from task t join unit u on u.id = t.unit_id
	    left join staff s on s.id = t.assignee_id
	    where t.instance_id = '${instance}' and t.element_id = '${element}'`));
}

await test('it may answer a group, or role, unit and worker', async () => {
	await deployDecision('route', 'want');
	await deployModel('routed',
	    ['Do', 'userTask', people('decision:route, clerk@css-sur')]);
	const group = await routed('routed', { want: 'legal@legal' });
	equal(`${group.role}@${group.unit}`, 'legal@legal');
	const all = await routed('routed', { want: { role: 'clerk',
	    unit: 'css-norte', assignee: 'marta.ibanez' } });
	equal(`${all.role}@${all.unit} ${all.assignee}`,
	    'clerk@css-norte marta.ibanez');
	const least = await routed('routed', { want: { role: 'clerk',
	    unit: 'css-norte', mode: 'least_loaded' } });
	equal(least.assignee, 'marta.ibanez');
});

await test('what cannot be decided goes where it went before', async () => {
	const falls = async (variables, code) => {
		const task = await routed('routed', variables);
		equal(`${task.role}@${task.unit}`, 'clerk@css-sur');
		equal(task.why[0].code, code, JSON.stringify(task.why));
		return task.why[0].params;
	};
	equal((await falls({}, 'decision_unknown')).what, 'want');
	await falls({ want: 42 }, 'decision_unusable');
	await falls({ want: 'emperor' }, 'decision_unusable');
	await deployDecision('slow', 'sum(for i in 1..10000000 return i)');
	await deployModel('slowly',
	    ['Do', 'userTask', people('decision:slow, clerk@css-sur')]);
	const slow = await routed('slowly', { want: 1 });
	equal(slow.why[0].code, 'decision_failed');
	equal(slow.why[0].params.what, 'feel.budget');
	const { id } = status(await admin.get(`${v1}/decision-definitions`),
	    200).items.find((d) => d.key === 'route');
	status(await admin.patch(`${v1}/decision-definitions/${id}`,
	    { state: 'retired' }), 200);
	await falls({ want: 'legal@legal' }, 'decision_failed');
	status(await admin.patch(`${v1}/decision-definitions/${id}`,
	    { state: 'active' }), 200);
});

await test('a model that names no such decision is refused', async () => {
	const answer = await admin.post(`${v1}/process-definitions`, model('bad',
	    ['Do', 'userTask', people('decision:nothing')]));
	equal(answer.status, 422);
	equal(answer.body.errors[0].code, 'role-unknown');
});

/* --------------------------------------------------- decisions of processes */

await deployDecision('tariff', '&quot;old&quot;',
    '<zeebe:versionTag value="2025" />');

const calls = (id, how, more = '') => deployModel(id,
    ['Decide', `businessRuleTask ${more}`, how],
    ['See', 'userTask', people('clerk@css-norte', 'see')]);
const called = (binding) => `<zeebe:calledDecision decisionId="tariff"
    resultVariable="calculatedOutcome" ${binding} />`;
const camunda = (more) => `camunda:decisionRef="tariff"
    camunda:resultVariable="calculatedOutcome" ${more}`;

/* What the task after the decision shows. */
async function outcome(id, variables = {}) {
	const instance = await ask(id, variables);
	const task = town.sql(`select id from task
	    where instance_id = '${instance}' and element_id = 'See'`);
	return status(await clerk.get(`${v1}/tasks/${task}`), 200).data
	    .calculatedOutcome;
}

await test('a process asks the version that its binding means', async () => {
	await calls('latest', called(''));
	await calls('deployed', called('bindingType="deployment"'));
	await calls('tagged', called(
	    'bindingType="versionTag" versionTag="2025"'));
	await calls('numbered', '', camunda(`camunda:decisionRefBinding="version"
	    camunda:decisionRefVersion="1"`));
	await calls('camunda-tagged', '', camunda(`camunda:decisionRefVersionTag=
	    "2025" camunda:decisionRefBinding="versionTag"`));
	equal(await outcome('latest'), 'old');
	const second = await deployDecision('tariff', '&quot;new&quot;',
	    '<zeebe:versionTag value="2026" />');
	equal(`${second.version} ${second.versionTag}`, '2 2026');
	equal(await outcome('latest'), 'new');
	for (const id of ['deployed', 'tagged', 'numbered', 'camunda-tagged'])
		equal(await outcome(id), 'old', id);
	await calls('deployed-since', called('bindingType="deployment"'));
	equal(await outcome('deployed-since'), 'new');
});

await test('variables reach a decision with the types it wants', async () => {
	const text = dmn('age', 'years and months duration(want, ' +
	    'date(&quot;2026-01-01&quot;)).years').replace('name="want" />',
	    'name="want" typeRef="date" />');
	status(await admin.post(`${v1}/decision-definitions`, text), 201);
	await deployModel('ages', ['Decide', 'businessRuleTask',
	    `<zeebe:calledDecision decisionId="age"
	        resultVariable="calculatedAmount" />`],
	    ['See', 'userTask', people('clerk@css-norte', 'see')]);
	const instance = await ask('ages', { want: '1984-02-29' });
	const task = town.sql(`select id from task
	    where instance_id = '${instance}'`);
	equal(status(await clerk.get(`${v1}/tasks/${task}`), 200).data
	    .calculatedAmount, 41);
});

await test('a result is mapped as camunda:mapDecisionResult says', async () => {
	await deployDecision('given', 'want');
	const given = async (map, want) => {
		await deployModel('mapped', ['Decide', `businessRuleTask
		    camunda:decisionRef="given" camunda:mapDecisionResult="${map}"
		    camunda:resultVariable="calculatedOutcome"`, ''],
		    ['See', 'userTask', people('clerk@css-norte', 'see')]);
		return JSON.stringify(await outcome('mapped', { want }));
	};
	equal(await given('singleEntry', [{ aid: 'rent' }]), '"rent"');
	equal(await given('singleResult', [{ aid: 'rent' }]), '{"aid":"rent"}');
	equal(await given('collectEntries', [{ aid: 'rent' }, { aid: 'food' }]),
	    '["rent","food"]');
	equal(await given('resultList', { aid: 'rent' }), '[{"aid":"rent"}]');
	const instance = await ask('mapped', {});
	equal(town.sql(`select count(*) from incident
	    where instance_id = '${instance}'`), '0', 'nothing is a list of none');
	await deployModel('mapped', ['Decide', `businessRuleTask
	    camunda:decisionRef="given" camunda:mapDecisionResult="singleEntry"
	    camunda:resultVariable="calculatedOutcome"`, '']);
	const stuck = await ask('mapped', { want: [1, 2] });
	equal(town.sql(`select kind from incident
	    where instance_id = '${stuck}'`), 'bpmn.decision_result');
});

await test('no such decision any more is an incident, not a loss', async () => {
	const retire = async (state) => {
		for (const d of status(await admin.get(
		    `${v1}/decision-definitions`), 200).items) {
			if (d.key === 'tariff')
				status(await admin.patch(
				    `${v1}/decision-definitions/${d.id}`, { state }), 200);
		}
	};
	await retire('retired');
	const instance = await ask('latest');
	equal(town.sql(`select kind from incident
	    where instance_id = '${instance}'`), 'bpmn.job_failed');
	equal(await outcome('deployed'), 'old', 'what is bound stays');
	await retire('active');
	const { items } = status(await admin.get(`${v1}/incidents`), 200);
	const mine = find(items, (i) => i.instanceId === instance, 'the incident');
	status(await admin.post(`${v1}/incidents/${mine.id}/resolve`,
	    { action: 'retry' }), 200);
	equal(town.sql(`select element_id from task
	    where instance_id = '${instance}'`), 'See');
});

/* --------------------------------------------------------------------- API */

await test('what is wrong with a model, or suspicious in it, is said', async () => {
	const example = (name) => readFileSync(`${root}/docs/examples/${name}`,
	    'utf8');
	const draft = status(await admin.post(`${v1}/decision-definitions`,
	    example('taxi-draft/taxi-vouchers.dmn')), 201);
	equal(draft.findings.map((f) => `${f.severity} ${f.rule} ${f.line}`)
	    .join(), 'warning dmn.gap 18,warning dmn.gap 18,' +
	    'warning dmn.overlap 35');
	ok(draft.findings[2].message.startsWith('rule 2: overlaps'));
	const broken = status(await admin.post(`${v1}/decision-definitions`,
	    example('taxi/broken.dmn')), 422);
	equal(broken.errors.map((e) => e.code).join(),
	    'dmn.unknown_name,dmn.condition_type');
	ok(broken.errors[1].detail.startsWith('rule 3: '));
	status(await admin.post(`${v1}/decision-definitions`, '<x/>'), 422);
});

const evaluate = (key, body, query = '') => admin.post(
    `${v1}/decisions/${key}/evaluate${query}`, body);

await test('a decision is evaluated by version, with its reasons', async () => {
	equal(status(await evaluate('tariff', { input: {} }), 200).result, 'new');
	equal(status(await evaluate('tariff', { input: {} }, '?version=1'), 200)
	    .result, 'old');
	equal(status(await evaluate('tariff', { input: {} }, '?version=9'), 404)
	    .code, 'definition.unknown');
	const input = { proposedAmount: 100 };
	const open = status(await evaluate('aid-approval', { input,
	    explain: true }), 200);
	equal(JSON.stringify(open.unknown), '["risk"]');
	ok(JSON.stringify(open.why).includes('"answer":"unknown"'));
	const plain = status(await evaluate('aid-approval', { input: {
	    ...input, risk: 0 } }), 200);
	equal(plain.result, 'parent');
	ok(!('why' in plain), 'only when asked for');
});

await test('many inputs are answered in their order', async () => {
	const inputs = [];
	for (let i = 0; i < 1000; i++)
		inputs.push({ proposedAmount: i, risk: 0 });
	const { items } = status(await evaluate('aid-approval', { inputs }), 200);
	equal(items.length, 1000);
	items.forEach((item, i) => equal(item.result,
	    i <= 300 ? 'parent' : 'benefits', `input ${i}`));
	status(await evaluate('aid-approval', { inputs: [...inputs, {}] }), 422);
	status(await evaluate('aid-approval', { inputs: [], input: {} }), 422);
	equal(status(await evaluate('aid-approval', {}), 400).code,
	    'decision.input');
});

await test('a version shows its model and what it asks', async () => {
	const { items } = status(await admin.get(`${v1}/decision-definitions`),
	    200);
	const { id } = find(items, (d) => d.key === 'emergency-aid', 'it');
	const shown = status(await admin.get(
	    `${v1}/decision-definitions/${id}`), 200);
	ok(shown.xml.includes('<definitions'));
	const need = find(shown.inputs, (i) => i.name === 'Need', 'an input');
	equal(need.type, 'string');
	ok(need.allowed.includes('"rent"'), need.allowed);
	equal(find(shown.inputs, (i) => i.name === 'Children', 'another').type,
	    'number');
	status(await worker.patch(`${v1}/decision-definitions/${id}`,
	    { state: 'retired' }), 403);
});

await finish();
