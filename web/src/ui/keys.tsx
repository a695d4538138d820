/*
 * keys.tsx - keyboard shortcuts, the command menu (Ctrl+K) and the help (?).
 *
 * Single letters can be switched off, never fire while typing, and every one
 * has a visible control that does the same.  A page registers its own keys
 * while it is shown.
 */
import { signal } from '@preact/signals';
import { Search } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Key, t } from '../app/i18n';
import { letterKeys } from '../app/prefs';
import { Check } from './field';
import { Dialog } from './dialog';

export interface Shortcut {
	/** "j", "g q", "Ctrl+Enter", "?" */
	keys: string;
	label: Key;
	run: () => void;
}

export interface Command {
	id: string;
	label: string;
	hint?: string;
	run: () => void;
}

const shortcuts = signal<Shortcut[]>([]);
const open = signal<'' | 'commands' | 'help'>('');
const SEQUENCE_MS = 1200;

export function useShortcuts(list: Shortcut[]): void {
	useEffect(() => {
		shortcuts.value = [...shortcuts.value, ...list];
		return () => {
			shortcuts.value = shortcuts.value.filter((s) => !list.includes(s));
		};
	}, [list]);
}

export const openCommands = (): void => { open.value = 'commands'; };
export const openHelp = (): void => { open.value = 'help'; };

function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLElement &&
		(target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));
}

function name(event: KeyboardEvent): string {
	const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
	return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key;
}

function listen(): () => void {
	let before = '';
	let timer = 0;
	const onKey = (event: KeyboardEvent): void => {
		const key = name(event);
		if (key === 'Ctrl+k') {
			event.preventDefault();
			openCommands();
			return;
		}
		const isLetter = key.length === 1;
		if (event.altKey || (isLetter && (isTyping(event.target) || !letterKeys.value)))
			return;
		const dialog = document.querySelector('dialog[open]');
		if (dialog && key === 'Ctrl+Enter') {
			event.preventDefault();
			dialog.querySelector('form')?.requestSubmit();
			return;
		}
		// What is open over the page takes the keys first.
		if (dialog || document.querySelector('.menu:popover-open'))
			return;
		const found = shortcuts.value.findLast((s) => s.keys === `${before} ${key}`) ??
			shortcuts.value.findLast((s) => s.keys === key);
		before = isLetter ? key : '';
		window.clearTimeout(timer);
		timer = window.setTimeout(() => { before = ''; }, SEQUENCE_MS);
		if (found) {
			event.preventDefault();
			found.run();
		}
	};
	addEventListener('keydown', onKey);
	return () => removeEventListener('keydown', onKey);
}

function ShortcutHelp(): JSX.Element {
	return (
		<Dialog title={t('keys.title')} onClose={() => { open.value = ''; }} cancel={t('close')}>
			<dl class="summary">
				{shortcuts.value.map((s) => (
					<div key={s.keys}><dt>{s.keys.split(' ').map((k) => <kbd key={k}>{k}</kbd>)}</dt><dd>{t(s.label)}</dd></div>
				))}
			</dl>
			<Check id="letter-keys" label={t('keys.letters')} checked={letterKeys.value}
				onChange={(e) => { letterKeys.value = e.currentTarget.checked; }} />
		</Dialog>
	);
}

function CommandMenu({ commands, onSearch }:
	{ commands: Command[]; onSearch: (text: string) => void }): JSX.Element {
	const [text, setText] = useState('');
	const [at, setAt] = useState(0);
	const list = useRef<HTMLUListElement>(null);
	const close = (): void => { open.value = ''; };
	const wanted = text.toLocaleLowerCase();
	const shown = commands.filter((c) => c.label.toLocaleLowerCase().includes(wanted));
	if (text.trim().length > 1)
		shown.unshift({ id: 'search', label: t('search.for', { text }), run: () => onSearch(text) });
	const choose = (command: Command | undefined): void => { close(); command?.run(); };

	useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);
	return (
		<Dialog title={t('commands.title')} onClose={close} cancel={false}>
			<div class="adorned">
				<Search class="icon" aria-hidden="true" />
				<input class="ds-input" autoFocus value={text} placeholder={t('commands.hint')} aria-label={t('commands.hint')}
					role="combobox" aria-expanded="true" aria-controls="command-list" aria-autocomplete="list"
					aria-activedescendant={shown[at] ? `command-${shown[at].id}` : undefined}
					onInput={(e) => { setText(e.currentTarget.value); setAt(0); }}
					onKeyDown={(e) => {
						const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
						if (step) { e.preventDefault(); setAt((at + step + shown.length) % Math.max(shown.length, 1)); }
						if (e.key === 'Enter') { e.preventDefault(); choose(shown[at]); }
					}} />
			</div>
			<ul class="menu-list" id="command-list" role="listbox" aria-label={t('commands.title')} ref={list}>
				{shown.map((command, i) => (
					// The keys are handled by the input that owns this list.
					// eslint-disable-next-line jsx-a11y/click-events-have-key-events
					<li key={command.id} id={`command-${command.id}`} role="option" aria-selected={i === at}
						tabIndex={-1} onClick={() => choose(command)}>
						<span class="grow">{command.label}</span>{command.hint && <kbd>{command.hint}</kbd>}
					</li>
				))}
			</ul>
			{!shown.length && <p class="dim">{t('commands.none')}</p>}
		</Dialog>
	);
}

/** Mounted once by each entry's shell. */
export function Keyboard({ commands, searchPath }: { commands: Command[]; searchPath: string }): JSX.Element | null {
	const { route } = useLocation();
	useEffect(listen, []);
	if (open.value === 'help')
		return <ShortcutHelp />;
	if (open.value === 'commands')
		return <CommandMenu commands={commands} onSearch={(text) => {
			sessionStorage.setItem('vinculo.search', text);
			route(searchPath);
		}} />;
	return null;
}
