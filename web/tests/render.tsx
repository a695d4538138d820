/* render.tsx - just enough to render a component and look at it. */
import { type ComponentChild, render as preactRender } from 'preact';

let root: HTMLElement | null = null;

export function render(component: ComponentChild): void {
	root = document.createElement('div');
	document.body.append(root);
	preactRender(component, root);
}

export function cleanup(): void {
	if (root) {
		preactRender(null, root);
		root.remove();
	}
	root = null;
}

export const screen = {
	find: (selector: string): HTMLElement | null => document.querySelector(selector),
	/** The control a label belongs to. */
	label: (text: string): HTMLElement | null => {
		const label = [...document.querySelectorAll('label')].find((l) => l.textContent?.startsWith(text));
		return label ? document.getElementById(label.htmlFor) : null;
	},
};

export function fireEvent(target: HTMLElement | null, type: string): void {
	target?.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
}

/** Try again until the check holds or a second has passed. */
export async function waitFor(check: () => void): Promise<void> {
	const end = Date.now() + 1000;
	for (;;) {
		try {
			check();
			return;
		} catch (error) {
			if (Date.now() > end)
				throw error;
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}
}
