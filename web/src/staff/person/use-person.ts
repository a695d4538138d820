/* use-person.ts - one person, and the replacement of one category of their data. */
import { useQuery } from '@tanstack/preact-query';
import { api, data, ifMatch, type Schemas } from '../../app/api';
import type { Category } from '../../app/person';
import { queryClient, refresh } from '../../app/queries';

export type Person = Schemas['Person'];

const fetchPerson = (id: string): Promise<Person> => data(api.GET('/api/v1/persons/{id}', { params: { path: { id } } }));

export const usePerson = (id: string) => useQuery({ queryKey: ['person', id], queryFn: () => fetchPerson(id) });

export async function putPersonData(person: Person, category: Category, body: Record<string, unknown>): Promise<void> {
	const now = await data(api.PUT('/api/v1/persons/{id}/data/{category}', {
		params: { path: { id: person.id, category }, header: { 'If-Match': ifMatch(person.version) } }, body,
	}));
	queryClient.setQueryData(['person', person.id], now);
	refresh('record', 'persons');
}

export async function latestPerson(id: string): Promise<Person> {
	const now = await fetchPerson(id);
	queryClient.setQueryData(['person', id], now);
	return now;
}
