/* documents.tsx - the documents of a record, and the newest of them beside its timeline. */
import type { JSX } from 'preact';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { useDocuments } from '../../files/documents';
import { Documents, DocumentTable, type PeopleOf } from '../../files/document-list';
import { Loaded } from '../../ui/states';
import type { RecordFile } from './use-record';

const NEWEST = 3;

/** Those of a household, to say whom a document is about. */
export const peopleOf = (record: RecordFile): PeopleOf =>
	record.members.map((m) => ({ value: m.person.id, label: personName(m.person.identity) }));

export function RecordDocuments({ record }: { record: RecordFile }): JSX.Element {
	return <Documents record={record.id} people={peopleOf(record)} mayWrite={record.access.mayWrite} />;
}

export function NewestDocuments({ record }: { record: RecordFile }): JSX.Element {
	const documents = useDocuments(record.id);
	return (
		<section class="card stack">
			<header>
				<h2>{t('file.title')}</h2>
				<a class="no-print" href={`/staff/records/${record.id}?tab=documents`}>{t('file.all')}</a>
			</header>
			<Loaded query={documents} lines={3}>
				{(found) => {
					const newest = found.pages[0]?.items.slice(0, NEWEST) ?? [];
					return newest.length ? <DocumentTable files={newest} people={peopleOf(record)} mayWrite={record.access.mayWrite} withCase /> :
						<p class="dim">{t('file.none')}</p>;
				}}
			</Loaded>
		</section>
	);
}
