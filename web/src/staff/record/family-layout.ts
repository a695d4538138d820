/*
 * family-layout.ts - put the members of a family in rows by generation.
 *
 * Relations to the holder and kinships are edges with a step up or down; rows
 * follow from walking them.  Connectors are drawn from these places, so the
 * picture says exactly what the statements say.
 */

export interface Edge {
	from: string;
	/** `to` is KIND of `from`. */
	to: string;
	kind: string;
}

export interface Place {
	id: string;
	x: number;
	y: number;
}

const STEPS: [RegExp, number][] = [
	[/great_?grand(parent|mother|father)/, -3], [/grand(parent|mother|father)/, -2],
	[/great_?grand(child|son|daughter)/, 3], [/grand(child|son|daughter)/, 2],
	[/parent|mother|father|guardian|aunt|uncle/, -1], [/child|son|daughter|ward|nephew|niece/, 1],
];

/** How many generations a relative of this kind is below (+) or above (-). */
export function generationStep(kind: string): number {
	return STEPS.find(([pattern]) => pattern.test(kind))?.[1] ?? 0;
}

export function isCouple(kind: string): boolean {
	return /spouse|partner|husband|wife|cohabit/.test(kind);
}

export function isParentage(kind: string): boolean {
	return /^(step_|adoptive_|foster_)?(parent|mother|father|child|son|daughter)$/.test(kind);
}

function generations(ids: string[], edges: Edge[], root: string): Map<string, number> {
	const rows = new Map([[root, 0]]);
	const waiting = [root];
	for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
		for (const edge of edges) {
			const step = generationStep(edge.kind);
			const [next, row] = edge.from === at ? [edge.to, (rows.get(at) ?? 0) + step] : [edge.from, (rows.get(at) ?? 0) - step];
			if ((edge.from === at || edge.to === at) && !rows.has(next)) {
				rows.set(next, row);
				waiting.push(next);
			}
		}
	}
	for (const id of ids)
		rows.set(id, rows.get(id) ?? 0);
	return rows;
}

/** Couples stand side by side: each person pulls their partner next to them. */
function besidePartners(ids: string[], edges: Edge[]): string[] {
	const placed: string[] = [];
	for (const id of ids) {
		if (placed.includes(id))
			continue;
		placed.push(id);
		for (const edge of edges.filter((e) => isCouple(e.kind) && (e.from === id || e.to === id))) {
			const other = edge.from === id ? edge.to : edge.from;
			if (ids.includes(other) && !placed.includes(other))
				placed.push(other);
		}
	}
	return placed;
}

export function layoutFamily(ids: string[], edges: Edge[], root: string, gap: { x: number; y: number }): {
	places: Place[]; width: number; height: number;
} {
	const known = edges.filter((e) => ids.includes(e.from) && ids.includes(e.to));
	const rows = generations(ids, known, root);
	const order = [...new Set(rows.values())].sort((a, b) => a - b);
	const lines = order.map((row) => besidePartners(ids.filter((id) => rows.get(id) === row), known));
	const widest = Math.max(1, ...lines.map((line) => line.length));
	const places = lines.flatMap((line, y) => line.map((id, x) => ({
		id, x: (x + 0.5 + (widest - line.length) / 2) * gap.x, y: (y + 0.5) * gap.y,
	})));
	return { places, width: widest * gap.x, height: Math.max(1, lines.length) * gap.y };
}
