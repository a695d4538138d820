/* citizen.test.ts - the citizens' page fetches few messages, but all it says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isForCitizens } from '../scripts/catalogue';
import spanish from '../src/locales/es.json';

const source = (path: string): string => readFileSync(`${import.meta.dirname}/../src/${path}`, 'utf8');

describe('the catalogue of the citizens', () => {
	it('has every key of the page', () => {
		const page = source('citizen/main.tsx');
		const row = /function LanguageRow[^]*?\n}/.exec(source('staff/sign-in.tsx'))?.[0] ?? '';
		const keys = [...(page + row).matchAll(/'((?:citizen|app)\.\w+)'|\bt\('([\w.]+)'/g)].map((m) => m[1] ?? m[2] ?? '');
		expect(keys.length).toBeGreaterThan(8);
		expect(keys.filter((key) => !isForCitizens(key))).toEqual([]);
	});
	it('is small', () => {
		expect(Object.keys(spanish).filter(isForCitizens).length).toBeLessThan(40);
	});
});
