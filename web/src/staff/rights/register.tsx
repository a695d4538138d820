/* register.tsx - the requests of one's units: those to answer by when they are due, and those that were. */
import { Scale } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { formatDate } from '../../app/format';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { useUrlState } from '../../app/url';
import { PageHead, Segmented } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import type { RightsRequest } from './request-dialogs';
import { RequestState } from './requests';

type State = 'open' | 'decided';

const useRegister = (state: State) => usePages(['requests', 'register', state], (from) => data(api.GET('/api/v1/rights-requests',
	{ params: { query: { state, ...from } } })));

function RegisterTable({ rows }: { rows: RightsRequest[] }): JSX.Element {
	return (
		<DataTable caption={t('nav.requests')} rows={rows} rowKey={(r) => r.id} columns={[
			{ id: 'kind', label: t('request.kind'), cell: (r) => <a class="strong" href={`/staff/persons/${r.personId}/rights`}>{t(`request.kind.${r.kind}`)}</a> },
			{ id: 'record', label: t('record'), cell: (r) => <span class="num">{r.recordNumber ?? '—'}</span> },
			{ id: 'received', label: t('request.receivedOn'), cell: (r) => <span class="nowrap">{formatDate(r.receivedOn)}</span> },
			{ id: 'due', label: t('request.dueOn'), cell: (r) => <span class="nowrap">{formatDate(r.dueOn)}</span> },
			{ id: 'state', label: t('request.state'), cell: (r) => <RequestState request={r} /> },
		]} />
	);
}

export default function Register(): JSX.Element {
	const url = useUrlState();
	const state: State = url.get('state') === 'decided' ? 'decided' : 'open';
	const found = useRegister(state);
	return (
		<>
			<PageHead title={t('nav.requests')} sub={t('request.sub')} />
			<Segmented label={t('request.state')} value={state} onChange={(next) => url.set({ state: next === 'open' ? '' : next }, { replace: true })}
				options={[{ id: 'open', label: t('request.open') }, { id: 'decided', label: t('request.decided') }]} />
			<section class="card flush">
				<Paged query={found} empty={<EmptyState icon={Scale} title={t('request.none')}>{t('request.noneText')}</EmptyState>}>
					{(rows) => <RegisterTable rows={rows} />}
				</Paged>
			</section>
		</>
	);
}
