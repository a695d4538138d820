/*
 * documents.ts - check digits of identity documents, to help while typing.
 *
 * Spain: DNI and NIE, mod 23 letter.  Portugal: NIF, mod 11.  Italy: codice
 * fiscale, alternate weights mod 26.  The server decides; this only says early
 * what is wrong with a slip of the pen.
 */
import type { Schemas } from './api';

export type DocumentType = Schemas['Document']['type'];
export const DOCUMENT_TYPES: DocumentType[] = ['dni', 'nie', 'passport', 'nif_pt', 'codice_fiscale', 'other'];

export type DocumentProblem = 'format' | 'check';

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const NIE_PREFIX: Record<string, string> = { X: '0', Y: '1', Z: '2' };

/** Upper case without spaces, dots and dashes. */
export function normalizeDocument(number: string): string {
	return number.toUpperCase().replace(/[\s.\-/]/g, '');
}

function dni(digits: string, letter: string): DocumentProblem | null {
	return DNI_LETTERS[Number(digits) % 23] === letter ? null : 'check';
}

function checkDni(number: string): DocumentProblem | null {
	const parts = /^(\d{8})([A-Z])$/.exec(number);
	return parts?.[1] && parts[2] ? dni(parts[1], parts[2]) : 'format';
}

function checkNie(number: string): DocumentProblem | null {
	const parts = /^([XYZ])(\d{7})([A-Z])$/.exec(number);
	return parts?.[1] && parts[2] && parts[3] ? dni((NIE_PREFIX[parts[1]] ?? '') + parts[2], parts[3]) : 'format';
}

function checkNif(number: string): DocumentProblem | null {
	if (!/^[1-35689]\d{8}$/.test(number))
		return 'format';
	const sum = [...number.slice(0, 8)].reduce((total, digit, i) => total + Number(digit) * (9 - i), 0);
	const check = 11 - sum % 11;
	return (check > 9 ? 0 : check) === Number(number[8]) ? null : 'check';
}

/** Values of characters in odd positions, 0-9 then A-Z (Ministerial Decree of 23 December 1976). */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const ODD_LETTERS = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function checkCodiceFiscale(number: string): DocumentProblem | null {
	if (!/^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/.test(number))
		return 'format';
	const value = (c: string, isOdd: boolean): number => {
		const digit = c >= '0' && c <= '9';
		const at = digit ? Number(c) : c.charCodeAt(0) - 65;
		return isOdd ? (digit ? ODD : ODD_LETTERS)[at] ?? 0 : at;
	};
	const sum = [...number.slice(0, 15)].reduce((total, c, i) => total + value(c, i % 2 === 0), 0);
	return String.fromCharCode(65 + sum % 26) === number[15] ? null : 'check';
}

/** Why a number cannot be of this type, or null. */
export function documentProblem(type: DocumentType, number: string): DocumentProblem | null {
	const clean = normalizeDocument(number);
	switch (type) {
	case 'dni': return checkDni(clean);
	case 'nie': return checkNie(clean);
	case 'nif_pt': return checkNif(clean);
	case 'codice_fiscale': return checkCodiceFiscale(clean);
	case 'passport':
	case 'other': return /^[A-Z0-9]{3,30}$/.test(clean) ? null : 'format';
	}
}

/** What kind of document a number looks like; null when nothing fits. */
export function guessDocument(number: string): DocumentType | null {
	const clean = normalizeDocument(number);
	const types: DocumentType[] = ['dni', 'nie', 'nif_pt', 'codice_fiscale'];
	return types.find((type) => documentProblem(type, clean) !== 'format') ?? null;
}

/** A search text with several digits is a number, anything else a name. */
export function looksLikeDocument(text: string): boolean {
	return (text.match(/\d/g)?.length ?? 0) >= 4;
}
