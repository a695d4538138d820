/* menu.tsx - a button that opens a small panel, on the browser's popover. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';

const GAP = 6;

export function Menu({ label, trigger, className = 'header-button', children }: {
	label: string; trigger: ComponentChildren; className?: string; children: ComponentChildren;
}): JSX.Element {
	const id = useId();
	const button = useRef<HTMLButtonElement>(null);
	const panel = useRef<HTMLDivElement>(null);

	const place = (): void => {
		if (!button.current || !panel.current)
			return;
		const box = button.current.getBoundingClientRect();
		const width = panel.current.offsetWidth;
		panel.current.style.insetBlockStart = `${box.bottom + GAP}px`;
		panel.current.style.insetInlineStart =
			`${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`;
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step || !panel.current || (event.target as Element).matches('select, input'))
			return;
		event.preventDefault();
		const items = [...panel.current.querySelectorAll<HTMLElement>('a, button, select, input')];
		const at = items.indexOf(document.activeElement as HTMLElement);
		items[(at + step + items.length) % items.length]?.focus();
	};
	return (
		<>
			<button ref={button} type="button" class={className} title={label} popovertarget={id}>
				{trigger}
			</button>
			{/* The arrow keys move between the controls inside, which are reachable by Tab as well. */}
			{/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
			<div ref={panel} id={id} popover="auto" class="menu" role="group" aria-label={label}
				onToggle={place} onKeyDown={onKeyDown}
				onClick={(e) => { if ((e.target as Element).closest('a, [data-close]')) panel.current?.hidePopover(); }}>
				{children}
			</div>
		</>
	);
}
