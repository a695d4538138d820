/* upload-list.tsx - files on their way, and those that did not get there. */
import { RotateCw, X } from 'lucide-preact';
import type { JSX } from 'preact';
import { formatBytes } from '../app/format';
import { t } from '../app/i18n';
import { Button } from '../ui/button';
import { FieldError } from '../ui/field';
import { percent, type Upload, type Uploads } from './uploads';

function Row({ upload, uploads }: { upload: Upload; uploads: Uploads }): JSX.Element {
	const name = upload.file.name;
	const id = `upload-${upload.id}`;
	return (
		<li class="upload">
			<div class="grow stack tight">
				<p><span class="strong file-name">{name}</span> <span class="small dim">{formatBytes(upload.file.size)}</span></p>
				{upload.state === 'failed' ? <FieldError id={`${id}-error`} error={upload.error} /> : (
					<progress max={1} value={upload.state === 'waiting' ? 0 : upload.part} aria-label={`${name}: ${percent(upload)}`} />
				)}
			</div>
			{upload.state === 'failed' && !upload.isFinal &&
				<Button small icon={RotateCw} label={t('file.retry', { name })} onClick={() => uploads.retry(upload.id)} />}
			<Button small variant="tertiary" icon={X} label={t(upload.state === 'failed' ? 'file.dismiss' : 'file.cancel', { name })}
				onClick={() => uploads.cancel(upload.id)} />
		</li>
	);
}

export function UploadList({ uploads }: { uploads: Uploads }): JSX.Element {
	const failed = uploads.list.filter((u) => u.state === 'failed').length;
	return (
		<div class="no-print">
			<p class="sr" role="status">{uploads.list.length > failed ? t('file.underWay', { n: uploads.list.length - failed }) : ''}
				{failed ? ` ${t('file.failed', { n: failed })}` : ''}</p>
			{uploads.list.length > 0 && (
				<ul class="uploads" aria-label={t('file.uploads')}>
					{uploads.list.map((upload) => <Row key={upload.id} upload={upload} uploads={uploads} />)}
				</ul>
			)}
		</div>
	);
}
