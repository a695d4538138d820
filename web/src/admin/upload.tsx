/* upload.tsx - choose or drop a file; its text comes back. */
import { FileUp } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes } from '../app/format';
import { t } from '../app/i18n';

const SIZE_MAX = 4 * 1024 * 1024;

export function FileDrop({ accept, label, onText }: {
	accept: string; label: string; onText: (text: string, name: string) => void;
}): JSX.Element {
	const [problem, setProblem] = useState('');
	const take = async (file: File | undefined): Promise<void> => {
		if (!file)
			return;
		setProblem(file.size > SIZE_MAX ? t('upload.tooLarge', { max: formatBytes(SIZE_MAX) }) : '');
		if (file.size <= SIZE_MAX)
			onText(await file.text(), file.name);
	};
	return (
		<div class="drop" onDragOver={(e) => e.preventDefault()}
			onDrop={(e) => { e.preventDefault(); void take(e.dataTransfer?.files[0]); }}>
			<FileUp class="icon" aria-hidden="true" />
			<label class="ds-label" for="file">{label}</label>
			<input id="file" type="file" accept={accept} onChange={(e) => void take(e.currentTarget.files?.[0])} />
			{problem && <p class="field-error" role="alert">{problem}</p>}
		</div>
	);
}
