/*
 * files.mjs - documents in a browser: add several by button, by dropping and by
 * pasting, save one, take one back and undo it, and hand one in with a form.
 *
 * Lucía works on the record; Marta, the clerk, checks an income.
 */
import { readFileSync } from 'node:fs';
import { Client } from '../integration/client.mjs';
import { equal, finish, ok, status, test, until } from '../integration/lib.mjs';
import { clean, isWiderThanScreen, openDemo, SETTLED_MS, signIn } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('documents in a browser', ['--persons', '100', '--cases', '0'], { VINCULO_FILES_SIZE_MAX: '8000000' });
const v1 = '/api/v1';

const client = async (login) => new Client(server, { ...accounts[login], totp: accounts[login].secret }).signIn();
const pdf = (size = 2000) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size - 9, 32)]);

/* The browser first: it takes the code of now, the other one the next. */
const page = await signIn(browser, base, accounts['lucia.marin'], { acceptDownloads: true });
const lucia = await client('lucia.marin');
const { items } = status(await lucia.get(`${v1}/records`), 200);
const record = items.find((r) => r.unitName === 'UTS Casco Antiguo' && r.sensitivity <= 1);
const holder = status(await lucia.get(`${v1}/records/${record.id}`), 200).members[0].person.id;
const row = (name) => page.locator('table tbody tr', { hasText: name });
const upload = page.getByRole('button', { name: 'Subir', exact: true });

await test('several at once, each with its own end', async () => {
	await page.goto(`/staff/records/${record.id}?tab=documents`);
	await page.getByText('Sin documentos').waitFor();
	await clean(page, 'no documents');
	/* By keyboard: the button opens the browser's own dialog. */
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Elegir documentos' }).focus();
	await page.keyboard.press('Enter');
	await (await chooser).setFiles([
		{ name: 'Nómina mayo.pdf', mimeType: 'application/pdf', buffer: pdf() },
		{ name: 'Nómina junio.pdf', mimeType: 'application/pdf', buffer: pdf(3000000) },
		{ name: 'falsa.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') },
		{ name: 'programa.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
		{ name: 'enorme.pdf', mimeType: 'application/pdf', buffer: pdf(8000001) },
	]);
	await page.getByLabel('Tipo de documento').selectOption('income');
	equal(await page.getByLabel('Categoría').inputValue(), 'economic', 'the usual category');
	await page.getByLabel('Descripción').fill('De la empresa nueva');
	await clean(page, 'what they are');
	await upload.click();
	await row('Nómina mayo.pdf').waitFor();
	await row('Nómina junio.pdf').waitFor();
	await page.getByText('El contenido no es lo que dice su nombre').waitFor();
	await page.getByText('Este tipo de archivo no se admite').waitFor();
	await page.getByText('Es demasiado grande').waitFor();
	equal(await page.locator('.upload').count(), 3, 'three were not taken');
	await row('Nómina mayo.pdf').getByText('De la empresa nueva').waitFor();
	await clean(page, 'documents and failures');
	for (const name of ['falsa.pdf', 'programa.exe', 'enorme.pdf'])
		await page.getByRole('button', { name: `Quitar ${name} de la lista` }).click();
	equal(await page.locator('.upload').count(), 0);
});

await test('what is saved is what was sent', async () => {
	const [download] = await Promise.all([page.waitForEvent('download'),
		row('Nómina mayo.pdf').getByRole('link', { name: 'Descargar Nómina mayo.pdf' }).click()]);
	equal(download.suggestedFilename(), 'Nómina mayo.pdf');
	ok(readFileSync(await download.path()).equals(pdf()), 'other bytes');
});

/* A drag or a paste with one file, as the browser makes it. */
const hand = (type, target, name) => page.evaluate(([kind, selector, file]) => {
	const transfer = new DataTransfer();
	transfer.items.add(new File(['%PDF-1.7\n'], file, { type: 'application/pdf' }));
	const event = kind === 'paste' ? new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer }) :
		new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer });
	document.querySelector(selector).dispatchEvent(event);
}, [type, target, name]);

await test('dropped, and pasted', async () => {
	await hand('dragover', '.drop-zone', 'x.pdf');
	await page.locator('.drop-zone[data-over]').waitFor();
	await hand('drop', '.drop-zone', 'soltado.pdf');
	await upload.click();
	await row('soltado.pdf').waitFor();
	await hand('paste', 'body', 'pegado.pdf');
	await upload.click();
	await row('pegado.pdf').waitFor();
});

await test('cut off, it says so, and is tried again', async () => {
	let cut = true;
	await page.route('**/files', async (route) => {
		if (route.request().method() === 'POST' && cut)
			await route.abort('connectionreset');
		else
			await route.continue();
	});
	await hand('drop', '.drop-zone', 'cortado.pdf');
	await upload.click();
	await page.locator('.upload .field-error').waitFor();
	await clean(page, 'one that was cut off');
	cut = false;
	await page.getByRole('button', { name: 'Reintentar cortado.pdf' }).click();
	await row('cortado.pdf').waitFor();
	await page.unroute('**/files');
});

