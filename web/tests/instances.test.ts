/* instances.test.ts - conditions in an address, and heat. */
import { describe, expect, it } from 'vitest';
import { variablesText } from '../src/admin/instances';
import { OPERATORS, parseCondition, parseConditions, writeConditions } from '../src/admin/search';
import { parseObject } from '../src/admin/variables';
import { heatOf } from '../src/bpmn/heat';

describe('conditions', () => {
	it('come back from an address as they went in', () => {
		const all = [{ name: 'district', operator: 'eq', value: 'Norte: 2' }, { name: 'needLevel', operator: 'ge', value: '3' }];
		expect(parseConditions(writeConditions(all))).toEqual(all);
	});
	it('are nothing when they are incomplete', () => {
		expect(parseCondition('district')).toBeNull();
		expect(parseCondition('district:eq')).toBeNull();
		expect(parseConditions('')).toEqual([]);
	});
	it('offer what the server knows for each type', () => {
		expect(OPERATORS.text).toContain('starts');
		expect(OPERATORS.number).not.toContain('starts');
		expect(OPERATORS.boolean).toEqual(['eq']);
	});
});

describe('heat', () => {
	const figures = [
		{ elementId: 'a', entered: 1000, waiting: 0, medianSeconds: null },
		{ elementId: 'b', entered: 10, waiting: 3, medianSeconds: 60 },
		{ elementId: 'c', entered: 0, waiting: 0, medianSeconds: 0 },
	];
	it('is the most where the figure is highest, and none without one', () => {
		const heats = heatOf(figures, 'entered');
		expect(heats.get('a')).toBe(5);
		expect(heats.get('b')).toBe(2);
		expect(heats.has('c')).toBe(false);
	});
	it('has a scale for each measure', () => {
		expect([...heatOf(figures, 'waiting')]).toEqual([['b', 5]]);
		expect([...heatOf(figures, 'medianSeconds')]).toEqual([['b', 5]]);
		expect(heatOf([], 'waiting').size).toBe(0);
	});
});

it('reads variables as an object and nothing else', () => {
	expect(parseObject('{"a":1}')).toEqual({ a: 1 });
	expect(parseObject('')).toEqual({});
	expect(parseObject('[1]')).toBeNull();
	expect(parseObject('{')).toBeNull();
	expect(variablesText({ district: 'Norte', needLevel: 3 })).toBe('district: Norte · needLevel: 3');
});
