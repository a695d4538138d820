/* search.ts - conditions on the variables of instances, as the address and the server have them. */
import { useQuery } from '@tanstack/preact-query';
import { api, data, type Schemas } from '../app/api';
import { usePages } from '../app/pages';

export type Summary = Schemas['ProcessInstanceSummary'];
export type VariableType = 'text' | 'number' | 'date' | 'boolean';
export interface Variable { name: string; type: VariableType }
export interface Condition { name: string; operator: string; value: string }
export type InstanceState = Summary['state'];

export const STATES: InstanceState[] = ['running', 'incident', 'completed', 'terminated'];

const ORDERED = ['eq', 'ge', 'gt', 'le', 'lt'];

/** How values of a type can be compared. */
export const OPERATORS: Record<VariableType, string[]> = {
	text: ['eq', 'starts'], number: ORDERED, date: ORDERED, boolean: ['eq'],
};

/** "name:operator:value"; the value may have colons. */
export function parseCondition(text: string): Condition | null {
	const [name, operator, ...rest] = text.split(':');
	return name && operator && rest.length ? { name, operator, value: rest.join(':') } : null;
}

export const writeCondition = (c: Condition): string => `${c.name}:${c.operator}:${c.value}`;

/** Several conditions in one parameter of the address, one a line. */
export function parseConditions(text: string): Condition[] {
	return text.split('\n').map(parseCondition).filter((c) => c !== null);
}

export const writeConditions = (all: Condition[]): string => all.map(writeCondition).join('\n');

export const useVariables = () => useQuery({
	queryKey: ['variables'],
	queryFn: async () => (await data(api.GET('/api/v1/process-variables'))).items,
});

export interface Search { definition: string; state: string; conditions: Condition[] }

export const useInstances = ({ definition, state, conditions }: Search) => usePages(['instances', definition, state, writeConditions(conditions)], (from) => data(api.GET('/api/v1/process-instances', { params: { query: {
	...(definition && { definition }), ...(state && { state: state as InstanceState }),
	...(conditions.length && { var: conditions.map(writeCondition) }), ...from,
	} } })));

export const useInstance = (id: string) => useQuery({
	queryKey: ['instance', id],
	queryFn: () => data(api.GET('/api/v1/process-instances/{id}', { params: { path: { id } } })),
});
