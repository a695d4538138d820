/*
 * tls.mjs - what the scanners of others say about our TLS (51): sslscan of the
 * protocols and ciphers, testssl.sh of known weaknesses.  Each is skipped where
 * it is not installed.
 */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { equal, finish, ok, skip, startServer, test } from './lib.mjs';

const server = await startServer();

/* The first of these programs that is there. */
function program(...names) {
	return names.find((name) => {
		try {
			execFileSync('sh', ['-c', `command -v ${name}`]);
			return true;
		} catch {
			return false;
		}
	});
}

const attributes = (xml, element) => [...xml.matchAll(
    new RegExp(`<${element} ([^>]*)/>`, 'g'))].map(([, text]) =>
    Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)]
	.map(([, name, value]) => [name, value])));

async function checkProtocols(sslscan) {
	const { stdout } = await promisify(execFile)(sslscan, ['--xml=-',
	    '--no-colour', '--sni-name=localhost', `127.0.0.1:${server.port}`]);
	equal(attributes(stdout, 'protocol').filter((p) => p.enabled === '1')
	    .map((p) => p.version).join(), '1.2,1.3');
	const ciphers = attributes(stdout, 'cipher');
	ok(ciphers.length >= 4, stdout);
	for (const { sslversion, cipher } of ciphers) {
		ok(/GCM|CHACHA20/.test(cipher), `no AEAD: ${cipher}`);
		ok(sslversion === 'TLSv1.3' || cipher.startsWith('ECDHE-'),
		    `no forward secrecy: ${cipher}`);
	}
	equal(attributes(stdout, 'renegotiation')[0].supported, '0');
	ok(attributes(stdout, 'heartbleed').every((h) => h.vulnerable === '0'),
	    stdout);
}

/* Nobody can revoke a certificate that the server made for itself, nor say in
 * the DNS who may. */
const OF_OUR_OWN = ['cert_revocation', 'DNS_CAArecord'];

async function checkWeaknesses(testssl) {
	const ca = join(server.dir, 'ca.pem'), report = join(server.dir,
	    'testssl.json');
	writeFileSync(ca, server.ca);
	await promisify(execFile)(testssl, ['--quiet', '--color', '0', '--ip',
	    '127.0.0.1', '--warnings', 'off', '--add-ca', ca, '--jsonfile',
	    report, '-p', '-s', '-f', '-S', '-U',
	    `https://localhost:${server.port}`],
	    { maxBuffer: 2 ** 24 }).catch((e) => e);
	const said = JSON.parse(readFileSync(report, 'utf8'));
	ok(said.some((f) => f.id === 'TLS1_3' && f.severity === 'OK') &&
	    said.some((f) => f.id === 'heartbleed'), 'it did not look');
	const wrong = said.filter((f) => !OF_OUR_OWN.includes(f.id) &&
	    ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'FATAL'].includes(f.severity));
	equal(wrong.map((f) => `${f.severity} ${f.id}: ${f.finding}`).join('\n'),
	    '');
}

for (const [what, check, ...names] of [
    ['only TLS 1.2 and 1.3, with AEAD and forward secrecy', checkProtocols,
	'sslscan'],
    ['no known weakness', checkWeaknesses, 'testssl', 'testssl.sh']]) {
	const found = program(...names);
	if (found === undefined)
		skip(what, `${names[0]} is not installed`);
	else
		await test(what, () => check(found));
}

await finish();
