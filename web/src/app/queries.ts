/* queries.ts - the look-ups that many pages share, and the cache they live in. */
import { QueryClient, useQuery } from '@tanstack/preact-query';
import { api, data, type Schemas } from './api';
import { ApiError } from './errors';
import { locale } from './i18n';

const MINUTE = 60_000;

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 15_000,
			retry: (count, error) =>
				count < 2 && !(error instanceof ApiError && error.status < 500),
		},
	},
});

/** Fetch again everything whose key begins with one of these families. */
export function refresh(...families: string[]): void {
	for (const family of families)
		void queryClient.invalidateQueries({ queryKey: [family] });
}

export const useUnits = () => useQuery({
	queryKey: ['units'],
	staleTime: 10 * MINUTE,
	queryFn: async () => (await data(api.GET('/api/v1/units'))).items,
});

export const useTerritories = () => useQuery({
	queryKey: ['territories'],
	staleTime: 10 * MINUTE,
	queryFn: async () => (await data(api.GET('/api/v1/territories'))).items,
});

export const useStaff = (unit?: string) => useQuery({
	queryKey: ['staff', unit ?? ''],
	staleTime: MINUTE,
	queryFn: async () => (await data(api.GET('/api/v1/staff',
		{ params: { query: unit ? { unit } : {} } }))).items,
});

/** Who may work on the tasks of a unit: its people and those of the units above; without one, my colleagues. */
export const useColleagues = (unit: string) => useQuery({
	queryKey: ['staff', 'tasksOf', unit],
	staleTime: MINUTE,
	queryFn: async () => (await data(api.GET('/api/v1/staff', { params: { query: unit ? { tasksOf: unit } : {} } }))).items,
});

export const useProgrammes = () => useQuery({
	queryKey: ['programmes'],
	staleTime: 10 * MINUTE,
	queryFn: async () => (await data(api.GET('/api/v1/programmes'))).items,
});

export const useCodes = (scheme: string) => useQuery({
	queryKey: ['codes', scheme],
	staleTime: 10 * MINUTE,
	queryFn: async () => (await data(api.GET('/api/v1/codes/{scheme}', { params: { path: { scheme } } }))).items,
});

export type Label = Schemas['Label'];

/** A label in the reader's language, else in Spanish. */
export function labelOf(label: Label | undefined, fallback = ''): string {
	return label?.[locale.value] || label?.es || fallback;
}

/** A function from code to words, for one code list. */
export function useCodeLabel(scheme: string): (code: string) => string {
	const codes = useCodes(scheme);
	return (code) => labelOf(codes.data?.find((c) => c.code === code)?.label, code);
}

/** A function from programme code to words. */
export function useProgrammeLabel(): (code: string | undefined) => string {
	const programmes = useProgrammes();
	return (code) => code ? labelOf(programmes.data?.find((p) => p.code === code)?.label, code) : '';
}
