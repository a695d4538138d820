/*
 * files.mjs - documents: up and down, who may, what is refused, and what is left
 * when something breaks.
 *
 * Lucía and Jorge are social workers of UTS 1, Carmen their supervisor, Marta
 * their clerk, Irene a social worker of another unit.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { equal, finish, ok, sleep, status, test, until } from './lib.mjs';
import { destroyKeys } from './second.mjs';
import { find, startTown } from './town.mjs';

const SIZE_MAX = 21000000;
const town = await startTown({ persons: 60, cases: 0, other: 'b',
    env: { VINCULO_SERVER_WORKERS: '1', VINCULO_FILES_SIZE_MAX: SIZE_MAX,
	VINCULO_FILES_PER_RECORD_MAX: '100', VINCULO_HTTP_BODY_MS: '4000' } });
const { server } = town;
const v1 = '/api/v1';
const lucia = await town.as('lucia.marin');
const jorge = await town.as('jorge.alonso');
const carmen = await town.as('carmen.delgado');
const marta = await town.as('marta.ibanez');
const irene = await town.as('irene.soler');
const me = (client) => client.session.staffId;

function refused(answer, wanted, code) {
	equal(status(answer, wanted).code, code, answer.text.slice(0, 300));
}

const pdf = (n) => Buffer.concat([Buffer.from('%PDF-1.7\n'),
    randomBytes(n - 9)]);
const pdfFacts = { name: 'Nómina mayo.pdf', kind: 'income' };
const count = () => town.sql(`select (select count(*) from file) || ' ' ||
    (select count(*) from file_chunk)`);

let record, other, files, holder;

await test('a record of one\'s own, and of somebody else', async () => {
	const mine = status(await lucia.get(`${v1}/records`), 200).items;
	record = mine[0].id;
	other = mine[1].id;
	files = `${v1}/records/${record}/files`;
	holder = find(status(await lucia.get(`${v1}/records/${record}`), 200)
	    .members, (m) => m.relation === 'holder', 'holder').person.id;
});

/* ---------------------------------------------------------- up and down */

const sizes = [0, 1, 65535, 65536, 65537, 20 * 1024 * 1024];

for (const size of sizes) {
	await test(`${size} bytes there and back`, async () => {
		const isText = size < 10;
		const bytes = isText ? Buffer.from('x'.repeat(size)) : pdf(size);
		const facts = isText ? { name: 'a.txt', kind: 'other' } : pdfFacts;
		const made = status(await lucia.upload(files, facts, bytes), 201);
		equal(made.body.size, size);
		equal(made.body.name, facts.name);
		const { status: got, headers, bytes: back } = await lucia.download(
		    `${v1}/files/${made.id}/content`);
		equal(got, 200);
		equal(headers['content-length'], String(size));
		ok(back.equals(bytes), `${back.length} bytes`);
	});
}

await test('in chunks as well', async () => {
	const bytes = pdf(200000);
	const made = status(await lucia.upload(files, pdfFacts, bytes,
	    { 'Transfer-Encoding': 'chunked' }),
	    201);
	ok((await lucia.download(`${v1}/files/${made.id}/content`)).bytes
	    .equals(bytes), 'other bytes');
});

await test('a download is saved, not shown (31)', async () => {
	const { id } = status(await lucia.upload(files, pdfFacts, pdf(100)), 201);
	const { headers } = await lucia.download(`${v1}/files/${id}/content`);
	equal(headers['content-disposition'], 'attachment; ' +
	    'filename="N_mina mayo.pdf"; ' +
	    'filename*=UTF-8\'\'N%C3%B3mina%20mayo.pdf');
	equal(headers['content-type'], 'application/pdf');
	equal(headers['x-content-type-options'], 'nosniff');
	equal(headers['cache-control'], 'no-store');
	equal(headers['content-security-policy'], 'default-src \'none\'; ' +
	    'frame-ancestors \'none\'; base-uri \'none\', sandbox');
	const head = await server.request(`${v1}/files/${id}/content`,
	    { method: 'HEAD', headers: { Cookie: lucia.cookie } });
	equal(head.headers['content-length'], '100', 'HEAD');
	equal(head.bytes.length, 0);
});

