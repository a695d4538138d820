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

/** JSON that may stand in a header. */
export function asciiJson(value: unknown): string {
	return JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export interface Sending {
	/** Where documents go: ".../files". */
	path: string;
	facts: Schemas['FileFacts'];
	file: Blob;
	key: string;
	signal: AbortSignal;
	/** From 0 to 1. */
	onProgress: (part: number) => void;
}

function answerOf(request: XMLHttpRequest): unknown {
	try {
		return JSON.parse(request.responseText);
	} catch {
		return null;
	}
}

/** Upload a document; an XMLHttpRequest because fetch() does not say how far it is. */
export function sendFile({ path, facts, file, key, signal, onProgress }: Sending): Promise<Schemas['File']> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('POST', path);
		request.setRequestHeader('Content-Type', 'application/octet-stream');
		request.setRequestHeader('Accept-Language', locale.value);
		request.setRequestHeader('X-CSRF-Token', csrf.value);
		request.setRequestHeader('Idempotency-Key', key);
		request.setRequestHeader('X-Document', asciiJson(facts));
		request.upload.onprogress = (e) => { if (e.lengthComputable) onProgress(e.loaded / e.total); };
		request.onload = () => {
			lastAnswer.at = Date.now();
			if (request.status === 401)
				isSignedOut.value = true;
			if (request.status === 201)
				resolve(answerOf(request) as Schemas['File']);
			else
				reject(problemOf(request.status, answerOf(request), request.getResponseHeader('X-Request-Id') ?? ''));
		};
		request.onerror = () => reject(new NetworkError());
		request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
		signal.addEventListener('abort', () => request.abort());
		request.send(file);
	});
}
