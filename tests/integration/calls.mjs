/*
 * calls.mjs - processes that call others: what goes up, what goes down, and
 * what remains of one when the other ends.
 */
import { equal, finish, ok, test } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 20, cases: 0 });
const admin = await town.as(find(Object.values(town.accounts),
    (a) => a.role === 'administrator', 'administrator').login);
const v1 = '/api/v1';

const file = (body) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <message id="Ask" name="ask" /><message id="Go" name="go" />
  <message id="Never" name="never" />
  <escalation id="Late" name="late" escalationCode="LATE" />
  ${body}
</definitions>`;
const flow = (from, to) => `<sequenceFlow id="${from}-${to}"
    sourceRef="${from}" targetRef="${to}" />`;
const node = (tag, id, body = '', attrs = '') =>
    `<${tag} id="${id}" ${attrs}>${body}</${tag}>`;
const message = (id) => `<messageEventDefinition messageRef="${id}" />`;
const escalation = '<escalationEventDefinition escalationRef="Late" />';

/* A process that begins by a message of its own name. */
const caller = (key, body) => file(`<message id="M" name="${key}" />` +
    node('process', key, node('startEvent', 'Start', message('M')) + body,
	'isExecutable="true"'));
const call = (key) => node('callActivity', 'Call', '', `calledElement="${key}"`);

async function deploy(xml) {
	const res = await admin.post(`${v1}/process-definitions`, xml);
	equal(res.status, 201, res.text);
}

let sent = 0;
async function send(name, variables = {}) {
	const res = await admin.post(`${v1}/messages`,
	    { id: `c-${++sent}`, name, variables });
	equal(res.status, 202, res.text);
	return res.body.instanceId;
}

const show = async (id) => (await admin.get(`${v1}/process-instances/${id}`))
    .body;
const childrenOf = (id) => town.sql(`select id || ' ' || state
    from process_instance where parent_id = '${id}' order by id`)
    .split('\n').filter(Boolean).map((row) => row.split(' '));
const entered = (id) => town.sql(`select string_agg(element_id, ' '
    order by id, n) from history_event where instance_id = '${id}'
    and event = 'entered'`).split(' ');

/* What is called asks to be late, then waits. */
await deploy(file(node('process', 'waits', node('startEvent', 'In') +
    node('intermediateThrowEvent', 'Tell', escalation) +
    node('intermediateCatchEvent', 'Wait', message('Go')) +
    node('endEvent', 'Out') + flow('In', 'Tell') + flow('Tell', 'Wait') +
    flow('Wait', 'Out'), 'isExecutable="true"')));

await test('an escalation reaches the caller, which goes on', async () => {
	await deploy(caller('beside', call('waits') +
	    node('boundaryEvent', 'Heard', escalation,
		'attachedToRef="Call" cancelActivity="false"') +
	    node('manualTask', 'Note') + node('endEvent', 'End') +
	    flow('Start', 'Call') + flow('Call', 'End') +
	    flow('Heard', 'Note') + flow('Note', 'End')));
	const id = await send('beside');
	ok(entered(id).includes('Note'), entered(id).join());
	equal((await show(id)).state, 'running');
	await send('go');
	equal((await show(id)).state, 'completed');
	equal(childrenOf(id).map(([, state]) => state).join(), 'completed');
});

await test('an escalation that ends the call ends what is called', async () => {
	await deploy(caller('ended', call('waits') +
	    node('boundaryEvent', 'Heard', escalation, 'attachedToRef="Call"') +
	    node('endEvent', 'End') + node('endEvent', 'Other') +
	    flow('Start', 'Call') + flow('Call', 'End') +
	    flow('Heard', 'Other')));
	const id = await send('ended');
	equal((await show(id)).state, 'completed');
	ok(entered(id).includes('Other'), entered(id).join());
	equal(childrenOf(id).map(([, state]) => state).join(), 'terminated');
	equal(town.sql(`select count(*) from subscription s
	    join process_instance i on i.id = s.instance_id
	    where i.parent_id = '${id}'`), '0');
});

await test('what is called ends with its caller, however deep', async () => {
	await deploy(caller('middle', call('waits') + node('endEvent', 'End') +
	    flow('Start', 'Call') + flow('Call', 'End'))
	    .replace(message('M'), ''));
	await deploy(caller('outer', call('middle') + node('endEvent', 'End') +
	    flow('Start', 'Call') + flow('Call', 'End')));
	const id = await send('outer');
	const [[middle]] = childrenOf(id);
	const [[inner]] = childrenOf(middle);
	const res = await admin.post(`${v1}/process-instances/${id}/cancel`,
	    { reason: 'asked for twice' });
	equal(res.status, 200, res.text);
	for (const each of [id, middle, inner])
		equal((await show(each)).state, 'terminated');
});

await test('what another branch set meanwhile stays', async () => {
	await deploy(caller('branches', node('extensionElements', 'X',
	    `<zeebe:properties><zeebe:property name="vinculo:search"
		value="callcount:number"/></zeebe:properties>`)
	    .replace(' id="X"', '') + node('parallelGateway', 'Fork') +
	    call('waits') + `<scriptTask id="Set"><extensionElements>
		<zeebe:script expression="= 5" resultVariable="callcount"/>
		</extensionElements></scriptTask>` +
	    node('parallelGateway', 'Join') + node('endEvent', 'End') +
	    flow('Start', 'Fork') + flow('Fork', 'Call') + flow('Fork', 'Set') +
	    flow('Call', 'Join') + flow('Set', 'Join') + flow('Join', 'End'))
	    .replace(/(<process[^>]*>)(.*?)(<extensionElements.*?<.extensionElements>)/s,
		'$1$3$2'));
	const id = await send('branches', { callcount: 1 });
	await send('go');
	const { state, variables } = await show(id);
	equal(state, 'completed');
	equal(variables.callcount, 5, JSON.stringify(variables));
});

await test('a called process that is cancelled is an incident of the caller',
    async () => {
	const id = await send('outer');
	const [[middle]] = childrenOf(id);
	equal((await admin.post(`${v1}/process-instances/${middle}/cancel`,
	    { reason: 'by mistake' })).status, 200);
	const { state, incidents } = await show(id);
	equal(state, 'incident');
	equal(incidents[0].elementId, 'Call');
	ok(/called process was cancelled/.test(incidents[0].message),
	    incidents[0].message);
	const again = await admin.post(
	    `${v1}/incidents/${incidents[0].id}/resolve`, { action: 'retry' });
	equal(again.status, 200, again.text);
	equal((await show(id)).state, 'running');
	equal(childrenOf(id).map(([, s]) => s).join(), 'terminated,running');
	await send('go');
	equal((await show(id)).state, 'completed');
});

await finish();
