/* add-member.tsx - find a person and add them to the household from a day on. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldErrors } from '../../app/errors';
import { today } from '../../app/format';
import { t } from '../../app/i18n';
import { birthAndAge, personDocument, personName } from '../../app/person';
import { labelOf, useCodes } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button, ButtonLink } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { Check, SelectField, TextField } from '../../ui/field';
import { Notice, Skeleton } from '../../ui/states';
import { say } from '../../ui/toast';
import { useLookup } from '../person/lookup';
import { addMember, type RecordFile } from './use-record';

function PersonPick({ text, value, onPick, exclude }: {
	text: string; value: string; onPick: (id: string) => void; exclude: ReadonlySet<string>;
}): JSX.Element | null {
	const found = useLookup(text);
	if (text.trim().length < 3)
		return null;
	if (!found.data)
		return found.error ? <FormError error={found.error} /> : <Skeleton lines={2} />;
	const people = found.data.filter((p) => !exclude.has(p.id));
	if (!people.length)
		return <Notice title={t('search.none')} action={<ButtonLink small href="/staff/persons/new">{t('person.new')}</ButtonLink>} />;
	return (
		<fieldset class="plain">
			<legend>{t('member.choose')}</legend>
			{people.slice(0, 6).map((p) => (
				<Check key={p.id} type="radio" name="person" id={`p-${p.id}`} checked={p.id === value} onChange={() => onPick(p.id)}
					label={<><span class="strong">{personName(p.identity)}</span> · {personDocument(p.identity)} · {birthAndAge(p.identity)}</>} />
			))}
		</fieldset>
	);
}

export function AddMember({ record, onClose }: { record: RecordFile; onClose: () => void }): JSX.Element {
	const kinds = useCodes('kinship');
	const [text, setText] = useState('');
	const [personId, setPerson] = useState('');
	const [relation, setRelation] = useState('');
	const [from, setFrom] = useState(today());
	const present = new Set(record.members.filter((m) => !m.to).map((m) => m.person.id));
	const { run, busy, error } = useAction(async (key) => {
		await addMember(record.id, { personId, relation, from }, key);
		say(t('member.added'));
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={t('member.add')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy} disabled={!personId || !relation}>{t('member.add')}</Button>}>
			<FormError error={error} />
			<TextField name="text" label={t('search.label')} hint={t('search.hint')} autoComplete="off" autoFocus value={text}
				onInput={(e) => { setText(e.currentTarget.value); setPerson(''); }} />
			<PersonPick text={text} value={personId} onPick={setPerson} exclude={present} />
			<div class="grid-fields">
				<SelectField name="relation" label={t('member.relation')} hint={t('member.relationHint')} empty={t('form.pick')} value={relation} required
					error={errors.relation} options={(kinds.data ?? []).filter((c) => c.code !== 'holder').map((c) => ({ value: c.code, label: labelOf(c.label, c.code) }))}
					onChange={(e) => setRelation(e.currentTarget.value)} />
				<TextField name="from" type="date" label={t('member.from')} required value={from} error={errors.from}
					onInput={(e) => setFrom(e.currentTarget.value)} />
			</div>
		</Dialog>
	);
}
