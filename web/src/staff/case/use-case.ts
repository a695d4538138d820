/* use-case.ts - an intervention, its model and its history. */
import { useQuery } from '@tanstack/preact-query';
import { api, data, type Schemas } from '../../app/api';
import { usePages } from '../../app/pages';

export type Intervention = Schemas['Intervention'];
export type Instance = Schemas['ProcessInstance'];

export const useCase = (id: string) => useQuery({
	queryKey: ['intervention', id],
	queryFn: () => data(api.GET('/api/v1/interventions/{id}', { params: { path: { id } } })),
});

/** A version of a model never changes, so it is fetched once. */
export const useModel = (id: string | undefined) => useQuery({
	queryKey: ['definition', id],
	enabled: Boolean(id),
	staleTime: Infinity,
	queryFn: () => data(api.GET('/api/v1/process-definitions/{id}', { params: { path: { id: id ?? '' } } })),
});

export const useHistory = (id: string) => usePages(['history', id], (from) => data(api.GET('/api/v1/interventions/{id}/history',
	{ params: { path: { id }, query: from } })));
