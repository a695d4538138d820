/* edit-data.tsx - the fields of one category; when two people save, both versions are shown. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { t, tCode, type Key } from '../../app/i18n';
import { type Category, isMasked } from '../../app/person';
import { queryClient } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ConflictDialog, FormError, isConflict } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { say } from '../../ui/toast';
import { putRecordData, type RecordFile } from './use-record';

/** What each category usually holds; other fields that exist are kept and shown. */
const FIELDS: Partial<Record<Category, string[]>> = {
	social: ['housing', 'tenure', 'education', 'employment', 'network', 'summary'],
	economic: ['income', 'expenses', 'debts', 'benefits', 'summary'],
	violence: ['situation', 'protection', 'contactSafe'],
	notes: ['summary'],
};

type Values = Record<string, string>;

function valuesOf(record: RecordFile, category: Category): Values {
	const sealed: unknown = (record as Record<string, unknown>)[category];
	const values: Values = {};
	if (typeof sealed === 'object' && sealed !== null && !isMasked(sealed)) {
		for (const [name, value] of Object.entries(sealed))
			values[name] = typeof value === 'string' ? value : JSON.stringify(value);
	}
	return values;
}

export function EditData({ record, category, onClose }: {
	record: RecordFile; category: Category; onClose: () => void;
}): JSX.Element {
	const [values, setValues] = useState<Values>(() => valuesOf(record, category));
	const [theirs, setTheirs] = useState<RecordFile | null>(null);
	const names = [...new Set([...FIELDS[category] ?? [], ...Object.keys(values)])];
	const { run, busy, error, clear } = useAction(async (_key, from: RecordFile) => {
		const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
		await putRecordData(from, category, body as Record<string, unknown>);
		say(t('saved'));
		onClose();
	});
	const latest = async (): Promise<void> => {
		setTheirs(await data(api.GET('/api/v1/records/{id}', { params: { path: { id: record.id } } })));
	};
	if (isConflict(error)) {
		if (!theirs)
			void latest();
		const now = theirs ? valuesOf(theirs, category) : {};
		const label = (name: string): string => tCode('data', name, name);
		return (
			<ConflictDialog onClose={() => { clear(); setTheirs(null); }}
				differences={names.filter((n) => now[n] !== values[n])
					.map((n) => ({ label: label(n), theirs: now[n] ?? '', mine: values[n] ?? '' }))}
				onTheirs={() => { queryClient.setQueryData(['record', record.id], theirs ?? record); onClose(); }}
				onMine={() => void run(theirs ?? record)} />
		);
	}
	return (
		<Dialog title={t(`category.${category}` as Key)} onClose={onClose} onSubmit={() => void run(record)}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} />
			{names.map((name) => (
				<TextArea key={name} name={name} label={tCode('data', name, name)} rows={2} optional value={values[name] ?? ''}
					onInput={(e) => setValues({ ...values, [name]: e.currentTarget.value })} />
			))}
		</Dialog>
	);
}
