/* search.test.tsx - what somebody types at once is kept, and a remembered search is taken. */
import { QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import { afterEach, expect, it } from 'vitest';
import Search from '../src/staff/person/search';
import { cleanup, render, screen } from './render';

afterEach(cleanup);

/* Its effects run later, as in a browser that is busy. */
function open(): HTMLInputElement {
	render(<QueryClientProvider client={new QueryClient()}><Search /></QueryClientProvider>);
	return screen.find('[name=q]') as HTMLInputElement;
}

const effects = (): Promise<void> => new Promise((done) => { setTimeout(done, 200); });

it('keeps what is typed before its first effect', async () => {
	const field = open();
	field.value = 'ab';
	field.dispatchEvent(new Event('input', { bubbles: true }));
	await effects();
	expect(field.value).toBe('ab');
	expect(document.activeElement).toBe(field);
});

it('takes a remembered search once', async () => {
	sessionStorage.setItem('vinculo.search', 'ma');
	const field = open();
	await effects();
	expect(field.value).toBe('ma');
	expect(sessionStorage.getItem('vinculo.search')).toBeNull();
});
