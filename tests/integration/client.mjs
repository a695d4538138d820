/*
 * client.mjs - somebody signed in, whose every answer is held against the
 * contract in schema/openapi.yaml.
 *
 * The contract needs packages of web/; without them (no `make web` yet) answers
 * are not checked and contractChecked is false.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { root } from './lib.mjs';

/* ------------------------------------------------------------- the contract */

function loadContract() {
	const require = createRequire(join(root, 'web/package.json'));
	try {
		const Ajv = require('@redocly/ajv/dist/2020.js').default;
		const api = require('js-yaml').load(
		    readFileSync(join(root, 'schema/openapi.yaml'), 'utf8'));
		const ajv = new Ajv({ strict: false, validateFormats: false });
		ajv.addSchema({ $id: 'api', components: api.components });
		return { api, ajv, compiled: new Map() };
	} catch (e) {
		if (e.code === 'MODULE_NOT_FOUND')
			return null;
		throw e;
	}
}

const contract = loadContract();
export const contractChecked = contract !== null;
export const answered = new Set();	/* "GET /api/v1/units 200" */

function templateOf(path) {
	const parts = path.split('?')[0].split('/');
	const fits = (template) => {
		const t = template.split('/');
		return t.length === parts.length && t.every((segment, i) =>
		    segment.startsWith('{') || segment === parts[i]);
	};
	const all = Object.keys(contract.api.paths).filter(fits);
	/* A literal path wins over one with arguments. */
	return all.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

/* References within the document, as ajv knows them. */
function anchored(schema) {
	return JSON.parse(JSON.stringify(schema)
	    .replaceAll('"#/components/', '"api#/components/'));
}

function schemaFor(method, template, status) {
	const responses = contract.api.paths[template][method.toLowerCase()]
	    ?.responses;
	if (!responses)
		throw new Error(`contract: no ${method} ${template}`);
	let response = responses[status] ?? (status >= 400 && responses.default);
	if (!response)
		throw new Error(`contract: ${method} ${template} answers ${status}`);
	if (response.$ref)
		response = contract.api.components.responses[
		    response.$ref.split('/').pop()];
	const content = response.content && Object.values(response.content)[0];
	return content && anchored(content.schema);
}

function check(method, path, status, body) {
	if (contract === null)
		return;
	const template = templateOf(path);
	if (template === undefined)
		throw new Error(`contract: no path for ${path}`);
	const key = `${method} ${template} ${status}`;
	answered.add(key);
	if (!contract.compiled.has(key)) {
		const schema = schemaFor(method, template, status);
		contract.compiled.set(key, schema && contract.ajv.compile(schema));
	}
	const validate = contract.compiled.get(key);
	if (validate && !validate(body))
		throw new Error(`contract: ${key}: ` +
		    contract.ajv.errorsText(validate.errors).slice(0, 600));
}

/* ------------------------------------------------------------------- codes */

function base32(text) {
	const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	let bits = '';
	for (const c of text)
		bits += digits.indexOf(c).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

export function totp(secret, step) {
	const counter = Buffer.alloc(8);
	counter.writeBigInt64BE(BigInt(step));
	const mac = createHmac('sha1', base32(secret)).update(counter).digest();
	const at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6)
	    .padStart(6, '0');
}

/* -------------------------------------------------------------- the client */

/* JSON in a header: ASCII only. */
export const escaped = (value) => JSON.stringify(value).replace(/[^ -~]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

let clients = 0;

export class Client {
	/* account: { login, password, totp }.  Each client has an address of its
	 * own, as sign-ins are limited by address. */
	constructor(server, account) {
		clients++;
		this.localAddress = `127.1.${clients >> 8}.${clients & 255}`;
		this.server = server;
		this.account = account;
		this.lastStep = 0;
	}

	/* A code that was not used yet: the server allows a step of clock
	 * difference, so the next one is good as well (the last one might be too
	 * old when it arrives). */
	code() {
		const now = Math.floor(Date.now() / 30000);
		this.lastStep = Math.max(this.lastStep + 1, now);
		if (this.lastStep > now + 1)
			throw new Error('no fresh one-time code within a minute');
		return totp(this.account.totp, this.lastStep);
	}

	async request(method, path, body, headers = {}) {
		const text = body === undefined ? undefined :
		    typeof body === 'string' || Buffer.isBuffer(body) ? body :
		    JSON.stringify(body);
		const response = await this.server.request(path, {
			method,
			localAddress: this.localAddress,
			body: text,
			headers: {
				...(text === undefined ? {} : {
					'Content-Type': typeof body === 'string' ?
					    'application/xml' : 'application/json',
					...(headers['Transfer-Encoding'] ? {} :
					    { 'Content-Length': Buffer.byteLength(text) }),
				}),
				...(method === 'GET' ? {} :
				    { Origin: `https://localhost:${this.server.port}` }),
				...(this.cookie ? { Cookie: this.cookie } : {}),
				...(this.csrf ? { 'X-CSRF-Token': this.csrf } : {}),
				Host: `localhost:${this.server.port}`,
				...headers,
			},
		});
		const isJson = /json/.test(response.headers['content-type']);
		const json = response.body === '' ? undefined :
		    isJson ? JSON.parse(response.body) : response.body;
		check(method, path, response.status, json);
		/* A session goes on under another token. */
		const [cookie] = response.headers['set-cookie'] ?? [];
		if (this.cookie && /^__Host-sid=[\w-]+;/.test(cookie ?? ''))
			this.cookie = cookie.split(';')[0];
		return { status: response.status, headers: response.headers,
		    text: response.body, body: json };
	}

	get(path) { return this.request('GET', path); }
	post(path, body = {}, headers) {
		return this.request('POST', path, body, headers);
	}
	put(path, body, headers) {
		return this.request('PUT', path, body, headers);
	}
	patch(path, body, headers) {
		return this.request('PATCH', path, body, headers);
	}
	delete(path) { return this.request('DELETE', path); }

	/* Send a document: bytes, and what is said of it. */
	upload(path, facts, bytes, headers = {}) {
		return this.request('POST', path, bytes, {
			'Content-Type': 'application/octet-stream',
			'X-Document': escaped(facts), ...headers });
	}

	/* The head of an upload, for who sends the bytes by hand. */
	uploadHead(path, facts, length) {
		return `POST ${path} HTTP/1.1\r\n` +
		    `Host: localhost:${this.server.port}\r\n` +
		    `Cookie: ${this.cookie}\r\nX-CSRF-Token: ${this.csrf}\r\n` +
		    `X-Document: ${escaped(facts)}\r\n` +
		    `Content-Length: ${length}\r\n\r\n`;
	}

	/* { status, headers, bytes }: not JSON, unless it is an error. */
	async download(path) {
		const response = await this.server.request(path, {
			localAddress: this.localAddress, headers: {
			Cookie: this.cookie,
			Host: `localhost:${this.server.port}` } });
		if (contractChecked)
			answered.add(`GET ${templateOf(path)} ${response.status}`);
		return response;
	}

	/* Live events: all, as they arrive, and close(). */
	events() {
		const stream = { all: [] };
		let text = '';
		return new Promise((done, fail) => {
			const req = https.request({ host: '127.0.0.1',
			    port: this.server.port, path: '/api/v1/events',
			    ca: this.server.ca, servername: 'localhost',
			    agent: false, headers: { Cookie: this.cookie } },
			    (res) => {
				if (res.statusCode !== 200)
					return fail(new Error(`events: ${res.statusCode}`));
				res.setEncoding('utf8');
				res.on('data', (part) => {
					text += part;
					const lines = text.split('\n');
					text = lines.pop();
					stream.all.push(...lines.filter((line) =>
					    line.startsWith('data:')).map((line) =>
					    JSON.parse(line.slice(5))));
				});
				res.on('close', () => { stream.isClosed = true; });
				res.on('error', () => {});
				answered.add('GET /api/v1/events 200');
				done(stream);
			});
			stream.close = () => req.destroy();
			req.on('error', fail);
			req.end();
		});
	}

	async signIn() {
		const { login, password } = this.account;
		const enter = () => this.post('/api/v1/session',
		    { login, password, totp: this.code() });
		let answer = await enter();
		/* The code may have grown too old on its way. */
		if (answer.status === 401)
			answer = await enter();
		if (answer.status !== 201)
			throw new Error(`sign in ${login}: ${answer.text}`);
		this.cookie = answer.headers['set-cookie'][0].split(';')[0];
		this.csrf = answer.body.csrf;
		this.session = answer.body;
		return this;
	}
}
