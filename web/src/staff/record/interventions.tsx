/* interventions.tsx - every intervention of every programme in this record. */
import { HeartHandshake } from 'lucide-preact';
import type { JSX } from 'preact';
import type { Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { useCodeLabel, useProgrammeLabel } from '../../app/queries';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { StateTag, When } from '../../ui/tag';
import type { RecordFile } from './use-record';

export function InterventionTable({ items }: { items: Schemas['InterventionSummary'][] }): JSX.Element {
	const programme = useProgrammeLabel();
	const sector = useCodeLabel('sector');
	if (!items.length)
		return <EmptyState icon={HeartHandshake} title={t('case.none')}>{t('case.noneText')}</EmptyState>;
	return (
		<DataTable caption={t('record.tab.interventions')} rows={items} rowKey={(row) => row.id} columns={[
			{ id: 'programme', label: t('programme'), cell: (row) => <a class="strong" href={`/staff/cases/${row.id}`}>{programme(row.programme)}</a> },
			{ id: 'number', label: t('case.number'), cell: (row) => <span class="num nowrap">{row.number}</span> },
			{ id: 'sector', label: t('case.sector'), cell: (row) => sector(row.sector) },
			{ id: 'state', label: t('case.state'), cell: (row) => <StateTag state={row.state} /> },
			{ id: 'opened', label: t('case.opened'), cell: (row) => <When at={row.openedAt} time={false} /> },
			{ id: 'unit', label: t('unit'), cell: (row) => row.unitName ?? '—' },
		]} />
	);
}

export function Interventions({ record }: { record: RecordFile }): JSX.Element {
	return <section class="card flush"><InterventionTable items={record.interventions} /></section>;
}
