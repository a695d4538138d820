/* events.tsx - what somebody did, who was at a record or a case. */
import { ScrollText } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { EventTable } from './event-table';
import { AuditFilters } from './filters';
import { eventQuery, FIELDS, ONCE, useQuestion } from './question';

const PAGE = 50;

export function AuditEvents(): JSX.Element {
	const { question, set } = useQuestion();
	const query = { ...eventQuery(question), limit: PAGE };
	const events = usePages(['audit-events', query], (from) => data(api.GET('/api/v1/audit/events', { params: { query: { ...query, ...from } } })), ONCE);
	const errors = fieldErrors(events.error);
	return (
		<>
			<AuditFilters question={question} set={set} errors={errors} fields={FIELDS} />
			{Object.keys(errors).length === 0 && (
				<section class="card flush">
					<Paged query={events} empty={<EmptyState icon={ScrollText} title={t('audit.searchNone')}>{t('audit.noneText')}</EmptyState>}>
						{(rows) => <EventTable rows={rows} withRecord />}
					</Paged>
				</section>
			)}
		</>
	);
}
