/*
 * passkeys.mjs - passkeys in a browser with a virtual authenticator: made, used
 * to sign in, renamed, removed, and asked for where a role needs one.
 */
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, equal, finish, ok, onFinish, root, skip, startServer, test, testDatabase } from '../integration/lib.mjs';
import { CHROMIUM, FLAGS, freshCode, isWiderThanScreen, makeDemo, violations, whyNoBrowser } from './browser.mjs';

const reason = whyNoBrowser();
if (reason) {
	skip('passkeys in a browser', reason);
	await finish();
}

const server = await startServer({ VINCULO_HTTP_WEB_DIR: join(root, 'build/web') });
const accounts = makeDemo(server, testDatabase(), '--persons', '30', '--cases', '0');
const base = `https://localhost:${server.port}`;
const t = JSON.parse(readFileSync(join(root, 'web/src/locales/es.json'), 'utf8'));
const psql = (text) => execFileSync('psql', ['-XAtqh', server.databaseDir, '-U', 'postgres', '-c', text, 'postgres']);

/* Passkeys do not work behind a certificate that somebody clicked away, so this browser trusts the server's key. */
function trusted() {
	const key = new X509Certificate(server.ca).publicKey.export({ type: 'spki', format: 'der' });
	return `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`;
}

/* A browser of its own, and its authenticator over the DevTools protocol. */
async function openPage() {
	const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');
	const profile = mkdtempSync(join(tmpdir(), 'vinculo-browser.'));
	const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM,
		args: [...FLAGS, trusted()], baseURL: base, locale: 'es-ES', timezoneId: 'Europe/Madrid', viewport: { width: 1280, height: 900 } });
	onFinish(async () => {
		await context.close();
		rmSync(profile, { recursive: true, force: true });
	});
	const [page] = context.pages();
	page.setDefaultTimeout(15000);
	page.errors = [];
	page.on('pageerror', (error) => page.errors.push(error.message));
	await page.addInitScript(() => {
		if (window.name === 'no offer')
			PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
	});
	page.cdp = await context.newCDPSession(page);
	await page.cdp.send('WebAuthn.enable');
	const { authenticatorId } = await page.cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
		protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true,
		hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: false,
	} });
	page.authenticator = authenticatorId;
	return page;
}

/* Touch the authenticator, or let it lie. */
const touch = (page, enabled) => page.cdp.send('WebAuthn.setAutomaticPresenceSimulation',
	{ authenticatorId: page.authenticator, enabled });
/* No offer where the name is typed, from now on: this authenticator would take it at once, whatever is clicked. */
const withoutOffer = (page) => page.evaluate(() => {
	window.name = 'no offer';
	PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
});
const credentials = async (page) => (await page.cdp.send('WebAuthn.getCredentials',
	{ authenticatorId: page.authenticator })).credentials;

async function enter(page, login) {
	await page.goto('/staff');
	await page.fill('[name=login]', accounts[login].login);
	await page.fill('[name=password]', accounts[login].password);
	await page.fill('[name=totp]', await freshCode(accounts[login]));
	await page.click('button[type=submit]');
}

async function signOut(page) {
	await page.locator('.header-button[title^="Menú de"]').click();
	await page.getByRole('button', { name: t['signOut'] }).click();
	await page.waitForSelector('[name=login]');
}

async function clean(page, what) {
	equal(await violations(page), '', `axe on ${what}:`);
	await page.setViewportSize({ width: 360, height: 780 });
	ok(!await isWiderThanScreen(page), `${what} is wider than a telephone`);
	equal(await violations(page), '', `axe on ${what}, on a telephone:`);
	await page.setViewportSize({ width: 1280, height: 900 });
	equal(page.errors.splice(0).join('\n'), '', `errors on ${what}:`);
}

const page = await openPage();
const card = page.locator('section.card', { has: page.getByRole('heading', { name: t['passkey.title'] }) });
const rows = card.getByRole('listitem');
const dialog = page.getByRole('dialog');

await test('a passkey is made, by keyboard', async () => {
	await enter(page, 'lucia.marin');
	await page.waitForSelector('.shell');
	await page.goto('/staff/preferences');
	await card.getByText(t['passkey.none']).waitFor();
	await card.getByRole('button', { name: t['passkey.add'] }).focus();
	await page.keyboard.press('Enter');
	await dialog.waitFor();
	await clean(page, 'the dialog for a passkey');
	await dialog.getByLabel(t['passkey.name']).focus();
	await page.keyboard.press('Control+A');
	await page.keyboard.type('portátil');
	await touch(page, true);
	await page.keyboard.press('Enter');
	await dialog.waitFor({ state: 'detached' });
	await rows.first().waitFor();
	equal((await rows.allInnerTexts()).map((text) => text.split('\n')[0]).join(), 'portátil');
	const [made] = await credentials(page);
	equal(made.rpId, 'localhost');
	ok(made.isResidentCredential, 'resident');
	await clean(page, 'preferences with a passkey');
});

await test('the same device makes no second one, and says so', async () => {
	await card.getByRole('button', { name: t['passkey.add'] }).click();
	await dialog.getByRole('button', { name: t['passkey.add'] }).click();
	await dialog.getByText(t['passkey.error.exists']).waitFor();
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
});

