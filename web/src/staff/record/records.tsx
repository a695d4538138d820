/* records.tsx - the records of my unit or mine as referent, newest first. */
import { useInfiniteQuery } from '@tanstack/preact-query';
import { FolderOpen } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { session, unitId } from '../../app/session';
import { useUrlState } from '../../app/url';
import { PageHead, Segmented } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { DataTable, Pager } from '../../ui/table';
import { StateTag, When } from '../../ui/tag';

const PAGE = 50;

export default function Records(): JSX.Element {
	const url = useUrlState();
	const mine = url.get('of') !== 'unit';
	const me = session.value?.staffId ?? '';
	const unit = unitId.value;
	const query = { limit: PAGE, ...(mine && { referent: me }), ...(!mine && unit && { unit }) };
	const records = useInfiniteQuery({
		queryKey: ['records', query],
		initialPageParam: '',
		queryFn: ({ pageParam }) => data(api.GET('/api/v1/records', { params: { query: { ...query, ...(pageParam && { cursor: pageParam }) } } })),
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<>
			<PageHead title={t('nav.records')} actions={
				<Segmented label={t('records.of')} value={mine ? 'mine' : 'unit'} onChange={(of) => url.set({ of: of === 'unit' ? 'unit' : '' })}
					options={[{ id: 'mine', label: t('records.mine') }, { id: 'unit', label: t('records.unit') }]} />
			} />
			<section class="card flush">
				<Loaded query={records}>
					{(found) => {
						const rows = found.pages.flatMap((page) => page.items);
						return rows.length ? (
							<>
								<DataTable caption={t('nav.records')} rows={rows} rowKey={(r) => r.id} columns={[
									{ id: 'number', label: t('record'), cell: (r) => <a class="num strong" href={`/staff/records/${r.id}`}>{r.number}</a> },
									{ id: 'holder', label: t('member.holder'), cell: (r) => personName(r.holder) },
									{ id: 'state', label: t('record.state'), cell: (r) => <StateTag state={r.state} /> },
									{ id: 'unit', label: t('unit'), cell: (r) => r.unitName ?? '—' },
									{ id: 'referent', label: t('record.referent'), cell: (r) => r.referentName ?? '—' },
									{ id: 'opened', label: t('record.since'), cell: (r) => <When at={r.openedAt} time={false} /> },
								]} />
								<Pager shown={rows.length} hasMore={records.hasNextPage} busy={records.isFetchingNextPage} onMore={() => void records.fetchNextPage()} />
							</>
						) : <EmptyState icon={FolderOpen} title={t('records.none')}>{t('records.noneText')}</EmptyState>;
					}}
				</Loaded>
			</section>
		</>
	);
}
