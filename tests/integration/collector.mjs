/*
 * collector.mjs - a syslog receiver over TLS (RFC 5425), a process of its own
 * that can be killed.
 *
 * Started with fork(CERT_FOLDER, PORT, FILE); sends { port } when it listens.
 * Each message that it has read whole becomes a line of FILE: when it came, a
 * blank, the message.  The message "hang" makes it take connections and read
 * nothing.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';

const [dir, port, file] = process.argv.slice(2);
let hangs = false;

/* Take whole messages off the front: "LENGTH MESSAGE" again and again. */
function take(bytes) {
	for (;;) {
		const blank = bytes.indexOf(0x20);
		const length = Number(bytes.subarray(0, blank));
		if (blank < 0)
			return bytes;
		if (!/^[1-9]\d*$/.test(bytes.subarray(0, blank).toString()))
			throw new Error(`no length: ${bytes.subarray(0, 40)}`);
		if (bytes.length < blank + 1 + length)
			return bytes;
		const message = bytes.subarray(blank + 1, blank + 1 + length);
		appendFileSync(file, `${Date.now()} ${message}\n`);
		bytes = bytes.subarray(blank + 1 + length);
	}
}

const server = tls.createServer({ cert: readFileSync(join(dir, 'cert.pem')),
    key: readFileSync(join(dir, 'key.pem')),
    ca: readFileSync(join(dir, 'cert.pem')), requestCert: true,
    rejectUnauthorized: true }, (socket) => {
	let rest = Buffer.alloc(0);
	socket.on('error', () => {});
	if (hangs) {
		socket.pause();
		return;
	}
	socket.on('data', (part) => { rest = take(Buffer.concat([rest, part])); });
});
server.listen(Number(port), '127.0.0.1', () =>
    process.send({ port: server.address().port }));
process.on('message', (m) => { hangs = m === 'hang'; });
process.on('disconnect', () => process.exit());
