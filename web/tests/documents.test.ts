/* documents.test.ts - check digits, with numbers that are published examples or computed by hand. */
import { describe, expect, it } from 'vitest';
import { documentProblem, guessDocument, looksLikeDocument, normalizeDocument } from '../src/app/documents';

describe('documents', () => {
	it.each([
		['dni', '12345678Z'], ['dni', '12.345.678-z'], ['nie', 'X1234567L'], ['nie', 'Y1234567X'], ['nie', 'Z1234567R'],
		['nif_pt', '123456789'], ['nif_pt', '501442600'], ['codice_fiscale', 'RSSMRA85T10A562S'], ['passport', 'AAA000000'],
	] as const)('accepts %s %s', (type, number) => {
		expect(documentProblem(type, number)).toBeNull();
	});
	it.each([
		['dni', '12345678A', 'check'], ['dni', '1234567', 'format'], ['nie', 'X1234567A', 'check'], ['nie', 'W1234567L', 'format'],
		['nif_pt', '123456780', 'check'], ['nif_pt', '423456789', 'format'], ['codice_fiscale', 'RSSMRA85T10A562T', 'check'],
		['codice_fiscale', 'RSSMRA85', 'format'], ['passport', 'A*', 'format'],
	] as const)('refuses %s %s: %s', (type, number, problem) => {
		expect(documentProblem(type, number)).toBe(problem);
	});
	it('guesses the kind from the shape, right or wrong letter', () => {
		expect(guessDocument('12345678Z')).toBe('dni');
		expect(guessDocument('x1234567a')).toBe('nie');
		expect(guessDocument('hello')).toBeNull();
	});
	it('tells a number from a name', () => {
		expect(looksLikeDocument('12345678')).toBe(true);
		expect(looksLikeDocument('Maria Garcia 2')).toBe(false);
		expect(normalizeDocument(' 12.345.678-z ')).toBe('12345678Z');
	});
});
