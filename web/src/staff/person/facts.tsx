/* facts.tsx - what is known of a person, with what may not be seen shown as masked. */
import type { ComponentChildren, JSX } from 'preact';
import type { Schemas } from '../../app/api';
import { countryName } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { birthAndAge, isIdentity, isMasked, personName } from '../../app/person';
import { SummaryList } from '../../ui/lists';
import { Masked } from '../../ui/masked';
import type { Contact } from './identity-form';

export function addressLine(contact: Contact | undefined): string {
	const a = contact?.address;
	return a ? [[a.street, a.number].filter(Boolean).join(' '), a.floor, [a.postalCode, a.town].filter(Boolean).join(' ')]
		.filter(Boolean).join(', ') : '';
}

/** A sealed category as contact data; undefined when absent or masked. */
export function contactData(sealed: unknown): Contact | undefined {
	return typeof sealed === 'object' && sealed !== null && !isMasked(sealed) ? sealed as Contact : undefined;
}

function masked(sealed: unknown, show: ComponentChildren): ComponentChildren {
	return isMasked(sealed) ? <Masked category={sealed.masked} /> : show;
}

export function PersonFacts({ person }: { person: Schemas['Person'] }): JSX.Element {
	const { identity } = person;
	const contact = contactData(person.contact);
	const known = isIdentity(identity) ? identity : null;
	return (
		<SummaryList rows={[
			[t('person.name'), masked(identity, personName(identity))],
			[t('person.birth'), masked(identity, birthAndAge(identity))],
			[t('person.sex'), masked(identity, known?.sex ? t(`sex.${known.sex}`) : '')],
			[t('person.nationality'), masked(identity, countryName(known?.nationality))],
			[t('person.documents'), masked(identity, known?.documents.map((d) => (
				<div key={d.number}>{tCode('document', d.type)} <span class="num">{d.number}</span></div>
			)))],
			[t('contact.phone'), masked(person.contact, contact?.phones?.join(', ') ?? '')],
			[t('contact.email'), masked(person.contact, contact?.email ?? '')],
			[t('address'), masked(person.contact, addressLine(contact))],
		]} />
	);
}
