/*
 * new-person.tsx - register a person and, usually at once, open their record.
 *
 * While the form is filled in we look for people who may be the same.
 */
import { UserPlus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useRef, useState } from 'preact/hooks';
import { api, data, newKey } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { birthAndAge, personDocument, personName } from '../../app/person';
import { t } from '../../app/i18n';
import { useTerritories } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button, ButtonLink } from '../../ui/button';
import { ErrorSummary, FormError } from '../../ui/errors';
import { Check, SelectField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { Notice } from '../../ui/states';
import { say } from '../../ui/toast';
import { addressOf, ContactFields, contactOf, type Errors, IdentityFields, identityErrors, identityOf, textOf } from './identity-form';
import { placeOf, useLookup } from './lookup';

function Duplicates({ text }: { text: string }): JSX.Element | null {
	const found = useLookup(text);
	if (!found.data?.length)
		return null;
	return (
		<Notice kind="warning" title={t('person.maybeSame', { n: found.data.length })}>
			<ul>
				{found.data.slice(0, 5).map((person) => (
					<li key={person.id}>
						<a href={placeOf(person)}>{personName(person.identity)}</a>
						{' · '}{personDocument(person.identity)}{' · '}{birthAndAge(person.identity)}
					</li>
				))}
			</ul>
		</Notice>
	);
}

function useRegister() {
	const { route } = useLocation();
	return useAction(async (key, form: FormData) => {
		const address = addressOf(form);
		const person = await data(api.POST('/api/v1/persons', {
			params: { header: { 'Idempotency-Key': key } },
			body: { identity: identityOf(form), contact: contactOf(form) },
		}));
		say(t('person.created'));
		const territoryId = textOf(form, 'territoryId');
		if (!territoryId) {
			route(`/staff/persons/${person.id}`);
			return;
		}
		const record = await data(api.POST('/api/v1/records', {
			params: { header: { 'Idempotency-Key': newKey() } },
			body: { holderId: person.id, territoryId, ...(Object.keys(address).length && { address }) },
		})).catch(() => null);
		// The person exists either way; their page offers to open the record again.
		route(record ? `/staff/records/${record.id}` : `/staff/persons/${person.id}`);
	});
}

function RecordChoice({ error }: { error?: string }): JSX.Element {
	const territories = useTerritories();
	const [wanted, setWanted] = useState(true);
	return (
		<>
			<Check id="with-record" label={t('person.withRecord')} checked={wanted} onChange={(e) => setWanted(e.currentTarget.checked)} />
			{wanted && (
				<SelectField name="territoryId" label={t('territory')} hint={t('territory.hint')} required empty={t('form.pick')} error={error}
					options={(territories.data ?? []).map((x) => ({ value: x.id, label: x.name }))} />
			)}
		</>
	);
}

export default function NewPerson(): JSX.Element {
	const form = useRef<HTMLFormElement>(null);
	const [local, setLocal] = useState<Errors>({});
	const [likely, setLikely] = useState('');
	const { run, busy, error } = useRegister();
	const errors = { ...fieldErrors(error), ...local };

	const submit = (): void => {
		const values = new FormData(form.current ?? undefined);
		const found = identityErrors(identityOf(values));
		if (values.has('territoryId') && !textOf(values, 'territoryId'))
			found.territoryId = t('form.choose');
		setLocal(found);
		if (!Object.keys(found).length)
			void run(values);
	};
	const lookForName = (): void => {
		const { given, surname1, surname2 } = identityOf(new FormData(form.current ?? undefined));
		if (given && surname1)
			setLikely([given, surname1, surname2].filter(Boolean).join(' '));
	};
	return (
		<>
			<PageHead title={t('person.new')} crumbs={[{ href: '/staff/persons', label: t('nav.persons') }]} />
			<form ref={form} noValidate class="stack narrow" onSubmit={(e) => { e.preventDefault(); submit(); }}>
				<ErrorSummary items={Object.entries(local).map(([field, message]) => ({ id: `f-${field}`, message }))} />
				<FormError error={error} />
				<Duplicates text={likely} />
				<section class="card stack"><h2>{t('person.identity')}</h2>
					<IdentityFields errors={errors} onName={lookForName} onNumber={(number) => { if (number.length > 4) setLikely(number); }} />
				</section>
				<section class="card stack"><h2>{t('person.contact')}</h2><ContactFields errors={errors} /></section>
				<section class="card stack"><h2>{t('record')}</h2><RecordChoice error={errors.territoryId} /></section>
				<div class="row">
					<Button type="submit" variant="primary" icon={UserPlus} busy={busy}>{t('person.create')}</Button>
					<ButtonLink variant="tertiary" href="/staff/persons">{t('cancel')}</ButtonLink>
				</div>
			</form>
		</>
	);
}
