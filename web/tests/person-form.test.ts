/* person-form.test.ts - what the form of a person does not show is kept. */
import { expect, it } from 'vitest';
import { contactOf, identityErrors, identityOf } from '../src/staff/person/identity-form';

function form(values: Record<string, string>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(values))
		data.set(name, value);
	return data;
}

it('keeps the other documents of a person', () => {
	const before = { given: 'Ana', surname1: 'Gil', documents: [
		{ type: 'dni' as const, number: '12345678Z' }, { type: 'passport' as const, number: 'XDA123456' },
	] };
	const after = identityOf(form({ given: 'Anna', surname1: 'Gil', type: 'dni', number: '12345678z' }), before);
	expect(after.given).toBe('Anna');
	expect(after.documents).toEqual(before.documents);
});

it('keeps the other telephones and how to be reached', () => {
	const before = { phones: ['600000001', '600000002'], preferred: 'phone' as const };
	expect(contactOf(form({ phones: '699999999' }), before)).toEqual({ phones: ['699999999', '600000002'], preferred: 'phone' });
	expect(contactOf(form({ phones: '' }), { phones: ['600000001'] })).toEqual({});
});

it('says what is missing in words of the form', () => {
	expect(identityErrors(identityOf(form({ given: '', surname1: 'Gil', type: 'dni', number: '12345678A' })))).toEqual({
		given: 'Falta este dato', number: 'La letra o el dígito de control no cuadra con este DNI (España). Compruebe los números.',
	});
});
