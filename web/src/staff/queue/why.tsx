/* why.tsx - why a task is in this queue, in the order the routing decided. */
import type { JSX } from 'preact';
import { t, tCode, type Args, type Key } from '../../app/i18n';
import { Steps } from '../../ui/lists';

export interface Reason {
	code: string;
	params?: Record<string, unknown>;
}

function argsOf(params: Reason['params']): Args {
	const args: Args = {};
	for (const [name, value] of Object.entries(params ?? {}))
		args[name] = typeof value === 'number' ? value : name === 'role' ? tCode('role', String(value)) : String(value ?? '—');
	return args;
}

export function reasonText(reason: Reason): string {
	const key = `why.${reason.code}`;
	const args = argsOf(reason.params);
	if (tCode('why', reason.code, '')) {
		try {
			return t(key as Key, args);
		} catch {
			// A parameter is missing: the bare facts below say as much.
		}
	}
	return [reason.code, ...Object.entries(args).map(([name, value]) => `${name}: ${String(value)}`)].join(' · ');
}

export function Why({ reasons }: { reasons: Reason[] }): JSX.Element {
	return (
		<div class="stack">
			<p class="dim">{t('why.intro')}</p>
			<Steps label={t('task.tab.why')} steps={reasons.map((reason, i) => ({
				id: String(i), label: reasonText(reason), state: i === reasons.length - 1 ? 'current' : 'done',
			}))} />
		</div>
	);
}
