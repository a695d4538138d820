/* person.ts - names and masks: what may be shown of a person, in one line. */
import { ageOn, formatDate } from './format';
import { t } from './i18n';
import type { Schemas } from './api';

export type Identity = Schemas['Identity'];
export type MaybeIdentity = Schemas['MaybeIdentity'];
export type Category = Schemas['Category'];

export function isMasked(value: unknown): value is Schemas['Masked'] {
	return typeof value === 'object' && value !== null && 'masked' in value;
}

export function isIdentity(value: MaybeIdentity | undefined): value is Identity {
	return value !== null && value !== undefined && 'surname1' in value;
}

/** "García López, María", or what stands in for a name that may not be seen. */
export function personName(identity: MaybeIdentity | undefined): string {
	if (!isIdentity(identity))
		return t(isMasked(identity) ? 'person.masked' : 'person.unnamed');
	return `${[identity.surname1, identity.surname2].filter(Boolean).join(' ')}, ${identity.given}`;
}

export function personDocument(identity: MaybeIdentity | undefined): string {
	return isIdentity(identity) ? identity.documents[0]?.number ?? '' : '';
}

/** "12 Mar 1950 (76 years)". */
export function birthAndAge(identity: MaybeIdentity | undefined): string {
	if (!isIdentity(identity) || !identity.birthDate)
		return '—';
	return `${formatDate(identity.birthDate)} (${t('person.years', { n: ageOn(identity.birthDate) })})`;
}
