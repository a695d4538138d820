/*
 * catalogue.ts - catalogues of one page: "locales/es.json?citizen" has only the
 * messages that the citizens' page shows, so that they fetch no others.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SUFFIX = '.json?citizen';

/** Is this a message of the citizens' page? */
export const isForCitizens = (key: string): boolean =>
	/^(citizen\.|app\.|skip$|language$)/.test(key);

export function catalogues(): Plugin {
	return {
		name: 'catalogues',
		enforce: 'pre',
		load(id) {
			if (!id.endsWith(SUFFIX))
				return null;
			const all = JSON.parse(readFileSync(id.slice(0, -'?citizen'.length), 'utf8')) as Record<string, string>;
			const some = Object.entries(all).filter(([key]) => isForCitizens(key));
			return { code: `export default ${JSON.stringify(Object.fromEntries(some))}`, moduleType: 'js' };
		},
	};
}
