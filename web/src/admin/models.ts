/* models.ts - send a model to the server: checked only, or deployed. */
import { useQuery } from '@tanstack/preact-query';
import { api, data, type Schemas } from '../app/api';
import { refresh } from '../app/queries';

export type Finding = Schemas['Finding'];
export type Definition = Schemas['ProcessDefinition'];

/** Models are XML, not JSON: sent as they are. */
function xmlBody(xml: string) {
	return { body: xml, bodySerializer: (text?: string) => text ?? '', headers: { 'Content-Type': 'application/xml' } };
}

export const useDefinitions = () => useQuery({
	queryKey: ['definitions'],
	queryFn: async () => (await data(api.GET('/api/v1/process-definitions'))).items,
});

export const useDecisions = () => useQuery({
	queryKey: ['decisions'],
	queryFn: async () => (await data(api.GET('/api/v1/decision-definitions'))).items,
});

export const useFormDefinitions = () => useQuery({
	queryKey: ['forms'],
	queryFn: async () => (await data(api.GET('/api/v1/form-definitions'))).items,
});

export async function lint(xml: string): Promise<Finding[]> {
	return (await data(api.POST('/api/v1/process-definitions/lint', xmlBody(xml)))).findings;
}

export async function deploy(xml: string): Promise<{ items: Definition[]; findings: Finding[] }> {
	const made = await data(api.POST('/api/v1/process-definitions', xmlBody(xml)));
	refresh('definitions');
	return made;
}

export async function deployDecision(xml: string) {
	const made = await data(api.POST('/api/v1/decision-definitions', xmlBody(xml)));
	refresh('decisions');
	return made;
}

export async function deployForm(schema: Record<string, unknown>) {
	const made = await data(api.POST('/api/v1/form-definitions', { body: schema }));
	refresh('forms');
	return made;
}

export async function simulate(xml: string, variables: Record<string, unknown>) {
	return data(api.POST('/api/v1/process-simulations', { body: { xml, variables } }));
}
