/*
 * story.mjs - the main job in a browser: from a citizen at the counter to the
 * grant, by the people who do each step.
 */
import { equal, finish, madridDay, ok, test } from '../integration/lib.mjs';
import { clean, isWiderThanScreen, openDemo, signIn } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('the story in a browser', ['--persons', '300', '--cases', '20']);
const people = {};
let recordUrl, caseUrl;

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const dni = (n) => `${n}${DNI_LETTERS[n % 23]}`;
const DOCUMENT = dni(40123456);

async function worker(login) {
	people[login] ??= await signIn(browser, base, accounts[login]);
	return people[login];
}

/* Fill in what is shown, so that any form of the story is complete. */
async function fillForm(page) {
	const form = page.locator('.detail form');
	for (const group of await form.locator('fieldset:has(input[type=radio])').all()) {
		if (!await group.locator('input:checked').count())
			await group.locator('input[type=radio]').first().check();
	}
	for (const box of await form.locator('input[type=checkbox]').all())
		await box.check();
	for (const select of await form.locator('select').all())
		await select.selectOption({ index: 1 });
	for (const input of await form.locator('input:not([type=radio],[type=checkbox],[type=file]), textarea').all()) {
		if (await input.inputValue())
			continue;
		const type = await input.getAttribute('type');
		await input.fill(type === 'date' ? madridDay(Date.now() + 864e5) :
		    type === 'time' ? '10:00' : type === 'datetime-local' ? `${madridDay(Date.now() + 45 * 864e5)}T10:00` :
		    await input.getAttribute('inputmode') === 'decimal' ? '3' : 'Comprobado con la familia en la entrevista.');
	}
}

/* Do the task of this case that waits for one of these people. */
async function doTask(login, name) {
	const page = await worker(login);
	const number = caseUrl.number;
	for (const view of ['mine', 'pool']) {
		await page.goto(`${base}/staff/queue?view=${view}`);
		await page.waitForSelector('.task-list, .state');
		const row = page.locator('.task-row', { hasText: number }).filter({ hasText: name });
		if (!await row.count())
			continue;
		await row.first().locator('a.title').click();
		await page.waitForSelector('.detail .tabs');
		const claim = page.getByRole('button', { name: 'Quedármela' });
		if (await claim.count())
			await claim.click();
		await page.waitForSelector('.detail form');
		await fillForm(page);
		for (const computed of await page.locator('.detail .field:has(> output.computed)').all()) {
			await computed.locator('output .strong').waitFor();
			await computed.locator('summary').first().click();
		}
		await clean(page, name);
		await page.getByRole('button', { name: 'Completar', exact: true }).click();
		await page.locator('.toast', { hasText: 'Tarea completada' }).first().waitFor();
		return;
	}
	throw new Error(`${login} has no task "${name}" of ${number}`);
}

