/* accesses.tsx - extraordinary accesses of others: those that wait, the longest first, and those that were closed. */
import { useInfiniteQuery } from '@tanstack/preact-query';
import { ShieldCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { useCodeLabel } from '../../app/queries';
import { useUrlState } from '../../app/url';
import { Button } from '../../ui/button';
import { Segmented } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { DataTable, Pager } from '../../ui/table';
import { DueTag, When } from '../../ui/tag';
import { AccessDialog, OutcomeTag } from './access-dialog';

export type Access = Schemas['GlassReview'];

const STATES = ['waiting', 'closed'] as const;

const useAccesses = (state: typeof STATES[number]) => useInfiniteQuery({
	queryKey: ['glass', state],
	initialPageParam: '',
	queryFn: ({ pageParam }) => data(api.GET('/api/v1/reviews/break-glass',
		{ params: { query: { state, ...(pageParam && { cursor: pageParam }) } } })),
	getNextPageParam: (page) => page.next ?? undefined,
});

function AccessTable({ rows, onOpen }: { rows: Access[]; onOpen: (access: Access) => void }): JSX.Element {
	const reasonOf = useCodeLabel('break_glass_reason');
	return (
		<DataTable caption={t('review.tab.accesses')} rows={rows} rowKey={(a) => a.id} columns={[
			{ id: 'who', label: t('audit.actor'), cell: (a) => <span class="strong">{a.staffName}</span> },
			{ id: 'at', label: t('audit.at'), cell: (a) => <When at={a.grantedAt} /> },
			{ id: 'record', label: t('audit.record'), cell: (a) => (
				<div><a class="num" href={`/staff/records/${a.recordId}/audit`}>{a.recordNumber}</a><span class="small dim block">{a.unitName}</span></div>
			) },
			{ id: 'reason', label: t('glass.reasonCode'), cell: (a) => (
				<div>{reasonOf(a.reasonCode)}<span class="small dim block">{a.reason}</span></div>
			) },
			{ id: 'state', label: t('review.state'), cell: (a) => a.review ?
				<div><OutcomeTag outcome={a.review.outcome} /><span class="small dim block">{a.review.by}</span></div> : <DueTag due={a.dueAt} /> },
			{ id: 'do', label: t('actions'), cell: (a) => (
				<Button small onClick={() => onOpen(a)}>{t(a.review ? 'review.look' : 'review.do')}</Button>
			) },
		]} />
	);
}

export function Accesses(): JSX.Element {
	const url = useUrlState();
	const state = STATES.find((s) => s === url.get('state')) ?? 'waiting';
	const found = useAccesses(state);
	const [open, setOpen] = useState<Access | null>(null);
	return (
		<div class="stack">
			<div class="row">
				<Segmented label={t('review.state')} value={state} onChange={(s) => url.set({ state: s === 'waiting' ? '' : s }, { replace: true })}
					options={STATES.map((s) => ({ id: s, label: t(`review.${s}`) }))} />
			</div>
			<section class="card flush">
				<Loaded query={found}>
					{({ pages }) => {
						const rows = pages.flatMap((page) => page.items);
						return rows.length ? (
							<>
								<AccessTable rows={rows} onOpen={setOpen} />
								<Pager shown={rows.length} hasMore={found.hasNextPage} busy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} />
							</>
						) : <EmptyState icon={ShieldCheck} title={t(`review.none.${state}`)}>{t('review.noneText')}</EmptyState>;
					}}
				</Loaded>
			</section>
			{open && <AccessDialog access={open} onClose={() => setOpen(null)} />}
		</div>
	);
}
