/*
 * migration.mjs - an administrator deploys the next version of a process and
 * takes the running instances over to it.
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

function as(role, unit = '') {
	const [login, , , password, totp] = accounts.split('\n')
	    .map((line) => line.split(/\s+/))
	    .find((a) => a[1] === role && a[2].startsWith(unit));
	return new Client(server, { login, password, totp }).signIn();
}

/* Starts by a message; one task for the clerks of a unit, called check. */
function model({ check, name, after = '', timer = 'P3D' }) {
	return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <message id="M" name="permit-asked" />
  <process id="permit" name="Permit" isExecutable="true">
    <startEvent id="Start"><outgoing>f1</outgoing>
      <messageEventDefinition messageRef="M" /></startEvent>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="${check}" />
    <userTask id="${check}" name="${name}">
      <extensionElements><zeebe:userTask />
        <zeebe:assignmentDefinition candidateGroups="clerk@css-norte" />
      </extensionElements>
      <incoming>f1</incoming><outgoing>f2</outgoing></userTask>
    <boundaryEvent id="Late" cancelActivity="false" attachedToRef="${check}">
      <outgoing>f4</outgoing><timerEventDefinition>
      <timeDuration>= duration("${timer}")</timeDuration></timerEventDefinition>
      </boundaryEvent>
    <sequenceFlow id="f4" sourceRef="Late" targetRef="End2" />
    <endEvent id="End2"><incoming>f4</incoming></endEvent>
    ${after === '' ? `<sequenceFlow id="f2" sourceRef="${check}"
        targetRef="End" />
    <endEvent id="End"><incoming>f2</incoming></endEvent>` : `
    <sequenceFlow id="f2" sourceRef="${check}" targetRef="${after}" />
    <userTask id="${after}" name="${after}"><extensionElements>
      <zeebe:userTask />
      <zeebe:assignmentDefinition candidateGroups="clerk@css-norte" />
      </extensionElements><incoming>f2</incoming><outgoing>f3</outgoing>
      </userTask>
    <sequenceFlow id="f3" sourceRef="${after}" targetRef="End" />
    <endEvent id="End"><incoming>f3</incoming></endEvent>`}
  </process>
</definitions>`;
}

const admin = await as('administrator');
const clerk = await as('clerk', 'css-norte');

async function deploy(what) {
	const res = await admin.post('/api/v1/process-definitions', model(what));
	equal(res.status, 201, res.text);
	return res.body.items[0].id;
}

let started = 0;
async function start() {
	const res = await admin.post('/api/v1/messages',
	    { id: `start-${++started}`, name: 'permit-asked' });
	equal(res.status, 202, res.text);
	return res.body.instanceId;
}

const migrate = (plan) => admin.post('/api/v1/process-migrations', plan);
const tasks = async () => (await clerk.get('/api/v1/tasks?view=pool'))
    .body.items.filter((t) => /permit|papers|Sign/i.test(t.name));

const first = await deploy({ check: 'Check', name: 'Check the permit' });
const one = await start(), two = await start();
const second = await deploy({ check: 'Inspect', name: 'Inspect the papers',
    after: 'Sign' });
const plan = { fromDefinitionId: first, toDefinitionId: second };

await test('a preview names the instance and the element', async () => {
	const res = await migrate({ ...plan, all: true, dryRun: true });
	equal(res.status, 200, res.text);
	equal(res.body.migrated, 0);
	equal(res.body.remaining, 2);
	equal(res.body.instances.length, 2);
	equal(res.body.instances[0].ok, false);
	equal(res.body.instances[0].issues[0].elementId, 'Check');
});

await test('without a place for all of them none moves', async () => {
	const res = await migrate({ ...plan, all: true });
	equal(res.status, 422, res.text);
	equal(res.body.code, 'process.not_migrated');
	ok(res.body.errors[0].pointer.endsWith('/Check'), res.text);
	const now = await clerk.get(`/api/v1/process-instances/${one}`);
	equal(now.body.definitionVersion, 1);
});

const map = [{ from: 'Check', to: 'Inspect' }];

await test('the plan with a mapping fits', async () => {
	const res = await migrate({ ...plan, map, all: true, dryRun: true });
	equal(res.body.instances.filter((i) => i.ok).length, 2, res.text);
	equal((await tasks())[0].elementId, 'Check', 'nothing was changed');
});

await test('one instance moves with its task and its timer', async () => {
	const res = await migrate({ ...plan, map, instanceIds: [one] });
	equal(res.status, 200, res.text);
	equal(res.body.migrated, 1);
	equal(res.body.remaining, 1);
	const now = await clerk.get(`/api/v1/process-instances/${one}`);
	equal(now.body.definitionVersion, 2);
	const active = now.body.activities.filter((a) => a.state === 'active');
	equal(active.map((a) => a.elementId).includes('Inspect'), true, now.text);
	equal(active.map((a) => a.elementId).includes('Check'), false, now.text);
	const moved = (await tasks()).find((t) => t.elementId === 'Inspect');
	equal(moved.name, 'Inspect the papers');
});

await test('and goes on to the end of the new version', async () => {
	const moved = (await tasks()).find((t) => t.elementId === 'Inspect');
	let res = await clerk.post(`/api/v1/tasks/${moved.id}/complete`,
	    { data: {} });
	equal(res.status, 200, res.text);
	const sign = (await tasks()).find((t) => t.elementId === 'Sign');
	res = await clerk.post(`/api/v1/tasks/${sign.id}/complete`, { data: {} });
	equal(res.status, 200, res.text);
	const now = await clerk.get(`/api/v1/process-instances/${one}`);
	equal(now.body.state, 'completed');
});

await test('the rest follows, and only what runs that version may', async () => {
	let res = await migrate({ ...plan, map, instanceIds: [one] });
	equal(res.body.code, 'process.migrate_instance', res.text);
	res = await migrate({ ...plan, map, all: true });
	equal(res.body.migrated, 1, res.text);
	equal(res.body.instances[0].id, two);
	equal(res.body.remaining, 0);
});

await test('nobody else may', async () => {
	const res = await clerk.post('/api/v1/process-migrations',
	    { ...plan, all: true });
	equal(res.status, 403, res.text);
});

await finish();
