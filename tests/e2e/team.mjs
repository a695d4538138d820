/*
 * team.mjs - several people on one task, in a browser: a comment that mentions,
 * a sub-task, a commission that votes.
 *
 * Jorge and Marta bring the cases there by the API; Lucía, Carmen and Elena work
 * in the browser.
 */
import { execFileSync } from 'node:child_process';
import { Client } from '../integration/client.mjs';
import { equal, finish, ok, status, test, until } from '../integration/lib.mjs';
import { clean, isWiderThanScreen, openDemo, SETTLED_MS, signIn } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('a team in a browser', ['--persons', '100', '--cases', '0']);
const v1 = '/api/v1';
const people = {}, clients = {};

async function worker(login) {
	people[login] ??= await signIn(browser, base, accounts[login]);
	return people[login];
}

async function client(login) {
	clients[login] ??= await new Client(server, { ...accounts[login], totp: accounts[login].secret }).signIn();
	return clients[login];
}

const sql = (text) => execFileSync('psql', ['-XAtq', '-h', server.databaseDir, '-U', 'postgres', '-c', text, 'postgres'],
    { encoding: 'utf8' }).trim();

/* A case of school absence that waits for this element. */
async function bringTo(element) {
	const jorge = await client('jorge.alonso'), marta = await client('marta.ibanez');
	const { items } = status(await jorge.get(`${v1}/records`), 200);
	const record = items.find((r) => r.unitName === 'UTS Casco Antiguo' && r.sensitivity <= 1);
	const file = status(await jorge.get(`${v1}/records/${record.id}`), 200);
	const opened = status(await jorge.post(`${v1}/interventions`, { recordId: record.id,
	    personId: file.members[0].person.id, programme: 'school-absence' }), 201);
	const steps = [
		[marta, 'Notice', { school: 'CEIP Norte', absenceDays: 9, guardianContacted: true }],
		[jorge, 'Interview', { causes: ['motivation'], assessment: 'Se aburre en clase.', visitDate: '2026-11-20' }],
		[jorge, 'Agree', { commitment: 'Irá cada día.', startDate: '2026-12-01' }],
		[jorge, 'Follow', { attends: false }],
	];
	const tasks = async () => status(await jorge.get(`${v1}/interventions/${opened.id}`), 200).tasks;
	for (const [who, id, data] of steps) {
		if (id === element)
			break;
		if (id === 'Follow') {
			sql(`update timer set due_at = now() - interval '1 second' where instance_id =
			    (select instance_id from intervention where id = '${opened.id}')`);
			sql("select pg_notify('jobs', 'timers')");
		}
		await until(async () => (await tasks()).some((t) => t.elementId === id && t.state === 'open'), id, 15000);
		const task = (await tasks()).find((t) => t.elementId === id);
		status(await who.post(`${v1}/tasks/${task.id}/complete`, { data }), 200);
	}
	return { id: opened.id, number: opened.number, tasks: await tasks() };
}

async function openTask(page, view, number, name) {
	await page.goto(`${base}/staff/queue?view=${view}`);
	await page.locator('.task-row', { hasText: number }).filter({ hasText: name }).first().locator('a.title').click();
	await page.waitForSelector('.detail .tabs');
}

let interview;

await test('a comment mentions a colleague, by keyboard', async () => {
	interview = await bringTo('Interview');
	const page = await worker('lucia.marin');
	await openTask(page, 'pool', interview.number, 'Entrevistar');
	await page.getByRole('button', { name: 'Quedármela' }).click();
	await page.getByRole('button', { name: 'Soltar' }).first().waitFor();
	await page.getByRole('tab', { name: 'Comentarios' }).click();
	await page.getByText('Sin comentarios').waitFor();
	const text = page.getByLabel('Comentario', { exact: true });
	await text.pressSequentially('@Carm');
	await page.getByRole('option', { name: /Carmen Delgado/ }).waitFor();
	await clean(page, 'the list of names');
	await text.press('Enter');
	await text.pressSequentially('¿puedes llamar al centro?');
	await text.press('Control+Enter');
	await page.locator('.comment .mention', { hasText: '@Carmen Delgado Ruiz' }).waitFor();
	equal(await text.inputValue(), '', 'the text that was sent');
	await clean(page, 'the comments');
});

await test('the colleague finds it among the mentions, and it is gone once read', async () => {
	const page = await worker('carmen.delgado');
	await page.goto(`${base}/staff/queue?view=mentions`);
	await page.locator('.segmented button', { hasText: 'Menciones' }).locator('.count', { hasText: '1' }).waitFor();
	await page.locator('.task-row', { hasText: interview.number }).locator('a.title').click();
	await page.getByText('¿puedes llamar al centro?').waitFor();
	await page.locator('.segmented button', { hasText: 'Menciones' }).locator('.count').waitFor({ state: 'detached' });
	await clean(page, 'the mentions');
});

