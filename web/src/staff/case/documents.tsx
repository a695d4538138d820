/* documents.tsx - the documents of an intervention; who lives in the household comes with its record. */
import type { JSX } from 'preact';
import { Documents } from '../../files/document-list';
import { Loaded } from '../../ui/states';
import { peopleOf } from '../record/documents';
import { useRecord } from '../record/use-record';
import type { Intervention } from './use-case';

export function CaseDocuments({ intervention }: { intervention: Intervention }): JSX.Element {
	const record = useRecord(intervention.recordId);
	return (
		<Loaded query={record}>
			{(found) => <Documents record={found.id} intervention={intervention.id} people={peopleOf(found)} mayWrite={found.access.mayWrite} />}
		</Loaded>
	);
}
