/* conditions.ts - conditional.hide as FEEL, with the interpreter loaded on demand. */
import { useEffect, useState } from 'preact/hooks';
import { hasConditions, type IsHidden } from './model';
import type { FormSchema } from './types';

/** form-js writes "= expression"; hidden only if the result is exactly true. */
function conditionOf(evaluate: (expression: string, context: Record<string, unknown>) => unknown): IsHidden {
	return (condition, data) => {
		try {
			return evaluate(condition.replace(/^\s*=/, ''), data) === true;
		} catch {
			// A condition that cannot be computed hides nothing.
			return false;
		}
	};
}

/** Undefined while the interpreter is on its way. */
export function useConditions(schema: FormSchema): IsHidden | undefined {
	const needed = hasConditions(schema);
	const [isHidden, setIsHidden] = useState<IsHidden>();
	useEffect(() => {
		if (!needed || isHidden)
			return;
		void import('feelin').then(({ evaluate }) => {
			setIsHidden(() => conditionOf((expression, context) => evaluate(expression, context).value));
		});
	}, [needed, isHidden]);
	return needed ? isHidden : () => false;
}
