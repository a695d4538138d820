/*
 * approvals.mjs - a large export in the browser: asked for by one, approved by
 * another, done once; by keyboard where it matters.
 */
import { equal, finish, ok, test } from '../integration/lib.mjs';
import { clean, freshCode, ON_BOTH, openDemo, signIn } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('approvals in a browser', ['--persons', '200', '--cases', '10'], { VINCULO_APPROVAL_INTERVENTIONS_MAX: '1' });

const enter = (login) => signIn(browser, base, accounts[login]);
const manager = await enter('gonzalo.rivas');
const officer = await enter('beatriz.lara');

const dialog = (page) => page.locator('dialog[open]');
const submit = (page) => dialog(page).locator('button[type=submit]');

await test('a large export is asked for with a reason', async () => {
	await manager.goto('/staff/exports');
	await manager.getByRole('button', { name: 'Enviar ahora' }).first().click();
	await manager.fill('[name=from]', '2020-01-01');
	await manager.fill('[name=to]', '2026-12-31');
	await manager.fill('[name=totp]', await freshCode(accounts['gonzalo.rivas']));
	await submit(manager).click();
	await manager.locator('dialog[open] [name=reason]').waitFor();
	await clean(manager, 'the dialog that asks', ON_BOTH);
	await manager.fill('[name=reason]', 'corto');
	await submit(manager).click();
	await manager.locator('.field-error').waitFor();
	manager.errors.splice(0);
	await manager.fill('[name=reason]', 'el ministerio pide el año entero');
	await submit(manager).click();
	await manager.waitForURL(/approvals\?tab=mine/);
	await manager.locator('tbody tr', { hasText: 'el ministerio pide el año entero' }).waitFor();
	equal(await manager.getByRole('button', { name: 'Hacerlo ahora' }).count(), 0, 'not yet');
	await clean(manager, 'my requests', ON_BOTH);
});

await test('another approves it, by keyboard', async () => {
	await officer.keyboard.press('g');
	await officer.keyboard.press('o');
	await officer.waitForURL(/\/staff\/approvals/);
	await officer.locator('tbody tr', { hasText: 'Gonzalo Rivas' }).waitFor();
	await clean(officer, 'what waits', ON_BOTH);
	await officer.getByRole('button', { name: 'Decidir' }).focus();
	await officer.keyboard.press('Enter');
	await dialog(officer).waitFor();
	ok(await submit(officer).isDisabled(), 'a decision is needed');
	await officer.locator('[name=decision][value=approve]').focus();
	await officer.keyboard.press('Space');
	await clean(officer, 'the dialog that decides', ON_BOTH);
	await officer.locator('[name=totp]').focus();
	await officer.keyboard.type(await freshCode(accounts['beatriz.lara']));
	await officer.keyboard.press('Enter');
	await dialog(officer).waitFor({ state: 'detached' });
	await officer.getByText('Nada espera su decisión').waitFor();
	await clean(officer, 'nothing waits', ON_BOTH);
});

await test('who asked does it, once', async () => {
	await manager.getByRole('button', { name: 'Hacerlo ahora' }).click();
	await dialog(manager).waitFor();
	await clean(manager, 'the dialog that does it', ON_BOTH);
	await submit(manager).click();
	await dialog(manager).waitFor({ state: 'detached' });
	await manager.locator('tbody tr', { hasText: 'Usada' }).waitFor();
	equal(await manager.getByRole('button', { name: 'Hacerlo ahora' }).count(), 0, 'again');
	await manager.goto('/staff/exports');
	await manager.locator('tbody tr').first().waitFor();
	equal(await manager.locator('tbody tr').count(), 1, 'exports');
});

await test('a schedule, too', async () => {
	await manager.getByRole('button', { name: 'Cambiar' }).first().click();
	await dialog(manager).waitFor();
	await submit(manager).click();
	await manager.locator('dialog[open] [name=reason]').waitFor();
	await clean(manager, 'the dialog that asks for a schedule', ON_BOTH);
	await manager.fill('[name=reason]', 'el primero de cada mes');
	await submit(manager).click();
	await manager.locator('tbody tr', { hasText: 'el primero de cada mes' }).waitFor();
});

await finish();
