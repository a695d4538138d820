/*
 * pages.mjs - every page and dialog that each role meets: in words of its
 * language, as wide as its screen, in both colour schemes, by keyboard.
 *
 * A wide screen is looked at in light colours and a telephone in dark ones.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, finish, ok, root, test } from '../integration/lib.mjs';
import { isWiderThanScreen, openDemo, settled, signIn, violations } from './browser.mjs';

const { accounts, base, browser } = await openDemo('the pages in a browser', ['--persons', '300', '--cases', '80']);

const catalogue = (tag) => JSON.parse(readFileSync(join(root, `web/src/locales/${tag}.json`), 'utf8'));
const KEYS = Object.keys(catalogue('es'));
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 780 };
/* A refusal is an answer: the page shows it. */
const REFUSED = /status of 40[34]/;

async function enter(login, tag) {
	const page = await signIn(browser, base, accounts[login]);
	page.on('console', (message) => {
		if (message.type() === 'error' && !REFUSED.test(message.text()))
			page.errors.push(message.text());
	});
	await page.evaluate((language) => localStorage.setItem('vinculo.locale', language), tag);
	return page;
}

/* Texts that are the name of a message and not the message. */
function untranslated(page) {
	return page.evaluate((keys) => {
		const known = new Set(keys);
		const found = [];
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) {
			if (known.has(walk.currentNode.data.trim()))
				found.push(walk.currentNode.data);
		}
		return found.filter((text) => text.includes('.')).join();
	}, KEYS);
}

async function fits(page, what, viewport) {
	await page.setViewportSize(viewport);
	ok(!await isWiderThanScreen(page), `${what} is wider than ${viewport.width} pixels`);
}

async function look(page, what, scheme, viewport) {
	await page.emulateMedia({ colorScheme: scheme });
	await fits(page, what, viewport);
	equal(await violations(page), '', `axe on ${what}, ${scheme}:`);
}

/* Open each path; what several roles see alike is looked at closely once, but in every language it has to fit. */
const seen = new Set();
async function visit(page, paths) {
	for (const [name, path] of Object.entries(paths)) {
		await page.setViewportSize(WIDE);
		await page.goto(base + path);
		await settled(page);
		equal(await page.locator('main h1').count(), 1, `headings of ${name}:`);
		ok(/.+ – Vínculo/.test(await page.title()), `${name} has a title`);
		equal(await untranslated(page), '', `untranslated on ${name}:`);
		if (!seen.has(name)) {
			await look(page, name, 'light', WIDE);
			await look(page, name, 'dark', PHONE);
		}
		seen.add(name);
		await fits(page, name, PHONE);
		equal(page.errors.splice(0).join('\n'), '', `errors on ${name}:`);
	}
}

