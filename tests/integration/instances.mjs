/*
 * instances.mjs - process instances as their administrators see them: lists,
 * tokens, what an ad-hoc sub-process offers, incidents, the end; and versions
 * that retire.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Client } from './client.mjs';
import { binary, equal, finish, ok, root, startServer, test,
    testDatabase } from './lib.mjs';

const server = await startServer();
execFileSync(binary, ['demo', '--persons', '50', '--cases', '0',
    '--source', root], { cwd: server.dir, stdio: 'ignore',
    env: { ...process.env, ...testDatabase() } });
const accounts = readFileSync(`${server.dir}/var/demo-accounts.txt`, 'utf8');
const [login, , , password, totp] = accounts.split('\n')
    .find((line) => / administrator /.test(line)).split(/\s+/);
const admin = await new Client(server, { login, password, totp }).signIn();

const task = (id) => `<userTask id="${id}" name="${id}"><extensionElements>
    <zeebe:userTask />
    <zeebe:assignmentDefinition candidateGroups="clerk@css-norte" />
    </extensionElements>`;
const model = (name) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <message id="M" name="plan-asked" />
  <process id="plan" name="${name}" isExecutable="true">
    <startEvent id="Start"><outgoing>f1</outgoing>
      <messageEventDefinition messageRef="M" /></startEvent>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="Count" />
    <scriptTask id="Count"><extensionElements>
      <zeebe:script expression="= 1 / divisor" resultVariable="share" />
      </extensionElements><incoming>f1</incoming><outgoing>f2</outgoing>
      </scriptTask>
    <sequenceFlow id="f2" sourceRef="Count" targetRef="Choice" />
    <exclusiveGateway id="Choice" default="f3"><incoming>f2</incoming>
      <outgoing>f3</outgoing><outgoing>f5</outgoing></exclusiveGateway>
    <sequenceFlow id="f5" sourceRef="Choice" targetRef="End">
      <conditionExpression>= share &gt; 0.5</conditionExpression>
      </sequenceFlow>
    <sequenceFlow id="f3" sourceRef="Choice" targetRef="Measures" />
    <adHocSubProcess id="Measures" name="Measures" ordering="Parallel">
      <extensionElements>
        <zeebe:adHoc activeElementsCollection="= []" />
      </extensionElements>
      <incoming>f3</incoming><outgoing>f4</outgoing>
      ${task('Visit')}</userTask>
      ${task('Letter')}</userTask>
    </adHocSubProcess>
    <sequenceFlow id="f4" sourceRef="Measures" targetRef="End" />
    <endEvent id="End"><incoming>f4</incoming><incoming>f5</incoming>
      </endEvent>
  </process>
</definitions>`;

async function deploy(name) {
	const res = await admin.post('/api/v1/process-definitions', model(name));
	equal(res.status, 201, res.text);
	return res.body.items[0].id;
}

let sent = 0;
const ask = (variables = {}) => admin.post('/api/v1/messages',
    { id: `ask-${++sent}`, name: 'plan-asked', variables });
const at = (id) => `/api/v1/process-instances/${id}`;
const open = (instance) => Object.fromEntries(instance.body.tokens
    .map((t) => [t.elementId, t]));

const first = await deploy('Plan');
const stuck = (await ask()).body.instanceId;
const waiting = (await ask({ divisor: 2 })).body.instanceId;

await test('instances are listed by version and state, in pages', async () => {
	const all = `/api/v1/process-instances?definition=${first}`;
	const one = await admin.get(`${all}&limit=1`);
	equal(one.body.items[0].id, waiting, one.text);
	const next = await admin.get(`${all}&limit=1&cursor=${
	    encodeURIComponent(one.body.next)}`);
	equal(next.body.items[0].id, stuck);
	const bad = await admin.get(`${all}&state=incident`);
	equal(bad.body.items.map((i) => i.id).join(), stuck);
	equal(bad.body.next, null);
	equal((await admin.get('/api/v1/process-instances?state=x')).status, 422);
});

await test('tokens say where it stands and what went wrong', async () => {
	const choice = open(await admin.get(at(stuck))).Choice;
	ok(choice.incident.message.length > 10, JSON.stringify(choice));
	const measures = open(await admin.get(at(waiting))).Measures;
	equal(measures.incident, null);
	equal(measures.activities.map((a) => a.elementId).join(),
	    'Visit,Letter');
});

await test('an incident is moved to another element', async () => {
	const { items } = (await admin.get('/api/v1/incidents')).body;
	const mine = items.find((i) => i.instanceId === stuck);
	const resolve = (body) => admin.post(
	    `/api/v1/incidents/${mine.id}/resolve`, body);
	equal((await resolve({ action: 'move' })).status, 422);
	equal((await resolve({ action: 'move', elementId: 'Nowhere' })).body
	    .code, 'process.no_element');
	equal((await resolve({ action: 'move', elementId: 'Visit' })).body
	    .code, 'bpmn.cannot_move');
	const res = await resolve({ action: 'move', elementId: 'Measures' });
	equal(res.status, 200, res.text);
	const now = await admin.get(at(stuck));
	equal(now.body.state, 'running');
	ok(open(now).Measures && !open(now).Choice, now.text);
});

await test('activities are begun as people choose', async () => {
	const { node } = open(await admin.get(at(waiting))).Measures;
	const begin = (elementId) => admin.post(`${at(waiting)}/activate`,
	    { node, elementId });
	equal((await begin('Letter')).status, 200);
	equal((await begin('Count')).body.code, 'bpmn.not_ad_hoc');
	ok(open(await admin.get(at(waiting))).Letter);
	const closed = await begin(null);
	equal(closed.body.state, 'completed', closed.text);
});

await test('an instance is cancelled, once, with its reason', async () => {
	equal((await admin.post(`${at(stuck)}/cancel`, {})).status, 422);
	const res = await admin.post(`${at(stuck)}/cancel`,
	    { reason: 'asked for twice' });
	equal(res.body.state, 'terminated', res.text);
	equal((await admin.get(at(stuck))).body.tokens.length, 0);
	equal((await admin.post(`${at(stuck)}/cancel`,
	    { reason: 'once more' })).status, 409);
});

await test('a version that retired starts nothing', async () => {
	const second = await deploy('A better plan');
	const patch = (id, state) => admin.patch(
	    `/api/v1/process-definitions/${id}`, { state });
	const version = async () => {
		const { body } = await ask({ divisor: 2 });
		return body.instanceId &&
		    (await admin.get(at(body.instanceId))).body.definitionVersion;
	};
	equal(await version(), 2);
	equal((await patch(second, 'retired')).body.state, 'retired');
	equal(await version(), 1);
	await patch(first, 'retired');
	equal(await version(), null);
	equal((await patch(second, 'active')).body.state, 'active');
	equal(await version(), 2);
});

await test('what a new drawing changes', async () => {
	const res = await admin.post('/api/v1/process-definitions/diff',
	    { oldId: first, xml: model('Renamed') });
	equal(res.status, 200, res.text);
	equal(res.body.changed[0].changes[0].new, 'Renamed', res.text);
	equal((await admin.post('/api/v1/process-definitions/diff',
	    { oldId: first, xml: '<a/>' })).body.code, 'bpmn.not_bpmn');
});

await test('a model with errors is refused with all of them', async () => {
	const bad = model('Bad').replaceAll('clerk@css-norte', 'clerk@nowhere')
	    .replace('<zeebe:userTask />',
		'<zeebe:userTask /><zeebe:formDefinition formId="no-form" />');
	const res = await admin.post('/api/v1/process-definitions', bad);
	equal(res.status, 422, res.text);
	const found = res.body.errors.map((e) => `${e.pointer} ${e.code}`);
	equal(found.sort().join(', '), '/Letter role-unknown, ' +
	    '/Visit form-unknown, /Visit role-unknown');
	const dry = await admin.post('/api/v1/process-definitions/lint', bad);
	equal(dry.body.findings.filter((f) => f.severity === 'error').length, 3);
});

await finish();
