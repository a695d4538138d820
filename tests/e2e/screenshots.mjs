/*
 * screenshots.mjs - the pictures of docs/images, taken from a running server.
 *
 *	VINCULO_URL=https://localhost:8443 ACCOUNTS=var/demo-accounts.txt \
 *	    node tests/e2e/screenshots.mjs [FOLDER]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finish, root } from '../integration/lib.mjs';
import { openBrowser, readAccounts, signIn } from './browser.mjs';

const base = process.env.VINCULO_URL || 'https://localhost:8443';
const accounts = readAccounts(process.env.ACCOUNTS || join(root, 'var/demo-accounts.txt'));
const folder = process.argv[2] || join(root, 'docs/images');
mkdirSync(folder, { recursive: true });

const browser = await openBrowser();
const settle = (page) => page.waitForTimeout(1200);

async function shoot(page, name) {
	await settle(page);
	await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

async function follow(page, path, link) {
	await page.goto(base + path);
	await page.locator(link).first().click();
}

const clerk = await signIn(browser, base, accounts['marta.ibanez']);
await clerk.goto(`${base}/staff/queue?view=pool`);
await clerk.waitForSelector('.task-row');
await shoot(clerk, 'queue');
await clerk.locator('.task-row a.title').first().click();
await clerk.waitForSelector('.detail .tabs');
await shoot(clerk, 'task');
await clerk.locator('.detail a[href^="/staff/cases/"]').click();
await clerk.waitForSelector('.canvas svg');
await shoot(clerk, 'case');

const worker = await signIn(browser, base, accounts['lucia.marin']);
await follow(worker, '/staff/records?of=unit', 'tbody a');
await worker.waitForSelector('.identity');
await shoot(worker, 'record');
const record = worker.url();
await worker.goto(`${record}?tab=family`);
await shoot(worker, 'family');

const supervisor = await signIn(browser, base, accounts['carmen.delgado']);
await follow(supervisor, '/staff/board', '.board-worker');
await shoot(supervisor, 'board');

const administrator = await signIn(browser, base, accounts['silvia.otero']);
await administrator.goto(`${base}/admin/processes`);
await shoot(administrator, 'processes');
await follow(administrator, '/admin/processes', 'tbody a');
await shoot(administrator, 'process');

await finish();
