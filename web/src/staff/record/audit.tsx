/* audit.tsx - who read and changed what in a record, by whom, by action, on paper if wanted. */
import { useInfiniteQuery } from '@tanstack/preact-query';
import { Printer, ScrollText, ShieldCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { api, data, type Schemas } from '../../app/api';
import { t, tCode } from '../../app/i18n';
import { useStaff } from '../../app/queries';
import { useUrlState } from '../../app/url';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { DataTable, Pager } from '../../ui/table';
import { Tag, When } from '../../ui/tag';

const PAGE = 100;
type Event = Schemas['AuditEvent'];

function detailOf(event: Event): string {
	return Object.entries(event.detail ?? {}).map(([name, value]) =>
		`${tCode('data', name, name)}: ${Array.isArray(value) ? value.map((v) => tCode('category', String(v))).join(', ') : String(value)}`).join(' · ');
}

function within(event: Event, from: string, to: string): boolean {
	const day = event.at.slice(0, 10);
	return (!from || day >= from) && (!to || day <= to);
}

function EventTable({ rows }: { rows: Event[] }): JSX.Element {
	return (
		<DataTable caption={t('audit.title')} rows={rows} rowKey={(e) => e.id} columns={[
			{ id: 'at', label: t('audit.at'), cell: (e) => <When at={e.at} /> },
			{ id: 'actor', label: t('audit.actor'), cell: (e) => <span class="strong">{e.actor}</span> },
			{ id: 'action', label: t('audit.action'), cell: (e) => tCode('action', e.action) },
			{ id: 'what', label: t('audit.what'), cell: (e) => <>{tCode('object', e.objectType)}<br /><span class="small dim">{detailOf(e)}</span></> },
			{ id: 'purpose', label: t('audit.purpose'), cell: (e) => e.purpose ?? '—' },
			{ id: 'outcome', label: t('audit.outcome'), cell: (e) => (
				<span class="row tight">
					<Tag color={e.outcome === 'ok' ? 'success' : 'danger'}>{t(`outcome.${e.outcome}`)}</Tag>
					{e.isSealed && <ShieldCheck class="icon" role="img" aria-label={t('audit.sealed')} />}
				</span>
			) },
		]} />
	);
}

export default function RecordAudit(): JSX.Element {
	const { params } = useRoute();
	const id = params.id ?? '';
	const url = useUrlState();
	const staff = useStaff();
	const [actor, action, from, to] = [url.get('actor'), url.get('action'), url.get('from'), url.get('to')];
	const query = { limit: PAGE, ...(actor && { actor }), ...(action && { action }) };
	const events = useInfiniteQuery({
		queryKey: ['audit', id, query],
		initialPageParam: '',
		queryFn: ({ pageParam }) => data(api.GET('/api/v1/records/{id}/audit',
			{ params: { path: { id }, query: { ...query, ...(pageParam && { cursor: pageParam }) } } })),
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const all = events.data?.pages.flatMap((page) => page.items) ?? [];
	const actions = [...new Set(all.map((e) => e.action))];
	const rows = all.filter((e) => within(e, from, to));
	return (
		<>
			<PageHead title={t('audit.title')} sub={t('audit.sub')} crumbs={[{ href: `/staff/records/${id}`, label: t('record') }]}
				actions={<Button icon={Printer} onClick={() => window.print()}>{t('print')}</Button>} />
			<form class="card search-form no-print" onSubmit={(e) => e.preventDefault()}>
				<SelectField name="actor" label={t('audit.actor')} value={actor} empty={t('filters.any')}
					options={(staff.data ?? []).map((s) => ({ value: s.id, label: s.name }))} onChange={(e) => url.set({ actor: e.currentTarget.value })} />
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
