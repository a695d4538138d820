/* toast.tsx - short messages in a live region, with an optional undo. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../app/i18n';

const SHOWN_MS = 6000;
/** Undo stays long enough to be read and reached by keyboard. */
const UNDO_MS = 10_000;

interface Toast {
	id: number;
	text: string;
	kind: 'done' | 'error';
	undo?: () => void;
}

const toasts = signal<Toast[]>([]);
let next = 1;

function dismiss(id: number): void {
	toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function say(text: string, options: { kind?: Toast['kind']; undo?: () => void } = {}): void {
	const id = next++;
	toasts.value = [...toasts.value.slice(-3), { id, text, kind: options.kind ?? 'done', undo: options.undo }];
	setTimeout(() => dismiss(id), options.undo ? UNDO_MS : SHOWN_MS);
}

export function Toasts(): JSX.Element {
	return (
		<div class="toasts" role="status" aria-live="polite">
			{toasts.value.map((toast) => (
				<div class="toast" key={toast.id} data-kind={toast.kind}>
					<span class="grow">{toast.text}</span>
					{toast.undo && (
						<button type="button" onClick={() => { dismiss(toast.id); toast.undo?.(); }}>
							{t('undo')}
						</button>
					)}
					<button type="button" aria-label={t('close')} onClick={() => dismiss(toast.id)}>×</button>
				</div>
			))}
		</div>
	);
}
