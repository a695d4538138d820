#!/usr/bin/env node
/*
 * ministry.mjs - the receiving end of exports, to try them with.
 *
 *	ministry.mjs FOLDER [PORT]
 *
 * Takes documents over HTTPS as connectors/siuss/README.md says, once by their
 * message id, and answers with receipts.  FOLDER keeps its certificate, each
 * document (ID.xml) with its receipt (ID.receipt.xml), and connectors.ini, which
 * makes a server send to it.  It listens on localhost only.  `make run` starts
 * one when there is no connectors.ini of your own.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync,
    renameSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const SIZE_MAX = 4 * 1024 ** 3;
const ID = /^[0-9a-f-]{36}$/;

/* The key pair of a server called localhost, made when there is none. */
export function certificate(folder) {
	const key = join(folder, 'key.pem'), cert = join(folder, 'cert.pem');
	if (!existsSync(cert))
		execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
		    'ec_paramgen_curve:P-256', '-nodes', '-days', '3650', '-subj',
		    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
		    '-keyout', key, '-out', cert], { stdio: 'ignore' });
	return { key: readFileSync(key), cert: readFileSync(cert, 'utf8') };
}

export const receipt = (id, number) => '<receipt ' +
    `xmlns="urn:vinculo:siuss:1" id="${id}" number="${number}"/>`;

/* Write the body to a file while hashing it: the Digest it ought to have. */
async function store(req, path) {
	const hash = createHash('sha256');
	let size = 0;
	await pipeline(req, async function* (parts) {
		for await (const part of parts) {
			size += part.length;
			if (size > SIZE_MAX)
				throw new Error('too large');
			hash.update(part);
			yield part;
		}
	}, createWriteStream(path));
	return `sha-256=${hash.digest('base64')}`;
}

function serve(folder) {
	const at = (id, suffix) => join(folder, id + suffix);
	let taken = readdirSync(folder)
	    .filter((f) => f.endsWith('.receipt.xml')).length;

	async function take(req, res, id) {
		if (existsSync(at(id, '.receipt.xml')))
			return res.writeHead(409).end();
		const part = at(id, `.${process.hrtime.bigint()}.part`);
		const digest = await store(req, part).catch(() => null);
		if (digest === null || digest !== req.headers.digest) {
			rmSync(part, { force: true });
			return res.writeHead(digest === null ? 413 : 400).end();
		}
		renameSync(part, at(id, '.xml'));
		const text = receipt(id, `REG-${new Date().getFullYear()}-` +
		    String(++taken).padStart(6, '0'));
		writeFileSync(at(id, '.receipt.xml'), text);
		res.writeHead(201, { 'content-type': 'application/xml' }).end(text);
	}
	function show(res, id) {
		if (!existsSync(at(id, '.receipt.xml')))
			return res.writeHead(404).end();
		res.writeHead(200, { 'content-type': 'application/xml' })
		    .end(readFileSync(at(id, '.receipt.xml')));
	}
	return https.createServer(certificate(folder), (req, res) => {
		const id = req.method === 'POST' ? req.headers['x-message-id'] :
		    req.url.match(/^\/siuss\/receipts\/([^/]+)$/)?.[1];
		if (!ID.test(id ?? ''))
			res.writeHead(404).end();
		else if (req.method === 'POST')
			void take(req, res, id);
		else
			show(res, id);
	});
}

function main(folder, port) {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const server = serve(folder);
	server.listen(port, '127.0.0.1', () => {
		const url = `https://localhost:${server.address().port}/siuss`;
		writeFileSync(join(folder, 'connectors.ini'),
		    `[siuss]\nconnector = siuss\nurl = ${url}\n` +
		    `ca_file = ${join(folder, 'cert.pem')}\n`);
		console.log(`A ministry to try exports with: ${url}, ` +
		    `documents in ${folder}`);
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (process.argv.length < 3) {
		console.error('usage: ministry.mjs FOLDER [PORT]');
		process.exit(2);
	}
	main(resolve(process.argv[2]), Number(process.argv[3] ?? 0));
}
