/* history.tsx - every step the process took, who did it, newest first. */
import { CircleDot, CircleCheck, Clock, GitFork, History as HistoryIcon, type LucideIcon, Play, TriangleAlert } from 'lucide-preact';
import type { JSX } from 'preact';
import type { Schemas } from '../../app/api';
import { t, tCode } from '../../app/i18n';
import { Timeline } from '../../ui/lists';
import { EmptyState, Loaded } from '../../ui/states';
import { Pager } from '../../ui/table';
import { useHistory } from './use-case';

type Event = Schemas['HistoryEvent'];

function iconOf(event: Event): LucideIcon {
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

function detail(event: Event): string {
	return Object.entries(event.detail ?? {}).filter(([, v]) => typeof v !== 'object')
		.map(([name, value]) => `${tCode('data', name, name)}: ${String(value)}`).join(' · ');
}

export function CaseHistory({ id }: { id: string }): JSX.Element {
	const history = useHistory(id);
	return (
		<section class="card narrow">
			<Loaded query={history}>
				{(found) => {
					const events = found.pages.flatMap((page) => page.items);
					return events.length ? (
						<>
							<Timeline label={t('case.tab.history')} items={events.map((e) => ({
								id: e.id, icon: iconOf(e), at: e.at, by: e.actor, minor: /gateway|flow/i.test(e.elementType),
								color: /incident|fail/i.test(e.event) ? 'danger' as const : 'accent' as const,
								title: `${e.elementName || e.elementId} – ${tCode('event', e.event)}`, body: detail(e) || undefined,
							}))} />
							<Pager shown={events.length} hasMore={history.hasNextPage} busy={history.isFetchingNextPage} onMore={() => void history.fetchNextPage()} />
						</>
					) : <EmptyState icon={HistoryIcon} title={t('history.none')} />;
				}}
			</Loaded>
		</section>
	);
}
