/* trial.test.ts - inputs of a decision as fields, and what is written in them as values. */
import { expect, it } from 'vitest';
import { choices, valueOf } from '../src/admin/trial';

const input = (type: string, allowed: string | null = null) => ({ name: 'x', type, allowed });

it('offers the texts that are allowed, and nothing else', () => {
	expect(choices(input('string', '"rent", "food, drink"'))).toEqual(['rent', 'food, drink']);
	expect(choices(input('number', '[1..5]'))).toEqual([]);
	expect(choices(input('string', 'string length(?) > 2'))).toEqual([]);
	expect(choices(input('boolean'))).toEqual(['true', 'false']);
});

it.each([
	['number', '12,5', 12.5], ['number', 'x', null], ['number', ' ', undefined], ['string', '7', '7'], ['boolean', 'true', true],
	['date', '2026-01-31', '2026-01-31'], ['years and months duration', 'P1Y', 'P1Y'], ['list<number>', '[1, 2]', [1, 2]],
	['list<number>', '[1,', null], ['Any', 'rent', 'rent'], ['Any', '{"a":1}', { a: 1 }],
])('%s: %s', (type, text, value) => {
	expect(valueOf(input(type), text)).toEqual(value);
});
