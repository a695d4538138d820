/*
 * errors.ts - what can go wrong between browser and server, in words.
 *
 * The server answers application/problem+json: a stable code, a sentence, and
 * for a rejected form one entry per field.  Fields are addressed by a JSON
 * pointer; forms look them up by its last part.
 */
import { t, tCode } from './i18n';

export interface FieldProblem {
	pointer: string;
	code: string;
	detail: string;
	params: Record<string, string | number>;
}

export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly detail: string,
		readonly requestId: string,
		readonly fields: FieldProblem[],
	) {
		super(detail || code);
		this.name = 'ApiError';
	}
}

/** The request never got an answer: offline, or the server is away. */
export class NetworkError extends Error {
	constructor() {
		super('network');
		this.name = 'NetworkError';
	}
}

export type PasskeyFailure = 'cancelled' | 'timeout' | 'exists' | 'address' | 'unsupported';

/** The browser got nothing from a passkey. */
export class PasskeyError extends Error {
	constructor(readonly reason: PasskeyFailure) {
		super(reason);
		this.name = 'PasskeyError';
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function fieldProblem(value: unknown): FieldProblem[] {
	if (!isRecord(value))
		return [];
	const params: FieldProblem['params'] = {};
	if (isRecord(value.params)) {
		for (const [name, param] of Object.entries(value.params)) {
			if (typeof param === 'string' || typeof param === 'number')
				params[name] = param;
		}
	}
	return [{
		pointer: text(value.pointer) || text(value.field),
		code: text(value.code),
		detail: text(value.detail) || text(value.message),
		params,
	}];
}

/** Make an ApiError of a problem+json body, or of whatever came instead. */
export function problemOf(status: number, body: unknown, requestId: string): ApiError {
	const problem = isRecord(body) ? body : {};
	const list = Array.isArray(problem.errors) ? problem.errors : [];
	return new ApiError(status, text(problem.code) || `http.${status}`,
		text(problem.detail) || text(problem.title),
		text(problem.request_id) || text(problem.requestId) || requestId, list.flatMap(fieldProblem));
}

/** The name of the field a pointer such as "/identifiers/0/value" ends in. */
export function fieldOf(pointer: string): string {
	return pointer.split('/').pop() ?? pointer;
}

function sentence(problem: FieldProblem): string {
	return tCode('problem', problem.code, problem.detail || problem.code);
}

/** Messages by field name, for the inputs of a form. */
export function fieldErrors(error: unknown): Record<string, string> {
	const messages: Record<string, string> = {};
	if (error instanceof ApiError) {
		for (const problem of error.fields)
			messages[fieldOf(problem.pointer)] ??= sentence(problem);
	}
	return messages;
}

/** The write may have happened: it has to be asked again with the same key. */
export function isUncertain(error: unknown): boolean {
	return error instanceof ApiError && error.code.endsWith('uncertain');
}

/** One sentence for the whole failure. */
export function messageOf(error: unknown): string {
	if (error instanceof NetworkError)
		return t('error.network');
	if (error instanceof PasskeyError)
		return t(`passkey.error.${error.reason}`);
	if (!(error instanceof ApiError))
		return t('error.unexpected');
	const known = tCode('problem', error.code, '');
	if (known)
		return known;
	switch (error.status) {
	case 401: return t('error.signedOut');
	case 403: return error.detail || t('error.forbidden');
	case 404: return t('error.notFound');
	case 412: return t('error.conflict');
	case 413: return t('error.tooLarge');
	case 429: return t('error.tooMany');
	case 503: return t(isUncertain(error) ? 'error.uncertain' : 'error.busy');
	}
	if (error.status >= 500)
		return t('error.server');
	return error.detail || t('error.unexpected');
}
