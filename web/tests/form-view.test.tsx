/* form-view.test.tsx - the rendered form: labels, hidden groups, summary with focus, what is sent. */
import { cleanup, fireEvent, render, screen, waitFor } from './render';
import { afterEach, expect, it, vi } from 'vitest';
import { FormView } from '../src/forms/form-view';
import type { FormSchema } from '../src/forms/types';

const schema: FormSchema = {
	components: [
		{ id: 'Field_name', type: 'textfield', key: 'name', label: 'Name', description: 'As written', validate: { required: true } },
		{ id: 'Field_home', type: 'checkbox', key: 'home', label: 'Has a home' },
		{ id: 'Field_rent', type: 'number', key: 'rent', label: 'Rent', conditional: { hide: '=home != true' } },
	],
};

afterEach(cleanup);

it('labels its fields and links the hint', async () => {
	render(<FormView schema={schema} data={{}} onSubmit={vi.fn()}><button type="submit">Send</button></FormView>);
	await waitFor(() => expect(screen.label('Name')).toBeTruthy());
	const input = screen.label('Name');
	expect(document.getElementById(input?.getAttribute('aria-describedby') ?? '')?.textContent).toBe('As written');
	expect(screen.label('Rent')).toBeNull();
});

it('shows what a condition lets through', async () => {
	render(<FormView schema={schema} data={{ home: true }} onSubmit={vi.fn()}>{null}</FormView>);
	await waitFor(() => expect(screen.label('Rent')).toBeTruthy());
});

it('stops at an error, says which and takes the focus there', async () => {
	const send = vi.fn();
	render(<FormView schema={schema} data={{}} onSubmit={send}><button type="submit">Send</button></FormView>);
	await waitFor(() => expect(screen.label('Name')).toBeTruthy());
	fireEvent(screen.find('form'), 'submit');
	await waitFor(() => expect(screen.find('[role=alert]')?.textContent).toContain('Name: Falta este dato'));
	expect(send).not.toHaveBeenCalled();
	expect(screen.label('Name')?.getAttribute('aria-invalid')).toBe('true');
	expect(document.activeElement?.className).toBe('error-summary');
});

it('sends what was written', async () => {
	const send = vi.fn();
	render(<FormView schema={schema} data={{ name: 'Ana' }} onSubmit={send}><button type="submit">Send</button></FormView>);
	await waitFor(() => expect(screen.label('Name')).toBeTruthy());
	fireEvent(screen.find('form'), 'submit');
	await waitFor(() => expect(send).toHaveBeenCalledWith({ name: 'Ana' }));
});