await test('a sub-task holds the task up until it is done', async () => {
	const page = await worker('lucia.marin');
	const dialog = page.locator('dialog[open]');
	await page.getByRole('tab', { name: 'Subtareas' }).click();
	await page.getByText('Sin subtareas').waitFor();
	await page.waitForTimeout(SETTLED_MS);
	await page.keyboard.press('s');
	await page.fill('dialog [name=title]', 'Pedir las notas al centro');
	await page.fill('dialog [name=instructions]', 'Las de los dos últimos trimestres.');
	await page.locator('dialog [name=staffId] option', { hasText: 'Carmen Delgado' }).waitFor({ state: 'attached' });
	await page.selectOption('dialog [name=staffId]', { label: 'Carmen Delgado Ruiz' });
	await clean(page, 'the new sub-task');
	await dialog.getByRole('button', { name: 'Encargar' }).click();
	await page.locator('.parts li', { hasText: 'Pedir las notas' }).waitFor();
	await clean(page, 'the sub-tasks');
	await page.getByRole('tab', { name: 'Trabajo' }).click();
	await page.getByText('Antes hay que hacer una subtarea').waitFor();
	ok(await page.getByRole('button', { name: 'Completar', exact: true }).isDisabled(), 'it waits');

	const other = await worker('carmen.delgado');
	await openTask(other, 'mine', interview.number, 'Pedir las notas');
	await other.getByText('Las de los dos últimos trimestres.').waitFor();
	await clean(other, 'the sub-task');
	await other.getByLabel('Resultado').fill('Todo suspenso salvo música.');
	await other.getByRole('button', { name: 'Completar', exact: true }).click();
	await other.locator('.toast', { hasText: 'Tarea completada' }).waitFor();

	/* Lucía's page hears of it by itself. */
	await page.getByText('Antes hay que hacer una subtarea').waitFor({ state: 'detached' });
	await page.getByRole('tab', { name: 'Subtareas' }).click();
	await page.getByText('Todo suspenso salvo música.').waitFor();
});

await test('the commission votes, and the vote that decides completes the task', async () => {
	const absence = await bringTo('Commission');
	const name = 'Decidir medidas';
	const page = await worker('elena.duran');
	await openTask(page, 'mine', absence.number, name);
	await page.getByText('2 a favor de 3').first().waitFor();
	await page.getByLabel('Voto a favor de adoptar medidas').check();
	await page.getByLabel('Medidas que propongo').fill('Refuerzo por las tardes.');
	await clean(page, 'the ballot');
	await page.getByRole('button', { name: 'Votar', exact: true }).click();
	await page.getByText('Ha votado: A favor').waitFor();
	await clean(page, 'the ballot that was cast');

	const chair = await worker('carmen.delgado');
	await openTask(chair, 'pool', absence.number, name);
	await chair.getByText('Votó en secreto').waitFor();
	ok(!await chair.getByText('Refuerzo por las tardes.').count(), 'what was voted');
	await clean(chair, 'the vote');
	await openTask(chair, 'mine', absence.number, name);
	await chair.getByLabel('Voto a favor de adoptar medidas').check();
	await chair.getByLabel('Medidas que propongo').fill('Lo mismo.');
	await chair.getByRole('button', { name: 'Votar', exact: true }).click();
	await chair.locator('.toast', { hasText: 'Su voto ha decidido' }).waitFor();
	await chair.getByText('Aprobada').waitFor();
	const now = status(await (await client('jorge.alonso')).get(`${v1}/interventions/${absence.id}`), 200);
	equal(now.state, 'granted');
	equal(now.process.state, 'completed');
});

await test('the case shows what was said, and all of it fits a phone', async () => {
	const page = await worker('lucia.marin');
	await page.goto(`${base}/staff/cases/${interview.id}?tab=comments`);
	await page.getByText('¿puedes llamar al centro?').waitFor();
	await clean(page, 'the comments of the case');
	await page.setViewportSize({ width: 360, height: 780 });
	const task = interview.tasks.find((t) => t.elementId === 'Interview').id;
	for (const path of [`/staff/queue?task=${task}`, '/staff/queue?view=mentions', `/staff/cases/${interview.id}?tab=comments`]) {
		await page.goto(base + path);
		await page.locator('main h1').waitFor();
		await page.waitForTimeout(SETTLED_MS);
		ok(!await isWiderThanScreen(page), `${path} is wider than 360 pixels`);
	}
});

await finish();
