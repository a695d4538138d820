/* family.test.ts - generations and places of a family. */
import { describe, expect, it } from 'vitest';
import { generationStep, isCouple, isParentage, layoutFamily } from '../src/staff/record/family-layout';

const GAP = { x: 100, y: 100 };

describe('kinship', () => {
	it('steps between generations', () => {
		expect(['mother', 'son', 'grandfather', 'granddaughter', 'spouse', 'sibling', 'aunt'].map(generationStep))
			.toEqual([-1, 1, -2, 2, 0, 0, -1]);
	});
	it('tells couples and parentage from the rest', () => {
		expect([isCouple('spouse'), isCouple('mother'), isParentage('adoptive_mother'), isParentage('sibling')])
			.toEqual([true, false, true, false]);
	});
});

it('puts three generations in three rows, couples side by side', () => {
	const edges = [
		{ from: 'ana', to: 'luis', kind: 'spouse' }, { from: 'ana', to: 'eva', kind: 'daughter' },
		{ from: 'ana', to: 'rosa', kind: 'mother' }, { from: 'eva', to: 'luis', kind: 'father' },
	];
	const { places, width, height } = layoutFamily(['ana', 'eva', 'luis', 'rosa'], edges, 'ana', GAP);
	const at = new Map(places.map((p) => [p.id, p]));
	expect(['rosa', 'ana', 'luis', 'eva'].map((id) => at.get(id)?.y)).toEqual([50, 150, 150, 250]);
	expect(Math.abs((at.get('ana')?.x ?? 0) - (at.get('luis')?.x ?? 0))).toBe(100);
	expect([width, height]).toEqual([200, 300]);
});

it('bears a circle and a stranger', () => {
	const edges = [{ from: 'a', to: 'b', kind: 'sibling' }, { from: 'b', to: 'a', kind: 'sibling' }];
	expect(layoutFamily(['a', 'b', 'c'], edges, 'a', GAP).places).toHaveLength(3);
	expect(layoutFamily([], [], '', GAP).places).toEqual([]);
});
