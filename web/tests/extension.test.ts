/* extension.test.ts - extension elements are changed one at a time and kept otherwise. */
import { expect, it } from 'vitest';
import { type Generic, type Moddle, readSlot, type Slot, withSlot } from '../src/admin/extension';

const moddle: Moddle = {
	create: (type, properties) => ({ $type: type, ...properties }),
	createAny: (type, namespace, properties) => ({ $type: type, $ns: namespace, ...properties }),
};
const FORM: Slot = ['zeebe:formDefinition', 'formId'];
const element = { extensionElements: { values: [
	{ $type: 'zeebe:userTask' }, { $type: 'zeebe:formDefinition', formId: 'intake', bindingType: 'latest' },
] as Generic[] } };
const valuesOf = (made: Generic): Generic[] => (made as { values?: Generic[] }).values ?? [];

it('reads an attribute, or nothing', () => {
	expect(readSlot(element, FORM)).toBe('intake');
	expect(readSlot({}, FORM)).toBe('');
});

it('changes one attribute and keeps the rest', () => {
	const values = valuesOf(withSlot(moddle, element, FORM, 'assessment'));
	expect(values.map((v) => v.$type)).toEqual(['zeebe:userTask', 'zeebe:formDefinition']);
	expect(values[1]).toMatchObject({ formId: 'assessment', bindingType: 'latest' });
});

it('removes an element that became empty', () => {
	expect(valuesOf(withSlot(moddle, element, FORM, '')).map((v) => v.$type)).toEqual(['zeebe:userTask']);
});
