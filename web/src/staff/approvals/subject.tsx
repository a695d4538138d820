/* subject.tsx - what a deed is about, in words. */
import type { JSX } from 'preact';
import { formatDate, formatDateTime } from '../../app/format';
import { tCode } from '../../app/i18n';

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT/;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Codes by the member they are in; anything else is shown as it is. */
const CODES: Record<string, string> = { outcome: 'outcome', action: 'action' };

/** The server keeps members in an order of its own. */
const ORDER = ['kind', 'actor', 'record', 'case', 'action', 'outcome', 'from', 'to', 'cron', 'connector', 'subject'];
const inOrder = (subject: Record<string, string>): [string, string][] =>
	Object.entries(subject).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));

function Value({ name, value, kinds, actor }: { name: string; value: string; kinds: string; actor?: string | null }): JSX.Element {
	if (name === 'actor' && actor)
		return <>{actor}</>;
	if (DAY.test(value))
		return <>{formatDate(value)}</>;
	if (INSTANT.test(value))
		return <>{formatDateTime(value)}</>;
	if (ID.test(value))
		return <code class="small">{value}</code>;
	return <>{tCode(name === 'kind' ? kinds : CODES[name] ?? '', value)}</>;
}

export function Subject({ action, subject, actor }: { action: string; subject: Record<string, string>; actor?: string | null }): JSX.Element {
	const kinds = action.startsWith('audit.') ? 'audit.kind' : 'export.kinds';
	return (
		<div>
			<p class="strong">{tCode('approval.action', action)}</p>
			<ul class="plain small">
				{inOrder(subject).map(([name, value]) => (
					<li key={name}>{tCode('approval.field', name)}: <Value {...{ name, value, kinds, actor }} /></li>
				))}
			</ul>
		</div>
	);
}
