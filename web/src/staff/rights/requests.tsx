/* requests.tsx - what one person asked for, and how it was answered. */
import { ClipboardPlus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { formatDate } from '../../app/format';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { isMasked } from '../../app/person';
import { may } from '../../app/session';
import { Button } from '../../ui/button';
import { Masked } from '../../ui/masked';
import { Paged } from '../../ui/paged';
import { DataTable } from '../../ui/table';
import { Tag } from '../../ui/tag';
import { DecideRequest, RegisterRequest, type RightsRequest } from './request-dialogs';

/** How it stands: the days that are left, or the decision. */
export function RequestState({ request }: { request: RightsRequest }): JSX.Element {
	const { daysLeft, outcome, ground } = request;
	if (outcome)
		return <Tag color={outcome === 'granted' ? 'success' : 'neutral'}>
			{t(`request.outcome.${outcome}`)}{ground && `: ${t(`request.ground.${ground}`)}`}</Tag>;
	const left = daysLeft ?? 0;
	return <Tag color={left < 0 ? 'danger' : left < 8 ? 'warning' : 'info'}>{left < 0 ? t('request.late', { n: -left }) : t('request.left', { n: left })}</Tag>;
}

const useRequests = (id: string) => usePages(['requests', id], (from) => data(api.GET('/api/v1/persons/{id}/requests',
	{ params: { path: { id }, query: from } })));

const words = (value: unknown): JSX.Element | string => isMasked(value) ?
	value.reason === 'erased' ? <em>{t('copy.erased')}</em> : <Masked category={value.masked} /> :
	(value as { text?: string } | null | undefined)?.text ?? '—';

function RequestTable({ rows, onDecide }: { rows: RightsRequest[]; onDecide: (request: RightsRequest) => void }): JSX.Element {
	return (
		<DataTable caption={t('request.title')} rows={rows} rowKey={(r) => r.id} columns={[
			{ id: 'kind', label: t('request.kind'), cell: (r) => <span class="strong">{t(`request.kind.${r.kind}`)}</span> },
			{ id: 'received', label: t('request.receivedOn'), cell: (r) => <span class="nowrap">{formatDate(r.receivedOn)}</span> },
			{ id: 'due', label: t('request.dueOn'), cell: (r) => <span class="nowrap">{formatDate(r.dueOn)}</span> },
			{ id: 'words', label: t('request.words'), cell: (r) => words(r.words) },
			{ id: 'state', label: t('request.state'), cell: (r) => <RequestState request={r} /> },
			{ id: 'answer', label: t('request.answer'), cell: (r) => r.outcome ? words(r.answer) :
				may('request.decide') ? <Button small onClick={() => onDecide(r)}>{t('request.decide')}</Button> : '—' },
		]} />
	);
}

export function RequestsCard({ personId }: { personId: string }): JSX.Element {
	const found = useRequests(personId);
	const [asking, setAsking] = useState(false);
	const [deciding, setDeciding] = useState<RightsRequest | null>(null);
	return (
		<section class="card stack">
			<header>
				<h2>{t('request.title')}</h2>
				<Button small icon={ClipboardPlus} onClick={() => setAsking(true)}>{t('request.new')}</Button>
			</header>
			<Paged query={found} lines={2} empty={<p class="dim">{t('request.none')}</p>}>
				{(rows) => <RequestTable rows={rows} onDecide={setDeciding} />}
			</Paged>
			{asking && <RegisterRequest personId={personId} onClose={() => setAsking(false)} />}
			{deciding && <DecideRequest request={deciding} onClose={() => setDeciding(null)} />}
		</section>
	);
}
