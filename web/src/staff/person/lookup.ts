/* lookup.ts - find persons; a search is a POST because names do not belong in addresses. */
import { useQuery } from '@tanstack/preact-query';
import { api, data } from '../../app/api';
import { looksLikeDocument, normalizeDocument } from '../../app/documents';

const LONG_ENOUGH = 3;
const FOUND_MAX = 20;

export function useLookup(text: string, birthYear?: number) {
	const wanted = text.trim();
	return useQuery({
		queryKey: ['persons', wanted, birthYear ?? 0],
		enabled: wanted.length >= LONG_ENOUGH,
		queryFn: async () => (await data(api.POST('/api/v1/person-searches', { body: {
			...(looksLikeDocument(wanted) ? { identifier: normalizeDocument(wanted) } : { name: wanted }),
			...(birthYear && { birthYear }),
			limit: FOUND_MAX,
		} }))).items,
	});
}

export type Found = NonNullable<ReturnType<typeof useLookup>['data']>[number];

/** Where a found person is worked with: the record if there is one. */
export function placeOf(found: Found): string {
	return found.recordId ? `/staff/records/${found.recordId}` : `/staff/persons/${found.id}`;
}
