/*
 * passkey.ts - passkeys of this browser (Web Authentication): make one, prove
 * who one is with one.
 *
 * The browser tells little of why nothing came: that somebody cancelled, had no
 * passkey here or let the time pass is one and the same error.
 */
import { api, data, type Schemas } from './api';
import { PasskeyError, type PasskeyFailure } from './errors';

type Request = Schemas['PasskeyRequest'];
export type PasskeyAnswer = Schemas['PasskeyAnswer'];
type Listed = { type: 'public-key'; id: string }[];

/** Before the server forgets its challenge (five minutes). */
const RENEW_MS = 240_000;
const STRAY_MS = 1_000;

export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function';

/** May passkeys be offered while a name is typed? */
export async function canOffer(): Promise<boolean> {
	return hasPasskeys() && await (PublicKeyCredential.isConditionalMediationAvailable?.() ?? false);
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
	return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
	const binary = String.fromCharCode(...new Uint8Array(bytes));
	return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

const listed = (list: Listed): PublicKeyCredentialDescriptor[] =>
	list.map(({ type, id }) => ({ type, id: toBytes(id) }));

const FAILURES: Record<string, PasskeyFailure> = {
	InvalidStateError: 'exists', SecurityError: 'address', NotSupportedError: 'unsupported', ConstraintError: 'unsupported',
};

/** What went wrong, in our words; took: how long it was waited. */
export function failureOf(error: unknown, took: number, timeout: number): unknown {
	if (!(error instanceof DOMException))
		return error;
	const late = error.name === 'NotAllowedError' && took > timeout - STRAY_MS;
	return new PasskeyError(late ? 'timeout' : FAILURES[error.name] ?? 'cancelled');
}

/** Only one request may wait for a passkey; who asks ends the other. */
let waiting: AbortController | null = null;

async function ask<T extends AuthenticatorResponse>(timeout: number,
	call: (signal: AbortSignal) => Promise<Credential | null>): Promise<{ id: string; response: T }> {
	if (!hasPasskeys())
		throw new PasskeyError('unsupported');
	waiting?.abort();
	const mine = new AbortController();
	waiting = mine;
	const began = Date.now();
	try {
		const credential = await call(mine.signal);
		if (!(credential instanceof PublicKeyCredential))
			throw new PasskeyError('cancelled');
		return { id: toText(credential.rawId), response: credential.response as T };
	} catch (error) {
		throw failureOf(error, Date.now() - began, timeout);
	} finally {
		if (waiting === mine)
			waiting = null;
	}
}

async function prove(options: Request, mediation?: CredentialMediationRequirement): Promise<PasskeyAnswer> {
	const { id, response } = await ask<AuthenticatorAssertionResponse>(options.timeout, (signal) => navigator.credentials.get({
		signal,
		mediation,
		publicKey: {
			challenge: toBytes(options.challenge),
			rpId: options.rpId,
			timeout: options.timeout,
			userVerification: options.userVerification,
			allowCredentials: listed(options.allowCredentials),
		},
	}));
	return {
		id,
		clientDataJSON: toText(response.clientDataJSON),
		authenticatorData: toText(response.authenticatorData),
		signature: toText(response.signature),
		userHandle: response.userHandle ? toText(response.userHandle) : null,
	};
}

const signInOptions = (): Promise<Request> => data(api.POST('/api/v1/session/passkey/options', { body: {} }));

/** Any passkey of this device, for signing in. */
export async function provePasskey(): Promise<PasskeyAnswer> {
	return prove(await signInOptions());
}

/**
 * Offer passkeys in the list of what to fill in, until one is chosen; null when
 * somebody else asked, or the signal ended it.
 */
export async function offerPasskey(signal: AbortSignal): Promise<PasskeyAnswer | null> {
	while (!signal.aborted) {
		const options = await signInOptions();
		if (signal.aborted)
			break;
		let isOld = false;
		const answer = prove(options, 'conditional');
		const mine = waiting;
		const end = (): void => mine?.abort();
		const timer = setTimeout(() => { isOld = true; end(); }, RENEW_MS);
		signal.addEventListener('abort', end);
		try {
			return await answer;
		} catch {
			if (!isOld)
				return null;
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
		}
	}
	return null;
}

/** Confirm with a passkey of one's own. */
export async function confirmByPasskey(): Promise<void> {
	const options = await data(api.POST('/api/v1/session/step-up/options', { body: {} }));
	await data(api.POST('/api/v1/session/step-up', { body: { passkey: await prove(options) } }));
}

/** Make a passkey and give it to the server under this name. */
export async function addPasskey(name: string): Promise<void> {
	const options = await data(api.POST('/api/v1/passkeys/options', { body: {} }));
	const { id, response } = await ask<AuthenticatorAttestationResponse>(options.timeout, (signal) => navigator.credentials.create({
		signal,
		publicKey: {
			...options,
			challenge: toBytes(options.challenge),
			user: { ...options.user, id: toBytes(options.user.id) },
			excludeCredentials: listed(options.excludeCredentials),
		},
	}));
	await data(api.POST('/api/v1/passkeys', { body: { name, passkey: {
		id,
		clientDataJSON: toText(response.clientDataJSON),
		attestationObject: toText(response.attestationObject),
	} } }));
}
