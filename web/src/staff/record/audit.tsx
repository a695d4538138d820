/* audit.tsx - who read and changed what in a record, by whom, by action, on paper if wanted. */
import { Printer, ScrollText } from 'lucide-preact';
import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { api, data } from '../../app/api';
import { boundsOf } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { itemsOf, usePages } from '../../app/pages';
import { may } from '../../app/session';
import { useUrlState } from '../../app/url';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { Pager } from '../../ui/table';
import { EventTable } from '../audit/event-table';
import { accountName, ONCE, useAccounts } from '../audit/question';

const PAGE = 100;

export default function RecordAudit(): JSX.Element {
	const { params } = useRoute();
	const id = params.id ?? '';
	const url = useUrlState();
	const accounts = useAccounts();
	const [actor, action, from, to] = [url.get('actor'), url.get('action'), url.get('from'), url.get('to')];
	const query = { limit: PAGE, ...(actor && { actor }), ...(action && { action }), ...boundsOf(from, to) };
	const events = usePages(['audit', id, query], (from) => data(api.GET('/api/v1/records/{id}/audit',
		{ params: { path: { id }, query: { ...query, ...from } } })), ONCE);
	const rows = itemsOf(events.data?.pages);
	const number = rows.find((e) => e.recordNumber)?.recordNumber;
	const actions = [...new Set([...rows.map((e) => e.action), ...(action ? [action] : [])])];
	return (
		<>
			<PageHead title={t('audit.title')} sub={t('audit.sub')} count={number ?? undefined}
				crumbs={[may('record.read') ? { href: `/staff/records/${id}`, label: t('record') } : { href: '/staff/audit', label: t('nav.audit') }]}
				actions={<Button icon={Printer} onClick={() => window.print()}>{t('print')}</Button>} />
			<form class="card search-form no-print" onSubmit={(e) => e.preventDefault()}>
				<SelectField name="actor" label={t('audit.actor')} value={actor} empty={t('filters.any')}
					options={(accounts.data ?? []).map((a) => ({ value: a.id, label: accountName(a) }))} onChange={(e) => url.set({ actor: e.currentTarget.value })} />
				<SelectField name="action" label={t('audit.action')} value={action} empty={t('filters.any')}
					options={actions.map((a) => ({ value: a, label: tCode('action', a) }))} onChange={(e) => url.set({ action: e.currentTarget.value })} />
				<TextField name="from" type="date" label={t('audit.from')} value={from} onChange={(e) => url.set({ from: e.currentTarget.value })} />
				<TextField name="to" type="date" label={t('audit.to')} value={to} onChange={(e) => url.set({ to: e.currentTarget.value })} />
			</form>
			<section class="card flush">
				<Loaded query={events}>
					{() => rows.length ? (
						<>
							<EventTable rows={rows} />
							<Pager shown={rows.length} hasMore={events.hasNextPage} busy={events.isFetchingNextPage} onMore={() => void events.fetchNextPage()} />
						</>
					) : <EmptyState icon={ScrollText} title={t('audit.none')}>{t('audit.noneText')}</EmptyState>}
				</Loaded>
			</section>
		</>
	);
}
