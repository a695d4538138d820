/* errors.test.ts - problem+json becomes field messages and sentences. */
import { describe, expect, it } from 'vitest';
import { ApiError, fieldErrors, fieldOf, messageOf, NetworkError, problemOf } from '../src/app/errors';

const refused = problemOf(422, {
	status: 422, code: 'form.invalid', title: 'Invalid', requestId: 'r-1',
	errors: [
		{ pointer: '/identity/given', code: 'required' },
		{ pointer: '/identity/documents/0/number', code: 'made.up', detail: 'no good' },
		{ pointer: '/identity/given', code: 'other' }, 'nonsense',
	],
}, 'header');

describe('problems', () => {
	it('keep the request id of the body before that of the header', () => {
		expect(refused.requestId).toBe('r-1');
		expect(problemOf(500, null, 'header').requestId).toBe('header');
	});
	it('put one message at each field', () => {
		expect(fieldErrors(refused)).toEqual({ given: 'Falta este dato', number: 'no good' });
		expect(fieldErrors(new Error('x'))).toEqual({});
	});
	it('find the field a pointer ends in', () => {
		expect(fieldOf('/a/b/c')).toBe('c');
		expect(fieldOf('')).toBe('');
	});
	it('prefer a known code, then the status, then the detail', () => {
		const made = (status: number, code = 'x', detail = ''): ApiError => new ApiError(status, code, detail, '', []);
		expect(messageOf(made(409, 'person.duplicate_identifier'))).toBe('Ya existe una persona con este documento');
		expect(messageOf(made(503, 'commit.uncertain'))).toContain('dos veces');
		expect(messageOf(made(503, 'db.none'))).toContain('ocupado');
		expect(messageOf(made(412))).toContain('mientras tanto');
		expect(messageOf(made(400, 'x', 'because'))).toBe('because');
		expect(messageOf(new NetworkError())).toContain('conexión');
		expect(messageOf('what')).toBe('Ha ocurrido algo inesperado.');
	});
	it('bear a body that is no problem', () => {
		expect(problemOf(502, '<html>', '').code).toBe('http.502');
	});
});