/* The addresses that the navigation offers. */
async function places(page) {
	await page.setViewportSize(WIDE);
	const links = await page.locator('.shell > nav a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
	return Object.fromEntries(links.filter((path) => !/^\/(staff$|admin$)/.test(path)).map((path) => [path, path]));
}

/* Where a worker's day begins is no refusal. */
async function begins(page) {
	await page.goto(`${base}/staff`);
	await settled(page);
	equal(await page.locator('main .state[role=alert]').count(), 0, `refused at ${page.url()}:`);
	ok(!/\/staff$/.test(page.url()), `began at ${page.url()}`);
}

async function firstLink(page, path, selector) {
	await page.goto(base + path);
	await page.locator(`${selector}, main .state`).first().waitFor();
	const link = page.locator(selector).first();
	return await link.count() ? new URL(await link.getAttribute('href'), base) : undefined;
}

async function recordPages(page) {
	const record = (await firstLink(page, '/staff/records?of=unit', 'tbody a')).pathname;
	const person = (await firstLink(page, `${record}?tab=household`, '[role=tabpanel] tbody a')).pathname;
	return {
		...Object.fromEntries(['overview', 'household', 'family', 'interventions', 'timeline', 'documents', 'data']
			.map((tab) => [`record ${tab}`, `${record}?tab=${tab}`])), person, 'rights of a person': `${person}/rights`,
	};
}

await test('the sign-in page', async () => {
	const context = await browser.newContext({ baseURL: base, ignoreHTTPSErrors: true, locale: 'pt-PT' });
	const page = await context.newPage();
	await page.goto('/staff');
	await page.getByLabel(catalogue('pt')['signIn.login']).waitFor();
	await look(page, 'sign-in', 'light', WIDE);
	await look(page, 'sign-in', 'dark', PHONE);
	await page.fill('[name=login]', 'nobody');
	await page.fill('[name=password]', 'not the password');
	await page.fill('[name=totp]', '000000');
	await page.keyboard.press('Enter');
	await page.getByRole('alert').waitFor();
	await look(page, 'a refused sign-in', 'light', PHONE);
	await page.goto('/');
	await page.locator('main h1').waitFor();
	await look(page, 'the page for citizens', 'dark', PHONE);
	await context.close();
});

await test('a path that leads nowhere is no page', async () => {
	const context = await browser.newContext({ baseURL: base, ignoreHTTPSErrors: true });
	for (const path of ['/robots.txt', '/staff/nothing.js', '/wp-login.php'])
		equal((await context.request.get(path)).status(), 404, path);
	await context.close();
});

const worker = await enter('lucia.marin', 'es');
await test('the pages of a social worker, in Spanish', async () => {
	const task = await firstLink(worker, '/staff/queue?view=pool', '.task-row a.title');
	const record = await recordPages(worker);
	const open = await firstLink(worker, task.pathname + task.search, '.detail a[href^="/staff/cases/"]');
	await visit(worker, {
		...await places(worker), pool: '/staff/queue?view=pool', done: '/staff/queue?view=done', task: task.pathname + task.search,
		'new person': '/staff/persons/new', 'records of the unit': '/staff/records?of=unit', ...record,
		...Object.fromEntries(['process', 'tasks', 'documents', 'items', 'history'].map((tab) => [`case ${tab}`, `${open.pathname}?tab=${tab}`])),
		'no such page': '/staff/no-such-page',
	});
});

await test('the pages of a clerk, in Catalan', async () => {
	const page = await enter('marta.ibanez', 'ca');
	await visit(page, { ...await places(page), pool: '/staff/queue?view=pool', 'new person': '/staff/persons/new', ...await recordPages(page) });
	await page.context().close();
});

await test('the pages of a supervisor, in Portuguese', async () => {
	const page = await enter('carmen.delgado', 'pt');
	const record = await recordPages(page);
	await page.goto(`${base}/staff/board`);
	await page.locator('.board-worker').first().click();
	const board = new URL(page.url());
	await visit(page, {
		...await places(page), 'board of a worker': board.pathname + board.search,
		audit: `${record['record overview'].split('?')[0]}/audit`,
	});
	await page.context().close();
});

await test('the pages of a manager and an auditor, in Italian and English', async () => {
	for (const [login, tag] of [['gonzalo.rivas', 'it'], ['raul.espinosa', 'en']]) {
		const page = await enter(login, tag);
		await begins(page);
		await visit(page, await places(page));
		await page.context().close();
	}
});

await test('an auditor finds who was at a record, whom an account touched, and takes both along', async () => {
	const page = await enter('raul.espinosa', 'es');
	await page.goto(`${base}/staff/audit?kind=read`);
	await settled(page);
	const link = page.locator('tbody tr', { hasText: 'Lucía Marín' }).filter({ hasText: 'Lectura de la historia' }).first().locator('a');
	const number = await link.textContent();
	await page.fill('[name=record]', number);
	await page.locator('[name=record]').blur();
	await page.waitForURL(/record=/);
	await settled(page);
	await page.waitForFunction((n) => [...document.querySelectorAll('tbody a')].every((a) => a.textContent === n), number);
	await page.locator('tbody tr', { hasText: 'Trabajo social' }).first().waitFor();
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Descargar CSV' }).click()]);
	ok(readFileSync(await file.path(), 'utf8').includes(number), 'the file');
	await page.fill('[name=record]', '1999/000001');
	await page.locator('[name=record]').blur();
	await page.locator('.field-error').waitFor();
	equal(page.errors.splice(0).filter((error) => !/ 422 /.test(error)).join(), '', 'errors besides the refusal:');
	await visit(page, { 'persons touched': '/staff/audit?tab=persons' });
	await page.setViewportSize(WIDE);
	await page.selectOption('[name=actor]', { label: 'Lucía Marín Ortega' });
	await page.fill('[name=from]', '2020-01-01T00:00');
	await page.fill('[name=to]', '2099-01-01T00:00');
	await page.locator('[name=to]').blur();
	await page.locator('tbody tr', { hasText: number }).first().waitFor();
	const found = new URL(page.url());
	await visit(page, { 'persons of an account': found.pathname + found.search, 'audit of a record': await page.locator('tbody a').first().getAttribute('href') });
	await page.context().close();
});

await test('the pages of an administrator, in Spanish', async () => {
	const page = await enter('silvia.otero', 'es');
	await begins(page);
	const process = (await firstLink(page, '/admin/processes', 'tbody a')).pathname;
	await page.goto(`${base}/admin`);
	await page.waitForSelector('.shell > nav a');
	await visit(page, { ...await places(page), process, 'deploy a process': '/admin/processes/deploy' });
	await page.context().close();
});

/* Open a dialog by the keyboard, look at it, leave it by Esc: the focus is where it was. */
async function dialog(page, name, button) {
	await page.emulateMedia({ colorScheme: 'light' });
	await button.focus();
	await page.keyboard.press('Enter');
	await page.locator('dialog[open]').waitFor();
	await page.waitForFunction(() => !document.querySelector('dialog [aria-busy=true]'));
	ok(await page.evaluate(() => document.querySelector('dialog[open]').contains(document.activeElement)), `${name}: the focus is inside`);
	await look(page, `the dialog ${name}`, 'dark', PHONE);
	const box = await page.locator('dialog[open]').evaluate((e) => e.scrollWidth - e.clientWidth);
	equal(box, 0, `${name} overflows by`);
	await page.keyboard.press('Escape');
	await page.locator('dialog').waitFor({ state: 'detached' });
	ok(await button.evaluate((e) => e === document.activeElement), `${name}: the focus is back`);
}

await test('the dialogs of a record and a person', async () => {
	const paths = await recordPages(worker);
	const record = paths['record overview'].split('?')[0];
	const named = (name) => worker.getByRole('button', { name, exact: true }).first();
	await worker.goto(base + record);
	await settled(worker);
	for (const name of ['Anotar', 'Cambiar estado', 'Abrir intervención', 'Acceso de urgencia', 'Atajos de teclado'])
		if (await named(name).count())
			await dialog(worker, name, named(name));
	await worker.goto(`${base}${record}?tab=household`);
	await settled(worker);
	for (const name of ['Añadir a una persona', 'Editar'])
		await dialog(worker, name, named(name));
	await worker.goto(`${base}${record}?tab=data`);
	await settled(worker);
	await dialog(worker, 'a category', named('Editar'));
	await worker.goto(base + paths.person);
	await settled(worker);
	for (const name of ['Corregir identidad', 'Cambiar contacto'])
		await dialog(worker, name, named(name));
	equal(worker.errors.splice(0).join('\n'), '');
});

await test('a long note is not lost by one key', async () => {
	await worker.goto(base + (await recordPages(worker))['record timeline']);
	await settled(worker);
	await worker.keyboard.press('n');
	await worker.fill('dialog textarea', 'Visita larga: la madre explica la situación.');
	await worker.keyboard.press('Escape');
	await worker.getByText('Lo que ha escrito se perderá').waitFor();
	await worker.keyboard.press('Escape');
	equal(await worker.inputValue('dialog textarea'), 'Visita larga: la madre explica la situación.');
	await worker.keyboard.press('Control+Enter');
	await worker.getByText('Visita larga').waitFor();
});

await test('a draft is there after looking elsewhere, and the focus is never lost', async () => {
	await worker.setViewportSize(WIDE);
	await worker.goto(`${base}/staff/queue?view=pool`);
	await worker.waitForSelector('.task-row');
	await worker.keyboard.press('j');
	const text = worker.locator('.detail form textarea').first();
	await text.waitFor();
	await worker.getByRole('button', { name: 'Quedármela' }).focus();
	await worker.keyboard.press('Enter');
	await worker.locator('.toast', { hasText: 'La tarea es suya' }).waitFor();
	await worker.getByRole('button', { name: 'Quedármela' }).waitFor({ state: 'detached' });
	equal(await worker.evaluate(() => document.activeElement.tagName), 'SECTION', 'after claiming the focus is in');
	await text.fill('Pide ayuda para levantarse.');
	await worker.getByRole('tab', { name: 'Datos' }).click();
	await worker.getByRole('tab', { name: 'Trabajo' }).click();
	equal(await text.inputValue(), 'Pide ayuda para levantarse.', 'after another tab:');
	await worker.locator('.detail .tabs [aria-selected=true]').focus();
	await worker.keyboard.press('e');
	equal(await worker.evaluate(() => document.activeElement.textContent), 'Completar');
	await worker.getByRole('button', { name: 'Deshacer' }).click();
	await worker.locator('.task-row').first().waitFor();
});

await test('new tasks wait, views are kept', async () => {
	await worker.goto(`${base}/staff/queue?view=pool`);
	await worker.waitForSelector('.task-row');
	const before = await worker.locator('.task-row').count();
	const task = await worker.locator('.task-row').last().getAttribute('data-task');
	const other = await enter('jorge.alonso', 'es');
	await other.goto(`${base}/staff/queue?view=pool&task=${task}`);
	await other.getByRole('button', { name: 'Quedármela' }).click();
	await worker.locator(`[data-task="${task}"]`).waitFor({ state: 'detached' });
	await other.getByRole('button', { name: 'Deshacer' }).click();
	await worker.getByRole('button', { name: '1 tarea nueva: mostrarla' }).waitFor();
	equal(await worker.locator('.task-row').count(), before - 1, 'rows before they are asked for:');
	await worker.getByRole('button', { name: '1 tarea nueva: mostrarla' }).click();
	await worker.locator(`[data-task="${task}"]`).waitFor();
	await other.context().close();
	await worker.locator('[name=due]').nth(1).check();
	const save = async (name) => {
		await worker.getByRole('button', { name: 'Guardar esta vista' }).click();
		await worker.locator('dialog [name=name]').fill(name);
		equal(await violations(worker), '', 'axe while a view is named:');
		await worker.locator('dialog button[type=submit]').click();
		await worker.locator('dialog').waitFor({ state: 'detached' });
	};
	await save('');
	await worker.goto(`${base}/staff/queue?view=mine&overdue=true`);
	await settled(worker);
	await save('Lo que arde');
	// In another browser, which still keeps one by itself, all are there.
	const there = await enter('lucia.marin', 'es');
	await there.evaluate((id) => localStorage.setItem(`vinculo.views.${id}`, JSON.stringify([{ view: 'done', programme: 'emergency-aid', overdue: false, unit: '' }])),
		(await (await there.request.get(`${base}/api/v1/session`)).json()).staffId);
	await there.goto(`${base}/staff/queue`);
	await there.locator('.saved-view').nth(2).waitFor();
	equal(await there.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('vinculo.views')).join()), '', 'kept locally:');
	await there.getByRole('button', { name: /Quitar la vista .*[Ee]mergencia/ }).click();
	await there.locator('.saved-view').nth(2).waitFor({ state: 'detached' });
	await there.locator('.saved-view button', { hasText: 'Lo que arde' }).waitFor();
	await there.context().close();
	await worker.goto(`${base}/staff/queue`);
	await worker.locator('.saved-view button', { hasText: 'Sin asignar · Solo vencidas' }).click();
	await worker.waitForURL(/overdue=true/);
	equal(await violations(worker), '', 'axe with a view:');
});