await test('a social worker finds nobody and registers the person with a record', async () => {
	const page = await worker('lucia.marin');
	await clean(page, 'the queue');
	await page.goto(`${base}/staff/persons`);
	await page.fill('[name=q]', DOCUMENT);
	await page.keyboard.press('Enter');
	await page.getByText('No hay nadie así').waitFor();
	await clean(page, 'the search');
	await page.getByRole('link', { name: 'Registrar persona' }).first().click();
	await page.fill('[name=given]', 'Amparo');
	await page.fill('[name=surname1]', 'Quintanilla');
	await page.fill('[name=surname2]', 'Ferrándiz');
	await page.fill('[name=birthDate]', '1979-05-17');
	await page.selectOption('[name=sex]', 'female');
	await page.fill('[name=number]', `${DOCUMENT.slice(0, 8)}A`);
	await page.locator('[name=given]').focus();
	await page.getByText('no cuadra').waitFor();
	await page.fill('[name=number]', DOCUMENT);
	await page.fill('[name=phones]', '600123123');
	await page.selectOption('[name=territoryId]', { label: 'Casco Antiguo' });
	await clean(page, 'the new person');
	await page.getByRole('button', { name: 'Registrar', exact: true }).click();
	await page.waitForURL(/\/staff\/records\//);
	await page.getByRole('heading', { level: 1, name: /Quintanilla Ferrándiz, Amparo/ }).waitFor();
	recordUrl = page.url();
	await clean(page, 'the record');
});

await test('the person is found by a name with a typo', async () => {
	const page = await worker('lucia.marin');
	await page.goto(`${base}/staff/persons`);
	await page.fill('[name=q]', 'Amparo Quintanila Ferrandis');
	await page.keyboard.press('Enter');
	await page.getByRole('link', { name: /Quintanilla Ferrándiz, Amparo/ }).waitFor();
});

await test('the household is dated, and what is written has a category', async () => {
	const page = await worker('lucia.marin');
	const dialog = page.locator('dialog[open]');
	await page.goto(`${recordUrl}?tab=household`);
	await page.getByRole('button', { name: 'Añadir a una persona' }).click();
	await page.fill('dialog [name=text]', 'Garcia');
	await dialog.locator('input[type=radio]').first().check();
	await page.selectOption('dialog [name=relation]', 'sibling');
	await page.fill('dialog [name=from]', '2026-01-01');
	await clean(page, 'the new member');
	await dialog.getByRole('button', { name: 'Añadir a una persona' }).click();
	await page.locator('.toast', { hasText: 'añadida' }).waitFor();
	await page.locator('tbody tr').nth(1).getByRole('button', { name: 'Editar' }).click();
	await page.fill('dialog [name=to]', '2026-06-30');
	await dialog.getByRole('button', { name: 'Guardar' }).click();
	await page.locator('tbody tr', { hasText: '30 jun 2026' }).waitFor();
	await page.getByRole('button', { name: 'Anotar' }).click();
	await page.selectOption('dialog [name=category]', 'health');
	await page.fill('dialog [name=text]', 'Sigue tratamiento por hipertensión.');
	await dialog.getByRole('button', { name: 'Guardar' }).click();
	await page.locator('.toast', { hasText: 'Anotación' }).waitFor();
	await page.goto(`${recordUrl}?tab=timeline`);
	await page.getByText('Sigue tratamiento').waitFor();
	await clean(page, 'the timeline');
});

await test('an intervention starts its process', async () => {
	const page = await worker('lucia.marin');
	await page.goto(recordUrl);
	await page.getByRole('button', { name: 'Abrir intervención' }).click();
	await page.locator('dialog [name=programme]').selectOption({ label: 'Ayuda de emergencia social' });
	await page.getByRole('button', { name: 'Abrir', exact: true }).click();
	await page.waitForURL(/\/staff\/cases\//);
	await page.waitForSelector('.canvas svg');
	caseUrl = { url: page.url(), number: (await page.locator('.page-head p .num').textContent()).trim() };
	await clean(page, 'the case');
});

await test('each step is done by the unit it belongs to, and the aid is granted', async () => {
	await doTask('marta.ibanez', /Registrar/);
	await doTask('lucia.marin', /Valorar/);
	await doTask('lucia.marin', /Visitar/);
	await doTask('marta.ibanez', /Comprobar/);
	// A small amount: the decision `aid-approval` leaves it to the centre.
	await doTask('carmen.delgado', /Aprobar/);
	await doTask('rosa.benitez', /Conceder/);
	const page = await worker('lucia.marin');
	await page.goto(caseUrl.url);
	await page.locator('.page-head .tag', { hasText: 'Concedida' }).waitFor();
	await clean(page, 'the granted case');
});

await test('the supervisor sees the load and who looked at the record', async () => {
	const page = await worker('carmen.delgado');
	await page.goto(`${base}/staff/board`);
	await page.locator('.board-worker').first().click();
	await page.waitForSelector('.detail');
	await clean(page, 'the board');
	await page.goto(`${recordUrl}/audit`);
	await page.locator('tbody tr', { hasText: 'Lucía' }).first().waitFor();
	await clean(page, 'the audit');
});

await test('an administrator tries a decision and sees why', async () => {
	const page = await worker('silvia.otero');
	await page.goto(`${base}/admin/decisions`);
	await page.getByRole('link', { name: 'Who approves' }).first().click();
	await page.fill('[name=proposedAmount]', '250');
	await page.getByRole('button', { name: 'Decidir' }).click();
	await page.getByText('Falta saber: risk').waitFor();
	await page.fill('[name=risk]', '0');
	await page.getByRole('button', { name: 'Decidir' }).click();
	await page.locator('.explain', { hasText: 'Small amounts' }).first().waitFor();
	await clean(page, 'the trial');
	await page.setViewportSize({ width: 360, height: 800 });
	equal(await isWiderThanScreen(page), false, 'fits a phone');
	await page.setViewportSize({ width: 1280, height: 900 });
});

await test('a worker of another unit does not see health data', async () => {
	const page = await worker('nuria.campos');
	await page.goto(recordUrl);
	await page.getByRole('heading', { level: 1, name: /Quintanilla/ }).waitFor();
	await page.goto(`${recordUrl}?tab=timeline`);
	await page.locator('.masked', { hasText: 'Salud' }).first().waitFor();
	ok(!await page.getByText('hipertensión').count(), 'health is not shown');
	await clean(page, 'the masked record');
});

await test('the queue works by keyboard', async () => {
	const page = await worker('marta.ibanez');
	await page.goto(`${base}/staff/queue?view=pool`);
	await page.waitForSelector('.task-row');
	await page.keyboard.press('j');
	await page.waitForSelector('.detail');
	await page.keyboard.press('Escape');
	await page.waitForSelector('.detail', { state: 'detached' });
	await page.keyboard.press('Shift+?');
	await page.getByRole('heading', { name: 'Atajos de teclado' }).waitFor();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+k');
	await page.waitForFunction(() => document.activeElement?.matches('dialog[open] input'));
	await page.keyboard.type('Historias');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/staff\/records/);
});

await test('it speaks five languages and fits a phone', async () => {
	const page = await worker('lucia.marin');
	await page.setViewportSize({ width: 360, height: 780 });
	for (const path of ['/staff/queue', '/staff/persons', new URL(recordUrl).pathname, '/staff/records']) {
		await page.goto(base + path);
		await page.locator('main h1').waitFor();
		await page.waitForTimeout(500);
		ok(!await isWiderThanScreen(page), `${path} is wider than 360 pixels`);
	}
	await page.goto(`${base}/staff/preferences`);
	for (const [tag, words] of [['ca', 'Preferències'], ['pt', 'Preferências'], ['it', 'Preferenze'], ['en', 'Preferences'], ['es', 'Preferencias']]) {
		await page.locator('main [name=language]').selectOption(tag);
		await page.getByRole('heading', { level: 1, name: words }).waitFor();
		equal(await page.getAttribute('html', 'lang'), tag);
	}
});

await finish();