/* -------------------------------------------------------------- refusals */

await test('a document says what it is', async () => {
	const before = count();
	const post = (facts, bytes, headers) => lucia.upload(files,
	    { ...pdfFacts, ...facts }, bytes ?? pdf(100), headers);
	refused(await post({ name: 'a.html' }), 422, 'file.type');
	refused(await post({ name: 'a.pdf.exe' }), 422, 'file.type');
	refused(await post({ name: 'pdf' }), 422, 'file.type');
	refused(await post({}, Buffer.from('<html>')), 422, 'file.magic');
	refused(await post({}, Buffer.from('')), 422, 'file.magic');
	refused(await post({ name: 'a.png' }), 422, 'file.magic');
	refused(await post({ name: 'a.txt' }, Buffer.from('a\0b')), 422,
	    'file.magic');
	refused(await post({ name: 'a.txt' }, Buffer.concat([
	    Buffer.alloc(200000, 'a'), Buffer.from([27])])), 422, 'file.magic');
	refused(await post({}, undefined, { 'Content-Type': 'text/html' }), 422,
	    'file.content_type');
	refused(await post({ name: '' }), 422, 'shape.length');
	refused(await post({ name: 'a\u0000b.pdf' }), 422, 'shape.control');
	refused(await post({ name: '../' }), 422, 'file.name');
	refused(await post({ name: `${'x'.repeat(150)}.pdf` }), 422,
	    'file.name');
	refused(await post({ kind: 'photo' }), 422, 'shape.choice');
	refused(await post({ category: 'identity' }), 422, 'shape.choice');
	refused(await post({ sensitivity: 4 }), 422, 'shape.integer');
	refused(await post({ owner: 'x' }), 422, 'shape.unknown');
	refused(await post({ personId: me(lucia) }), 404, 'file.not_of_record');
	refused(await lucia.upload(files, pdfFacts, pdf(100),
	    { 'X-Document': '{' }), 400, 'json.syntax');
	refused(await lucia.request('POST', files, pdf(100),
	    { 'Content-Type': 'application/pdf' }), 400, 'http.header');
	equal(count(), before, 'rows');
});

await test('names are cleaned', async () => {
	for (const [given, clean] of [
	    ['C:\\Users\\ana\\dni.pdf', 'dni.pdf'],
	    ['../../etc/x.pdf', 'x.pdf'],
	    ['a\u202efdp.x\u200b.pdf', 'afdp.x.pdf'],
	    ['  ...a: b?.PDF. ', 'a_ b_.PDF'],
	]) {
		const made = status(await lucia.upload(files, { ...pdfFacts,
		    name: given }, pdf(50)), 201);
		equal(made.body.name, clean);
		equal(made.extension, 'pdf');
	}
});

await test('a document that is too large leaves nothing', async () => {
	const before = count();
	const large = pdf(SIZE_MAX + 1);
	refused(await lucia.upload(files, pdfFacts, large), 413,
	    'http.body_size');
	refused(await lucia.upload(files, pdfFacts, large,
	    { 'Transfer-Encoding': 'chunked' }),
	    413, 'http.body_size');
	equal(count(), before, 'rows');
	equal(status(await lucia.get(`${v1}/file-limits`), 200).sizeMax,
	    SIZE_MAX);
});

await test('a record has only so many', async () => {
	const path = `${v1}/records/${other}/files`;
	for (let i = 0; i < 100; i++)
		status(await lucia.upload(path, pdfFacts, pdf(20)), 201);
	refused(await lucia.upload(path, pdfFacts, pdf(20)), 409, 'file.many');
	const page = status(await lucia.get(`${path}?limit=70`), 200);
	equal(page.items.length, 70);
	equal(status(await lucia.get(`${path}?limit=70&cursor=${page.next}`),
	    200).items.length, 30);
	status(await lucia.post(`${v1}/files/${page.items[0].id}/withdraw`,
	    { reason: 'Duplicado' }), 200);
	status(await lucia.upload(path, pdfFacts, pdf(20)), 201);
});

