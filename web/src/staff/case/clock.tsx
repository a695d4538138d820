/* clock.tsx - the legal clock of a case: until when it is to be decided, and whether that runs. */
import { CalendarClock, CalendarPlus, Pause, Play } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Schemas } from '../../app/api';
import { formatDate } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { may } from '../../app/session';
import { Button, type Color } from '../../ui/button';
import { Tag, When } from '../../ui/tag';
import { ExtendDialog, ResumeDialog, SuspendDialog } from './clock-dialogs';
import type { Intervention } from './use-case';

type Clock = Schemas['Clock'];
type Change = 'suspend' | 'resume' | 'extend';

const UNITS: Record<string, 'clock.term.years' | 'clock.term.months' | 'clock.term.days' | 'clock.term.workingDays'> = {
	Y: 'clock.term.years', M: 'clock.term.months', D: 'clock.term.days', WD: 'clock.term.workingDays',
};

/** "P3M" in words; what is written otherwise stays as it is. */
export function termText(term: string): string {
	const [, n, unit] = /^P(\d+)(Y|M|D|WD)$/.exec(term) ?? [];
	const key = unit && UNITS[unit];
	return key ? t(key, { n: Number(n) }) : term;
}

/** What may be done now, by whoever has the permission. */
export function changesOf(clock: Clock, isOpen: boolean): Change[] {
	const changes: Change[] = [];
	if (clock.suspendedSince)
		changes.push('resume');
	else if (isOpen)
		changes.push('suspend');
	if (isOpen && clock.extensionMax && !clock.extendedDays && (clock.daysLeft ?? -1) >= 0)
		changes.push('extend');
	return changes;
}

const WARN_DAYS = 10;

function Left({ days }: { days: number }): JSX.Element {
	const color: Color = days < 0 ? 'danger' : days <= WARN_DAYS ? 'warning' : 'success';
	return <Tag color={color}>{days < 0 ? t('clock.over', { n: -days }) : t('clock.left', { n: days })}</Tag>;
}

function factsOf(clock: Clock): [string, JSX.Element | string][] {
	const rows: [string, JSX.Element | string][] = [];
	if (clock.legalTerm)
		rows.push([t('clock.term'), termText(clock.legalTerm)]);
	if (clock.suspendedDays)
		rows.push([t('clock.stood'), t('clock.days', { n: clock.suspendedDays })]);
	if (clock.extendedDays)
		rows.push([t('clock.extended'), t('clock.days', { n: clock.extendedDays })]);
	if (clock.suspendedSince)
		rows.push([t('clock.since'), <When key="since" at={clock.suspendedSince} />],
			[t('clock.why'), tCode('clock.reason', clock.suspendedReason ?? '')], [t('clock.by'), clock.suspendedBy ?? '—']);
	return rows;
}

const CHANGES = {
	suspend: { icon: Pause, label: 'clock.suspend', permission: 'intervention.write' },
	resume: { icon: Play, label: 'clock.resume', permission: 'intervention.write' },
	extend: { icon: CalendarPlus, label: 'clock.extend', permission: 'task.supervise' },
} as const;
const DIALOGS = { suspend: SuspendDialog, resume: ResumeDialog, extend: ExtendDialog };

export function ClockPanel({ intervention }: { intervention: Intervention }): JSX.Element | null {
	const [open, setOpen] = useState<Change | ''>('');
	const { clock } = intervention;
	const isOpen = intervention.state === 'open';
	if (!isOpen && !clock.legalTerm && !clock.suspendedSince)
		return null;
	const changes = changesOf(clock, isOpen).filter((change) => may(CHANGES[change].permission));
	const facts = factsOf(clock);
	const Dialog = open && DIALOGS[open];
	return (
		<section class="card stack tight identity" aria-labelledby="clock-title" data-clock={clock.suspendedSince ? 'suspended' : 'running'}>
			<div class="row between">
				<div class="row">
					<CalendarClock class="icon" aria-hidden="true" />
					<h2 id="clock-title">{t('clock.title')}</h2>
					{clock.suspendedSince && <Tag color="warning" solid><Pause class="icon" aria-hidden="true" />{t('clock.suspended')}</Tag>}
				</div>
				<div class="row">
					{changes.map((change) => (
						<Button key={change} small icon={CHANGES[change].icon} variant={change === 'resume' ? 'primary' : 'secondary'}
							onClick={() => setOpen(change)}>{t(CHANGES[change].label)}</Button>
					))}
				</div>
			</div>
			{clock.legalLatest ? (
				<p class="row">
					<span>{t(clock.suspendedSince ? 'clock.latestIf' : 'clock.latest')}</span>
					<strong><time dateTime={clock.legalLatest}>{formatDate(clock.legalLatest)}</time></strong>
					{typeof clock.daysLeft === 'number' && <Left days={clock.daysLeft} />}
				</p>
			) : <p class="dim">{t('clock.none')}</p>}
			{facts.length > 0 && (
				<dl class="facts">{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>
			)}
			{Dialog && <Dialog intervention={intervention} onClose={() => setOpen('')} />}
		</section>
	);
}
