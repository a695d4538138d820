/*
 * team.mjs - what tests of working together share: a town, people of several
 * units, and models with a visit, offers and commissions.
 *
 * Lucía and Jorge are social workers of UTS 1, Carmen is their centre's
 * supervisor and Marta its clerk; Irene is a social worker of another unit, Elena
 * and Óscar are psychologists, Inés is the lawyer.
 */
import { equal, status, test } from './lib.mjs';
import { find, startTown } from './town.mjs';

export { status };

export const town = await startTown({ persons: 120, cases: 0 });
export const lucia = await town.as('lucia.marin');
export const jorge = await town.as('jorge.alonso');
export const carmen = await town.as('carmen.delgado');
export const marta = await town.as('marta.ibanez');
export const irene = await town.as('irene.soler');
export const elena = await town.as('elena.duran');
export const oscar = await town.as('oscar.merino');
export const ines = await town.as('ines.carrasco');
export const silvia = await town.as('silvia.otero');
export const v1 = '/api/v1';
export const me = (client) => client.session.staffId;

export function refused(answer, wanted, code) {
	equal(status(answer, wanted).code, code, answer.text.slice(0, 300));
	return answer.body;
}

/* ------------------------------------------------------------- the models */

export const work = (id, group, headers = '', form = '') => `<userTask id="${id}"
    name="${id}"><extensionElements><zeebe:userTask />
    ${form && `<zeebe:formDefinition formId="${form}" />`}
    <zeebe:assignmentDefinition candidateGroups="${group}" />
    <zeebe:taskHeaders>${headers}</zeebe:taskHeaders>
    </extensionElements>`;
export const header = (key, value) => `<zeebe:header key="${key}"
    value="${value.replaceAll('"', '&quot;')}" />`;
export const model = (id, nodes, flows) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    targetNamespace="urn:test" id="D_${id}">
  <process id="${id}" name="${id}" isExecutable="true">
    ${nodes}
    ${flows.map(([from, to], i) => `<sequenceFlow id="${id}_f${i}"
	sourceRef="${from}" targetRef="${to}" />`).join('\n')}
  </process>