await test('what was sent twice is there once', async () => {
	const before = count().split(' ')[0];
	const key = { 'Idempotency-Key': 'files-00000001' };
	status(await lucia.upload(files, pdfFacts, pdf(20), key), 201);
	refused(await lucia.upload(files, pdfFacts, pdf(20), key), 409,
	    'idempotency.repeated');
	equal(Number(count().split(' ')[0]), Number(before) + 1);
});

/* ----------------------------------------------------------------- rights */

await test('who may not see it does not, by category', async () => {
	const made = status(await lucia.upload(files, { name: 'Informe.pdf',
	    kind: 'medical', description: 'De urgencias' }, pdf(500)), 201);
	equal(made.category, 'health');
	equal(made.body.description, 'De urgencias');
	const path = `${v1}/files/${made.id}`;
	equal(status(await jorge.get(path), 200).body.name, 'Informe.pdf');
	for (const client of [marta, irene]) {
		equal(status(await client.get(path), 200).body.masked, 'health');
		equal(JSON.parse((await client.download(`${path}/content`)).body)
		    .code, 'category.not_yours');
		ok(!(await client.get(files)).text.includes('Informe'), 'list');
	}
	refused(await irene.upload(files, pdfFacts, pdf(20)), 403,
	    'record.read_only');
	refused(await irene.post(`${path}/withdraw`, { reason: 'porque' }), 403,
	    'record.read_only');
	refused(await marta.post(`${path}/withdraw`, { reason: 'porque' }), 403,
	    'category.not_yours');
});

await test('S2 is for the team and its supervisor, S3 for the team', async () => {
	town.sql(`update record set referent_id = '${me(lucia)}'
	    where id = '${record}'`);
	const special = status(await lucia.upload(files, { ...pdfFacts,
	    name: 'Especial.pdf', sensitivity: 2 }, pdf(20)), 201);
	const hidden = status(await lucia.upload(files, { ...pdfFacts,
	    name: 'Secreto.pdf', sensitivity: 3 }, pdf(20)), 201);
	const names = async (client) => status(await client.get(files), 200)
	    .items.slice(0, 2).map((f) => `${f.id === special.id ? 's2' :
	    f.id === hidden.id ? 's3' : '-'}:${f.body.name ?? f.body.masked}`)
	    .join(' ');
	equal(await names(lucia), 's3:Secreto.pdf s2:Especial.pdf');
	ok((await names(carmen)).startsWith('s2:Especial.pdf'), 'supervisor');
	ok((await names(jorge)).startsWith('s2:economic'), 'colleague');
	ok(!(await jorge.get(files)).text.includes(hidden.id), 'S3 is known of');
	for (const client of [jorge, carmen]) {
		refused(await client.get(`${v1}/files/${hidden.id}`), 404,
		    'file.unknown');
		equal((await client.download(`${v1}/files/${hidden.id}/content`))
		    .status, 404);
		refused(await client.post(`${v1}/files/${hidden.id}/withdraw`,
		    { reason: 'porque' }), 404, 'file.unknown');
	}
	equal((await jorge.download(`${v1}/files/${special.id}/content`)).status,
	    403);
	town.sql(`insert into break_glass (tenant_id, record_id, staff_id,
	    reason_code, reason, expires_at) select tenant_id, id,
	    '${me(jorge)}', 'urgent', 'una urgencia de esta noche', now() +
	    interval '1 hour' from record where id = '${record}'`);
	equal((await jorge.download(`${v1}/files/${special.id}/content`)).status,
	    200, 'with the glass broken');
	town.sql(`delete from break_glass`);
});

await test('another municipality knows nothing of it', async () => {
	const made = status(await lucia.upload(files, pdfFacts, pdf(20)), 201);
	const foreign = await town.as('lucia.marin@b');
	for (const path of [files, `${v1}/files/${made.id}`])
		equal((await foreign.get(path)).status, 404, path);
	equal((await foreign.download(`${v1}/files/${made.id}/content`)).status,
	    404);
	equal((await foreign.upload(files, pdfFacts, pdf(20))).status, 404);
	equal((await foreign.post(`${v1}/files/${made.id}/withdraw`,
	    { reason: 'porque' })).status, 404);
});