await test('one under way is stopped, and leaves nothing', async () => {
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200000 });
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Elegir documentos' }).click();
	await (await chooser).setFiles([{ name: 'lento.pdf', mimeType: 'application/pdf', buffer: pdf(7000000) }]);
	await upload.click();
	await page.locator('.upload progress').waitFor();
	await clean(page, 'one under way');
	await page.getByRole('button', { name: 'Detener lento.pdf' }).click();
	await page.locator('.upload').waitFor({ state: 'detached' });
	await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
	ok(!(await lucia.get(`${v1}/records/${record.id}/files`)).text.includes('lento'), 'it is there');
});

await test('taken back with a reason, and undone', async () => {
	await row('soltado.pdf').getByRole('button', { name: 'Retirar soltado.pdf' }).click();
	const confirm = page.getByRole('dialog').getByRole('button', { name: 'Retirar', exact: true });
	await confirm.click();
	await page.getByText('Falta este dato').waitFor();
	await clean(page, 'asking why');
	await page.getByLabel('Motivo').fill('Es de otra familia');
	await confirm.click();
	await page.getByText('Es de otra familia').waitFor();
	equal(await row('soltado.pdf').count(), 0, 'its name is gone');
	await page.locator('.toast button', { hasText: 'Deshacer' }).click();
	await row('soltado.pdf').waitFor();
});

await test('on a telephone, and on paper', async () => {
	await page.setViewportSize({ width: 360, height: 780 });
	await page.waitForTimeout(SETTLED_MS);
	ok(!await isWiderThanScreen(page), 'wider than the screen');
	await clean(page, 'a telephone');
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.emulateMedia({ media: 'print' });
	ok(await row('Nómina mayo.pdf').isVisible(), 'the list is printed');
	ok(!await page.locator('.drop-zone').isVisible(), 'buttons are not');
	await page.emulateMedia({ media: null });
});

await test('the newest stand beside the timeline', async () => {
	await page.goto(`/staff/records/${record.id}?tab=timeline`);
	await row('cortado.pdf').waitFor();
	await page.getByRole('link', { name: 'Ver todos los documentos' }).click();
	await row('Nómina mayo.pdf').waitFor();
});

await test('a form takes documents, and its draft keeps them', async () => {
	const clerk = await signIn(browser, base, accounts['marta.ibanez']);
	const marta = await client('marta.ibanez');
	const opened = status(await lucia.post(`${v1}/interventions`, { recordId: record.id, personId: holder, programme: 'emergency-aid' }), 201);
	const taskOf = async (element) => status(await lucia.get(`${v1}/interventions/${opened.id}`), 200).tasks
	    .find((t) => t.elementId === element && t.state === 'open');
	status(await marta.post(`${v1}/tasks/${(await taskOf('Intake')).id}/complete`, { data: { need: 'Luz', urgency: 'normal',
	    householdSize: 2, monthlyIncome: 400, requestedAmount: 300 } }), 200);
	status(await lucia.post(`${v1}/tasks/${(await taskOf('Assessment')).id}/complete`, { data: { assessment: 'Confirmada',
	    needConfirmed: true, proposedAmount: 300 } }), 200);
	const task = await taskOf('Income');
	const field = clerk.getByRole('group', { name: /Documentos aportados/ });
	const shows = async () => {
		await clerk.goto(`/staff/queue?view=pool&task=${task.id}`);
		await field.waitFor();
	};
	await shows();
	const chooser = clerk.waitForEvent('filechooser');
	await field.getByRole('button', { name: 'Elegir documentos' }).click();
	await (await chooser).setFiles([
		{ name: 'certificado.pdf', mimeType: 'application/pdf', buffer: pdf() },
		{ name: 'notas.txt', mimeType: 'text/plain', buffer: Buffer.from('hola') },
	]);
	await field.getByText('certificado.pdf').waitFor();
	await field.getByText('Aquí no se admite este tipo de archivo').waitFor();
	await clean(clerk, 'a form with a document');
	await until(async () => (await marta.get(`${v1}/tasks/${task.id}`)).body.data.incomePapers?.length === 1, 'draft');
	await shows();
	await field.getByText('certificado.pdf').waitFor();
	await clerk.getByLabel('Ingresos mensuales comprobados').fill('400');
	await clerk.getByLabel('Fuente de la comprobación').selectOption('papers');
	await clerk.getByRole('button', { name: 'Completar', exact: true }).click();
	await until(async () => await taskOf('Income') === undefined, 'done');
	await page.goto(`/staff/cases/${opened.id}?tab=documents`);
	await row('certificado.pdf').getByText('Ingresos', { exact: true }).waitFor();
	await clean(page, 'the documents of an intervention');
	await page.setViewportSize({ width: 360, height: 780 });
	await page.waitForTimeout(SETTLED_MS);
	ok(!await isWiderThanScreen(page), 'wider than the screen');
});

await finish();
