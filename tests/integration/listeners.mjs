/*
 * listeners.mjs - what a process does when a task of it is taken, changed,
 * completed or ended: data it sets, what it corrects, what it refuses.
 */
import { equal, finish, ok, test } from './lib.mjs';
import { find, startTown } from './town.mjs';

const town = await startTown({ persons: 20, cases: 0 });
const people = Object.values(town.accounts);
const admin = await town.as(find(people, (a) => a.role === 'administrator',
    'administrator').login);
const [chief, first, second] = ['carmen.delgado', 'lucia.marin',
    'jorge.alonso'];
const unit = town.sql(`select u.code from unit u
    join staff_role r on r.unit_id = u.id join staff s on s.id = r.staff_id
    where s.login = '${first}' and r.role = 'social_worker'`);
const clients = {};
for (const login of [chief, first, second])
	clients[login] = await town.as(login);
const staffOf = (login) => clients[login].session.staffId;
const v1 = '/api/v1';

const listener = (event, effect) => `<zeebe:taskListener eventType="${event}"
    type='= ${effect}' />`;
const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <message id="M" name="ask" />
  <process id="heard" name="Heard" isExecutable="true">
    <startEvent id="Start"><messageEventDefinition messageRef="M" />
      </startEvent>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="Visit" />
    <userTask id="Visit" name="Visit"><extensionElements>
      <zeebe:userTask />
      <zeebe:assignmentDefinition
	candidateGroups="social_worker@${'${unit}'}" />
      <zeebe:taskListeners>
	${'${listeners}'}
      </zeebe:taskListeners></extensionElements></userTask>
    <sequenceFlow id="f2" sourceRef="Visit" targetRef="End" />
    <endEvent id="End" />
  </process>
</definitions>`;

let sent = 0;

/* A task of a process with these listeners. */
async function visit(listeners, variables = {}) {
	const deployed = await admin.post(`${v1}/process-definitions`,
	    model.replace('${unit}', unit).replace('${listeners}',
		listeners));
	equal(deployed.status, 201, deployed.text);
	const res = await admin.post(`${v1}/messages`, { id: `l-${++sent}`,
	    name: 'ask', variables });
	equal(res.status, 202, res.text);
	const instance = res.body.instanceId;
	const id = town.sql(`select id from task
	    where instance_id = '${instance}'`);
	return { instance, id, at: `${v1}/tasks/${id}` };
}

const holder = (task) => town.sql(`select coalesce(s.login, '') from task t
    left join staff s on s.id = t.assignee_id where t.id = '${task.id}'`);

await test('a task that nobody listens to is taken as ever', async () => {
	const task = await visit(listener('completing', '{done: true}'));
	const res = await clients[first].post(`${task.at}/claim`);
	equal(res.status, 200, res.text);
	equal(holder(task), first);
});

await test('an assignment is refused with its reason, and nothing changes',
    async () => {
	const task = await visit(listener('assigning',
	    `{denied: userTask.assignee = "${first}",
	    deniedReason: "She knows the family"}`));
	const no = await clients[first].post(`${task.at}/claim`);
	equal(no.status, 409, no.text);
	equal(no.body.code, 'bpmn.denied');
	ok(/knows the family/.test(no.text), no.text);
	equal(holder(task), '');
	const yes = await clients[second].post(`${task.at}/claim`);
	equal(yes.status, 200, yes.text);
	equal(holder(task), second);
});

await test('a listener gives it to somebody else, and sets its priority',
    async () => {
	const task = await visit(listener('assigning',
	    `if userTask.action = "claim" then {corrections: {assignee:
	    "${second}", priority: 91}} else null`));
	const res = await clients[first].post(`${task.at}/claim`);
	equal(res.status, 200, res.text);
	equal(holder(task), second);
	equal(town.sql(`select priority from task where id = '${task.id}'`),
	    '91');
});

await test('one who is not there is an error, and nothing changes', async () => {
	const task = await visit(listener('assigning',
	    '{corrections: {assignee: "nobody.at.all"}}'));
	const res = await clients[first].post(`${task.at}/claim`);
	equal(res.status, 409, res.text);
	equal(res.body.code, 'bpmn.listener');
	equal(holder(task), '');
});

await test('several at once: each is asked', async () => {
	const free = await visit(listener('assigning', 'null'));
	const held = await visit(listener('assigning', '{denied: true}'));
	const res = await clients[chief].post(`${v1}/tasks/bulk`,
	    { action: 'assign', ids: [held.id, free.id],
	    staffId: staffOf(first) });
	equal(res.status, 200, res.text);
	equal(res.body.items.map((i) => i.code ?? 'ok').join(),
	    'bpmn.denied,ok', res.text);
	equal(holder(held), '');
	equal(holder(free), first);
});

await test('a change of its dates is heard, and corrected', async () => {
	const task = await visit(listener('updating', `{corrections:
	    {priority: userTask.priority + 1}, denied: userTask.priority > 90}`));
	const patch = async (priority) => {
		const shown = await clients[chief].get(task.at);
		return clients[chief].patch(task.at, { priority },
		    { 'If-Match': shown.headers.etag });
	};
	const good = await patch(60);
	equal(good.status, 200, good.text);
	equal(town.sql(`select priority from task where id = '${task.id}'`),
	    '61');
	equal((await patch(95)).body.code, 'bpmn.denied');
});

await test('a completion is refused until the process allows it', async () => {
	const effect = listener('completing',
	    '{denied: allowed != true, deniedReason: "Not yet", checked: true}');
	const task = await visit(effect);
	const mine = clients[first];
	equal((await mine.post(`${task.at}/claim`)).status, 200);
	const no = await mine.post(`${task.at}/complete`, { data: {} });
	equal(no.status, 409, no.text);
	equal(no.body.code, 'bpmn.denied');
	equal(town.sql(`select state from task where id = '${task.id}'`), 'open');
	const other = await visit(effect, { allowed: true });
	equal((await mine.post(`${other.at}/claim`)).status, 200);
	const yes = await mine.post(`${other.at}/complete`, { data: {} });
	equal(yes.status, 200, yes.text);
	equal((await admin.get(`${v1}/process-instances/${other.instance}`))
	    .body.state, 'completed');
});

await finish();