await test('nobody uploads without session or token', async () => {
	const before = count();
	equal((await lucia.upload(files, pdfFacts, pdf(300000),
	    { 'X-CSRF-Token': '' })).status, 403);
	equal((await lucia.upload(files, pdfFacts, pdf(1000),
	    { Cookie: '' })).status, 401);
	equal(count(), before);
});

await test('each step leaves an event (53)', async () => {
	const made = status(await lucia.upload(files, pdfFacts, pdf(20)), 201);
	const path = `${v1}/files/${made.id}`;
	await lucia.get(path);
	await lucia.download(`${path}/content`);
	await marta.download(`${path}/content`);
	status(await lucia.post(`${path}/withdraw`, { reason: 'Era de otra' }),
	    200);
	status(await lucia.post(`${path}/restore`), 200);
	equal(town.sql(`select string_agg(action || ' ' || outcome, ', '
	    order by xid, id) from audit_event where object_id = '${made.id}'
	    and record_id = '${record}'`), 'file.create ok, file.read ok, ' +
	    'file.download ok, file.download denied, file.withdraw ok, ' +
	    'file.restore ok');
});

/* ---------------------------------------------------------------- taking back */

await test('withdrawn, and brought back within the quarter', async () => {
	const made = status(await lucia.upload(files, pdfFacts, pdf(20)), 201);
	const path = `${v1}/files/${made.id}`;
	refused(await lucia.post(`${path}/withdraw`, {}), 422, 'shape.required');
	const gone = status(await lucia.post(`${path}/withdraw`,
	    { reason: 'Es de otra persona' }), 200);
	equal(gone.body, null);
	equal(gone.reason.text, 'Es de otra persona');
	equal(gone.mayRestore, true);
	refused(await lucia.post(`${path}/withdraw`, { reason: 'otra vez' }),
	    409, 'file.withdrawn');
	equal((await lucia.download(`${path}/content`)).status, 409);
	refused(await jorge.post(`${path}/restore`), 409, 'file.too_late');
	equal(status(await lucia.post(`${path}/restore`), 200).body.name,
	    pdfFacts.name);
	equal((await lucia.download(`${path}/content`)).status, 200);
	status(await lucia.post(`${path}/withdraw`, { reason: 'otra vez' }), 200);
	town.sql(`update file set withdrawn_at = now() - interval '16 minutes'
	    where id = '${made.id}'`);
	refused(await lucia.post(`${path}/restore`), 409, 'file.too_late');
	refused(await lucia.delete(path), 409, 'file.kept');
});

await test('destroying its key erases it, and its bytes go', async () => {
	const made = status(await lucia.upload(files, pdfFacts, pdf(200000)), 201);
	const path = `${v1}/files/${made.id}`;
	const state = (id) => town.sql(`select state || ' ' || coalesce(chunks, 0)
	    from file where id = '${id}'`);
	await destroyKeys(server, await town.as('beatriz.lara'),
	    'puentelarga', made.id);
	equal(state(made.id).split(' ')[0], 'erased', 'at once');
	await until(async () => status(await lucia.get(path), 200).body
	    .reason === 'erased', 'erased');
	ok((await lucia.download(`${path}/content`)).status !== 200, 'readable');
	town.sql(`notify jobs, 'files'`);
	await until(() => town.sql(`select count(*) from file_chunk
	    where file_id = '${made.id}'`) === '0', 'bytes', 70000);
	equal(state(made.id), 'erased 0', 'not looked at again');
});

/* ------------------------------------------------------------ in task forms */

async function taskOf(client, element, intervention) {
	const { items } = status(await client.get(
	    `${v1}/tasks?view=pool&limit=100`), 200);
	return find(items, (t) => t.elementId === element &&
	    t.interventionId === intervention, element);
}

