/*
 * sealed.tsx - sealed categories of a person or a family: shown, masked, edited.
 *
 * A category is an object of named texts.  Two people who save at once are shown
 * each other's words.
 */
import { PencilLine } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t, tCode } from '../../app/i18n';
import { type Category, isMasked } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ConflictDialog, FormError, isConflict } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { SummaryList } from '../../ui/lists';
import { Masked } from '../../ui/masked';
import { say } from '../../ui/toast';

/** What holds sealed data: a person or a record. */
export type Subject = { version: number } & Partial<Record<Category, unknown>>;

export interface SealedProps<S extends Subject> {
	subject: S;
	category: Category;
	mayWrite: boolean;
	put: (from: S, category: Category, values: Values) => Promise<void>;
	/** The subject as it is on the server now. */
	latest: () => Promise<S>;
}

type Values = Record<string, string>;

/** What each category usually holds; other fields that exist are kept and shown. */
const FIELDS: Partial<Record<Category, string[]>> = {
	social: ['housing', 'tenure', 'education', 'employment', 'network', 'summary'],
	economic: ['income', 'expenses', 'debts', 'benefits', 'summary'],
	health: ['conditions', 'dependency', 'treatment', 'summary'],
	violence: ['situation', 'protection', 'contactSafe'],
	minors: ['school', 'care', 'summary'],
	notes: ['summary'],
};

function valuesOf(subject: Subject, category: Category): Values {
	const sealed = subject[category];
	const values: Values = {};
	if (typeof sealed === 'object' && sealed !== null && !isMasked(sealed)) {
		for (const [name, value] of Object.entries(sealed))
			values[name] = typeof value === 'string' ? value : JSON.stringify(value);
	}
	return values;
}

const label = (name: string): string => tCode('data', name, name);

function EditSealed<S extends Subject>({ subject, category, put, latest, onClose }: SealedProps<S> & { onClose: () => void }): JSX.Element {
	const [values, setValues] = useState<Values>(() => valuesOf(subject, category));
	const [theirs, setTheirs] = useState<S | null>(null);
	const names = [...new Set([...FIELDS[category] ?? [], ...Object.keys(values)])];
	const { run, busy, error, clear } = useAction(async (_key, from: S) => {
		try {
			await put(from, category, Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim())));
		} catch (failure) {
			if (isConflict(failure))
				setTheirs(await latest());
			throw failure;
		}
		say(t('saved'));
		onClose();
	});
	if (isConflict(error) && theirs) {
		const now = valuesOf(theirs, category);
		return (
			<ConflictDialog onClose={clear} onTheirs={onClose} onMine={() => void run(theirs)}
				differences={names.filter((n) => (now[n] ?? '') !== (values[n] ?? ''))
					.map((n) => ({ label: label(n), theirs: now[n] ?? '', mine: values[n] ?? '' }))} />
		);
	}
	return (
		<Dialog title={t(`category.${category}`)} onClose={onClose} onSubmit={() => void run(subject)}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} retry={() => void run(subject)} />
			{names.map((name) => (
				<TextArea key={name} name={name} label={label(name)} rows={2} optional value={values[name] ?? ''}
					onInput={(e) => setValues({ ...values, [name]: e.currentTarget.value })} />
			))}
		</Dialog>
	);
}

export function SealedCard<S extends Subject>(props: SealedProps<S>): JSX.Element {
	const { subject, category, mayWrite } = props;
	const [editing, setEditing] = useState(false);
	const rows = Object.entries(valuesOf(subject, category));
	return (
		<section class="card">
			<header>
				<h2>{t(`category.${category}`)}</h2>
				{mayWrite && !isMasked(subject[category]) && (
					<Button small variant="tertiary" icon={PencilLine} onClick={() => setEditing(true)}>{t('edit')}</Button>
				)}
			</header>
			{isMasked(subject[category]) ? <Masked category={category} /> :
				rows.length ? <SummaryList rows={rows.map(([name, value]) => [label(name), value])} /> : <p class="dim">{t('data.none')}</p>}
			{editing && <EditSealed {...props} onClose={() => setEditing(false)} />}
		</section>
	);
}
