/* why.tsx - why a task is in this queue, in the order the routing decided. */
import type { JSX } from 'preact';
import { isKey, t, tCode, type Args } from '../../app/i18n';
import { ExplanationDetails, type Why as Explained } from '../../ui/explanation';
import { Steps } from '../../ui/lists';

export interface Reason {
	code: string;
	params?: Record<string, unknown>;
}

function argsOf(params: Reason['params']): Args {
	const args: Args = {};
	// What is no word is no argument: the explanation of a decision.
	for (const [name, value] of Object.entries(params ?? {}).filter(([, v]) => typeof v !== 'object'))
		args[name] = typeof value === 'number' ? value : name === 'role' ? tCode('role', String(value)) : String(value ?? '—');
	return args;
}

export function reasonText(reason: Reason): string {
	const key = `why.${reason.code}`;
	const args = argsOf(reason.params);
	if (isKey(key)) {
		try {
			return t(key, args);
		} catch {
			// A parameter is missing: the bare facts below say as much.
		}
	}
	return [reason.code, ...Object.entries(args).map(([name, value]) => `${name}: ${String(value)}`)].join(' · ');
}

function explained(reason: Reason): JSX.Element | undefined {
	const why = reason.params?.why;
	return typeof why === 'object' && why !== null ? <ExplanationDetails why={why as Explained} /> : undefined;
}

export function Why({ reasons }: { reasons: Reason[] }): JSX.Element {
	return (
		<div class="stack">
			<p class="dim">{t('why.intro')}</p>
			<Steps label={t('task.tab.why')} steps={reasons.map((reason, i) => ({
				id: String(i), label: reasonText(reason), state: i === reasons.length - 1 ? 'current' : 'done',
				detail: explained(reason),
			}))} />
		</div>
	);
}
