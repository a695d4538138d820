/*
 * api.ts - the only file that talks to the server.
 *
 * Types come from schema/openapi.yaml.  Every call ends in data(): it gives the
 * body or throws an ApiError (see errors.ts), so pages never look at status
 * codes.  Unsafe methods carry the session's CSRF token; a 401 opens the
 * sign-in over the page, which keeps what was being written.
 */
import { signal } from '@preact/signals';
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from '#schema';
import { NetworkError, problemOf } from './errors';
import { locale } from './i18n';

export type Schemas = components['schemas'];

/** Sent with every unsafe request; set when the session is known. */
export const csrf = signal('');
/** The session ended while a page was open. */
export const isSignedOut = signal(false);
/** When the server last answered this tab. */
export const lastAnswer = { at: Date.now() };

const SAFE = new Set(['GET', 'HEAD']);
const OWN_401 = /\/api\/v1\/session(\/|$)/;

const headers: Middleware = {
	onRequest({ request }) {
		request.headers.set('Accept-Language', locale.value);
		if (!SAFE.has(request.method) && csrf.value)
			request.headers.set('X-CSRF-Token', csrf.value);
		return request;
	},
	onResponse({ request, response }) {
		lastAnswer.at = Date.now();
		if (response.status === 401 && !OWN_401.test(new URL(request.url).pathname))
			isSignedOut.value = true;
		return response;
	},
};

export const api = createClient<paths>({ baseUrl: location.origin });
api.use(headers);

interface Answer<T> {
	data?: T;
	error?: unknown;
	response: Response;
}

/** The body of an answer; throws ApiError or NetworkError. */
export async function data<T>(call: Promise<Answer<T>>): Promise<T> {
	let answer: Answer<T>;
	try {
		answer = await call;
	} catch (error) {
		if (error instanceof TypeError)
			throw new NetworkError();
		throw error;
	}
	if (!answer.response.ok)
		throw problemOf(answer.response.status, answer.error, answer.response.headers.get('X-Request-Id') ?? '');
	return answer.data as T;
}

/** A fresh Idempotency-Key; keep it while one and the same decision is repeated. */
export function newKey(): string {
	return crypto.randomUUID();
}

/** The If-Match header of a version. */
export function ifMatch(version: number): string {
	return `"${version}"`;
}

/** Save a draft while the page goes away; nobody waits for the answer. */
export function sendDraftOnExit(taskId: string, draft: Record<string, unknown>): void {
	void fetch(`/api/v1/tasks/${encodeURIComponent(taskId)}/draft`, {
		method: 'PUT',
		keepalive: true,
		headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf.value },
		body: JSON.stringify({ data: draft }),
	}).catch(() => undefined);
}
