/*
 * browser.mjs - a browser, people who sign in, and what every page must satisfy.
 *
 * Uses Debian's chromium through the playwright-core of the web application.
 */
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { binary, equal, finish, ok, onFinish, root, skip, sleep, startServer, testDatabase } from '../integration/lib.mjs';

export const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--font-render-hinting=none'];
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const STEP_S = 30;

const web = createRequire(join(root, 'web/package.json'));

/* Why there can be no browser, or undefined. */
export function whyNoBrowser() {
	if (!existsSync(CHROMIUM))
		return 'no chromium';
	if (!existsSync(join(root, 'web/node_modules/playwright-core')))
		return 'the web application is not installed (make web)';
	if (!existsSync(join(root, 'build/web/staff.html')))
		return 'the web application is not built (make web)';
}

/* Make the demo municipality; accounts by login. */
export function makeDemo(server, settings, ...options) {
	execFileSync(binary, ['demo', '--source', root, ...options], {
		cwd: server.dir, env: { ...process.env, ...settings }, stdio: 'ignore',
	});
	return readAccounts(join(server.dir, 'var/demo-accounts.txt'));
}

/* login, role, unit, password and secret, parted by blanks. */
export function readAccounts(path) {
	const accounts = {};
	for (const line of readFileSync(path, 'utf8').split('\n')) {
		const [login, role, unit, password, secret] = line.trim().split(/\s+/);
		if (secret)
			accounts[login] = { login, role, unit, password, secret };
	}
	return accounts;
}

function fromBase32(text) {
	let bits = '';
	for (const c of text.replace(/=+$/, ''))
		bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/* RFC 6238: six digits for now. */
export function totp(secret, now = Date.now()) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / STEP_S)));
	const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
	const at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}

/* A code works once: wait for one that was not used yet. */
const used = new Map();
export async function freshCode(account) {
	let step = Math.floor(Date.now() / 1000 / STEP_S);
	if (used.get(account.login) === step) {
		await sleep((step + 1) * STEP_S * 1000 - Date.now() + 200);
		step++;
	}
	used.set(account.login, step);
	return totp(account.secret);
}

export async function openBrowser() {
	const { chromium } = web('playwright-core');
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
	onFinish(() => browser.close());
	return browser;
}

/* A browser of one's own, signed in; errors of its pages are collected. */
export async function signIn(browser, base, account, options = {}) {
	const context = await browser.newContext({ baseURL: base, ignoreHTTPSErrors: true,
	    locale: 'es-ES', timezoneId: 'Europe/Madrid', viewport: { width: 1440, height: 900 }, ...options });
	const page = await context.newPage();
	page.errors = [];
	page.on('pageerror', (error) => page.errors.push(error.message));
	page.on('console', (message) => {
		if (/Content Security Policy/.test(message.text()))
			page.errors.push(message.text());
	});
	page.setDefaultTimeout(15000);
	await page.goto('/staff');
	await page.fill('[name=login]', account.login);
	await page.fill('[name=password]', account.password);
	await page.fill('[name=totp]', await freshCode(account));
	await page.click('button[type=submit]');
	await page.waitForSelector('.shell');
	// The first page is another for each role.
	await page.waitForURL((url) => url.pathname !== '/staff');
	await page.waitForSelector('.shell');
	return page;
}

const axe = () => readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');

/* What WCAG 2.2 AA finds wrong, as text; empty when nothing.  From the top: a
 * button half under the head that stays in place is not a small one. */
export async function violations(page) {
	await page.evaluate(() => window.scrollTo(0, 0));
	// Colours of what just appears are not yet its own.
	await page.evaluate(() => Promise.allSettled(document.getAnimations()
	    .filter((a) => a.effect.getComputedTiming().endTime < 5000).map((a) => a.finished)));
	await page.evaluate(axe());
	const found = await page.evaluate(async (tags) => (await window.axe.run(document, { runOnly: tags })).violations
		.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`), WCAG);
	return found.join('\n');
}

/* Does the page fit a phone of 360 pixels? */
export async function isWiderThanScreen(page) {
	return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
}

/* A server with a demo municipality, and a browser; the whole file is skipped
 * where there can be none. */
export async function openDemo(what, demo, settings = {}) {
	const reason = whyNoBrowser();
	if (reason) {
		skip(what, reason);
		await finish();
	}
	const server = await startServer({ VINCULO_HTTP_WEB_DIR: join(root, 'build/web'), ...settings });
	return { server, accounts: makeDemo(server, testDatabase(), ...demo),
		base: `https://localhost:${server.port}`, browser: await openBrowser() };
}

const DESK = { colorScheme: 'light', width: 1440, height: 900 };
const TELEPHONE = { colorScheme: 'dark', width: 360, height: 780 };
/* A wide screen in light colours, a telephone in dark ones. */
export const ON_BOTH = [DESK, TELEPHONE];
/* Keys are listened for, and a toast has risen. */
export const SETTLED_MS = 400;

/* What it has to load is there. */
export async function settled(page) {
	await page.locator('main h1').waitFor();
	await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
}

/* What each page and dialog must satisfy, on these screens or as it is. */
export async function clean(page, what, screens = [null]) {
	await settled(page);
	await page.waitForTimeout(SETTLED_MS);
	for (const screen of screens) {
		if (screen) {
			await page.emulateMedia({ colorScheme: screen.colorScheme });
			await page.setViewportSize(screen);
		}
		const where = screen ? `${what}, ${screen.colorScheme}, ${screen.width} wide` : what;
		equal(await violations(page), '', `axe on ${where}:`);
		ok(!await isWiderThanScreen(page), `${where} is too wide`);
	}
	if (screens[0]) {
		await page.emulateMedia({ colorScheme: DESK.colorScheme });
		await page.setViewportSize(DESK);
	}
	equal(page.errors.splice(0).join('\n'), '', `errors on ${what}:`);
}
