/* document-list.tsx - the documents of a record or an intervention: list, add, take back. */
import { FileText, RotateCcw, Undo2 } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { messageOf } from '../app/errors';
import { t, tCode } from '../app/i18n';
import { refresh } from '../app/queries';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/errors';
import { TextArea } from '../ui/field';
import { Paged } from '../ui/paged';
import { EmptyState } from '../ui/states';
import { DataTable } from '../ui/table';
import { Tag, When } from '../ui/tag';
import { say } from '../ui/toast';
import { AddFiles } from './add-files';
import { restoreFile, type StoredFile, useDocuments, useLimits, withdrawFile } from './documents';
import { DropZone } from './drop-zone';
import { DownloadLink, factsOf, FileName, nameOf, sizeOf } from './file-cells';
import { UploadList } from './upload-list';
import { useUploads } from './uploads';

const REASON_MAX = 500;

async function restore(file: StoredFile): Promise<void> {
	try {
		await restoreFile(file.id);
		say(t('file.restored'));
	} catch (error) {
		say(messageOf(error), { kind: 'error' });
	}
}

function Withdraw({ file, onClose }: { file: StoredFile; onClose: () => void }): JSX.Element {
	const [reason, setReason] = useState('');
	const [missing, setMissing] = useState(false);
	const { run, busy, error } = useAction(async () => {
		await withdrawFile(file.id, reason.trim());
		say(t('file.withdrawnNow'), { undo: () => void restore(file) });
		onClose();
	});
	return (
		<Dialog title={t('file.withdraw', { name: nameOf(file) })} onClose={onClose} onSubmit={() => {
			setMissing(reason.trim().length < 3);
			if (reason.trim().length >= 3)
				void run();
		}} actions={<Button type="submit" variant="primary" color="danger" busy={busy}>{t('file.withdrawDo')}</Button>}>
			<FormError error={error} />
			<p>{t('file.withdrawText')}</p>
			<TextArea name="reason" label={t('file.reason')} required rows={3} maxLength={REASON_MAX} autoFocus value={reason}
				error={missing ? t('form.required') : null} onInput={(e) => setReason(e.currentTarget.value)} />
		</Dialog>
	);
}

function Actions({ file, mayWrite, onWithdraw }: { file: StoredFile; mayWrite: boolean; onWithdraw: () => void }): JSX.Element {
	return (
		<div class="row no-wrap">
			<DownloadLink file={file} />
			{mayWrite && factsOf(file) && <Button small variant="tertiary" icon={Undo2} label={t('file.withdraw', { name: nameOf(file) })} onClick={onWithdraw} />}
			{file.mayRestore && <Button small icon={RotateCcw} onClick={() => void restore(file)}>{t('file.restore')}</Button>}
		</div>
	);
}

/** Whose name, of those who live there. */
export type PeopleOf = { value: string; label: string }[];

export function DocumentTable({ files, people, mayWrite, withCase }: {
	files: StoredFile[]; people: PeopleOf; mayWrite: boolean; withCase: boolean;
}): JSX.Element {
	const [withdrawing, setWithdrawing] = useState<StoredFile | null>(null);
	const about = (id: string | null | undefined): string => people.find((p) => p.value === id)?.label ?? t('entry.family');
	return (
		<>
			<DataTable caption={t('file.title')} rows={files} rowKey={(f) => f.id} columns={[
				{ id: 'name', label: t('file.document'), cell: (f) => <FileName file={f} /> },
				{ id: 'about', label: t('entry.about'), cell: (f) => <>{about(f.personId)}{withCase && f.interventionNumber &&
					<><br /><a class="small num" href={`/staff/cases/${f.interventionId ?? ''}`}>{f.interventionNumber}</a></>}</> },
				{ id: 'size', label: t('file.size'), numeric: true, cell: sizeOf },
				{ id: 'by', label: t('file.by'), cell: (f) => <>{f.authorName}<br /><span class="small dim"><When at={f.at} /></span></> },
				{ id: 'sensitivity', label: t('file.sensitivity'), cell: (f) => <Tag color={f.sensitivity > 1 ? 'warning' : 'neutral'}>{tCode('sensitivity', String(f.sensitivity))}</Tag> },
				{ id: 'actions', label: t('file.actions'), cell: (f) => <Actions file={f} mayWrite={mayWrite} onWithdraw={() => setWithdrawing(f)} /> },
			]} />
			{withdrawing && <Withdraw file={withdrawing} onClose={() => setWithdrawing(null)} />}
		</>
	);
}

export function Documents({ record, intervention, people, mayWrite }: {
	record: string; intervention?: string; people: PeopleOf; mayWrite: boolean;
}): JSX.Element {
	const documents = useDocuments(record, intervention);
	const limits = useLimits();
	const [chosen, setChosen] = useState<File[]>([]);
	const uploads = useUploads({
		path: `/api/v1/records/${record}/files`, limits: limits.data,
		onStored: (file) => {
			refresh('files');
			say(t('file.stored', { name: nameOf(file) }));
		},
	});
	return (
		<section class="card stack" aria-label={t('file.title')}>
			{mayWrite && <DropZone id="f-documents" limits={limits.data} takesPaste onFiles={setChosen} />}
			<UploadList uploads={uploads} />
			<Paged query={documents} empty={<EmptyState icon={FileText} title={t('file.none')}>{t('file.noneText')}</EmptyState>}>
				{(files) => <DocumentTable files={files} people={people} mayWrite={mayWrite} withCase={!intervention} />}
			</Paged>
			{chosen.length > 0 && <AddFiles files={chosen} people={people} onClose={() => setChosen([])} onAdd={(facts) => {
				uploads.add(chosen.map((file) => ({ file, facts: { ...facts, name: file.name, ...(intervention && { interventionId: intervention }) } })));
				setChosen([]);
			}} />}
		</section>
	);
}