/* As far as the income check of an emergency aid, which takes papers. */
async function incomeTask() {
	const { id } = status(await lucia.post(`${v1}/interventions`, {
		recordId: record, personId: holder,
		programme: 'emergency-aid' }), 201);
	for (const [who, element, data] of [
	    [marta, 'Intake', { need: 'Luz', urgency: 'normal',
		householdSize: 2, monthlyIncome: 400, requestedAmount: 300 }],
	    [lucia, 'Assessment', { assessment: 'Confirmada',
		needConfirmed: true, proposedAmount: 300 }]])
		status(await who.post(`${v1}/tasks/${(await taskOf(who, element,
		    id)).id}/complete`, { data }), 200);
	const task = await taskOf(marta, 'Income', id);
	return { intervention: id, path: `${v1}/tasks/${task.id}` };
}

const income = (papers) => ({ data: { verifiedIncome: 400,
    incomeSource: 'papers', incomePapers: papers } });
let paper;

await test('documents of a form become part of the record with it', async () => {
	const { intervention, path } = await incomeTask();
	const foreign = await incomeTask();
	paper = status(await marta.upload(`${path}/files`, pdfFacts, pdf(2000)),
	    201);
	equal(paper.isKept, false);
	equal(paper.interventionId, intervention);
	/* Whoever has the task in hand reads it, of whatever category. */
	equal((await marta.download(`${v1}/files/${paper.id}/content`)).status,
	    200);
	equal(status(await marta.get(`${path}/files`), 200).items[0].body.name,
	    pdfFacts.name);
	ok(!(await lucia.get(files)).text.includes(paper.id), 'too early');
	status(await marta.put(`${path}/draft`, income([paper.id])), 200);
	equal(status(await marta.get(path), 200).data.incomePapers[0], paper.id);

	const text = status(await marta.upload(`${path}/files`,
	    { name: 'a.txt', kind: 'income' }, Buffer.from('x')), 201);
	const elsewhere = status(await marta.upload(`${foreign.path}/files`,
	    pdfFacts, pdf(20)), 201);
	const ofRecord = status(await lucia.upload(files, pdfFacts, pdf(20)),
	    201);
	for (const [id, code] of [[text.id, 'form.file_type'],
	    [elsewhere.id, 'form.file_unknown'],
	    [ofRecord.id, 'form.file_unknown'],
	    [record, 'form.file_unknown']]) {
		const wrong = status(await marta.post(`${path}/complete`,
		    income([paper.id, id])), 422);
		equal(wrong.errors.map((e) => `${e.pointer} ${e.code}`).join(),
		    `/data/incomePapers/1 ${code}`);
	}
	status(await marta.delete(`${v1}/files/${text.id}`), 204);
	equal(town.sql(`select state from data_key
	    where subject_id = '${text.id}'`), 'destroyed');
	status(await marta.post(`${path}/complete`, income([paper.id])), 200);
	const [first] = status(await lucia.get(
	    `${files}?intervention=${intervention}`), 200).items;
	equal(first.id, paper.id);
	equal(first.isKept, true);
	equal(first.taskName, 'Comprobar los ingresos');
	equal(first.body.name, pdfFacts.name);
	/* The clerk's task is over, and with it the reason to read it. */
	equal((await marta.download(`${v1}/files/${paper.id}/content`)).status,
	    403);
	refused(await marta.upload(`${path}/files`, pdfFacts, pdf(20)), 409,
	    'task.closed');
	refused(await irene.upload(`${foreign.path}/files`, pdfFacts, pdf(20)),
	    404, 'task.unknown');
});

await test('those of a task that is never completed go', async () => {
	const { path } = await incomeTask();
	const { id } = status(await marta.upload(`${path}/files`, pdfFacts,
	    pdf(100000)), 201);
	town.sql(`update file set created_at = now() - interval '91 days'
	    where id in ('${id}', '${paper.id}')`);
	town.sql(`notify jobs, 'files'`);
	await until(() => town.sql(`select count(*) from file
	    where id = '${id}'`) === '0', 'gone', 70000);
	equal(town.sql(`select state from data_key
	    where subject_id = '${id}'`), 'destroyed');
	equal(town.sql(`select action || ' ' || purpose from audit_event
	    where object_id = '${id}' order by xid desc limit 1`),
	    'file.erase unused');
	equal(status(await lucia.get(`${v1}/files/${paper.id}`), 200).body.name,
	    pdfFacts.name, 'the one that was used stays');
});

