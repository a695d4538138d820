/* events.tsx - what somebody did, who was at a record or a case. */
import { useInfiniteQuery } from '@tanstack/preact-query';
import { ScrollText } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { EmptyState, Loaded } from '../../ui/states';
import { Pager } from '../../ui/table';
import { EventTable } from './event-table';
import { AuditFilters } from './filters';
import { eventQuery, FIELDS, ONCE, useQuestion } from './question';

const PAGE = 50;

export function AuditEvents(): JSX.Element {
	const { question, set } = useQuestion();
	const query = { ...eventQuery(question), limit: PAGE };
	const events = useInfiniteQuery({
		...ONCE,
		queryKey: ['audit-events', query],
		initialPageParam: '',
		queryFn: ({ pageParam }) => data(api.GET('/api/v1/audit/events', { params: { query: { ...query, ...(pageParam && { cursor: pageParam }) } } })),
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const errors = fieldErrors(events.error);
	return (
		<>
			<AuditFilters question={question} set={set} errors={errors} fields={FIELDS} />
			{Object.keys(errors).length === 0 && (
				<section class="card flush">
					<Loaded query={events}>
						{(found) => {
							const rows = found.pages.flatMap((page) => page.items);
							return rows.length ? (
								<>
									<EventTable rows={rows} withRecord />
									<Pager shown={rows.length} hasMore={events.hasNextPage} busy={events.isFetchingNextPage} onMore={() => void events.fetchNextPage()} />
								</>
							) : <EmptyState icon={ScrollText} title={t('audit.searchNone')}>{t('audit.noneText')}</EmptyState>;
						}}
					</Loaded>
				</section>
			)}
		</>
	);
}
