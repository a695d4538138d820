/* accesses.tsx - extraordinary accesses of others: those that wait, the longest first, and those that were closed. */
import { ShieldCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { useCodeLabel } from '../../app/queries';
import { useUrlState } from '../../app/url';
import { Button } from '../../ui/button';
import { Segmented } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { DueTag, When } from '../../ui/tag';
import { AccessDialog, OutcomeTag } from './access-dialog';

export type Access = Schemas['GlassReview'];

const STATES = ['waiting', 'closed'] as const;

const useAccesses = (state: typeof STATES[number]) => usePages(['glass', state], (from) => data(api.GET('/api/v1/reviews/break-glass',
	{ params: { query: { state, ...from } } })));

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
				<Paged query={found} empty={<EmptyState icon={ShieldCheck} title={t(`review.none.${state}`)}>{t('review.noneText')}</EmptyState>}>
					{(rows) => <AccessTable rows={rows} onOpen={setOpen} />}
				</Paged>
			</section>
			{open && <AccessDialog access={open} onClose={() => setOpen(null)} />}
		</div>
	);
}
