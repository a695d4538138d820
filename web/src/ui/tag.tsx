/* tag.tsx - small words with a colour; the word alone says it all. */
import { Clock, Flame, Pause } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { daysUntil, formatDate, formatDateTime, formatRelative, initials } from '../app/format';
import { t, tCode } from '../app/i18n';
import type { Color } from './button';

export function Tag({ color = 'neutral', solid, children }:
	{ color?: Color; solid?: boolean; children: ComponentChildren }): JSX.Element {
	return <span class="tag" data-color={color} data-solid={solid ? '' : undefined}>{children}</span>;
}

/** BPMN-style priority 0..100, 50 being normal. */
export function PriorityTag({ priority }: { priority: number }): JSX.Element | null {
	if (priority > 75)
		return <Tag color="danger" solid><Flame class="icon" aria-hidden="true" />{t('priority.urgent')}</Tag>;
	if (priority > 50)
		return <Tag color="warning">{t('priority.high')}</Tag>;
	return null;
}

/** A part of another task, or a vote; an ordinary task says nothing. */
export function KindTag({ kind }: { kind: string }): JSX.Element | null {
	return kind === 'task' ? null : <Tag color="info">{tCode('kind', kind)}</Tag>;
}

/** suspended: the clock of its case stands still, so nothing is late. */
export function DueTag({ due, suspended }: { due: string | null | undefined; suspended?: boolean }): JSX.Element | null {
	if (suspended)
		return <Tag color="warning"><Pause class="icon" aria-hidden="true" />{t('clock.suspended')}</Tag>;
	if (!due)
		return null;
	const late = new Date(due).getTime() < Date.now();
	const days = daysUntil(due);
	const color = late ? 'danger' : days <= 2 ? 'warning' : 'neutral';
	return (
		<Tag color={color}>
			<Clock class="icon" aria-hidden="true" />
			<time dateTime={due} title={formatDateTime(due)}>
				{late ? t('due.late', { when: formatRelative(due) }) : t('due.in', { when: formatRelative(due) })}
			</time>
		</Tag>
	);
}

const STATE_COLORS: Record<string, Color> = {
	active: 'info', open: 'info', running: 'info', ready: 'info', claimed: 'accent', reserved: 'accent',
	completed: 'success', done: 'success', granted: 'success', delivered: 'success', accepted: 'success', valid: 'success', approved: 'success',
	closed: 'neutral', cancelled: 'neutral', terminated: 'neutral', withdrawn: 'neutral', expired: 'neutral', used: 'neutral',
	failed: 'danger', incident: 'danger', rejected: 'danger', denied: 'danger', invalid: 'danger', dead: 'danger', parked: 'danger', refused: 'danger',
	pending: 'warning', queued: 'warning', sending: 'warning', uncertain: 'warning', suspended: 'warning',
};

/** A state of a case, task, delivery ... in words. */
export function StateTag({ state }: { state: string }): JSX.Element {
	return <Tag color={STATE_COLORS[state] ?? 'neutral'}>{tCode('state', state)}</Tag>;
}

export function Avatar({ name }: { name: string }): JSX.Element {
	return <span class="avatar" aria-hidden="true">{initials(name)}</span>;
}

export function When({ at, time = true }: { at: string | null | undefined; time?: boolean }): JSX.Element {
	if (!at)
		return <span>—</span>;
	return <time class="nowrap" dateTime={at}>{time ? formatDateTime(at) : formatDate(at)}</time>;
}
