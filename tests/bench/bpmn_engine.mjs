// Processes with one user task, by bpmn-engine with its state in PostgreSQL.
//
//	node tests/bench/bpmn_engine.mjs FOLDER SECONDS SOCKET
//
// FOLDER has node_modules with bpmn-engine and pg.  The process is that of
// `process choice`: it is started and its state saved as JSON where it waits; then
// the state is read, recovered, its task completed, and the end saved, as two
// requests to a server would do it.  Prints processes per second.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const CLIENTS = 16;
const CONNECTIONS = 8;

const [folder, seconds, socket] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { Engine } = await load("bpmn-engine");
const { default: pg } = await load("pg");

const source = `<definitions id="bench"
  xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <process id="bench-choice" isExecutable="true"><startEvent id="start"/>
    <userTask id="assess" name="Valorar"/>
    <exclusiveGateway id="choice" default="f3"/>
    <endEvent id="refused"/><endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="assess"/>
    <sequenceFlow id="f2" sourceRef="assess" targetRef="choice"/>
    <sequenceFlow id="f4" sourceRef="choice" targetRef="refused">
      <conditionExpression xsi:type="tFormalExpression"
        >\${environment.variables.refused}</conditionExpression></sequenceFlow>
    <sequenceFlow id="f3" sourceRef="choice" targetRef="end"/>
  </process></definitions>`;

const pool = new pg.Pool({ host: socket, database: "vinculo",
	user: "postgres", max: CONNECTIONS });

async function inTransaction(work) {
	const client = await pool.connect();
	try {
		await client.query("begin");
		const result = await work(client);
		await client.query("commit");
		return result;
	} finally {
		client.release();
	}
}

async function start() {
	const engine = new Engine({ name: "bench", source });
	await engine.execute();		// until it waits
	const state = JSON.stringify(await engine.getState());
	engine.stop();
	return inTransaction(async (client) => (await client.query({
		name: "insert",
		text: "insert into bpmn_engine (state) values ($1) returning id",
		values: [state],
	})).rows[0].id);
}

function complete(id) {
	return inTransaction(async (client) => {
		const { rows } = await client.query({ name: "lock",
			text: "select state from bpmn_engine where id = $1 for update",
			values: [id] });
		const engine = new Engine().recover(rows[0].state);
		const ends = engine.waitFor("end");
		const execution = await engine.resume();
		execution.signal({ id: "assess" });
		await ends;
		await client.query({ name: "store",
			text: "update bpmn_engine set state = $2, ended_at = now() " +
			    "where id = $1",
			values: [id, JSON.stringify(await engine.getState())] });
	});
}

const end = Date.now() + seconds * 1000;
let done = 0;

async function client() {
	while (Date.now() < end) {
		await complete(await start());
		done++;
	}
}

await pool.query("create table bpmn_engine (id bigint generated always as " +
    "identity primary key, state jsonb not null, ended_at timestamptz)");
const began = Date.now();
await Promise.all(Array.from({ length: CLIENTS }, client));
console.log((done * 1000 / (Date.now() - began)).toFixed(1));
await pool.query("drop table bpmn_engine");
await pool.end();
