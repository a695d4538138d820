/*
 * authenticator.mjs - a passkey in software: what a browser and an authenticator
 * would send, and whatever an attacker would.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/* ------------------------------------------------------------ canonical CBOR */

function head(type, n) {
	if (n < 24)
		return Buffer.from([type << 5 | n]);
	if (n < 0x100)
		return Buffer.from([type << 5 | 24, n]);
	return Buffer.from([type << 5 | 25, n >> 8, n & 255]);
}

/* Of numbers, texts, bytes and Maps whose keys are in order. */
export function cbor(value) {
	if (typeof value === 'number')
		return value >= 0 ? head(0, value) : head(1, -1 - value);
	if (typeof value === 'string')
		return Buffer.concat([head(3, Buffer.byteLength(value)),
		    Buffer.from(value)]);
	if (value instanceof Map)
		return Buffer.concat([head(5, value.size),
		    ...[...value].flat().map(cbor)]);
	return Buffer.concat([head(2, value.length), value]);
}

/* ---------------------------------------------------------------------- keys */

const bytes = (text) => Buffer.from(text, 'base64url');
const KINDS = {
	ES256: {
		make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
		cose: (k) => [[1, 2], [3, -7], [-1, 1], [-2, bytes(k.x)],
		    [-3, bytes(k.y)]],
		hash: 'sha256',
	},
	EdDSA: {
		make: () => generateKeyPairSync('ed25519'),
		cose: (k) => [[1, 1], [3, -8], [-1, 6], [-2, bytes(k.x)]],
		hash: null,
	},
	RS256: {
		make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
		cose: (k) => [[1, 3], [3, -257], [-1, bytes(k.n)],
		    [-2, bytes(k.e)]],
		hash: 'sha256',
	},
};

export const PRESENT = 1, VERIFIED = 4, SYNCED = 8, BACKED_UP = 16,
    CREDENTIAL = 64;

export class Authenticator {
	constructor(origin, kind = 'ES256') {
		this.origin = origin;
		this.kind = KINDS[kind];
		this.pair = this.kind.make();
		this.id = randomBytes(32);
		this.counter = 0;
		this.flags = PRESENT | VERIFIED;
	}

	get coseKey() {
		return cbor(new Map(this.kind.cose(this.pair.publicKey.export(
		    { format: 'jwk' }))));
	}

	client(type, options, { origin = this.origin, more = {} } = {}) {
		return Buffer.from(JSON.stringify({ type,
		    challenge: options.challenge, origin, crossOrigin: false,
		    ...more }));
	}

	data(rpId, flags, counter, ...rest) {
		const fixed = Buffer.alloc(37);
		sha256(rpId).copy(fixed);
		fixed[32] = flags;
		fixed.writeUInt32BE(counter, 33);
		return Buffer.concat([fixed, ...rest]);
	}

	/* Answer the options of POST /passkeys/options; what else to say instead. */
	create(options, { type = 'webauthn.create', rpId = options.rp.id,
	    flags = this.flags, format = 'none', statement = new Map(),
	    key = this.coseKey, ...client } = {}) {
		this.handle = bytes(options.user.id);
		const length = Buffer.alloc(2);
		length.writeUInt16BE(this.id.length);
		const data = this.data(rpId, flags | CREDENTIAL, this.counter,
		    Buffer.alloc(16), length, this.id, key);
		return {
			id: base64url(this.id),
			clientDataJSON: base64url(this.client(type, options,
			    client)),
			attestationObject: base64url(cbor(new Map([
				['fmt', format], ['attStmt', statement],
				['authData', data]]))),
		};
	}

	/* Answer request options; what else to say instead. */
	get(options, { type = 'webauthn.get', rpId = options.rpId,
	    flags = this.flags, counter = this.counter, handle = this.handle,
	    id = this.id, spoil = false, rest = [], ...client } = {}) {
		const data = this.data(rpId, flags, counter, ...rest);
		const said = this.client(type, options, client);
		const signature = sign(this.kind.hash,
		    Buffer.concat([data, sha256(said)]), this.pair.privateKey);
		if (spoil)
			signature[signature.length - 1] ^= 1;
		return {
			id: base64url(id),
			clientDataJSON: base64url(said),
			authenticatorData: base64url(data),
			signature: base64url(signature),
			userHandle: handle ? base64url(handle) : null,
		};
	}
}
