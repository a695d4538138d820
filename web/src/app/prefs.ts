/*
 * prefs.ts - how this browser shows things: language, density, colours, keys.
 *
 * Kept in local storage because they say nothing about anybody; everything
 * about people stays on the server.
 */
import { effect, signal } from '@preact/signals';
import { browserLocale, isLocale, type Locale, setLocale } from './i18n';

export const DENSITIES = ['comfortable', 'normal', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];
export const SCHEMES = ['auto', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

function read<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
	const value = localStorage.getItem(`vinculo.${name}`) as T | null;
	return value !== null && allowed.includes(value) ? value : fallback;
}

function write(name: string, value: string): void {
	localStorage.setItem(`vinculo.${name}`, value);
}

export const density = signal<Density>(read('density', DENSITIES, 'normal'));
export const scheme = signal<Scheme>(read('scheme', SCHEMES, 'auto'));
/** Single-letter shortcuts may be switched off (WCAG 2.1.4). */
export const letterKeys = signal<boolean>(read('keys', ['on', 'off'], 'on') === 'on');

export function startPrefs(): void {
	const root = document.documentElement;
	effect(() => {
		root.dataset.density = density.value;
		root.dataset.size = 'sm';
		write('density', density.value);
	});
	effect(() => {
		root.dataset.colorScheme = scheme.value;
		write('scheme', scheme.value);
	});
	// Paper is white.
	addEventListener('beforeprint', () => { root.dataset.colorScheme = 'light'; });
	addEventListener('afterprint', () => { root.dataset.colorScheme = scheme.value; });
	effect(() => write('keys', letterKeys.value ? 'on' : 'off'));
}

/**
 * Ending a session makes the browser forget what this site stored.  How a
 * worker likes the screen is no secret and stays.
 */
export async function keepingPrefs(work: () => Promise<unknown>): Promise<void> {
	const kept = Object.entries(localStorage).filter(([name]) => name.startsWith('vinculo.'));
	try {
		await work();
	} finally {
		for (const [name, value] of kept)
			localStorage.setItem(name, String(value));
	}
}

export async function chooseLocale(next: Locale): Promise<void> {
	write('locale', next);
	await setLocale(next);
}

/** The language chosen here before, or the browser's. */
export async function startLocale(): Promise<void> {
	const saved = localStorage.getItem('vinculo.locale');
	await setLocale(isLocale(saved) ? saved : browserLocale());
}
