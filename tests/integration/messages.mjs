/*
 * messages.mjs - who gets a message: by its key or without one, kept for later,
 * and when the two pass each other by.
 */
import { equal, finish, test, until } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 20, cases: 0 });
const admin = await town.as(find(Object.values(town.accounts),
    (a) => a.role === 'administrator', 'administrator').login);
const v1 = '/api/v1';
const key = '<extensionElements><zeebe:subscription correlationKey="= ref" />' +
    '</extensionElements>';
const model = (id, body) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <message id="M" name="${id}" />
  <message id="K" name="${id}.keyed">${key}</message>
  <message id="F" name="${id}.free" />
  <message id="X" name="${id}.end" />
  <process id="${id}" name="${id}" isExecutable="true">
    <startEvent id="Start"><messageEventDefinition messageRef="M" />
      </startEvent>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="Wait" />
    ${body}
    <sequenceFlow id="f2" sourceRef="Wait" targetRef="End" />
    <endEvent id="End" />
  </process>
</definitions>`;
const receive = (message) =>
    `<receiveTask id="Wait" messageRef="${message}" />`;

async function deploy(id, body) {
	const res = await admin.post(`${v1}/process-definitions`,
	    model(id, body));
	equal(res.status, 201, res.text);
}

let sent = 0;
async function send(name, more = {}) {
	const res = await admin.post(`${v1}/messages`,
	    { id: `m-${++sent}`, name, ...more });
	equal(res.status, 202, res.text);
	return res.body.instanceId;
}

const stateOf = (id) => town.sql(`select state from process_instance
    where id = '${id}'`);

await test('a process begins by a message with a key', async () => {
	await deploy('keyed', receive('K'));
	const id = await send('keyed', { correlationKey: 'A1',
	    variables: { ref: 'A1' } });
	equal(stateOf(id), 'running');
	await send('keyed.keyed');
	await send('keyed.keyed', { correlationKey: 'B2' });
	equal(stateOf(id), 'running');
	await send('keyed.keyed', { correlationKey: 'A1' });
	equal(stateOf(id), 'completed');
});

await test('who wants no key takes any', async () => {
	await deploy('free', receive('F'));
	const id = await send('free');
	await send('free.free', { correlationKey: 'C3' });
	equal(stateOf(id), 'completed');
	await send('free.free', { correlationKey: 'D4' });
	equal(stateOf(await send('free')), 'completed', 'one that was kept');
});

await test('an event beside takes all that were kept', async () => {
	await deploy('beside', receive('X') + `<boundaryEvent id="Note"
	    attachedToRef="Wait" cancelActivity="false"><messageEventDefinition
	    messageRef="F" /></boundaryEvent>
	    <sequenceFlow id="f3" sourceRef="Note" targetRef="End" />`);
	await send('beside.free');
	await send('beside.free');
	const id = await send('beside');
	equal(town.sql(`select count(*) from history_event
	    where instance_id = '${id}' and element_id = 'Note'
	    and event = 'entered'`), '2');
});

/* As if the subscription had been written while the message looked for one. */
await test('two that passed each other by meet', async () => {
	await deploy('missed', receive('F'));
	const id = await send('missed');
	const [sub] = [town.sql(`update subscription set name = 'hidden'
	    where instance_id = '${id}' returning id`)];
	await send('missed.free');
	equal(stateOf(id), 'running');
	town.sql(`update subscription set name = 'missed.free'
	    where id = '${sub}'`);
	town.sql("notify jobs, 'meetings'");
	await until(() => stateOf(id) === 'completed', 'completed');
	equal(town.sql(`select count(*) from message_buffer
	    where name = 'missed.free' and consumed_at is null`), '0');
});

await finish();
