/* dialog.test.tsx - a written text is not lost by one key; one write at a time. */
import { afterEach, expect, it, vi } from 'vitest';
import { useAction } from '../src/ui/action';
import { Button } from '../src/ui/button';
import { Dialog } from '../src/ui/dialog';
import { TextArea } from '../src/ui/field';
import { cleanup, fireEvent, render, screen, waitFor } from './render';

afterEach(cleanup);

const button = (text: string): HTMLElement | null =>
	[...document.querySelectorAll('button')].find((b) => b.textContent === text) ?? null;

function write(text: string): void {
	const area = screen.find('textarea') as HTMLTextAreaElement;
	area.value = text;
	fireEvent(area, 'input');
}

it('asks before it throws away what was written', async () => {
	const close = vi.fn();
	render(<Dialog title="Note" onClose={close} onSubmit={() => undefined}><TextArea name="text" label="Text" /></Dialog>);
	await waitFor(() => expect(screen.find('dialog')?.hasAttribute('open')).toBe(true));
	write('una visita larga');
	fireEvent(screen.find('dialog'), 'cancel');
	await waitFor(() => expect(document.body.textContent).toContain('se perderá'));
	expect(close).not.toHaveBeenCalled();
	button('Seguir escribiendo')?.click();
	await waitFor(() => expect(button('Descartar')).toBeNull());
	fireEvent(screen.find('dialog'), 'cancel');
	await waitFor(() => expect(button('Descartar')).not.toBeNull());
	button('Descartar')?.click();
	expect(close).toHaveBeenCalledOnce();
});

it('closes at once when nothing was written, or what was is gone', async () => {
	const close = vi.fn();
	render(<Dialog title="Note" onClose={close} onSubmit={() => undefined}><TextArea name="text" label="Text" value="as it was" onInput={() => undefined} /></Dialog>);
	await waitFor(() => expect(screen.find('dialog')?.hasAttribute('open')).toBe(true));
	fireEvent(screen.find('dialog'), 'cancel');
	expect(close).toHaveBeenCalledTimes(1);
	write('  ');
	fireEvent(screen.find('dialog'), 'cancel');
	expect(close).toHaveBeenCalledTimes(2);
});

it('does not close a firm dialog by Esc', async () => {
	const close = vi.fn();
	render(<Dialog firm title="Again" onClose={close} cancel="Leave">…</Dialog>);
	await waitFor(() => expect(screen.find('dialog')?.hasAttribute('open')).toBe(true));
	fireEvent(screen.find('dialog'), 'cancel');
	expect(close).not.toHaveBeenCalled();
	button('Leave')?.click();
	expect(close).toHaveBeenCalledOnce();
});

it('runs one write at a time and keeps the focus on its button', async () => {
	let finish = (): void => undefined;
	const work = vi.fn(() => new Promise<void>((resolve) => { finish = resolve; }));
	function Write() {
		const { run, busy } = useAction(work);
		return <Button busy={busy} onClick={() => { void run(); void run(); }}>Save</Button>;
	}
	render(<Write />);
	button('Save')?.focus();
	button('Save')?.click();
	await waitFor(() => expect(button('Save')?.getAttribute('aria-busy')).toBe('true'));
	button('Save')?.click();
	expect(work).toHaveBeenCalledOnce();
	expect(document.activeElement).toBe(button('Save'));
	finish();
	await waitFor(() => expect(button('Save')?.hasAttribute('aria-disabled')).toBe(false));
});
