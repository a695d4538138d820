/*
 * http.mjs - the server as a client on the network sees it.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { equal, finish, ok, onFinish, sleep, startServer, test, until } from './lib.mjs';

const HOST = 'Host: localhost\r\n';
const GET = `GET /health HTTP/1.1\r\n${HOST}\r\n`;

const web = mkdtempSync(join(tmpdir(), 'vinculo-web.'));
onFinish(() => rmSync(web, { recursive: true }));
mkdirSync(join(web, 'assets'));
for (const page of ['citizen', 'staff', 'admin'])
	writeFileSync(join(web, `${page}.html`), `<p>${page}`);
const script = 'export const x = 1;\n'.repeat(200);
writeFileSync(join(web, 'assets/app-1234.mjs'), script);
writeFileSync(join(web, 'assets/app-1234.mjs.gz'), gzipSync(script));
writeFileSync(join(web, 'assets/app-1234.mjs.br'), brotliCompressSync(script));

const server = await startServer({
	VINCULO_HTTP_WEB_DIR: web, VINCULO_HTTP_HEAD_MS: '500',
	VINCULO_HTTP_IDLE_MS: '700', VINCULO_HTTP_CONNECTIONS_PER_IP: '20',
});

const statuses = (text) =>
	[...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map((m) => m[1]).join(' ');

await test('health over HTTPS with a certificate for localhost', async () => {
	const r = await server.get('/health');
	equal(r.status, 200);
	equal(r.body, '{"status":"pass"}');
	equal(r.headers['cache-control'], 'no-store');
});

await test('security headers on every reply', async () => {
	for (const path of ['/health', '/api/v1/none', '/', '/none.txt']) {
		const { headers } = await server.get(path);
		ok(/max-age=\d{8}/.test(headers['strict-transport-security']), path);
		equal(headers['x-content-type-options'], 'nosniff', path);
		equal(headers['referrer-policy'], 'no-referrer', path);
		equal(headers['cross-origin-opener-policy'], 'same-origin', path);
		equal(headers['cross-origin-resource-policy'], 'same-origin', path);
		ok(headers['content-security-policy'].includes(
		    "frame-ancestors 'none'"), path);
	}
});

await test('an error is problem+json with the request id', async () => {
	const r = await server.get('/api/v1/none');
	equal(r.status, 404);
	equal(r.headers['content-type'], 'application/problem+json');
	const problem = JSON.parse(r.body);
	equal(problem.code, 'http.not_found');
	equal(problem.requestId, r.headers['x-request-id']);
});

await test('405 names what is allowed', async () => {
	const r = await server.request('/health', { method: 'DELETE' });
	equal(r.status, 405);
	equal(r.headers.allow, 'GET, HEAD');
});

await test('HEAD has no body', async () => {
	const r = await server.request('/health', { method: 'HEAD' });
	equal(r.status, 200);
	equal(r.body, '');
	equal(r.headers['content-length'], '17');
});

await test('pipelined requests are answered in order', async () => {
	const text = await server.raw(GET + GET.replace('/health', '/api/x') + GET);
	equal(statuses(text), '200 404 200');
});

await test('a request in pieces', async () => {
	let text = '';
	const socket = server.connect();
	socket.setEncoding('latin1');
	socket.on('data', (part) => { text += part; });
	for (const c of GET) {
		socket.write(c);
		await sleep(1);
	}
	await until(() => text.includes('pass'), 'reply');
	socket.destroy();
});

await test('framing errors are refused and nothing after them is read', async () => {
	const post = `POST /health HTTP/1.1\r\n${HOST}`;
	const bad = {
		'400 two framings': `${post}Content-Length: 5\r\n` +
		    'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
		'400 two lengths': `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
		'400 xchunked': `${post}Transfer-Encoding: xchunked\r\n\r\n`,
		'400 space before the colon': `GET / HTTP/1.1\r\n${HOST}X : y\r\n\r\n`,
		'400 NUL': `GET / HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`,
		'400 no Host': 'GET / HTTP/1.1\r\n\r\n',
		'400 bare line feeds': 'GET / HTTP/1.1\nHost: localhost\n\n',
		'505 HTTP/1.9': `GET / HTTP/1.9\r\n${HOST}\r\n`,
		'501 unknown method': `BREW / HTTP/1.1\r\n${HOST}\r\n`,
		'414 long target': `GET /${'a'.repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`,
		'431 many fields': `GET / HTTP/1.1\r\n${HOST}${'X: y\r\n'.repeat(100)}\r\n`,
		'417 expectation': `${post}Expect: magic\r\n\r\n`,
		'400 encoded slash': `GET /a%2fb HTTP/1.1\r\n${HOST}\r\n`,
	};
	for (const [what, bytes] of Object.entries(bad)) {
		const text = await server.raw(bytes + GET, 2000);
		equal(statuses(text), what.slice(0, 3), what);
		ok(text.includes('Connection: close'), what);
	}
});

await test('a body nobody reads closes the connection', async () => {
	const text = await server.raw(`POST /api/none HTTP/1.1\r\n${HOST}` +
	    `Content-Length: ${GET.length}\r\n\r\n${GET}`, 2000);
	equal(statuses(text), '404');
});

await test('another Host is misdirected', async () => {
	equal((await server.get('/health', { host: 'evil.example' })).status, 421);
	equal((await server.get('/health', { host: 'localhost:1' })).status, 200);
});

await test('slow heads time out', async () => {
	const start = Date.now();
	const text = await new Promise((done) => {
		let got = '';
		const socket = server.connect(() => {
			socket.write('GET / HTTP/1.1\r\n');
		});
		const drip = setInterval(() => socket.write('X: y\r\n'), 100);
		socket.setEncoding('latin1');
		socket.on('data', (part) => { got += part; });
		socket.on('error', () => {});
		socket.on('close', () => { clearInterval(drip); done(got); });
	});
	equal(statuses(text), '408');
	ok(Date.now() - start < 3000, `after ${Date.now() - start} ms`);
});

await test('idle connections are closed', async () => {
	const start = Date.now();
	await new Promise((done) => {
		const socket = server.connect();
		socket.on('close', done);
		socket.resume();
	});
	ok(Date.now() - start < 3000, `after ${Date.now() - start} ms`);
});

await test('one address has so many connections and no more', async () => {
	const sockets = [];
	let refused = 0;
	for (let i = 0; i < 30; i++) {
		const socket = server.connect();
		socket.on('error', () => { refused++; });
		sockets.push(socket);
	}
	await sleep(500);
	ok(refused >= 10 && refused <= 12, `${refused} refused`);
	sockets.forEach((socket) => socket.destroy());
	await sleep(200);
	equal((await server.get('/health')).status, 200);
});

function handshake(options) {
	return new Promise((done) => {
		const socket = tls.connect({ host: '127.0.0.1', port: server.port,
		    ca: server.ca, servername: 'localhost', ...options }, () => {
			done([socket.getProtocol(), socket.getCipher().name,
			    socket.alpnProtocol]);
			socket.destroy();
		});
		socket.on('error', (e) => done(e.code));
	});
}

await test('TLS 1.2 and 1.3, forward secrecy, AEAD, nothing older', async () => {
	equal((await handshake({}))[0], 'TLSv1.3');
	equal((await handshake({ maxVersion: 'TLSv1.2' }))[0], 'TLSv1.2');
	equal((await handshake({ ALPNProtocols: ['h2', 'http/1.1'] }))[2],
	    'http/1.1');
	for (const ciphers of ['AES128-SHA', 'AES256-GCM-SHA384',
	    'ECDHE-ECDSA-AES128-SHA256'])
		equal(typeof await handshake({ maxVersion: 'TLSv1.2', ciphers }),
		    'string', ciphers);
	equal(typeof await handshake({ ALPNProtocols: ['h2'] }), 'string', 'h2');
	equal(typeof await handshake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1',
	    ciphers: 'ALL:@SECLEVEL=0' }), 'string', 'TLS 1.1');
});

await test('the key of the certificate is for its owner only', async () => {
	equal(statSync(join(server.dir, 'var/localhost.key')).mode & 0o777, 0o600);
});

await test('pages of the application', async () => {
	equal((await server.get('/')).body, '<p>citizen');
	equal((await server.get('/staff')).body, '<p>staff');
	equal((await server.get('/staff/cases/1')).body, '<p>staff');
	equal((await server.get('/admin/models')).body, '<p>admin');
	equal((await server.get('/staffing')).body, '<p>citizen');
	equal((await server.get('/robots.txt')).status, 404);
	equal((await server.get('/api/other')).status, 404);
	equal((await server.request('/', { method: 'POST' })).status, 405);
});

await test('policy: strict, but for the designers', async () => {
	const policy = async (path) =>
		(await server.get(path)).headers['content-security-policy'];
	ok((await policy('/')).includes("style-src 'self';"), 'citizen');
	ok((await policy('/staff')).includes("style-src 'self';"), 'staff');
	ok((await policy('/admin')).includes("style-src 'self' 'unsafe-inline'"),
	    'admin');
});

await test('assets: type, compression, caching', async () => {
	const path = '/assets/app-1234.mjs';
	const plain = await server.get(path);
	equal(plain.body, script);
	equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
	ok(plain.headers['cache-control'].includes('immutable'));
	equal(plain.headers.vary, 'Accept-Encoding');
	const br = await server.get(path, { 'accept-encoding': 'gzip, br' });
	equal(br.headers['content-encoding'], 'br');
	const gzip = await server.get(path, { 'accept-encoding': 'gzip, br;q=0' });
	equal(gzip.headers['content-encoding'], 'gzip');
	const same = await server.get(path, { 'if-none-match': plain.headers.etag });
	equal(same.status, 304);
	equal(same.body, '');
	equal((await server.get('/')).headers['cache-control'], 'no-cache');
});

await test('no path leads out of the folder', async () => {
	for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd',
	    '/assets/../../x', '/..%2fetc/passwd']) {
		const text = await server.raw(`GET ${path} HTTP/1.1\r\n${HOST}\r\n`,
		    2000);
		equal(statuses(text), '400', path);
	}
});

await test('metrics count by route and status', async () => {
	const { body } = await server.get('/metrics');
	const m = body.match(/route="\/health",status="200"} (\d+)/);
	ok(Number(m[1]) > 5, body);
	ok(/vinculo_http_refused_total [1-9]/.test(body));
});

await finish();
