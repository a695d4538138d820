/*
 * clock.mjs - in a browser: the clock of a case stands still and goes on, a term
 * is extended, a task is put off; the administrator's calendar.
 */
import { awayFromMidnight, equal, finish, madridDay, ok, test, until } from '../integration/lib.mjs';
import { clean, ON_BOTH, openDemo, signIn } from './browser.mjs';

await awayFromMidnight();
/* Of the browser and the municipality. */
const year = Number(madridDay(Date.now()).slice(0, 4));
const { accounts, base, browser } = await openDemo('the clock in a browser', ['--persons', '300', '--cases', '40']);
const enter = (login) => signIn(browser, base, accounts[login]);
const TERMED = ['home-care', 'dependency', 'emergency-aid'];

const worker = await enter('carmen.delgado');
const dialog = worker.locator('dialog[open]');
let task;

await test('a case shows until when it is to be decided', async () => {
	const { items } = await worker.evaluate(async () =>
		(await fetch('/api/v1/tasks?view=unit&limit=100')).json());
	task = items.find((t) => TERMED.includes(t.programme));
	ok(task, 'a case with a term');
	await worker.goto(`/staff/cases/${task.interventionId}`);
	const panel = worker.locator('[data-clock=running]');
	await panel.waitFor();
	ok(/Quedan \d+ días/.test(await panel.innerText()), await panel.innerText());
	await clean(worker, 'the clock', ON_BOTH);
});

await test('its clock is suspended, with a reason', async () => {
	await worker.click('text=Suspender el plazo');
	await dialog.locator('[name=reason]').selectOption('expert_report');
	await clean(worker, 'the dialog', ON_BOTH);
	await dialog.locator('[type=submit]').click();
	await dialog.locator('.field-error').first().waitFor();
	await dialog.locator('[name=text]').fill('Informe de discapacidad pedido');
	await dialog.locator('[type=submit]').click();
	const panel = worker.locator('[data-clock=suspended]');
	await panel.waitFor();
	ok((await panel.innerText()).includes('Informe preceptivo'), await panel.innerText());
	await clean(worker, 'the suspended clock', ON_BOTH);
});

await test('the queue marks its tasks', async () => {
	await worker.goto('/staff/queue?view=unit');
	const row = worker.locator(`[data-task="${task.id}"]`);
	await row.waitFor();
	ok((await row.innerText()).includes('Plazo suspendido'), await row.innerText());
	await clean(worker, 'the queue', ON_BOTH);
});

await test('a supervisor moves a date and must say why', async () => {
	await worker.goto(`/staff/queue?view=unit&task=${task.id}`);
	await worker.click('.detail >> text=Fecha y prioridad');
	await dialog.locator('[name=dueAt]').fill(`${year + 1}-03-02`);
	await dialog.locator('[type=submit]').click();
	await dialog.locator('.field-error').first().waitFor();
	await dialog.locator('[name=reason]').fill('La familia está fuera');
	await dialog.locator('[type=submit]').click();
	await dialog.waitFor({ state: 'detached' });
});

await test('it goes on, is extended, and the history says all of it', async () => {
	await worker.goto(`/staff/cases/${task.interventionId}`);
	await worker.click('[data-clock] >> text=Reanudar');
	await dialog.locator('[type=submit]').click();
	await worker.locator('[data-clock=running]').waitFor();
	await worker.click('text=Ampliar el plazo');
	await dialog.locator('[name=days]').fill('10');
	await dialog.locator('[name=text]').fill('Muchas solicitudes');
	await dialog.locator('[type=submit]').click();
	await dialog.waitFor({ state: 'detached' });
	await worker.goto(`/staff/cases/${task.interventionId}?tab=history`);
	const history = worker.locator('.timeline');
	await history.waitFor();
	const text = await history.innerText();
	for (const wanted of ['suspendido', 'reanudado', 'ampliado', 'Informe de discapacidad pedido', 'fecha cambiada'])
		ok(text.includes(wanted), `${wanted}: ${text}`);
	await clean(worker, 'the history', ON_BOTH);
});

const admin = await enter('silvia.otero');
const rows = admin.locator('[aria-labelledby=holidays-title] tbody tr');

await test('the administrator sees the holidays of a year', async () => {
	await admin.goto('/admin/calendar');
	await rows.first().waitFor();
	equal(await rows.count(), 10);
	await clean(admin, 'the calendar', ON_BOTH);
});

await test('adds one, takes one away', async () => {
	await admin.fill('[name=day]', `${year}-09-08`);
	await admin.fill('[name=name]', 'Día de la villa');
	await admin.click('button:has-text("Añadir")');
	await admin.locator('td:has-text("Día de la villa")').waitFor();
	equal(await rows.count(), 11);
	await admin.click('[aria-label="Quitar Día de la villa"]');
	await admin.locator('td:has-text("Día de la villa")').waitFor({ state: 'detached' });
});

await test('pastes several, after looking at them', async () => {
	await admin.fill('[name=lines]', `${year}-09-08 Día de la villa\nno es un día\n9/9/${year}; Feria`);
	await admin.locator('text=1 línea no se entiende').waitFor();
	await clean(admin, 'the import', ON_BOTH);
	await admin.getByRole('button', { name: 'Importar 2 festivos' }).click();
	await admin.locator('[aria-labelledby=holidays-title] td:has-text("Feria")').waitFor();
	await until(async () => await rows.count() === 12, 'twelve holidays');
});

await finish();
