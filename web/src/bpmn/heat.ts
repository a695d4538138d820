/* heat.ts - figures of the steps as heat: which are high among their like. */

export interface Figure {
	elementId: string;
	entered: number;
	waiting: number;
	medianSeconds?: number | null;
}

export type Measure = 'waiting' | 'entered' | 'medianSeconds';

export const HEATS = 5;

/** 1 (little) to 5 (the most) for what is not zero, on the scale of a logarithm. */
export function heatOf(figures: Figure[], measure: Measure): Map<string, number> {
	const values = figures.map((f) => Math.log1p(f[measure] ?? 0));
	const most = Math.max(...values, 0);
	const heats = new Map<string, number>();
	figures.forEach((figure, i) => {
		if (values[i])
			heats.set(figure.elementId, Math.max(1, Math.ceil(values[i] / most * HEATS)));
	});
	return heats;
}
