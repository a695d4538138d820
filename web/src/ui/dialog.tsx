/*
 * dialog.tsx - a modal dialog on the browser's own <dialog>.
 *
 * A text that was written into it is not thrown away by one key: closing asks.
 */
import { X } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { Button } from './button';

export interface DialogProps {
	title: string;
	onClose: () => void;
	children: ComponentChildren;
	/** Buttons at the bottom; the dialog itself adds "Cancel". */
	actions?: ComponentChildren;
	/** Makes the dialog a form. */
	onSubmit?: (event: SubmitEvent) => void;
	wide?: boolean;
	cancel?: string | false;
	/** Only its buttons close it, not Esc or the cross. */
	firm?: boolean;
}

/** Show the dialog, and give the focus back when it is gone. */
function useModal() {
	const ref = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		const dialog = ref.current;
		dialog?.showModal();
		// Closing lets the browser return to where the dialog was opened from.
		return () => dialog?.close();
	}, []);
	return ref;
}

/** Does it scroll?  Then the keyboard has to get there. */
function useScrolls() {
	const ref = useRef<HTMLDivElement>(null);
	const [scrolls, setScrolls] = useState(false);
	useEffect(() => {
		const body = ref.current;
		if (!body)
			return;
		const observer = new ResizeObserver(() => setScrolls(body.scrollHeight > body.clientHeight));
		observer.observe(body);
		return () => observer.disconnect();
	}, []);
	return { ref, scrolls };
}

function Discard({ onBack, onDiscard }: { onBack: () => void; onDiscard: () => void }): JSX.Element {
	const ref = useRef<HTMLElement>(null);
	useEffect(() => ref.current?.querySelector('button')?.focus(), []);
	return (
		<footer role="alert" ref={ref}>
			<p class="strong">{t('discard.title')}</p>
			<Button variant="primary" onClick={onBack}>{t('discard.back')}</Button>
			<Button color="danger" onClick={onDiscard}>{t('discard.go')}</Button>
		</footer>
	);
}

export function Dialog(props: DialogProps): JSX.Element {
	const { title, onClose, children, actions, onSubmit, wide, cancel = t('cancel'), firm } = props;
	const ref = useModal();
	const id = useId();
	const body = useScrolls();
	const [asking, setAsking] = useState(false);
	const written = useRef<HTMLTextAreaElement | null>(null);
	const back = (): void => {
		setAsking(false);
		written.current?.focus();
	};
	const close = (): void => {
		if (asking)
			back();
		else if (written.current?.value.trim())
			setAsking(true);
		else
			onClose();
	};
	// The browser would let Esc be refused only once, so it is taken as a key.
	const onCancel = (event: Event): void => {
		event.preventDefault();
		if (!firm)
			close();
	};
	const content = (
		<>
			<div class="body stack" ref={body.ref} {...(body.scrolls && { 'tabIndex': 0, 'role': 'group', 'aria-labelledby': id })}>{children}</div>
			{asking ? <Discard onBack={back} onDiscard={onClose} /> : (actions || cancel) && (
				<footer>
					{actions}
					{cancel && <Button variant="tertiary" onClick={firm ? onClose : close}>{cancel}</Button>}
				</footer>
			)}
		</>
	);
	return (
		<dialog ref={ref} closedby="none" class="dialog" data-wide={wide ? '' : undefined} aria-labelledby={id}
			onInput={(e) => { if (e.target instanceof HTMLTextAreaElement) written.current = e.target; }}
			onKeyDown={(e) => { if (e.key === 'Escape') onCancel(e); }} onCancel={onCancel}>
			<header>
				<h2 id={id}>{title}</h2>
				{!firm && <Button variant="tertiary" small icon={X} label={t('close')} onClick={close} />}
			</header>
			{onSubmit ? (
				<form noValidate onSubmit={(e) => { e.preventDefault(); onSubmit(e as unknown as SubmitEvent); }}>
					{content}
				</form>
			) : content}
		</dialog>
	);
}
