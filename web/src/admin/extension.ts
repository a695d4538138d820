/*
 * extension.ts - read and write the extension elements that our engine knows.
 *
 * They are kept as generic elements, so that what this editor does not know
 * survives a round trip unchanged.
 */

export const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';

export interface Generic {
	$type: string;
	[attribute: string]: unknown;
}

export interface Extended {
	extensionElements?: { values?: Generic[] };
}

export interface Moddle {
	create: (type: string, properties?: object) => Generic & { values?: Generic[] };
	createAny: (type: string, namespace: string, properties?: object) => Generic;
}

/** One attribute of one extension element: ["zeebe:formDefinition", "formId"]. */
export type Slot = readonly [type: string, attribute: string];

export function readSlot(element: Extended, [type, attribute]: Slot): string {
	const value = element.extensionElements?.values?.find((v) => v.$type === type)?.[attribute];
	return typeof value === 'string' ? value : '';
}

/** The extension elements with one attribute changed; an empty value removes the element. */
export function withSlot(moddle: Moddle, element: Extended, [type, attribute]: Slot, value: string): Generic {
	const others = (element.extensionElements?.values ?? []).filter((v) => v.$type !== type);
	const before = element.extensionElements?.values?.find((v) => v.$type === type);
	const attributes = Object.fromEntries(Object.entries({ ...before }).filter(([name]) => !name.startsWith('$')));
	const changed = value ? [moddle.createAny(type, ZEEBE, { ...attributes, [attribute]: value })] : [];
	return moddle.create('bpmn:ExtensionElements', { values: [...others, ...changed] });
}