await test('the timeline is filtered by the server, and the address keeps it', async () => {
	const { 'record timeline': timeline } = await recordPages(worker);
	await worker.goto(`${base}${timeline}&kind=call&from=2020-01-01&to=2020-01-02`);
	await worker.getByRole('heading', { name: 'No hay entradas así' }).waitFor();
	await look(worker, 'a timeline without such entries', 'dark', PHONE);
	await worker.setViewportSize(WIDE);
	await worker.selectOption('[name=kind]', '');
	await worker.fill('[name=from]', '');
	await worker.fill('[name=to]', '');
	await worker.waitForURL((url) => !/kind|from|to=/.test(url.search));
});

await test('paper shows what is known and nothing to press', async () => {
	await worker.goto(base + (await recordPages(worker))['record overview']);
	await settled(worker);
	await worker.evaluate(() => { document.documentElement.dataset.colorScheme = 'dark'; dispatchEvent(new Event('beforeprint')); });
	await worker.emulateMedia({ media: 'print' });
	for (const gone of ['.shell > header', '.shell > nav', '.tabs', '.ds-button'])
		ok(!await worker.locator(gone).first().isVisible(), `${gone} on paper`);
	await worker.getByText(/Impreso por Lucía Marín/).waitFor();
	equal(await worker.evaluate(() => getComputedStyle(document.querySelector('main h1')).color.match(/\d+/g).every((n) => n < 60)), true, 'the heading is dark:');
	await worker.emulateMedia({ media: 'screen' });
	await worker.evaluate(() => dispatchEvent(new Event('afterprint')));
});

