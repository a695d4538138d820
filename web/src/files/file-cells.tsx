/* file-cells.tsx - a document in words: its name and kind, its size, a way to save it. */
import { Download } from 'lucide-preact';
import type { JSX } from 'preact';
import { formatBytes } from '../app/format';
import { t } from '../app/i18n';
import { isMasked } from '../app/person';
import { Masked } from '../ui/masked';
import { Tag, When } from '../ui/tag';
import { contentOf, KINDS, type StoredFile } from './documents';

/** What is known of it, or null: masked or withdrawn. */
export function factsOf(file: StoredFile): { name: string; size: number; description?: string | null } | null {
	return file.body && !isMasked(file.body) ? file.body : null;
}

/** What to call it where its name may not be said. */
export const nameOf = (file: StoredFile): string => factsOf(file)?.name ?? t(`file.kind.${file.kind}`);

export function FileName({ file }: { file: StoredFile }): JSX.Element {
	const Icon = KINDS[file.kind].icon;
	const facts = factsOf(file);
	return (
		<div class="file">
			<Icon class="icon" aria-hidden="true" />
			<div class="stack tight">
				{facts ? <span class="strong file-name">{facts.name}</span> :
					file.withdrawnAt ? <span class="dim">{t('file.withdrawn', { name: file.withdrawnByName ?? '' })} <When at={file.withdrawnAt} /></span> :
						<Masked category={file.body && isMasked(file.body) ? file.body.masked : file.category} />}
				{file.withdrawnAt && file.reason && !isMasked(file.reason) && <span class="small">{file.reason.text}</span>}
				{facts?.description && <span class="small">{facts.description}</span>}
				<span class="small"><Tag>{t(`file.kind.${file.kind}`)}</Tag> <span class="dim">{t(`category.${file.category}`)}</span></span>
			</div>
		</div>
	);
}

export const sizeOf = (file: StoredFile): string => {
	const facts = factsOf(file);
	return facts ? formatBytes(facts.size) : '—';
};

/** Always saved, never shown in the page. */
export function DownloadLink({ file }: { file: StoredFile }): JSX.Element | null {
	const facts = factsOf(file);
	if (!facts)
		return null;
	const label = t('file.download', { name: facts.name });
	return (
		<a class="ds-button" data-variant="tertiary" data-size="xs" data-square="" href={contentOf(file.id)} download={facts.name}
			aria-label={label} title={label}><Download class="icon" aria-hidden="true" /></a>
	);
}
