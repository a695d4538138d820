/* field.test.tsx - what was typed survives a rendering. */
import { useState } from 'preact/hooks';
import { afterEach, expect, it } from 'vitest';
import { TextField } from '../src/ui/field';
import { cleanup, render, screen, waitFor } from './render';

function Dialog() {
	const [error, setError] = useState('');
	return (
		<>
			<TextField name="day" label="Day" value="2026-10-01" error={error} />
			<button type="button" onClick={() => setError('no')}>Fail</button>
		</>
	);
}

afterEach(cleanup);

it('keeps what was typed over the value it started from', async () => {
	render(<Dialog />);
	const input = screen.label('Day') as HTMLInputElement;
	expect(input.value).toBe('2026-10-01');
	input.value = '2024-01-01';
	(screen.find('button') as HTMLButtonElement).click();
	await waitFor(() => expect(screen.find('.field-error')).toBeTruthy());
	expect(input.value).toBe('2024-01-01');
});
