/*
 * identity-form.tsx - name, birth, document, contact: the fields of a person.
 *
 * The fields keep their own values; identityOf() and contactOf() read the form
 * when it is sent.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Schemas } from '../../app/api';
import { DOCUMENT_TYPES, documentProblem, type DocumentType, guessDocument, normalizeDocument } from '../../app/documents';
import { today } from '../../app/format';
import { t } from '../../app/i18n';
import type { Identity } from '../../app/person';
import { SelectField, TextField } from '../../ui/field';

export type Contact = Schemas['Contact'];
export type Address = Schemas['Address'];
export type Errors = Record<string, string>;

const SEXES = ['female', 'male', 'other', 'unknown'] as const;

export function textOf(form: FormData, name: string): string {
	return String(form.get(name) ?? '').trim();
}

/** An object with only the entries that have a value. */
function filled<T extends Record<string, string>>(values: T): Partial<T> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Partial<T>;
}

/** The identity in a form; what the form does not show stays as it was before. */
export function identityOf(form: FormData, before?: Identity): Identity {
	const type = DOCUMENT_TYPES.find((d) => d === textOf(form, 'type')) ?? 'dni';
	const number = normalizeDocument(textOf(form, 'number'));
	const country = textOf(form, 'country').toUpperCase();
	return {
		given: textOf(form, 'given'),
		surname1: textOf(form, 'surname1'),
		...filled({ surname2: textOf(form, 'surname2'), birthDate: textOf(form, 'birthDate'),
			nationality: textOf(form, 'nationality').toUpperCase() }),
		sex: SEXES.find((s) => s === textOf(form, 'sex')) ?? 'unknown',
		documents: [...(number ? [{ type, number, ...(country && { country }) }] : []), ...before?.documents.slice(1) ?? []],
	};
}

export function addressOf(form: FormData): Address {
	return filled({ street: textOf(form, 'street'), number: textOf(form, 'streetNumber'), floor: textOf(form, 'floor'),
		postalCode: textOf(form, 'postalCode'), town: textOf(form, 'town') });
}

export function contactOf(form: FormData, before?: Contact): Contact {
	const phones = [textOf(form, 'phones'), ...before?.phones?.slice(1) ?? []].filter(Boolean);
	const address = addressOf(form);
	return {
		...(before?.preferred && { preferred: before.preferred }),
		...(phones.length && { phones }),
		...filled({ email: textOf(form, 'email') }),
		...(Object.keys(address).length && { address }),
	};
}

/** What is wrong before the server is asked. */
export function identityErrors(identity: Identity): Errors {
	const errors: Errors = {};
	const document = identity.documents[0];
	if (!identity.given)
		errors.given = t('form.required');
	if (!identity.surname1)
		errors.surname1 = t('form.required');
	if (identity.birthDate && identity.birthDate > today())
		errors.birthDate = t('person.birthFuture');
	const problem = document ? documentProblem(document.type, document.number) : null;
	if (document && problem)
		errors.number = t(`document.${problem}`, { type: t(`document.${document.type}`) });
	return errors;
}

function DocumentFields({ errors, start, onNumber }: {
	errors: Errors; start?: Identity; onNumber?: (number: string) => void;
}): JSX.Element {
	const [type, setType] = useState<DocumentType>(start?.documents[0]?.type ?? 'dni');
	const [wrong, setWrong] = useState('');
	const check = (chosen: DocumentType, number: string): void => {
		const problem = number ? documentProblem(chosen, number) : null;
		setWrong(problem ? t(`document.${problem}`, { type: t(`document.${chosen}`) }) : '');
	};
	return (
		<>
			<SelectField name="type" label={t('document.kind')} value={type}
				options={DOCUMENT_TYPES.map((d) => ({ value: d, label: t(`document.${d}`) }))}
				onChange={(e) => setType(DOCUMENT_TYPES.find((d) => d === e.currentTarget.value) ?? 'dni')} />
			<TextField name="number" label={t('document.number')} hint={t(`document.hint.${type}`)} autoComplete="off"
				error={errors.number ?? wrong} value={start?.documents[0]?.number} onBlur={(e) => {
					const number = e.currentTarget.value;
					const guess = guessDocument(number);
					const chosen = documentProblem(type, number) === 'format' && guess ? guess : type;
					setType(chosen);
					check(chosen, number);
					onNumber?.(number);
				}} />
			<TextField name="country" label={t('document.country')} hint={t('document.countryHint')} optional maxLength={2}
				error={errors.country} value={start?.documents[0]?.country} autoComplete="off" />
		</>
	);
}

export function IdentityFields({ errors, start, onName, onNumber }: {
	errors: Errors; start?: Identity; onName?: () => void; onNumber?: (number: string) => void;
}): JSX.Element {
	return (
		<>
			<div class="grid-fields">
				<TextField name="given" label={t('person.given')} required error={errors.given} value={start?.given} autoComplete="off" onBlur={onName} />
				<TextField name="surname1" label={t('person.surname1')} required error={errors.surname1} value={start?.surname1} autoComplete="off" onBlur={onName} />
				<TextField name="surname2" label={t('person.surname2')} optional error={errors.surname2} value={start?.surname2} autoComplete="off" onBlur={onName} />
			</div>
			<div class="grid-fields">
				<TextField name="birthDate" type="date" label={t('person.birth')} optional max={today()} error={errors.birthDate} value={start?.birthDate} />
				<SelectField name="sex" label={t('person.sex')} value={start?.sex ?? 'unknown'} error={errors.sex}
					options={SEXES.map((s) => ({ value: s, label: t(`sex.${s}`) }))} />
				<TextField name="nationality" label={t('person.nationality')} hint={t('document.countryHint')} optional maxLength={2}
					error={errors.nationality} value={start?.nationality} autoComplete="off" />
			</div>
			<div class="grid-fields"><DocumentFields errors={errors} start={start} onNumber={onNumber} /></div>
		</>
	);
}

export function AddressFields({ errors, start }: { errors: Errors; start?: Address }): JSX.Element {
	return (
		<div class="grid-fields">
			<TextField name="street" label={t('address.street')} optional error={errors.street} value={start?.street} autoComplete="off" />
			<TextField name="streetNumber" label={t('address.number')} optional value={start?.number} autoComplete="off" />
			<TextField name="floor" label={t('address.floor')} optional error={errors.floor} value={start?.floor} autoComplete="off" />
			<TextField name="postalCode" label={t('address.postalCode')} optional inputMode="numeric" error={errors.postalCode}
				value={start?.postalCode} autoComplete="off" />
			<TextField name="town" label={t('address.town')} optional error={errors.town} value={start?.town} autoComplete="off" />
		</div>
	);
}

export function ContactFields({ errors, start }: { errors: Errors; start?: Contact }): JSX.Element {
	return (
		<>
			<div class="grid-fields">
				<TextField name="phones" type="tel" label={t('contact.phone')} optional error={errors.phones} value={start?.phones?.[0]} autoComplete="off" />
				<TextField name="email" type="email" label={t('contact.email')} optional error={errors.email} value={start?.email} autoComplete="off" />
			</div>
			<AddressFields errors={errors} start={start?.address} />
		</>
	);
}
