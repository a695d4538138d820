/* history.tsx - every step the process took, who did it, newest first. */
import { CalendarClock, CircleDot, CircleCheck, Clock, GitFork, History as HistoryIcon, type LucideIcon, Play, TriangleAlert } from 'lucide-preact';
import type { JSX } from 'preact';
import type { Schemas } from '../../app/api';
import { formatDateTime } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { isMasked } from '../../app/person';
import { Timeline, type TimelineItem } from '../../ui/lists';
import { Masked } from '../../ui/masked';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { useHistory } from './use-case';

type Step = Schemas['HistoryStep'];
type Event = Schemas['HistoryEvent'];

function iconOf(event: Event): LucideIcon {
	if (event.elementType === 'clock' || event.event === 'due_moved')
		return CalendarClock;
	if (/incident|fail/i.test(event.event))
		return TriangleAlert;
	if (/timer|escalat/i.test(event.event + event.elementType))
		return Clock;
	if (/gateway/i.test(event.elementType))
		return GitFork;
	if (/start/i.test(event.event))
		return Play;
	return /complet|done|left|end/i.test(event.event) ? CircleCheck : CircleDot;
}

interface Move { from?: string | null; to?: string | null }

function detail(step: Step): string {
	if (step.events[0]?.event === 'due_moved') {
		const { from, to } = step.detail as Move;
		return `${formatDateTime(from)} → ${formatDateTime(to)}`;
	}
	return Object.entries(step.detail ?? {}).filter(([, v]) => typeof v !== 'object')
		.map(([name, value]) => `${tCode('data', name, name)}: ${name === 'reason' ? tCode('clock.reason', String(value)) : String(value)}`).join(' · ');
}

/** What happened besides, and why somebody did it. */
function Body({ step }: { step: Step }): JSX.Element {
	const facts = detail(step);
	return (
		<>
			{facts && <div>{facts}</div>}
			{step.note && (isMasked(step.note) ? <Masked category={step.note.masked} /> : <p>{step.note.text}</p>)}
		</>
	);
}

function titleOf(event: Event): string {
	const what = event.elementType === 'clock' ? t('clock.title') : event.elementName || event.elementId;
	return `${what} – ${tCode('event', event.event)}`;
}

/** The lines of a step, the last one first, as the list goes. */
function linesOf(step: Step): TimelineItem[] {
	const body = step.note || detail(step) ? <Body step={step} /> : undefined;
	return step.events.map((event, n) => ({
		id: `${step.id}.${n}`, icon: iconOf(event), at: step.at, by: step.actor, minor: /gateway|flow/i.test(event.elementType),
		color: /incident|fail/i.test(event.event) ? 'danger' as const : 'accent' as const,
		title: titleOf(event), body,
	})).reverse();
}

export function CaseHistory({ id }: { id: string }): JSX.Element {
	const history = useHistory(id);
	return (
		<section class="card narrow">
			<Paged query={history} empty={<EmptyState icon={HistoryIcon} title={t('history.none')} />}>
				{(steps) => <Timeline label={t('case.tab.history')} items={steps.flatMap(linesOf)} />}
			</Paged>
		</section>
	);
}
