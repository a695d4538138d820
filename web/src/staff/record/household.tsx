/* household.tsx - who lives together, since when and until when, and who is what to whom. */
import { UserPlus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { birthAndAge, personName } from '../../app/person';
import { formatDate } from '../../app/format';
import { t } from '../../app/i18n';
import { useCodeLabel } from '../../app/queries';
import { Button } from '../../ui/button';
import { DataTable } from '../../ui/table';
import { Tag } from '../../ui/tag';
import { Kinships } from './kinships';
import { MemberDialog } from './member-dialog';
import { AddMember } from './add-member';
import type { Member, RecordFile } from './use-record';

export function useRelation(): (code: string) => string {
	const kinship = useCodeLabel('kinship');
	return (code) => code === 'holder' ? t('member.holder') : kinship(code);
}

export function MemberTable({ record, onEdit }: { record: RecordFile; onEdit?: (member: Member) => void }): JSX.Element {
	const relation = useRelation();
	const rows = [...record.members].sort((a, b) => Number(Boolean(a.to)) - Number(Boolean(b.to)));
	return (
		<DataTable caption={t('record.tab.household')} rows={rows} rowKey={(m) => m.id} columns={[
			{ id: 'name', label: t('person'), cell: (m) => (
				<><a class="strong" href={`/staff/persons/${m.person.id}`}>{personName(m.person.identity)}</a>
					{m.person.isDeceased && <> <Tag>{t('person.deceased')}</Tag></>}</>
			) },
			{ id: 'relation', label: t('member.relation'), cell: (m) => relation(m.relation) },
			{ id: 'birth', label: t('person.birth'), cell: (m) => birthAndAge(m.person.identity) },
			{ id: 'from', label: t('member.from'), cell: (m) => <span class="nowrap">{formatDate(m.from)}</span> },
			{ id: 'to', label: t('member.to'), cell: (m) => m.to ? <span class="nowrap">{formatDate(m.to)}</span> : <Tag color="success">{t('member.now')}</Tag> },
			...(onEdit ? [{ id: 'edit', label: t('actions'), cell: (m: Member) => (
				<Button small variant="tertiary" onClick={() => onEdit(m)}>{t('edit')}</Button>
			) }] : []),
		]} />
	);
}

export function Household({ record }: { record: RecordFile }): JSX.Element {
	const [editing, setEditing] = useState<Member | null>(null);
	const [adding, setAdding] = useState(false);
	const mayWrite = record.access.mayWrite;
	return (
		<div class="stack">
			<section class="card flush">
				<header>
					<h2>{t('record.tab.household')}</h2>
					{mayWrite && <Button small icon={UserPlus} onClick={() => setAdding(true)}>{t('member.add')}</Button>}
				</header>
				<MemberTable record={record} onEdit={mayWrite ? setEditing : undefined} />
			</section>
			<Kinships record={record} />
			{editing && <MemberDialog record={record} member={editing} onClose={() => setEditing(null)} />}
			{adding && <AddMember record={record} onClose={() => setAdding(false)} />}
		</div>
	);
}
