/*
 * receiver.mjs - the ministry: a process of its own that takes documents over
 * HTTPS and misbehaves when told to.
 *
 * Started with fork(); messages to it are { mode } or {}, and each is answered
 * with { port, mode, posts, asks, taken }.  A document is taken once by its
 * message id, whatever else happens to the exchange.
 *
 *	ok	 takes it, answers with a receipt
 *	down	 does not listen
 *	500	 does not take it, answers 500
 *	taken500 takes it, answers 500
 *	hang	 does not take it, never answers
 *	slow	 takes it, answers after slowMs
 *	garbage	 takes it, answers 200 and nonsense
 *	cut	 takes it, closes the connection
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { certificate, receipt } from '../../scripts/ministry.mjs';

const dir = mkdtempSync(join(tmpdir(), 'vinculo-ministry.'));
const { key, cert } = certificate(dir);
rmSync(dir, { recursive: true });

let mode = 'ok', slowMs = 0, port = 0;
const taken = new Map();	/* id: { number, digestFits, bytes } */
const posts = {}, asks = {};	/* how often, by id */

const receiptOf = (id) => receipt(id, taken.get(id).number);

function take(id, body, headers) {
	const digest = createHash('sha256').update(body).digest('base64');
	if (taken.has(id))
		return;
	taken.set(id, { number: `REG-${taken.size + 1}`,
	    digestFits: headers.digest === `sha-256=${digest}` &&
	    headers['idempotency-key'] === id,
	    bytes: body.length, text: body.subarray(0, 2000).toString() });
}

function onPost(req, res, body) {
	const id = req.headers['x-message-id'];
	const now = mode;
	posts[id] = (posts[id] ?? 0) + 1;
	if (now === 'hang')
		return;
	if (now !== '500')
		take(id, body, req.headers);
	if (now === '500' || now === 'taken500')
		res.writeHead(500).end('no');
	else if (now === 'cut')
		req.socket.destroy();
	else if (now === 'garbage')
		res.writeHead(200).end('<html>Welcome to the hotel WiFi</html>');
	else if (now === 'slow')
		setTimeout(() => res.writeHead(201).end(receiptOf(id)), slowMs);
	else
		res.writeHead(201).end(receiptOf(id));
}

function onGet(req, res) {
	const id = req.url.split('/').pop();
	asks[id] = (asks[id] ?? 0) + 1;
	if (mode === 'hang')
		return;
	if (mode === '500')
		res.writeHead(500).end();
	else if (taken.has(id))
		res.writeHead(200).end(receiptOf(id));
	else
		res.writeHead(404).end();
}

const server = https.createServer({ cert, key }, (req, res) => {
	const parts = [];
	req.on('data', (part) => parts.push(part));
	req.on('error', () => {});
	req.on('end', () => req.method === 'POST' ?
	    onPost(req, res, Buffer.concat(parts)) : onGet(req, res));
});

async function setMode(next) {
	if (next === 'down') {
		server.closeAllConnections();
		await new Promise((done) => server.close(done));
	} else if (!server.listening) {
		await new Promise((done) => server.listen(port, '127.0.0.1', done));
		port = server.address().port;
	}
	mode = next;
}

process.on('message', async (m) => {
	slowMs = m.slowMs ?? slowMs;
	if (m.mode !== undefined && m.mode !== mode || !port)
		await setMode(m.mode ?? mode);
	process.send({ port, cert, mode, posts, asks,
	    taken: Object.fromEntries(taken) });
});
process.on('disconnect', () => process.exit());
