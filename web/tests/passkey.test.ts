/* passkey.test.ts - what browsers say of passkeys, in our words; one request at a time. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { messageOf, PasskeyError } from '../src/app/errors';

// The client takes fetch when it is made, so it is replaced before that.
const server = vi.hoisted(() => {
	const fetch = vi.fn<(request: Request) => Promise<Response>>();
	vi.stubGlobal('fetch', fetch);
	return fetch;
});
const { addPasskey, failureOf, offerPasskey, provePasskey, toBytes, toText } = await import('../src/app/passkey');

const OPTIONS = { challenge: 'AAEC', rpId: 'localhost', timeout: 300_000, userVerification: 'required', allowCredentials: [] };
const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

/** As a browser gives it. */
class Credential {
	rawId = bytes(1, 2, 3);
	response = { clientDataJSON: bytes(4), authenticatorData: bytes(5), signature: bytes(255, 254), userHandle: null, attestationObject: bytes(6) };
}

const get = vi.fn<(options: CredentialRequestOptions) => Promise<unknown>>();
const create = vi.fn<(options: CredentialCreationOptions) => Promise<unknown>>();

beforeEach(() => {
	vi.stubGlobal('PublicKeyCredential', Credential);
	vi.stubGlobal('navigator', { languages: ['es'], credentials: { get, create } });
	server.mockImplementation(async () => Response.json(OPTIONS));
});

afterEach(() => {
	vi.resetAllMocks();
	vi.useRealTimers();
});

const refusal = async (work: Promise<unknown>): Promise<unknown> => work.then(() => null, (error: unknown) => error);

it('reads and writes base64url', () => {
	expect([...toBytes('-_8')]).toEqual([251, 255]);
	expect(toText(bytes(251, 255))).toBe('-_8');
	for (let n = 0; n < 5; n++)
		expect([...toBytes(toText(bytes(...Array.from({ length: n }, (_, i) => i * 60))))]).toHaveLength(n);
});

it('gives the server what the passkey said', async () => {
	get.mockResolvedValue(new Credential());
	expect(await provePasskey()).toEqual({ id: 'AQID', clientDataJSON: 'BA', authenticatorData: 'BQ', signature: '__4', userHandle: null });
	const asked = get.mock.calls[0]?.[0].publicKey;
	expect([...new Uint8Array(asked?.challenge as ArrayBuffer)]).toEqual([0, 1, 2]);
	expect(asked?.userVerification).toBe('required');
});

it.each([
	['NotAllowedError', 10, 'cancelled'], ['NotAllowedError', 299_900, 'timeout'], ['AbortError', 10, 'cancelled'],
	['InvalidStateError', 10, 'exists'], ['SecurityError', 10, 'address'], ['NotSupportedError', 10, 'unsupported'],
])('says %s after %i ms as %s', (name, took, reason) => {
	const failure = failureOf(new DOMException('', name), took, 300_000);
	expect(failure).toBeInstanceOf(PasskeyError);
	expect((failure as PasskeyError).reason).toBe(reason);
	expect(messageOf(failure)).toBe(messageOf(new PasskeyError(reason as PasskeyError['reason'])));
});

it('leaves other errors as they are', () => {
	const error = new Error('x');
	expect(failureOf(error, 1, 2)).toBe(error);
});

it('says so where there are no passkeys', async () => {
	vi.stubGlobal('PublicKeyCredential', undefined);
	expect(await refusal(provePasskey())).toMatchObject({ reason: 'unsupported' });
	expect(get).not.toHaveBeenCalled();
});

it('ends the offer when somebody asks for a passkey, or makes one', async () => {
	const pending = (options: { signal?: AbortSignal }): Promise<never> => new Promise((_, fail) => {
		options.signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError')));
	});
	get.mockImplementationOnce(pending).mockResolvedValueOnce(new Credential());
	const offer = offerPasskey(new AbortController().signal);
	await vi.waitFor(() => expect(get).toHaveBeenCalledOnce());
	expect((await provePasskey()).id).toBe('AQID');
	expect(await offer).toBeNull();
	get.mockImplementationOnce(pending);
	const second = offerPasskey(new AbortController().signal);
	await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(3));
	create.mockRejectedValue(new DOMException('', 'InvalidStateError'));
	server.mockImplementation(async () => Response.json({ ...OPTIONS, user: { id: 'AAEC' }, excludeCredentials: [{ type: 'public-key', id: 'AQID' }] }));
	expect(await refusal(addPasskey('x'))).toMatchObject({ reason: 'exists' });
	expect(await second).toBeNull();
});

it('offers again before the challenge grows old, until it is ended', async () => {
	vi.useFakeTimers();
	get.mockImplementation(({ signal }) => new Promise((_, fail) => {
		signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError')));
	}));
	const abort = new AbortController();
	const offer = offerPasskey(abort.signal);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(get).toHaveBeenCalledTimes(1);
	expect(get.mock.calls[0]?.[0].mediation).toBe('conditional');
	await vi.advanceTimersByTimeAsync(240_000);
	expect(get).toHaveBeenCalledTimes(2);
	abort.abort();
	expect(await offer).toBeNull();
	await vi.advanceTimersByTimeAsync(600_000);
	expect(get).toHaveBeenCalledTimes(2);
});
