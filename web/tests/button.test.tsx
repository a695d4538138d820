/* button.test.tsx - what a button is called. */
import { Trash2 } from 'lucide-preact';
import { afterEach, expect, it } from 'vitest';
import { Button } from '../src/ui/button';
import { cleanup, render, screen } from './render';

afterEach(cleanup);

const nameOf = (): string | null | undefined => screen.find('button')?.getAttribute('aria-label');

it('keeps the name that tells it from its like', () => {
	render(<Button aria-label="Rename the key of the office">Rename</Button>);
	expect(nameOf()).toBe('Rename the key of the office');
});

it('is called by its label when only an icon is shown, else by its text', () => {
	render(<Button icon={Trash2} label="Remove" />);
	expect(nameOf()).toBe('Remove');
	cleanup();
	render(<Button>Save</Button>);
	expect(nameOf()).toBeNull();
});