</definitions>`;

/* A visit that a reminder or a stop message can end; then somebody else
 * checks it. */
export const visit = model('teamwork', `<startEvent id="Start" />
    ${work('Visit', 'social_worker')}</userTask>
    <boundaryEvent id="Stop" attachedToRef="Visit">
      <timerEventDefinition><timeDuration
	xsi:type="tFormalExpression">P30D</timeDuration>
      </timerEventDefinition></boundaryEvent>
    ${work('Review', 'social_worker', header('fourEyes', 'Visit'))}
    </userTask><endEvent id="End" /><endEvent id="Stopped" />`,
    [['Start', 'Visit'], ['Visit', 'Review'], ['Review', 'End'],
	['Stop', 'Stopped']]);

/* A proposal that its author must not vote on. */
export const commission = (id, headers, groups) => model(id, `<startEvent id="Start" />
    ${work('Proposal', 'social_worker')}</userTask>
    ${work('Decision', groups, header('fourEyes', 'Proposal') +
	headers, 'team-decision')}</userTask>
    <scriptTask id="Sum"><extensionElements><zeebe:script
      expression="= if approved then inFavour * 100 + count(votes) else 0"
      resultVariable="sum" /></extensionElements></scriptTask>
    ${work('Notify', 'social_worker')}</userTask><endEvent id="End" />`,
    [['Start', 'Proposal'], ['Proposal', 'Decision'], ['Decision', 'Sum'],
	['Sum', 'Notify'], ['Notify', 'End']]);

export const form = { type: 'default', id: 'team-decision', schemaVersion: 19,
    components: [
	{ type: 'checkbox', id: 'F1', key: 'approved', label: 'Approved' },
	{ type: 'textarea', id: 'F2', key: 'remarks', label: 'Remarks',
	    validate: { maxLength: 200 } },
    ] };

/* Offered to two groups, to two people, to one. */
export const offers = model('offers', `<startEvent id="Start" />
    <parallelGateway id="All" />
    ${work('Groups', 'social_worker, psychologist@psychology')}</userTask>
    ${work('Both', '" candidateUsers="elena.duran, jorge.alonso')}</userTask>
    ${work('One', '" candidateUsers="marta.ibanez')}</userTask>
    ${work('Nobody', '" candidateUsers="no.such, nor.this')}</userTask>
    <endEvent id="End" />`,
    [['Start', 'All'], ...['Groups', 'Both', 'One', 'Nobody'].flatMap((id) =>
	[['All', id], [id, 'End']])]);

/* The same form three times; the last begins empty and keeps to itself. */
const shared = model('shared', `<startEvent id="Start" />
    ${work('First', 'social_worker', '', 'team-decision')}</userTask>
    ${work('Review', 'social_worker', '', 'team-decision')}</userTask>
    ${work('Apart', 'social_worker', '', 'team-decision').replace(
	'</extensionElements>', `<zeebe:ioMapping>
	<zeebe:input source="= null" target="remarks" />
	<zeebe:output source="= remarks" target="second" />
	</zeebe:ioMapping></extensionElements>`)}</userTask>
    ${work('Last', 'social_worker', '', 'team-decision')}</userTask>
    <endEvent id="End" />`,
    [['Start', 'First'], ['First', 'Review'], ['Review', 'Apart'],
	['Apart', 'Last'], ['Last', 'End']]);

export const programmes = {
	shared,
	offers,
	teamwork: visit,
	threshold: commission('threshold', header('votes',
	    '= string(1 + 1) + " of " + string(3)') +
	    header('votesQuorum', '2'), 'psychologist@psychology, legal@legal'),
	majority: commission('majority', header('votes', 'majority of all') +
	    header('votesShown', 'always') +
	    header('votesChair', 'supervisor@css-norte'),
	    'psychologist@psychology'),
	peers: commission('peers', header('votes', 'unanimity of 2'),
	    'social_worker'),
	named: commission('named', header('votes', 'majority of all'),
	    '" candidateUsers="elena.duran, oscar.merino, ines.carrasco'),
	broken: commission('broken', header('votes', '= "3 from 5"'),
	    'psychologist@psychology'),
};

/* Of UTS 1, to open cases in. */
export let record, holder;

export async function deploy(key, xml) {
	status(await silvia.post(`${v1}/process-definitions`, xml), 201);
	town.sql(`insert into programme (tenant_id, code, label, sector,
	    process_key, sensitivity) select id, '${key}', '{"es": "${key}"}',
	    '0', '${key}', 1 from tenant limit 1`);
}

/* A case of this programme, and its first open task. */
export async function open(programme) {
	const opened = status(await lucia.post(`${v1}/interventions`,
	    { recordId: record, personId: holder, programme }), 201);
	return { id: opened.id, number: opened.number,
	    ...await tasksOf(opened.id) };
}

/* Open tasks of a case by element; "all" has the others too. */
export async function tasksOf(id) {
	const { tasks, process } = status(await lucia.get(
	    `${v1}/interventions/${id}`), 200);
	return { all: tasks, process, open: Object.fromEntries(tasks
	    .filter((t) => t.state === 'open' && t.parentId === null)
	    .map((t) => [t.elementId, t])) };
}

export const at = (task, action = '') => `${v1}/tasks/${task.id ?? task}${action}`;
export const detail = async (client, task) => status(await client.get(at(task)), 200);
export const complete = (client, task, data = {}) => client.post(
    at(task, '/complete'), { data });
export const queue = async (client, view) => status(await client.get(
    `${v1}/tasks?view=${view}&limit=100`), 200).items;
export const counts = async (client) => status(await client.get(
    `${v1}/tasks/counts`), 200);

await test('models and a record to work on', async () => {
	status(await silvia.post(`${v1}/form-definitions`, form), 201);
	for (const [key, xml] of Object.entries(programmes))
		await deploy(key, xml);
	const { items } = status(await lucia.get(`${v1}/records`), 200);
	const mine = find(items, (r) => r.unitName === 'UTS Casco Antiguo' &&
	    r.sensitivity <= 1, 'a record of UTS 1');
	record = mine.id;
	holder = status(await lucia.get(`${v1}/records/${record}`), 200)
	    .members[0].person.id;
});
