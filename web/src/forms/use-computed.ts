/*
 * use-computed.ts - ask the server what the computed fields come to.
 *
 * Asked when the form opens and 400 ms after the last change; an answer that
 * was overtaken by a newer question is dropped.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../app/api';
import type { FormData, FormSchema } from './types';
import { allFields } from './model';

const QUIET_MS = 400;

export type Computed = Schemas['Computed'];
export type Compute = (data: FormData) => Promise<Computed[]>;

export interface ComputedState {
	items: ReadonlyMap<string, Computed>;
	isPending: boolean;
	error: unknown;
}

const NONE: ComputedState = { items: new Map(), isPending: false, error: null };

export function hasComputed(schema: FormSchema): boolean {
	return allFields(schema).some(({ field }) => field.type === 'expression');
}

/** What the form holds now (as it would be sent), and who computes it; without one nothing is asked. */
export function useComputed(wanted: boolean, sent: FormData, compute?: Compute): ComputedState {
	const [state, setState] = useState<ComputedState>(NONE);
	const latest = useRef(0);
	const asked = JSON.stringify(sent);
	useEffect(() => {
		if (!wanted || !compute)
			return undefined;
		const turn = ++latest.current;
		setState((s) => ({ ...s, isPending: true }));
		const timer = window.setTimeout(() => {
			compute(JSON.parse(asked) as FormData).then(
				(items) => turn === latest.current &&
					setState({ items: new Map(items.map((i) => [i.key, i])), isPending: false, error: null }),
				(error: unknown) => turn === latest.current &&
					setState((s) => ({ ...s, isPending: false, error })),
			);
		}, turn === 1 ? 0 : QUIET_MS);
		return () => window.clearTimeout(timer);
	}, [wanted, asked, compute]);
	return state;
}
