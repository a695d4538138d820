/* computed.test.tsx - fields the server computes: asked once typing stops, what is missing, why. */
import { afterEach, expect, it, vi } from 'vitest';
import { setLocale } from '../src/app/i18n';
import { FormView } from '../src/forms/form-view';
import type { FormData, FormSchema } from '../src/forms/types';
import type { Computed } from '../src/forms/use-computed';
import { Why } from '../src/staff/queue/why';
import { cleanup, fireEvent, render, screen, waitFor } from './render';

const schema: FormSchema = {
	components: [
		{ id: 'F_children', type: 'number', key: 'children', label: 'Menores' },
		{ id: 'F_amount', type: 'expression', key: 'amount', label: 'Importe', properties: { 'vinculo:decision': 'aid' } },
		{ id: 'F_more', type: 'textfield', key: 'more', label: 'Más', conditional: { hide: '=not(amount > 100) or amount = null' } },
	],
};
const rule = (n: number, answer: 'met' | 'not met') => ({ kind: 'rule' as const, rule: n, answer, annotation: `article ${n}`,
	parts: [{ kind: 'condition' as const, name: 'Children', text: '> 0', answer, value: 2 }] });
const why = { kind: 'decision' as const, name: 'Aid', value: 600,
	parts: [{ kind: 'table' as const, hitPolicy: 'U', parts: [rule(1, 'not met'), rule(2, 'met')] }] };
const open: Computed = { key: 'amount', value: null, missing: [{ input: 'Children', keys: ['children'] },
	{ input: 'Income', keys: [] }], failed: null, why: null };
const known: Computed = { key: 'amount', value: 600, missing: [], failed: null, why };

afterEach(cleanup);

const answers = (data: FormData): Promise<Computed[]> => Promise.resolve([data.children === undefined ? open : known]);
const text = (): string => screen.find('output')?.textContent ?? '';

it('says what is missing by the labels of the form, then the value and why', async () => {
	await setLocale('es');
	const compute = vi.fn(answers);
	render(<FormView schema={schema} data={{}} compute={compute} onSubmit={vi.fn()}>{null}</FormView>);
	await waitFor(() => expect(text()).toContain('Falta saber: Menores, Income'));
	expect(screen.label('Más')).toBeNull();
	const input = screen.label('Menores') as HTMLInputElement;
	for (const typed of ['1', '12', '2']) {
		input.value = typed;
		fireEvent(input, 'input');
	}
	await waitFor(() => expect(text()).toContain('600'));
	expect(compute.mock.calls.map(([data]) => data.children)).toEqual([undefined, 2]);
	expect(screen.label('Más')).toBeTruthy();
	const explained = screen.find('.explain')?.textContent ?? '';
	expect(explained).toContain('Regla 2se cumplearticle 2');
	expect(explained).toContain('1 regla que no se cumple');
});

it('never sends what was computed, and shows the refusal of the server', async () => {
	const send = vi.fn();
	render(<FormView schema={schema} data={{ children: 2, amount: 9 }} compute={answers} onSubmit={send}>{null}</FormView>);
	await waitFor(() => expect(text()).toContain('600'));
	fireEvent(screen.find('form'), 'submit');
	await waitFor(() => expect(send).toHaveBeenCalledWith({ children: 2 }));
});

it('stays open where nobody computes', async () => {
	render(<FormView schema={schema} data={{}} onSubmit={vi.fn()}>{null}</FormView>);
	await waitFor(() => expect(text()).toContain('Se calcula al hacer la tarea'));
});

it('tells why a task is here, with the rule that sent it', () => {
	render(<Why reasons={[{ code: 'decided_by_rule', params: { decision: 'Who approves', rule: 2, annotation: 'Small amounts',
		to: 'supervisor@parent', why } }]} />);
	expect(screen.find('.steps')?.textContent).toContain('«Who approves», regla 2: Small amounts');
	expect(screen.find('.steps details')).toBeTruthy();
});
