/* entry.tsx - write a note, visit, call ... into the timeline, or correct one. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { t, type Key } from '../../app/i18n';
import { personName } from '../../app/person';
import { refresh } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField, TextArea, TextField } from '../../ui/field';
import { say } from '../../ui/toast';
import { textOf } from '../person/identity-form';
import { ENTRY_KINDS } from './timeline';
import type { Entry, RecordFile } from './use-record';

const CATEGORIES = ['notes', 'social', 'economic', 'health', 'violence', 'minors'] as const;
const TEXT_MAX = 20_000;

export function NewEntry({ record, corrects, onClose }: {
	record: RecordFile; corrects?: Entry; onClose: () => void;
}): JSX.Element {
	const [kind, setKind] = useState<(typeof ENTRY_KINDS)[number]>(ENTRY_KINDS.find((k) => k === corrects?.kind) ?? 'note');
	const [missing, setMissing] = useState(false);
	const { run, busy, error } = useAction(async (key, form: FormData) => {
		const personId = textOf(form, 'personId');
		const reviewOn = textOf(form, 'reviewOn');
		await data(api.POST('/api/v1/records/{id}/entries', {
			params: { path: { id: record.id }, header: { 'Idempotency-Key': key } },
			body: {
				kind, text: textOf(form, 'text'), category: CATEGORIES.find((c) => c === textOf(form, 'category')) ?? 'notes',
				...(personId && { personId }), ...(reviewOn && { reviewOn }), ...(corrects && { correctsId: corrects.id }),
			},
		}));
		refresh('entries', 'record');
		say(t('entry.added'));
		onClose();
	});
	const errors = fieldErrors(error);
	const seen = (c: Schemas['Category']): boolean => c === 'notes' || record.access.categories.includes(c);
	return (
		<Dialog title={t(corrects ? 'entry.correct' : 'entry.new')} onClose={onClose} onSubmit={(e) => {
			const form = new FormData(e.target as HTMLFormElement);
			setMissing(!textOf(form, 'text'));
			if (textOf(form, 'text'))
				void run(form);
		}} actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} />
			<div class="grid-fields">
				<SelectField name="kind" label={t('entry.kind')} value={kind} options={ENTRY_KINDS.map((k) => ({ value: k, label: t(`entry.${k}` as Key) }))}
					onChange={(e) => setKind(ENTRY_KINDS.find((k) => k === e.currentTarget.value) ?? 'note')} />
				<SelectField name="category" label={t('entry.category')} hint={t('entry.categoryHint')} value={corrects?.category ?? 'notes'}
					options={CATEGORIES.filter(seen).map((c) => ({ value: c, label: t(`category.${c}`) }))} />
			</div>
			<TextArea name="text" label={t('entry.text')} required rows={7} maxLength={TEXT_MAX} autoFocus
				error={errors.text ?? (missing ? t('form.required') : null)} />
			<div class="grid-fields">
				<SelectField name="personId" label={t('entry.about')} optional empty={t('entry.family')}
					options={record.members.map((m) => ({ value: m.person.id, label: personName(m.person.identity) }))} />
				{kind === 'alert' && <TextField name="reviewOn" type="date" label={t('entry.review')} optional error={errors.reviewOn} />}
			</div>
		</Dialog>
	);
}
