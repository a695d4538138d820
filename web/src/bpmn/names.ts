/* names.ts - read the names of the elements out of a BPMN model. */

export interface ElementName {
	id: string;
	name: string;
	type: string;
}

/** Elements a reader would call a step. */
const STEPS = /^(.*Task|.*Event|callActivity|subProcess|task)$/;

/** The steps of a model in document order; empty for what is no XML. */
export function elementNames(xml: string): ElementName[] {
	const document = new DOMParser().parseFromString(xml, 'application/xml');
	const names: ElementName[] = [];
	for (const element of document.getElementsByTagName('*')) {
		const id = element.getAttribute('id');
		if (id && STEPS.test(element.localName))
			names.push({ id, name: element.getAttribute('name')?.trim() || id, type: element.localName });
	}
	return names;
}
