/*
 * connectors.mjs - a service task whose type is a connector: a program of one's
 * own does it, and the process goes on; or has an incident.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from './client.mjs';
import { equal, finish, ok, root, startServer, test, testDatabase,
    until } from './lib.mjs';
import { execFileSync } from 'node:child_process';

/* The example of docs/connectors.md, which answers differently in February. */
const program = `
import json, os, sys, time
open("pid", "w").write(str(os.getpid()))
for line in sys.stdin:
    m = json.loads(line)
    bad = m["body"]["headers"].get("month") == "February"
    copies = m["body"].get("variables", {}).get("copies", 0)
    print(json.dumps({"id": m["id"], "number": "P-1",
        "outcome": "given_up" if bad else "delivered",
        "detail": "printed " + str(copies),
        "variables": {"printed": copies}}),
        flush=True)
while True:
    time.sleep(1)
`;

const model = (id, month) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test"
    id="d">
  <process id="${id}" name="Letter" isExecutable="true">
    <startEvent id="Start"/>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="Print"/>
    <serviceTask id="Print" name="Print a letter">
      <extensionElements>
        <zeebe:taskDefinition type="printer" retries="1"/>
        <zeebe:taskHeaders>
          <zeebe:header key="send" value="copies"/>
          <zeebe:header key="month" value="${month}"/>
        </zeebe:taskHeaders>
        <zeebe:ioMapping>
          <zeebe:input source="=1 + 1" target="copies"/>
          <zeebe:input source="=&quot;a secret&quot;" target="other"/>
        </zeebe:ioMapping>
      </extensionElements>
    </serviceTask>
    <sequenceFlow id="f2" sourceRef="Print" targetRef="End"/>
    <endEvent id="End"/>
  </process>
</definitions>
`;

/* The same work, when something else is done. */
const heard = model('heard', '').replace(/<serviceTask[^]*serviceTask>/,
    `<manualTask id="Print"><extensionElements>
      <zeebe:taskHeaders><zeebe:header key="send" value="copies"/>
      </zeebe:taskHeaders><zeebe:ioMapping>
      <zeebe:input source="=3" target="copies"/></zeebe:ioMapping>
      <zeebe:executionListeners>
      <zeebe:executionListener eventType="start" type="printer"/>
      <zeebe:executionListener eventType="end" type="= {noted: printed}"/>
    </zeebe:executionListeners></extensionElements></manualTask>`);

let twice = '';
const server = await startServer({ VINCULO_JOBS_RETRY_S: '1' }, (run, dir) => {
	run('demo', '--persons', '100', '--cases', '0', '--source', root);
	for (const [id, month] of [['letter', 'March'], ['bad', 'February']]) {
		writeFileSync(join(dir, `${id}.bpmn`), model(id, month));
		run('deploy', `${id}.bpmn`);
	}
	writeFileSync(join(dir, 'heard.bpmn'), heard);
	run('deploy', 'heard.bpmn');
	writeFileSync(join(dir, 'copy.bpmn'), model('letter', 'April'));
	try {
		run('deploy', 'letter.bpmn', 'copy.bpmn');
	} catch (e) {
		twice = String(e.stderr);
	}
	writeFileSync(join(dir, 'printer.py'), program);
	writeFileSync(join(dir, 'var/connectors.ini'), `[printer]
connector = exec
command = cd ${dir} && exec python3 printer.py
timeout_ms = 5000
`);
});
const sql = (text) => execFileSync('psql', ['-XAtq', '-d',
    testDatabase().VINCULO_DATABASE_OWNER_URL, '-c', text],
    { encoding: 'utf8' }).trim();
const [login, , , password, totp] = readFileSync(join(server.dir,
    'var/demo-accounts.txt'), 'utf8').split('\n')
    .find((line) => line.startsWith('irene.soler ')).split(/\s+/);
const worker = await new Client(server, { login, password, totp }).signIn();

async function open(process) {
	sql(`update programme set process_key = '${process}'
	     where code = 'information'`);
	const [recordId, personId] = sql(`select r.id, r.holder_id from record r,
	    unit u, household_member m where u.id = r.unit_id and
	    u.code = 'uts-3' and m.record_id = r.id and m.person_id = r.holder_id
	    and r.sensitivity < 2 limit 1`).split('|');
	const res = await worker.post('/api/v1/interventions', { recordId,
	    personId, programme: 'information' });
	equal(res.status, 201, res.text);
	return sql(`select instance_id from intervention
	    where id = '${res.body.id}'`);
}

const stateOf = (instance) => sql(`select state from process_instance
    where id = '${instance}'`);

await test('a service task is done by a program', async () => {
	const instance = await open('letter');
	await until(() => stateOf(instance) === 'completed', 'completed');
	const [state, number, body] = sql(`select o.state, r.number,
	    convert_from(r.body, 'UTF8') from outbox o join receipt r
	    on r.outbox_id = o.id`).split('|');
	equal(state, 'delivered');
	equal(number, 'P-1');
	equal(JSON.parse(body).variables.printed, 2, 'what it was sent');
	equal(sql(`select count(*) from outbox where
	    convert_from(payload, 'UTF8') ~ 'copies"\\s*:\\s*2|a secret'`), '0',
	    'variables at rest');
});

await test('one that gives up leaves an incident', async () => {
	const instance = await open('bad');
	await until(() => stateOf(instance) === 'incident', 'incident');
	equal(sql(`select message from incident
	    where instance_id = '${instance}'`), 'printed 2');
	equal(sql(`select state from job where instance_id = '${instance}'`),
	    'failed');
});

await test('a listener is done by a program as well', async () => {
	const instance = await open('heard');
	await until(() => stateOf(instance) === 'completed', 'completed');
	equal(sql(`select headers ->> 'listener', state from job
	    where instance_id = '${instance}'`), 'start|done');
	equal(sql(`select convert_from(r.body, 'UTF8') ~ '"printed": 3'
	    from receipt r join outbox o on o.id = r.outbox_id
	    join job j on j.id = o.job_id
	    where j.instance_id = '${instance}'`), 't');
});

await test('two files do not bring one process', () => {
	ok(/copy.bpmn: letter: letter.bpmn brings it as well/.test(twice),
	    twice);
	equal(sql(`select max(version) from process_definition
	    where key = 'letter'`), '1');
});

/* The program would go on for ever: only its connector knows it. */
await test('a program ends with its server', async () => {
	const pid = Number(readFileSync(join(server.dir, 'pid'), 'utf8'));
	const isAlive = () => existsSync(`/proc/${pid}`);
	ok(isAlive(), 'it runs');
	equal(await server.stop(), 0);
	await until(() => !isAlive(), 'it ends');
	ok(/ connector\.close name=printer/.test(server.log), 'closed');
});

await test('the log says which connectors there are', () => {
	ok(/ connector.open name=printer connector=exec/.test(server.log),
	    server.log);
});

await finish();
