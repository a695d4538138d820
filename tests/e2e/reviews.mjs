/*
 * reviews.mjs - the periodic reviews in a browser: an access by a supervisor, by
 * keyboard; roles by a security officer; a week of the trail by an auditor.
 *
 * Irene opens a record of another unit by the API; time is moved in the database.
 */
import { execFileSync } from 'node:child_process';
import { Client } from '../integration/client.mjs';
import { equal, finish, ok, test } from '../integration/lib.mjs';
import { clean, ON_BOTH, openDemo, signIn } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('reviews in a browser', ['--persons', '60', '--cases', '0']);
const v1 = '/api/v1';

const sql = (text) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', server.databaseDir, '-U', 'postgres', '-c', text,
    'postgres'], { encoding: 'utf8' }).trim();

const badge = (page, href) => page.locator(`.shell > nav a[href="${href}"] .count`);

await test('an overdue access is closed by keyboard, with what was done before one\'s eyes (40)', async () => {
	const irene = await new Client(server, { ...accounts['irene.soler'], totp: accounts['irene.soler'].secret }).signIn();
	const id = sql(`select r.id from record r join unit u on u.id = r.unit_id and u.code = 'uts-1' where r.sensitivity <= 1 limit 1`);
	equal((await irene.post(`${v1}/records/${id}/break-glass`, { reasonCode: 'emergency', totp: irene.code(),
	    reason: 'Llamada de urgencias sin nadie de guardia.' })).status, 201);
	equal((await irene.get(`${v1}/records/${id}`)).status, 200);
	sql("update break_glass set granted_at = granted_at - interval '73 hours'");

	const page = await signIn(browser, base, accounts['carmen.delgado']);
	await badge(page, '/staff/reviews').filter({ hasText: /^1 1 vencida$/ }).waitFor();
	equal(await badge(page, '/staff/reviews').getAttribute('data-color'), 'danger');
	await page.keyboard.press('g');
	await page.keyboard.press('v');
	await page.waitForURL(/\/staff\/reviews$/);
	await page.locator('tbody tr', { hasText: 'Irene Soler' }).filter({ hasText: 'sin nadie de guardia' }).waitFor();
	await clean(page, 'the accesses', ON_BOTH);

	await page.getByRole('button', { name: 'Revisar', exact: true }).focus();
	await page.keyboard.press('Enter');
	const dialog = page.locator('dialog[open]');
	await dialog.getByText('Lectura de la historia').first().waitFor();
	await clean(page, 'an access', ON_BOTH);
	ok(await dialog.getByRole('button', { name: 'Cerrar la revisión' }).isDisabled(), 'no outcome yet');
	await dialog.getByLabel('No justificado', { exact: true }).focus();
	await page.keyboard.press('Space');
	await dialog.getByLabel('Observaciones').press('Control+Enter');
	await dialog.getByText('Falta este dato').waitFor();
	await dialog.getByLabel('Observaciones').fill('No consta ninguna llamada.');
	await page.keyboard.press('Control+Enter');
	await page.locator('.toast', { hasText: 'Revisión cerrada' }).waitFor();
	await page.getByText('Ningún acceso espera revisión').waitFor();
	await badge(page, '/staff/reviews').waitFor({ state: 'detached' });
	await clean(page, 'no accesses', ON_BOTH);
	equal(sql('select outcome from break_glass'), 'not_justified');

	await page.getByRole('button', { name: 'Revisados' }).click();
	await page.locator('tbody tr', { hasText: 'No justificado' }).getByRole('button', { name: 'Ver' }).click();
	await dialog.getByText('No consta ninguna llamada.').waitFor();
	await clean(page, 'an access that was closed', ON_BOTH);
});

await test('a security officer confirms one role and takes another away (43)', async () => {
	sql(`update staff_role set valid_from = current_date - 200 where staff_id in
	    (select id from staff where login in ('hugo.arias', 'pablo.nieto', 'beatriz.lara'));
	    update staff set last_login_at = now() - interval '100 days' where login = 'hugo.arias'`);
	const page = await signIn(browser, base, accounts['beatriz.lara']);
	ok(/\/staff\/reviews$/.test(page.url()), `her day begins at ${page.url()}`);
	const row = (name) => page.locator('tbody tr', { hasText: name });
	await row('Hugo Arias').getByText('Sin entrar desde hace 90 días').waitFor();
	await row('Beatriz Lara').getByText('la revisa otra persona').waitFor();
	equal(await row('Beatriz Lara').getByRole('button').count(), 0, 'buttons for her own:');
	await clean(page, 'the roles', ON_BOTH);
	await row('Hugo Arias').getByRole('button', { name: 'Confirmar' }).click();
	await row('Hugo Arias').waitFor({ state: 'detached' });
	await row('Pablo Nieto').getByRole('button', { name: 'Retirar' }).click();
	await page.locator('dialog[open]', { hasText: 'Pablo Nieto' }).waitFor();
	await clean(page, 'taking a role away', ON_BOTH);
	await page.locator('dialog[open]').getByRole('button', { name: 'Retirar' }).click();
	await row('Pablo Nieto').waitFor({ state: 'detached' });
	await badge(page, '/staff/reviews').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Todas las cuentas' }).click();
	await row('Hugo Arias').getByText('Confirmada por Beatriz Lara').waitFor();
	equal(await row('Pablo Nieto').count(), 0, 'who has no role:');
	await clean(page, 'all accounts', ON_BOTH);
});

await test('an auditor finds the missing weeks, searches and attests (58)', async () => {
	const page = await signIn(browser, base, accounts['raul.espinosa']);
	await page.goto(`${base}/staff/audit?tab=weeks`);
	await page.getByText('Todavía no ha terminado ninguna semana').waitFor();
	await clean(page, 'no weeks', ON_BOTH);
	sql("update tenant set created_at = now() - interval '14 days'");
	await page.reload();
	await badge(page, '/staff/audit').filter({ hasText: /^2 / }).waitFor();
	const missing = page.locator('tbody tr', { hasText: 'Sin revisar' });
	await missing.first().waitFor();
	equal(await missing.count(), 2);
	await clean(page, 'the weeks', ON_BOTH);
	await missing.first().getByRole('link', { name: /^Accesos de urgencia/ }).click();
	await page.waitForURL(/action=record\.break_glass/);
	await page.getByRole('button', { name: /^Acceso de urgencia/ }).waitFor();
	await page.getByText('No hay actuaciones así').waitFor();
	await clean(page, 'the search of a week', ON_BOTH);
	await page.goBack();
	await missing.first().getByRole('button', { name: 'Dar por revisada' }).click();
	await page.locator('dialog [name=remark]').fill('Sin novedad.');
	await clean(page, 'attesting', ON_BOTH);
	await page.locator('dialog').getByRole('button', { name: 'Dar por revisada' }).click();
	await page.locator('tbody tr', { hasText: 'Sin novedad.' }).filter({ hasText: 'Raúl Espinosa' }).waitFor();
	equal(await missing.count(), 1);
	await badge(page, '/staff/audit').filter({ hasText: /^1 / }).waitFor();
});


await finish();