await test('who erases a record erases its documents', async () => {
	const { id } = find(status(await lucia.get(
	    `${v1}/records/${other}/files`), 200).items, (f) => f.body, 'one');
	await destroyKeys(server, await town.as('beatriz.lara'),
	    'puentelarga', other);
	await until(async () => status(await lucia.get(`${v1}/files/${id}`), 200)
	    .body.reason === 'erased', 'erased');
});

/* -------------------------------------------------------------- what breaks */

/* Send part of an upload by hand; the socket. */
function half(bytes, length) {
	return new Promise((done) => {
		const socket = server.connect(() => socket.write(Buffer.concat([
		    Buffer.from(lucia.uploadHead(files, pdfFacts, length)),
		    bytes]), () => done(socket)));
		socket.on('error', () => {});
	});
}

const chunksOf = (state) => Number(town.sql(`select count(*) from file_chunk c
    join file f on f.tenant_id = c.tenant_id and f.id = c.file_id
    where f.state = '${state}'`));

await test('a connection that breaks leaves nothing', async () => {
	const before = count();
	const socket = await half(pdf(300000), 1000000);
	await until(() => chunksOf('uploading') > 2, 'chunks arrive');
	ok(!status(await lucia.get(files), 200).items.some((f) =>
	    f.state === 'uploading'), 'seen');
	socket.destroy();
	await until(() => count() === before, 'gone');
});

await test('a client that sends nothing any more is not waited for',
    async () => {
	const before = count();
	const socket = await half(pdf(200000), 1000000);
	let answer = '';
	socket.on('data', (d) => { answer += d; });
	await until(() => answer.includes(' 408 '), '408', 20000);
	await until(() => count() === before, 'gone');
});

await test('slow uploads hold no connection to the database', async () => {
	const before = count();
	const sockets = await Promise.all(Array.from({ length: 20 },
	    () => half(pdf(100000), 1000000)));
	await until(() => chunksOf('uploading') >= 20, 'chunks arrive');
	const start = Date.now();
	status(await lucia.get(`${v1}/records/${record}`), 200);
	ok(Date.now() - start < 2000, `${Date.now() - start} ms`);
	sockets.forEach((s) => s.destroy());
	await until(() => count() === before, 'gone');
});

const rss = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8')
    .match(/VmHWM:\s+(\d+)/)[1]) / 1024;

await test('memory is bounded, both ways, also for slow readers', async () => {
	const [pid] = server.pids('web');
	const large = pdf(20 * 1024 * 1024);
	const { id } = status(await lucia.upload(files, pdfFacts, large), 201);
	const before = rss(pid);
	const several = await Promise.all(Array.from({ length: 4 }, () =>
	    lucia.upload(files, pdfFacts, large)));
	several.forEach((answer) => status(answer, 201));
	/* Eight who ask and do not read. */
	const readers = await Promise.all(Array.from({ length: 8 }, () =>
	    new Promise((done) => {
		const socket = server.connect(() => socket.write(
		    `GET ${v1}/files/${id}/content HTTP/1.1\r\n` +
		    `Host: localhost:${server.port}\r\n` +
		    `Cookie: ${lucia.cookie}\r\n\r\n`,
		    () => { socket.pause(); done(socket); }));
	})));
	await sleep(1500);
	const grown = rss(pid) - before;
	ok(grown < 24, `${Math.round(grown)} MiB more at its highest`);
	/* And then one that does. */
	let got = 0;
	readers[0].on('data', (d) => { got += d.length; });
	readers[0].resume();
	await until(() => got > large.length, 'the rest comes', 20000);
	readers.forEach((s) => s.destroy());
});

await test('the others are answered meanwhile', async () => {
	let isOver = false, worst = 0;
	const load = lucia.upload(files, pdfFacts, pdf(20 * 1024 * 1024))
	    .then((answer) => { isOver = true; return answer; });
	while (!isOver) {
		const start = Date.now();
		status(await jorge.get(`${v1}/file-limits`), 200);
		worst = Math.max(worst, Date.now() - start);
	}
	status(await load, 201);
	ok(worst < 500, `${worst} ms`);
});

