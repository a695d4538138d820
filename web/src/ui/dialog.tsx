/* dialog.tsx - a modal dialog on the browser's own <dialog>. */
import { X } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
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
}

export function Dialog(props: DialogProps): JSX.Element {
	const { title, onClose, children, actions, onSubmit, wide, cancel = t('cancel') } = props;
	const ref = useRef<HTMLDialogElement>(null);
	const id = useId();

	useEffect(() => {
		const before = document.activeElement;
		ref.current?.showModal();
		return () => {
			if (before instanceof HTMLElement && before.isConnected)
				before.focus();
		};
	}, []);

	const content = (
		<>
			<div class="body stack">{children}</div>
			{(actions || cancel) && (
				<footer>
					{actions}
					{cancel && <Button variant="tertiary" onClick={onClose}>{cancel}</Button>}
				</footer>
			)}
		</>
	);
	return (
		<dialog ref={ref} class="dialog" data-wide={wide ? '' : undefined} aria-labelledby={id}
			onCancel={(e) => { e.preventDefault(); onClose(); }}>
			<header>
				<h2 id={id}>{title}</h2>
				<Button variant="tertiary" small icon={X} label={t('close')} onClick={onClose} />
			</header>
			{onSubmit ? (
				<form noValidate onSubmit={(e) => { e.preventDefault(); onSubmit(e as unknown as SubmitEvent); }}>
					{content}
				</form>
			) : content}
		</dialog>
	);
}
