/* kinships.tsx - statements "B is the mother of A", made and taken back. */
import { Plus, Trash2 } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { labelOf, useCodes } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { SelectField } from '../../ui/field';
import { useRelation } from './household';
import { deleteKinship, putKinship, type RecordFile } from './use-record';

export function memberName(record: RecordFile, personId: string): string {
	return personName(record.members.find((m) => m.person.id === personId)?.person.identity);
}

function AddKinship({ record }: { record: RecordFile }): JSX.Element {
	const kinds = useCodes('kinship');
	const [personId, setPerson] = useState('');
	const [relativeId, setRelative] = useState('');
	const [kind, setKind] = useState('');
	const people = record.members.map((m) => ({ value: m.person.id, label: personName(m.person.identity) }));
	const { run, busy, error } = useAction(async () => putKinship(record.id, { personId, relativeId, kind }));
	return (
		<form class="stack" onSubmit={(e) => { e.preventDefault(); void run(); }}>
			<FormError error={error} />
			<div class="grid-fields">
				<SelectField name="relativeId" label={t('kinship.relative')} empty={t('form.pick')} value={relativeId} options={people}
					onChange={(e) => setRelative(e.currentTarget.value)} />
				<SelectField name="kind" label={t('kinship.kind')} empty={t('form.pick')} value={kind}
					options={(kinds.data ?? []).filter((c) => c.code !== 'holder')
						.map((c) => ({ value: c.code, label: labelOf(c.label, c.code) }))}
					onChange={(e) => setKind(e.currentTarget.value)} />
				<SelectField name="personId" label={t('kinship.person')} empty={t('form.pick')} value={personId}
					options={people.filter((p) => p.value !== relativeId)} onChange={(e) => setPerson(e.currentTarget.value)} />
			</div>
			<div class="row"><Button type="submit" small icon={Plus} busy={busy} disabled={!personId || !relativeId || !kind}>{t('kinship.add')}</Button></div>
		</form>
	);
}

export function Kinships({ record }: { record: RecordFile }): JSX.Element {
	const relation = useRelation();
	const { run, busy, error } = useAction(async (_key, k: RecordFile['kinships'][number]) => deleteKinship(record.id, k));
	const mayWrite = record.access.mayWrite;
	return (
		<section class="card stack">
			<h2>{t('kinship.title')}</h2>
			<FormError error={error} />
			{record.kinships.length ? (
				<ul class="stack tight">
					{record.kinships.map((k) => (
						<li class="row" key={k.personId + k.relativeId + k.kind}>
							<span class="grow">{t('kinship.says', {
								relative: memberName(record, k.relativeId), kind: relation(k.kind), person: memberName(record, k.personId),
							})}</span>
							{mayWrite && <Button small variant="tertiary" icon={Trash2} label={t('remove')} busy={busy} onClick={() => void run(k)} />}
						</li>
					))}
				</ul>
			) : <p class="dim">{t('kinship.none')}</p>}
			{mayWrite && record.members.length > 1 && <AddKinship record={record} />}
		</section>
	);
}
