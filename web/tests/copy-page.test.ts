/* copy-page.test.ts - a person's copy as a page, in another language than the reader's. */
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../src/app/i18n';
import { type Copy, copyPage, hasMasks, partsOf } from '../src/staff/rights/copy-page';

const copy = {
	format: 'vinculo-person-copy/1', madeAt: '2026-11-30T10:00:00Z', municipality: 'Puente <Larga>', categories: ['identity'],
	person: [{ id: 'x', isDeceased: false, registeredAt: '2026-01-02T03:04:05Z', risk: null }],
	data: [{ category: 'health', value: { masked: 'health' } }, { category: 'identity', value: { given: 'Ana</script><b>', birthDate: '1984-02-29' } }],
	households: [], householdData: [], kinships: [{ kind: 'child' }], notes: [{ isOfHousehold: true, value: null }], interventions: [],
	tasks: [], comments: [], votes: [], forms: [], history: [], files: [], accesses: [{ action: 'record.read', by: [{ role: 'clerk', unit: 'UTS 1' }] }],
	extraordinary: [], deliveries: [], isWhole: true,
} as unknown as Copy;

describe('a copy as a page', () => {
	it('speaks the language it is made for', async () => {
		const italian = copyPage(copy, await wordsOf('it'));
		expect(italian).toContain('<html lang="it">');
		expect(italian).toContain('Dati personali presenti presso');
		expect(italian).toContain('29 febbraio 1984');
		const english = copyPage(copy, await wordsOf('en'));
		expect(english).toContain('February 29, 1984');
		expect(english).toContain('Record read');
		expect(english).toContain('<dd>Clerk</dd>');
	});
	it('has no markup of what was written, and no way to run anything', async () => {
		const page = copyPage(copy, await wordsOf('es'));
		const doc = new DOMParser().parseFromString(page, 'text/html');
		expect(doc.querySelectorAll('b').length).toBe(0);
		expect(doc.querySelectorAll('script:not([type="application/json"])').length).toBe(0);
		expect(doc.body.textContent).toContain('Ana</script><b>');
	});
	it('has the data themselves at its end', async () => {
		const doc = new DOMParser().parseFromString(copyPage(copy, await wordsOf('ca')), 'text/html');
		expect(JSON.parse(doc.getElementById('copy')?.textContent ?? '')).toEqual(copy);
	});
	it('names what is not shown, and leaves out what is not known', async () => {
		const page = copyPage(copy, await wordsOf('en'));
		expect(page).toContain('<em>not shown: Health</em>');
		expect(page).toContain('about the whole household');
		expect(page).not.toContain('Risk');
		expect(hasMasks(copy)).toBe(true);
		expect(hasMasks({ ...copy, data: [] })).toBe(false);
	});
	it('has every part, also the empty ones', async () => {
		const page = copyPage(copy, await wordsOf('pt'));
		expect(partsOf(copy).length).toBe(16);
		for (const [part] of partsOf(copy))
			expect(page).not.toContain(`copy.part.${part}`);
		expect(page.match(/<section>/g)?.length).toBe(16);
	});
});
