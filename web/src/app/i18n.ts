/*
 * i18n.ts - the words of the application in five languages.
 *
 * A catalogue is a flat JSON file of ICU messages, loaded when its language is
 * chosen.  Spanish rules: a missing key is a type error, and the tests refuse a
 * catalogue that differs in keys or arguments from the others.
 */
import { signal } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import type es from '../locales/es.json';

export type Key = keyof typeof es;
export type Args = Record<string, string | number | boolean | Date | null | undefined>;

export const LOCALES = ['es', 'ca', 'pt', 'it', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Names of the languages, each in itself. */
export const LOCALE_NAMES: Record<Locale, string> = {
	es: 'Español', ca: 'Català', pt: 'Português', it: 'Italiano', en: 'English',
};

export type Loaders = Record<string, () => Promise<{ default: Record<string, string> }>>;

let loaders: Loaders = import.meta.glob<{ default: Record<string, string> }>('../locales/*.json');
const messages = signal<Record<string, string>>({});
const compiled = new Map<string, IntlMessageFormat>();

export const locale = signal<Locale>('es');

export function isLocale(value: unknown): value is Locale {
	return LOCALES.includes(value as Locale);
}

/** A page that says little brings catalogues of its own (scripts/catalogue.ts). */
export function setCatalogues(own: Loaders): void {
	loaders = own;
}

/** The first of the browser's languages that we speak. */
export function browserLocale(): Locale {
	const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
	return wanted.find(isLocale) ?? 'es';
}

async function catalogueOf(tag: Locale): Promise<Record<string, string>> {
	const load = loaders[`../locales/${tag}.json`];
	if (!load)
		throw new Error(`no catalogue for ${tag}`);
	return (await load()).default;
}

export async function setLocale(next: Locale): Promise<void> {
	const loaded = await catalogueOf(next);
	compiled.clear();
	messages.value = loaded;
	locale.value = next;
	document.documentElement.lang = next;
}

/** The message of a key, with its arguments filled in. */
export function t(key: Key, args?: Args): string {
	const source = messages.value[key] ?? key;
	if (!source.includes('{'))
		return source;
	let message = compiled.get(key);
	if (!message) {
		message = new IntlMessageFormat(source, locale.value);
		compiled.set(key, message);
	}
	return String(message.format(args));
}

/** The words of a language that is not the reader's: for what is given to somebody else. */
export interface Words {
	tag: Locale;
	/** The message of a key, or undefined when there is none. */
	say: (key: string, args?: Args) => string | undefined;
}

export async function wordsOf(tag: Locale): Promise<Words> {
	const words = await catalogueOf(tag);
	return {
		tag,
		say: (key, args) => {
			const source = words[key];
			return source?.includes('{') ? String(new IntlMessageFormat(source, tag).format(args)) : source;
		},
	};
}

/** Is there a message of this name? */
export function isKey(key: string): key is Key {
	return key in messages.value;
}

/** As t(), for keys made from a code that the server sent. */
export function tCode(prefix: string, code: string | null | undefined, fallback?: string): string {
	if (!code)
		return fallback ?? '';
	const key = `${prefix}.${code}`;
	return isKey(key) ? t(key) : fallback ?? code;
}
