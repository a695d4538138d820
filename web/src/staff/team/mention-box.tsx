/*
 * mention-box.tsx - a text in which "@" offers colleagues.
 *
 * The focus stays in the text; arrows move in the list below it, Enter or Tab
 * takes a name, Escape closes the list.
 */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../app/i18n';
import { useColleagues } from '../../app/queries';
import { session } from '../../app/session';
import { Field } from '../../ui/field';

const SHOWN_MAX = 6;
const TEXT_MAX = 4000;

export interface Draft {
	text: string;
	/** Those picked, by name; who is not in the text any more does not count. */
	picked: Record<string, string>;
}

/** The ids of those whom the text still mentions. */
export function mentionsOf(draft: Draft): string[] {
	return Object.entries(draft.picked).filter(([name]) => draft.text.includes(`@${name}`)).map(([, id]) => id);
}

/** What is being written after an "@" right before the caret, or null. */
export function openMention(text: string, caret: number): string | null {
	return /(?:^|\s)@([\p{L}\s'-]{0,40})$/u.exec(text.slice(0, caret))?.[1] ?? null;
}

function matches(name: string, wanted: string): boolean {
	const plain = (s: string): string => s.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
	return plain(name).includes(plain(wanted));
}

export function MentionBox({ id, label, unit, draft, onChange, onSend }: {
	id: string; label: string; unit: string; draft: Draft; onChange: (draft: Draft) => void; onSend: () => void;
}): JSX.Element {
	const colleagues = useColleagues(unit);
	const box = useRef<HTMLTextAreaElement>(null);
	const [wanted, setWanted] = useState<string | null>(null);
	const [current, setCurrent] = useState(0);
	const found = useMemo(() => wanted === null ? [] : (colleagues.data ?? [])
		.filter((c) => c.id !== session.value?.staffId && matches(c.name, wanted)).slice(0, SHOWN_MAX), [colleagues.data, wanted]);
	const list = `${id}-names`;

	const look = (): void => {
		setWanted(openMention(box.current?.value ?? '', box.current?.selectionStart ?? 0));
		setCurrent(0);
	};
	const take = (index: number): void => {
		const colleague = found[index];
		const caret = box.current?.selectionStart ?? draft.text.length;
		if (!colleague || wanted === null)
			return;
		const before = draft.text.slice(0, caret - wanted.length);
		onChange({ text: `${before}${colleague.name} ${draft.text.slice(caret)}`, picked: { ...draft.picked, [colleague.name]: colleague.id } });
		setWanted(null);
		box.current?.focus();
	};
	const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			onSend();
		} else if (found.length && step) {
			event.preventDefault();
			setCurrent((current + step + found.length) % found.length);
		} else if (found.length && (event.key === 'Enter' || event.key === 'Tab')) {
			event.preventDefault();
			take(current);
		} else if (found.length && event.key === 'Escape') {
			event.stopPropagation();
			setWanted(null);
		}
	};
	return (
		<div class="mention-box">
			<Field name={id} id={id} label={label} hint={t('comment.hint')}>
				{(w) => (
					<textarea {...w} ref={box} class="ds-input" rows={3} maxLength={TEXT_MAX} value={draft.text} aria-autocomplete="list"
						aria-haspopup="listbox" aria-controls={found.length ? list : undefined}
						aria-activedescendant={found[current] ? `${list}-${found[current].id}` : undefined}
						onInput={(e) => { onChange({ ...draft, text: e.currentTarget.value }); look(); }} onClick={look} onKeyDown={onKeyDown} />
				)}
			</Field>
			{found.length > 0 && (
				<ul class="menu-list card" id={list} role="listbox" aria-label={t('comment.colleagues')}>
					{found.map((colleague, i) => (
						// The keys are handled by the text that owns this list.
						// eslint-disable-next-line jsx-a11y/click-events-have-key-events
						<li key={colleague.id} id={`${list}-${colleague.id}`} role="option" aria-selected={i === current} tabIndex={-1}
							onClick={() => take(i)}>{colleague.name}</li>
					))}
				</ul>
			)}
		</div>
	);
}
