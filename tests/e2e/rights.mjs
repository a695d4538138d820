/*
 * rights.mjs - the rights of a person in a browser: a copy of what is held about
 * her, that it is kept and not used, that she is erased.
 */
import { readFileSync } from 'node:fs';
import { Client } from '../integration/client.mjs';
import { equal, finish, ok, status, test } from '../integration/lib.mjs';
import { dni } from '../integration/town.mjs';
import { clean, freshCode, isWiderThanScreen, openDemo, signIn, violations } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('rights in a browser', ['--persons', '100', '--cases', '0']);
const v1 = '/api/v1';

const jorge = await new Client(server, { ...accounts['jorge.alonso'], totp: accounts['jorge.alonso'].secret }).signIn();
const { items } = status(await jorge.get(`${v1}/records`), 200);
const record = items.find((r) => r.unitName === 'UTS Casco Antiguo' && r.sensitivity <= 1);
const holder = status(await jorge.get(`${v1}/records/${record.id}`), 200).members[0].person;
const page = await signIn(browser, base, accounts['lucia.marin'], { acceptDownloads: true });

await test('from the person to her rights, by keyboard', async () => {
	await page.goto(`/staff/persons/${holder.id}`);
	await page.getByRole('link', { name: 'Derechos de protección de datos' }).focus();
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Derechos de la persona' }).waitFor();
	await clean(page, 'the rights of a person');
});

await test('a copy wants a code, and comes as a page in her language', async () => {
	await page.getByRole('button', { name: 'Hacer la copia' }).focus();
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Lo pide la persona (acceso)').waitFor();
	await clean(page, 'asking for a copy');
	await dialog.locator('[name=totp]').fill(await freshCode(accounts['lucia.marin']));
	await page.keyboard.press('Enter');
	await page.getByText('La copia está hecha').waitFor();
	await clean(page, 'a copy');
	await page.getByLabel('Idioma del documento').selectOption('pt');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Guardar el documento' }).click();
	const html = readFileSync(await (await download).path(), 'utf8');
	ok(html.includes('<html lang="pt">'), html.slice(0, 200));
	ok(html.includes(holder.identity.surname1), 'her name');
	const data = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Guardar los datos' }).click();
	equal(JSON.parse(readFileSync(await (await data).path(), 'utf8')).person[0].id, holder.id);
});

await test('the page prints, and needs nothing else', async () => {
	await page.getByLabel('Idioma del documento').selectOption('ca');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Guardar el documento' }).click();
	const context = await browser.newContext({ offline: true });
	const paper = await context.newPage();
	paper.errors = [];
	await paper.setContent(readFileSync(await (await download).path(), 'utf8'));
	await paper.emulateMedia({ media: 'print' });
	equal(await paper.locator('h1').count(), 1);
	await paper.getByRole('heading', { name: 'Qui hi ha accedit' }).waitFor();
	equal(await violations(paper), '', 'axe on the paper:');
	ok(!await isWiderThanScreen(paper), 'too wide');
	await context.close();
});

await test('a supervisor restricts, everybody sees it', async () => {
	const carmen = await signIn(browser, base, accounts['carmen.delgado']);
	await carmen.goto(`/staff/persons/${holder.id}/rights`);
	await carmen.getByRole('button', { name: 'Limitar' }).focus();
	await carmen.keyboard.press('Enter');
	const dialog = carmen.getByRole('dialog');
	await dialog.getByLabel('Los necesita para reclamaciones').check();
	await dialog.locator('[name=reason]').fill('Lo pide para un juicio');
	await clean(carmen, 'restricting');
	await dialog.getByRole('button', { name: 'Limitar' }).click();
	await carmen.getByText(/Tratamiento limitado desde el/).waitFor();
	await carmen.getByText('Lo pide para un juicio').waitFor();
	await clean(carmen, 'a restricted person');
	await page.goto(`/staff/records/${record.id}`);
	await page.getByText(/Tratamiento limitado: .*, desde el/).waitFor();
	await clean(page, 'the record of a restricted person');
	await page.goto(`/staff/persons/${holder.id}`);
	await page.getByText(/Tratamiento limitado desde el/).waitFor();
	await page.getByRole('button', { name: 'Corregir identidad' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
	await page.getByText(/hay que levantar antes la limitación/).waitFor();
	await carmen.getByRole('button', { name: 'Levantar' }).click();
	await dialog.locator('[name=reason]').fill('El juicio ha terminado');
	await dialog.getByRole('button', { name: 'Levantar' }).click();
	await carmen.getByText('La limitación está levantada').waitFor();
	await carmen.getByText('El juicio ha terminado').waitFor();
	equal(await carmen.getByText(/Tratamiento limitado desde el/).count(), 0);
	await carmen.setViewportSize({ width: 360, height: 780 });
	await clean(carmen, 'rights on a telephone');
});

await test('what is corrected is seen beside what it was', async () => {
	await page.goto(`/staff/persons/${holder.id}`);
	await page.getByRole('button', { name: 'Corregir identidad' }).click();
	await page.getByRole('dialog').locator('[name=given]').fill('Clodovea');
	await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await page.goto(`/staff/persons/${holder.id}/rights`);
	const row = page.locator('tr', { hasText: 'Clodovea' });
	await row.getByText(holder.identity.given, { exact: true }).waitFor();
	await row.getByText('Lucía Marín Ortega').waitFor();
	await clean(page, 'corrections');
});

await test('one registers what she asks, another erases her', async () => {
	const eva = status(await jorge.post(`${v1}/persons`, { identity: { given: 'Eva', surname1: 'Olvido',
		documents: [{ type: 'dni', number: dni(51000033) }] } }), 201);
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.goto(`/staff/persons/${eva.id}/rights`);
	await page.getByRole('button', { name: 'Registrar una solicitud' }).focus();
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Supresión').check();
	await dialog.locator('[name=words]').fill('Que se borre todo');
	await clean(page, 'registering a request');
	await dialog.getByRole('button', { name: 'Registrar una solicitud' }).click();
	await page.getByText('Que se borre todo').waitFor();
	await page.getByText(/quedan \d+ días/).waitFor();
	equal(await page.getByRole('button', { name: 'Resolver' }).count(), 0, 'not hers to decide');
	await clean(page, 'an open request');

	const carmen = await signIn(browser, base, accounts['carmen.delgado']);
	await carmen.getByRole('link', { name: 'Solicitudes de derechos' }).click();
	await carmen.getByRole('heading', { name: 'Solicitudes de derechos' }).waitFor();
	await carmen.getByRole('link', { name: 'Supresión' }).waitFor();
	await clean(carmen, 'the register');
	await carmen.getByRole('link', { name: 'Supresión' }).click();
	await carmen.getByRole('button', { name: 'Resolver' }).click();
	const decision = carmen.getByRole('dialog');
	await decision.getByText('Concederla borra a la persona para siempre').waitFor();
	await clean(carmen, 'deciding an erasure');
	await decision.locator('[name=answer]').fill('Nada obliga a conservarlos');
	await decision.locator('[name=totp]').fill(await freshCode(accounts['carmen.delgado']));
	await decision.getByRole('button', { name: 'Resolver' }).click();
	await carmen.getByText('Concedida').waitFor();
	await carmen.getByText('suprimido').first().waitFor();
	await clean(carmen, 'who is erased');
	await carmen.goto('/staff/requests?state=decided');
	await carmen.getByText('Concedida').waitFor();
	await carmen.setViewportSize({ width: 360, height: 780 });
	await clean(carmen, 'the register on a telephone');
});

await finish();
