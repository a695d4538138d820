/* persons.tsx - whose data an account touched between two moments: by number, never by name. */
import { UserRoundSearch } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data, type Schemas } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { formatNumber } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { may } from '../../app/session';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { When } from '../../ui/tag';
import { AuditFilters } from './filters';
import { type Field, ONCE, touchedQuery, useQuestion } from './question';

const PAGE = 100;
const OWN: readonly Field[] = ['actor', 'from', 'to'];
type Touched = Schemas['TouchedPerson'];

function PersonTable({ rows }: { rows: Touched[] }): JSX.Element {
	return (
		<DataTable caption={t('audit.tab.persons')} rows={rows} rowKey={(p) => p.personId} columns={[
			{ id: 'record', label: t('audit.recordNow'), cell: (p) => p.recordId ?
				<a class="num strong" href={`/staff/records/${p.recordId}/audit`}>{p.recordNumber}</a> : <span class="dim">{t('audit.noRecord')}</span> },
			{ id: 'person', label: t('audit.person'), cell: (p) => may('record.read') ?
				<a href={`/staff/persons/${p.personId}`}><code class="small">{p.personId}</code></a> : <code class="small">{p.personId}</code> },
			{ id: 'actions', label: t('audit.deeds'), cell: (p) => p.actions.map((a) => tCode('action', a)).join(', ') },
			{ id: 'events', label: t('audit.count'), numeric: true, cell: (p) => formatNumber(p.events) },
			{ id: 'first', label: t('audit.first'), cell: (p) => <When at={p.firstAt} /> },
			{ id: 'last', label: t('audit.last'), cell: (p) => <When at={p.lastAt} /> },
		]} />
	);
}

export function TouchedPersons(): JSX.Element {
	const { question, set } = useQuestion();
	const query = touchedQuery(question);
	const persons = usePages(['audit-persons', query], (from) => data(api.GET('/api/v1/audit/persons',
		{ params: { query: { ...(query ?? { actor: '', from: '', to: '' }), limit: PAGE, ...from } } })), { ...ONCE, enabled: query !== null });
	const errors = fieldErrors(persons.error);
	const list = (
		<Paged query={persons} empty={<EmptyState icon={UserRoundSearch} title={t('audit.noPersons')} />}>
			{(rows) => <PersonTable rows={rows} />}
		</Paged>
	);
	return (
		<>
			<AuditFilters question={question} set={set} errors={errors} fields={OWN} />
			{Object.keys(errors).length === 0 && (
				<section class="card flush">
					{query ? list : <EmptyState icon={UserRoundSearch} title={t('audit.choose')}>{t('audit.chooseText')}</EmptyState>}
				</section>
			)}
		</>
	);
}