await test('one that is withdrawn while it is read breaks off', async () => {
	const { id } = status(await lucia.upload(files, pdfFacts,
	    pdf(20 * 1024 * 1024)), 201);
	let got = 0, isClosed = false;
	const socket = server.connect(() => socket.write(
	    `GET ${v1}/files/${id}/content HTTP/1.1\r\n` +
	    `Host: localhost:${server.port}\r\n` +
	    `Cookie: ${lucia.cookie}\r\n\r\n`));
	socket.once('data', () => socket.pause());
	await sleep(500);
	status(await lucia.post(`${v1}/files/${id}/withdraw`,
	    { reason: 'Se envió a otra' }), 200);
	socket.on('data', (d) => { got += d.length; });
	socket.on('close', () => { isClosed = true; });
	socket.resume();
	await until(() => isClosed, 'the connection ends');
	ok(got < 20 * 1024 * 1024, `${got} bytes`);
});

await test('bytes that were moved or cut do not go out, and alarm (45)',
    async () => {
	const [a, b] = await Promise.all([1, 2].map(async () => status(
	    await lucia.upload(files, pdfFacts, pdf(200000)), 201).id));
	const get = (id) => lucia.download(`${v1}/files/${id}/content`)
	    .then((r) => r.bytes.length, (e) => e.code);
	const alarms = () => server.log.split('crypto.auth_fail').length;
	for (const deed of [
	    `update file_chunk set bytes = (select bytes from file_chunk
		where file_id = '${b}' and n = 1) where file_id = '${a}' and n = 1`,
	    `update file_chunk set n = 9 - n where file_id = '${b}' and n in (1, 2);
		update file_chunk set n = n - 6 where file_id = '${b}'
		and n > 6`]) {
		const before = alarms();
		town.sql(deed);
		const got = await get(deed.includes('9 - n') ? b : a);
		ok(typeof got === 'string', `${got} bytes`);
		await until(() => alarms() === before + 1, 'alarm');
	}
	const { id } = status(await lucia.upload(files, pdfFacts, pdf(200000)),
	    201);
	town.sql(`update file set chunks = 2 where id = '${id}'`);
	ok(typeof await get(id) === 'string', 'cut');
	town.sql(`update file set chunks = 4 where id = '${id}'`);
	equal(await get(id), 200000, 'as it was');
});

await test('kill -9 in the middle loses nothing that was acknowledged',
    async () => {
	const acknowledged = [];
	for (let round = 0; round < 3; round++) {
		const [pid] = server.pids('web');
		const all = Array.from({ length: 6 }, async (_, i) => {
			const bytes = pdf(400000 * (i + 1));
			try {
				const r = await lucia.upload(files, pdfFacts, bytes);
				if (r.status === 201)
					acknowledged.push([r.body.id, bytes]);
			} catch (e) {
				if (e.code === undefined)
					throw e;
			}
		});
		const had = acknowledged.length;
		await until(() => acknowledged.length > had + round, 'one');
		process.kill(pid, 'SIGKILL');
		await Promise.all(all);
		await until(() => server.pids('web').some((p) => p !== pid));
		await until(async () => {
			try {
				return (await lucia.get(files)).status === 200;
			} catch {
				return false;
			}
		}, 'back');
	}
	const last = pdf(100000);
	acknowledged.push([status(await lucia.upload(files, pdfFacts, last),
	    201).id, last]);
	for (const [id, bytes] of acknowledged)
		ok((await lucia.download(`${v1}/files/${id}/content`)).bytes
		    .equals(bytes), id);
	equal(town.sql(`select count(*) from file f where state = 'stored' and
	    chunks <> (select count(*) from file_chunk c
	    where c.file_id = f.id)`), '0', 'half stored');
	console.log(`# ${acknowledged.length} acknowledged`);
});

await test('what a dead process left is cleaned up', async () => {
	town.sql(`update file set created_at = now() - interval '4 hours'
	    where state = 'uploading'`);
	town.sql(`notify jobs, 'files'`);
	await until(() => town.sql(`select count(*) from file
	    where state = 'uploading'`) === '0', 'cleaned', 70000);
});

await finish();
