/* export.tsx - one export: what the schema said, each delivery, the receipt, another try. */
import { useQuery } from '@tanstack/preact-query';
import { CircleCheck, CircleX, Clock, Receipt, RotateCw } from 'lucide-preact';
import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { api, data, type Schemas } from '../../app/api';
import { formatBytes, formatCount, formatDate } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { SummaryList, Timeline } from '../../ui/lists';
import { PageHead } from '../../ui/nav';
import { Loaded, Notice } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { StateTag, Tag, When } from '../../ui/tag';

type Detail = Schemas['ExportDetail'];

const WATCH_MS = 2000;
const MOVING = new Set(['requested', 'running', 'queued']);

const useExport = (id: string) => useQuery({
	queryKey: ['export', id],
	queryFn: () => data(api.GET('/api/v1/exports/{id}', { params: { path: { id } } })),
	refetchInterval: (query) => query.state.data && MOVING.has(query.state.data.state) ? WATCH_MS : false,
});

export function Findings({ items }: { items: Schemas['Finding'][] }): JSX.Element {
	return (
		<DataTable caption={t('findings.title')} rows={items} rowKey={(f) => `${f.rule}${f.element ?? ''}${f.line ?? ''}${f.message}`} columns={[
			{ id: 'severity', label: t('findings.severity'), cell: (f) => <Tag color={f.severity === 'error' ? 'danger' : 'warning'}>{t(`findings.${f.severity}`)}</Tag> },
			{ id: 'message', label: t('findings.message'), cell: (f) => f.message },
			{ id: 'where', label: t('findings.where'), cell: (f) => <code>{[f.element, f.line ? `${t('findings.line')} ${f.line}` : ''].filter(Boolean).join(' · ') || '—'}</code> },
			{ id: 'rule', label: t('findings.rule'), cell: (f) => <code>{f.rule}</code> },
		]} />
	);
}

function Deliveries({ found }: { found: Detail }): JSX.Element {
	return (
		<section class="card">
			<header><h2>{t('export.deliveries')}</h2></header>
			{found.deliveries.length ? (
				<Timeline label={t('export.deliveries')} items={[...found.deliveries].reverse().map((d) => ({
					id: String(d.attempt), at: d.startedAt, icon: !d.endedAt ? Clock : d.outcome === 'delivered' || d.outcome === 'ok' ? CircleCheck : CircleX,
					color: !d.endedAt ? 'info' as const : d.outcome === 'delivered' || d.outcome === 'ok' ? 'success' as const : 'danger' as const,
					title: t('export.attempt', { n: d.attempt, outcome: tCode('delivery', d.outcome, t('delivery.running')) }), body: d.detail ?? undefined,
				}))} />
			) : <p class="dim">{t('export.noDeliveries')}</p>}
			{found.nextAttemptAt && <p>{t('export.next')} <When at={found.nextAttemptAt} /></p>}
		</section>
	);
}

function ReceiptCard({ found }: { found: Detail }): JSX.Element {
	const { receipt } = found;
	return (
		<section class="card">
			<header><h2><Receipt class="icon" aria-hidden="true" /> {t('receipt.title')}</h2></header>
			{receipt ? (
				<>
					<SummaryList rows={[
						[t('receipt.number'), <span key="n" class="num strong">{receipt.number}</span>],
						[t('receipt.at'), <When key="a" at={receipt.receivedAt} />],
					]} />
					{receipt.body && <details><summary>{t('receipt.body')}</summary><pre class="receipt">{receipt.body}</pre></details>}
				</>
			) : <p class="dim">{t('receipt.none')}</p>}
		</section>
	);
}

function Body({ found }: { found: Detail }): JSX.Element {
	const { run, busy, error } = useAction(async () => {
		await data(api.POST('/api/v1/exports/{id}/retry', { params: { path: { id: found.id } } }));
		refresh('export', 'exports');
	});
	return (
		<>
			<PageHead title={t('export.title', { from: formatDate(found.from), to: formatDate(found.to) })} sub={<StateTag state={found.state} />}
				crumbs={[{ href: '/staff/exports', label: t('nav.exports') }]} actions={found.state === 'failed' && may('export.run') &&
					<Button variant="primary" icon={RotateCw} busy={busy} onClick={() => void run()}>{t('export.retry')}</Button>} />
			<FormError error={error} />
			{found.state === 'invalid' && <Notice kind="danger" title={t('export.invalid')}>{t('export.invalidText')}</Notice>}
			<div class="columns-main">
				<div class="stack">
					<section class="card">
						<SummaryList rows={[
							[t('export.kind'), tCode('export.kinds', found.kind, found.kind.toUpperCase())],
							[t('export.interventions'), formatCount(found.interventions)],
							[t('export.records'), formatCount(found.records)],
							[t('export.restricted'), formatCount(found.restricted)],
							[t('export.size'), found.sizeBytes ? formatBytes(found.sizeBytes) : '—'],
							['SHA-256', found.sha256 ? <code key="s">{found.sha256}</code> : '—'],
							[t('export.requested'), <span key="r"><When at={found.requestedAt} /> · {found.requestedBy ?? t('export.scheduled')}</span>],
							[t('export.finished'), <When key="f" at={found.finishedAt} />],
						]} />
					</section>
					{found.findings.length > 0 && <section class="card flush"><header><h2>{t('findings.title')}</h2></header><Findings items={found.findings} /></section>}
				</div>
				<div class="stack"><ReceiptCard found={found} /><Deliveries found={found} /></div>
			</div>
		</>
	);
}

export default function ExportPage(): JSX.Element {
	const { params } = useRoute();
	const found = useExport(params.id ?? '');
	return <Loaded query={found}>{(detail) => <Body found={detail} />}</Loaded>;
}