await test('a slow network shows something at once', async () => {
	const page = await worker.context().newPage();
	await page.route('**/api/v1/session', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 700));
		await route.continue();
	});
	await page.goto(`${base}/staff/queue`, { waitUntil: 'commit' });
	await page.locator('.splash').waitFor({ timeout: 1000 });
	await page.locator('.shell').waitFor();
	await page.route(/assets\/search-.*js/, async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 700));
		await route.continue();
	});
	await page.keyboard.press('g');
	await page.keyboard.press('p');
	await page.locator('.page-progress').waitFor({ timeout: 500 });
	await page.locator('[name=q]').waitFor();
	ok(await page.evaluate(() => document.activeElement.name === 'q'), 'the search has the focus');
	await page.close();
});

await test('a session asks before it ends, and the page stays', async () => {
	// The clock belongs to all pages of a browser.
	await worker.clock.install();
	const page = await worker.context().newPage();
	const second = await worker.context().newPage();
	await second.goto(`${base}/staff/queue`);
	await page.goto(`${base}/staff/persons/new`);
	await page.fill('[name=given]', 'Amparo');
	await page.clock.fastForward('13:20');
	for (const tab of [second, page])
		await tab.getByText('¿Sigue ahí?').waitFor();
	equal(await violations(page), '', 'axe on the question:');
	await page.getByRole('button', { name: 'Seguir trabajando' }).click();
	await page.locator('dialog').waitFor({ state: 'detached' });
	await second.locator('dialog').waitFor({ state: 'detached' });
	await page.clock.fastForward('15:20');
	await page.getByText('Vuelva a iniciar sesión').waitFor();
	await page.keyboard.press('Escape');
	equal(await page.locator('dialog[open]').count(), 1, 'dialogs after Esc:');
	equal(await page.inputValue('[name=given]'), 'Amparo');
});

await finish();
