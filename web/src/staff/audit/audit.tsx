/* audit.tsx - looking through the audit trail, for those who audit: on the screen, on paper, as a file. */
import { CalendarCheck, Download, Printer, ScrollText, UserRoundSearch } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { saveFile } from '../../app/download';
import { messageOf } from '../../app/errors';
import { t } from '../../app/i18n';
import { may } from '../../app/session';
import { useUrlState } from '../../app/url';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { PageHead, Tabs } from '../../ui/nav';
import { Notice } from '../../ui/states';
import { AskApproval, type Deed, isApprovalNeeded } from '../approvals/ask';
import { AuditEvents } from './events';
import { TouchedPersons } from './persons';
import { eventQuery, touchedQuery, useQuestion } from './question';
import { AuditWeeks } from './weeks';

export default function Audit(): JSX.Element {
	const url = useUrlState();
	const { question } = useQuestion();
	const tabs = [
		{ id: 'events', label: t('audit.tab.events'), icon: ScrollText, Panel: AuditEvents },
		{ id: 'persons', label: t('audit.tab.persons'), icon: UserRoundSearch, Panel: TouchedPersons },
		...(may('review.trail') ? [{ id: 'weeks', label: t('audit.tab.weeks'), icon: CalendarCheck, Panel: AuditWeeks }] : []),
	] as const;
	const { id: current, Panel } = tabs.find((tab) => tab.id === url.get('tab')) ?? tabs[0];
	const ofPersons = current === 'persons';
	const touched = touchedQuery(question);
	const deed: Deed = ofPersons && touched ? { action: 'audit.persons', subject: touched } : { action: 'audit.events', subject: eventQuery(question) };
	const { run, busy, error, clear } = useAction(async () => {
		const content = ofPersons && touched ?
			await data(api.GET('/api/v1/audit/persons/csv', { params: { query: touched }, parseAs: 'blob' })) :
			await data(api.GET('/api/v1/audit/events/csv', { params: { query: eventQuery(question) }, parseAs: 'blob' }));
		saveFile(content, ofPersons ? 'persons.csv' : 'audit.csv');
	});
	return (
		<>
			<PageHead title={t('nav.audit')} sub={t('audit.search.sub')} actions={
				<>
					<Button icon={Printer} onClick={() => window.print()}>{t('print')}</Button>
					{current !== 'weeks' &&
						<Button icon={Download} busy={busy} disabled={ofPersons && !touched} onClick={() => void run()}>{t('audit.csv')}</Button>}
				</>
			} />
			{isApprovalNeeded(error) ? <AskApproval deed={deed} onClose={clear} /> : Boolean(error) && <Notice kind="danger">{messageOf(error)}</Notice>}
			<Tabs label={t('audit.tabs')} current={current} tabs={[...tabs]}
				onChange={(tab) => url.set({ tab: tab === 'events' ? '' : tab }, { replace: true })}>
				<Panel />
			</Tabs>
		</>
	);
}
