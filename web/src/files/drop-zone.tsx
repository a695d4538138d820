/* drop-zone.tsx - choose files by button, drop them, or paste them. */
import { Paperclip } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../app/format';
import { t } from '../app/i18n';
import { Button } from '../ui/button';
import type { Limits } from './documents';

interface DropZoneProps {
	/** Of the button; an error summary links to it. */
	id: string;
	limits: Limits | undefined;
	/** ".pdf,.jpg"; everything that is taken at all without it. */
	accept?: string;
	multiple?: boolean;
	disabled?: boolean;
	describedBy?: string;
	invalid?: boolean;
	/** Files that are pasted anywhere on the page, outside of texts, are meant for here. */
	takesPaste?: boolean;
	onFiles: (files: File[]) => void;
}

function hasFiles(transfer: DataTransfer | null): transfer is DataTransfer {
	return transfer !== null && [...transfer.types].includes('Files');
}

/** A dialog or a text that is being written in has its own use for what is pasted. */
function isBusy(target: EventTarget | null): boolean {
	return document.querySelector('dialog[open]') !== null ||
		(target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null);
}

function usePaste(isOn: boolean, onFiles: (files: File[]) => void): void {
	const now = useRef(onFiles);
	now.current = onFiles;
	useEffect(() => {
		if (!isOn)
			return;
		const paste = (event: ClipboardEvent): void => {
			if (!hasFiles(event.clipboardData) || isBusy(event.target))
				return;
			event.preventDefault();
			now.current([...event.clipboardData.files]);
		};
		document.addEventListener('paste', paste);
		return () => document.removeEventListener('paste', paste);
	}, [isOn]);
}

export function DropZone(props: DropZoneProps): JSX.Element {
	const { id, limits, multiple = true, disabled, onFiles } = props;
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const accept = props.accept || limits?.types.map((type) => `.${type.extension}`).join(',');
	usePaste(Boolean(props.takesPaste) && !disabled, onFiles);
	return (
		<div class="drop-zone no-print" data-over={over ? '' : undefined}
			onDragOver={(e) => { if (!disabled && hasFiles(e.dataTransfer)) { e.preventDefault(); setOver(true); } }}
			onDragLeave={() => setOver(false)}
			onDrop={(e) => {
				setOver(false);
				if (disabled || !hasFiles(e.dataTransfer))
					return;
				e.preventDefault();
				onFiles([...e.dataTransfer.files]);
			}}>
			<input ref={input} type="file" hidden tabIndex={-1} multiple={multiple} accept={accept}
				onChange={(e) => {
					const files = [...e.currentTarget.files ?? []];
					e.currentTarget.value = '';	// the same file may be chosen again
					if (files.length)
						onFiles(files);
				}} />
			<Button id={id} icon={Paperclip} disabled={disabled} aria-describedby={props.describedBy ?? `${id}-limits`}
				aria-invalid={props.invalid || undefined} onClick={() => input.current?.click()}>
				{t(multiple ? 'file.choose' : 'file.chooseOne')}</Button>
			<p class="small dim" id={`${id}-limits`}>
				{t(props.takesPaste ? 'file.dropOrPaste' : 'file.drop')}{limits && <> {t('file.limits', {
					types: (accept ?? '').replaceAll('.', '').replaceAll(',', ', '), size: formatBytes(limits.sizeMax) })}</>}
			</p>
		</div>
	);
}
