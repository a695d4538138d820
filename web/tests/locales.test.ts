/* locales.test.ts - five catalogues with the same keys and the same arguments. */
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { LOCALES, locale, setLocale, t, tCode } from '../src/app/i18n';

const files = import.meta.glob<Record<string, string>>('../src/locales/*.json', { eager: true, import: 'default' });
const catalogue = (tag: string): Record<string, string> => files[`../src/locales/${tag}.json`] ?? {};
const spanish = catalogue('es');

interface Node { type: number; value?: string; options?: Record<string, { value: Node[] }> }

/** The names of the arguments of a message; 0 is literal text and 7 the plural's number. */
function argumentsOf(message: string, tag: string): string[] {
	const names = new Set<string>();
	const walk = (nodes: Node[]): void => {
		for (const node of nodes) {
			if (node.type !== 0 && node.type !== 7 && node.value)
				names.add(node.value);
			for (const option of Object.values(node.options ?? {}))
				walk(option.value);
		}
	};
	walk(new IntlMessageFormat(message, tag).getAst() as Node[]);
	return [...names].sort();
}

describe.each(LOCALES)('%s', (tag) => {
	it('has the keys of the Spanish catalogue', () => {
		expect(Object.keys(catalogue(tag)).sort()).toEqual(Object.keys(spanish).sort());
	});
	it('leaves no message empty', () => {
		expect(Object.entries(catalogue(tag)).filter(([, text]) => !text.trim())).toEqual([]);
	});
	it('takes the same arguments', () => {
		const different = Object.entries(catalogue(tag)).filter(([key, text]) =>
			text.includes('{') && argumentsOf(text, tag).join() !== argumentsOf(spanish[key] ?? '', 'es').join());
		expect(different.map(([key]) => key)).toEqual([]);
	});
});

describe('messages', () => {
	it('follow the plural of their language', async () => {
		expect(t('bulk.done', { n: 1 })).toBe('1 tarea cambiada');
		expect(t('bulk.done', { n: 3 })).toBe('3 tareas cambiadas');
		await setLocale('en');
		expect(t('board.pool', { n: 0 })).toBe('pool empty');
	});
	it('keep their apostrophes', async () => {
		await setLocale('it');
		expect(t('errors.title', { n: 1 })).toBe("C'è un problema");
		expect(document.documentElement.lang).toBe('it');
		expect(locale.value).toBe('it');
	});
	it('fall back to the code for what the server made up', () => {
		expect(tCode('state', 'granted')).toBe('Concedida');
		expect(tCode('state', 'no-such-state')).toBe('no-such-state');
	});
});
