/* records.tsx - the records of my unit or mine as referent, newest first. */
import { FolderOpen } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { personName } from '../../app/person';
import { session, unitId } from '../../app/session';
import { useUrlState } from '../../app/url';
import { PageHead, Segmented } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { StateTag, When } from '../../ui/tag';

const PAGE = 50;

export default function Records(): JSX.Element {
	const url = useUrlState();
	const mine = url.get('of') !== 'unit';
	const me = session.value?.staffId ?? '';
	const unit = unitId.value;
	const query = { limit: PAGE, ...(mine && { referent: me }), ...(!mine && unit && { unit }) };
	const records = usePages(['records', query], (from) => data(api.GET('/api/v1/records', { params: { query: { ...query, ...from } } })));
	return (
		<>
			<PageHead title={t('nav.records')} actions={
				<Segmented label={t('records.of')} value={mine ? 'mine' : 'unit'} onChange={(of) => url.set({ of: of === 'unit' ? 'unit' : '' })}
					options={[{ id: 'mine', label: t('records.mine') }, { id: 'unit', label: t('records.unit') }]} />
			} />
			<section class="card flush">
				<Paged query={records} empty={<EmptyState icon={FolderOpen} title={t('records.none')}>{t('records.noneText')}</EmptyState>}>
					{(rows) => (
						<DataTable caption={t('nav.records')} rows={rows} rowKey={(r) => r.id} columns={[
							{ id: 'number', label: t('record'), cell: (r) => <a class="num strong" href={`/staff/records/${r.id}`}>{r.number}</a> },
							{ id: 'holder', label: t('member.holder'), cell: (r) => personName(r.holder) },
							{ id: 'state', label: t('record.state'), cell: (r) => <StateTag state={r.state} /> },
							{ id: 'unit', label: t('unit'), cell: (r) => r.unitName ?? '—' },
							{ id: 'referent', label: t('record.referent'), cell: (r) => r.referentName ?? '—' },
							{ id: 'opened', label: t('record.since'), cell: (r) => <When at={r.openedAt} time={false} /> },
						]} />
					)}
				</Paged>
			</section>
		</>
	);
}