await test('it is offered where the name is typed, and signs in by the button', async () => {
	await touch(page, false);
	const offered = page.waitForRequest(/\/session\/passkey\/options$/);
	await signOut(page);
	await offered;
	equal(await page.locator('[name=login]').getAttribute('autocomplete'), 'username webauthn');
	await clean(page, 'the sign-in page');
	await touch(page, true);
	await page.getByRole('button', { name: t['passkey.signIn'] }).focus();
	await page.keyboard.press('Enter');
	await page.waitForSelector('.shell');
	equal((await credentials(page))[0].signCount > 0, true);
});

await test('what is chosen of the offer signs in', async () => {
	/* This authenticator chooses at once. */
	await signOut(page).catch(() => undefined);
	await page.waitForSelector('.shell');
});

await test('what does not come is said', async () => {
	await withoutOffer(page);
	await signOut(page);
	await page.cdp.send('WebAuthn.setUserVerified', { authenticatorId: page.authenticator, isUserVerified: false });
	await touch(page, true);
	await page.getByRole('button', { name: t['passkey.signIn'] }).click();
	await page.getByRole('alert').getByText(t['passkey.error.cancelled']).waitFor();
	await clean(page, 'a sign-in that was cancelled');
	await page.cdp.send('WebAuthn.setUserVerified', { authenticatorId: page.authenticator, isUserVerified: true });
	await touch(page, false);
	await page.evaluate(() => {
		navigator.credentials.get = () => Promise.reject(new DOMException('', 'SecurityError'));
	});
	await page.getByRole('button', { name: t['passkey.signIn'] }).click();
	await page.getByRole('alert').getByText(t['passkey.error.address']).waitFor();
	await page.reload();
});

await test('it stands for the code, behind the password', async () => {
	await page.fill('[name=login]', 'lucia.marin');
	await page.fill('[name=password]', 'not the password');
	await touch(page, true);
	await page.getByRole('button', { name: t['passkey.second'] }).click();
	await page.getByRole('alert').getByText(t['signIn.wrong']).waitFor();
	await page.fill('[name=password]', accounts['lucia.marin'].password);
	await page.getByRole('button', { name: t['passkey.second'] }).click();
	await page.waitForSelector('.shell');
});

await test('it gets another name', async () => {
	await page.goto('/staff/preferences');
	await rows.getByRole('button', { name: t['passkey.rename'] }).click();
	await dialog.getByLabel(t['passkey.name']).fill('la llave azul');
	await dialog.getByRole('button', { name: t['passkey.rename'] }).click();
	await dialog.waitFor({ state: 'detached' });
	await rows.getByText('la llave azul').waitFor();
});

await test('it is removed, when its owner has confirmed by it', async () => {
	psql(`update session set created_at = now() - interval '6 minutes', step_up_at = null`);
	await page.waitForTimeout(1500);	/* a session is kept for a second */
	await rows.getByRole('button', { name: t['passkey.remove'] }).click();
	await dialog.getByRole('button', { name: t['passkey.remove'] }).click();
	await dialog.getByText(t['passkey.proof']).waitFor();
	await clean(page, 'the dialog that wants a proof');
	await dialog.getByRole('button', { name: t['passkey.confirm'] }).click();
	await dialog.getByText(t['passkey.confirmed']).waitFor();
	await dialog.getByRole('button', { name: t['passkey.remove'] }).click();
	await dialog.waitFor({ state: 'detached' });
	await card.getByText(t['passkey.none']).waitFor();
	await touch(page, false);
	await signOut(page);
	await touch(page, true);
	await page.getByRole('button', { name: t['passkey.signIn'] }).click();
	await page.getByRole('alert').getByText(t['problem.passkey.refused']).waitFor();
	await clean(page, 'a passkey that is no more');
});

await test('whose role needs a passkey makes one before anything else', async () => {
	execFileSync(binary, ['user', 'require-passkey', '--role', 'clerk'], { cwd: server.dir, env: server.settings });
	await page.cdp.send('WebAuthn.clearCredentials', { authenticatorId: page.authenticator });
	await enter(page, 'marta.ibanez');
	await page.getByText(t['passkey.firstText']).waitFor();
	await clean(page, 'the page that wants a passkey');
	await page.goto('/staff/queue');
	await page.getByText(t['passkey.firstText']).waitFor();
	await page.getByRole('button', { name: t['passkey.add'] }).click();
	await page.waitForSelector('.shell');
	await touch(page, false);
	await signOut(page);
	await enter(page, 'marta.ibanez');
	await page.getByRole('alert').getByText(t['problem.passkey.required']).waitFor();
	await touch(page, true);
	await page.getByRole('button', { name: t['passkey.signIn'] }).click();
	await page.waitForSelector('.shell');
	await page.goto('/staff/preferences');
	await card.getByText(t['passkey.required']).waitFor();
	await rows.getByRole('button', { name: t['passkey.remove'] }).click();
	await dialog.getByRole('button', { name: t['passkey.remove'] }).click();
	await dialog.getByText(t['problem.passkey.last']).waitFor();
});

await finish();
