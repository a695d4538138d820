/* forms.test.ts - the meaning of forms: visibility, values, validation. */
import { evaluate } from 'feelin';
import { describe, expect, it } from 'vitest';
import { allFields, fieldError, getValue, hiddenFields, initialData, isEmpty, serverErrors, setValue, submission, validate,
	words } from '../src/forms/model';
import type { FieldSchema, FormSchema } from '../src/forms/types';

const schema: FormSchema = {
	components: [
		{ id: 'Text_1', type: 'text', text: '# Hello' },
		{ id: 'Field_needs', type: 'radio', key: 'needs', label: 'Needs', values: [{ label: 'Yes', value: 'yes' }, { label: 'No', value: 'no' }],
			validate: { required: true } },
		{ id: 'Group_money', type: 'group', path: 'money', label: 'Money', conditional: { hide: '=needs = "no"' }, components: [
			{ id: 'Field_amount', type: 'number', key: 'amount', decimalDigits: 2, validate: { required: true, min: 0, max: 1000 } },
			{ id: 'Field_why', type: 'textarea', key: 'why', validate: { minLength: 5 } },
		] },
		{ id: 'Field_list', type: 'checklist', key: 'list', values: [{ label: 'A', value: 'a' }], defaultValue: ['a'] },
		{ id: 'Field_fixed', type: 'textfield', key: 'fixed', disabled: true, validate: { required: true } },
	],
	translations: { ca: { 'Field_needs.label': 'Necessita' } },
};
const isHidden = (condition: string, data: Record<string, unknown>): boolean =>
	evaluate(condition.replace(/^=/, ''), data).value === true;

describe('paths', () => {
	it('go through groups', () => {
		expect(allFields(schema).find((p) => p.field.id === 'Field_amount')?.path).toBe('money.amount');
	});
	it('read and write without touching the original', () => {
		const before = { a: { b: 1 } };
		expect(setValue(before, 'a.c', 2)).toEqual({ a: { b: 1, c: 2 } });
		expect(before).toEqual({ a: { b: 1 } });
		expect(getValue({ a: 'text' }, 'a.b')).toBeUndefined();
	});
});

describe('visibility', () => {
	it('hides a group with everything in it, only for exactly true', () => {
		expect([...hiddenFields(schema, { needs: 'no' }, isHidden)]).toEqual(['Group_money', 'Field_amount', 'Field_why']);
		expect(hiddenFields(schema, { needs: 'yes' }, isHidden).size).toBe(0);
		expect(hiddenFields(schema, {}, isHidden).size).toBe(0);
	});
	it('neither validates nor sends what is hidden', () => {
		const data = { needs: 'no', money: { amount: '-5' } };
		const hidden = hiddenFields(schema, data, isHidden);
		expect(validate(schema, data, hidden)).toEqual({});
		expect(submission(schema, data, hidden)).toEqual({ needs: 'no' });
	});
});

describe('values', () => {
	it('start from the defaults unless something was given', () => {
		expect(initialData(schema, {})).toEqual({ list: ['a'] });
		expect(initialData(schema, { list: [] })).toEqual({ list: [] });
	});
	it('are numbers when they are sent, also with a decimal comma', () => {
		expect(submission(schema, { money: { amount: '12,50' }, fixed: 'x' }, new Set())).toEqual({ money: { amount: 12.5 } });
	});
	it('are empty in the sense of form-js', () => {
		expect([undefined, null, '', '  ', false, []].every(isEmpty)).toBe(true);
		expect([0, 'a', true, ['a']].some(isEmpty)).toBe(false);
	});
});

describe('validation', () => {
	const field = (more: Partial<FieldSchema>): FieldSchema => ({ id: 'F', type: 'textfield', key: 'f', ...more });
	it('says what is missing where', () => {
		expect(validate(schema, {}, new Set())).toEqual({ Field_needs: 'Elija una opción', Field_amount: 'Falta este dato' });
	});
	it('checks numbers', () => {
		const amount = field({ type: 'number', decimalDigits: 2, validate: { min: 0, max: 1000, required: true } });
		expect(fieldError(amount, 0)).toBeNull();
		expect(fieldError(amount, '1000,5')).toBe('Tiene que ser 1000 o menos');
		expect(fieldError(amount, '-1')).toBe('Tiene que ser 0 o más');
		expect(fieldError(amount, '1.234')).toBe('Como mucho 2 decimales');
		expect(fieldError(amount, 'ten')).toBe('Escriba un número');
	});
	it('checks text on its trimmed length, mail, phone and pattern', () => {
		expect(fieldError(field({ validate: { minLength: 3 } }), ' ab ')).toBe('Escriba al menos 3 caracteres');
		expect(fieldError(field({ validate: { maxLength: 3 } }), 'abcd')).toBe('Escriba como mucho 3 caracteres');
		expect(fieldError(field({ validate: { validationType: 'email' } }), 'a@b')).toContain('correo');
		expect(fieldError(field({ validate: { validationType: 'phone' } }), '+34 600 000 000')).toBeNull();
		expect(fieldError(field({ validate: { pattern: '^[A-Z]+$', patternErrorMessage: 'caps' } }), 'a')).toBe('caps');
	});
	it('refuses days that have passed where told to', () => {
		const date = field({ type: 'datetime', subtype: 'date', disallowPassedDates: true });
		expect(fieldError(date, '2020-01-01')).toContain('posterior');
		expect(fieldError(date, '2999-01-01')).toBeNull();
	});
	it('puts the server\'s complaints at their fields', () => {
		const problems = [{ pointer: '/data/money/amount', code: 'max', detail: 'too much', params: {} },
			{ pointer: '/needs', code: 'required', detail: '', params: {} }, { pointer: '/nowhere', code: 'x', detail: '', params: {} }];
		expect(serverErrors(schema, problems, (p) => p.detail || p.code)).toEqual({ Field_amount: 'too much', Field_needs: 'required' });
	});
});

it('speaks the reader\'s language where the form knows it', () => {
	expect(words(schema, 'ca', 'Field_needs', 'label', 'Needs')).toBe('Necessita');
	expect(words(schema, 'it', 'Field_needs', 'label', 'Needs')).toBe('Needs');
});
