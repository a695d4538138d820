/*
 * file-field.tsx - a form's field that takes documents.
 *
 * They are uploaded for the task at once and the field holds their ids, so that
 * a draft keeps them; they become part of the record when the task is completed.
 */
import { Trash2 } from 'lucide-preact';
import { createContext, type JSX } from 'preact';
import { useContext, useRef } from 'preact/hooks';
import { messageOf } from '../app/errors';
import { t } from '../app/i18n';
import { refresh } from '../app/queries';
import { Button } from '../ui/button';
import { describedBy, FieldError } from '../ui/field';
import { say } from '../ui/toast';
import { eraseFile, isKind, KINDS, type StoredFile, useLimits, useTaskFiles } from './documents';
import { DropZone } from './drop-zone';
import { DownloadLink, FileName, nameOf } from './file-cells';
import { UploadList } from './upload-list';
import { useUploads } from './uploads';

/** The task whose form is filled in; null where a form is only looked at. */
export const TaskOfForm = createContext<string | null>(null);

interface FileFieldProps {
	id: string;
	label: string;
	hint?: string;
	error?: string;
	optional?: boolean;
	disabled?: boolean;
	accept?: string;
	multiple?: boolean;
	/** What kind of document is wanted. */
	kind?: string;
	value: unknown;
	onChange: (ids: string[]) => void;
}

function Chosen({ file, disabled, onRemove }: {
	file: StoredFile | undefined; disabled?: boolean; onRemove: () => void;
}): JSX.Element {
	const name = file ? nameOf(file) : t('file.unknown');
	return (
		<li class="row between">
			{file ? <FileName file={file} /> : <span class="dim">{name}</span>}
			<span class="row no-wrap">
				{file && <DownloadLink file={file} />}
				{!disabled && <Button small variant="tertiary" icon={Trash2} label={t('file.remove', { name })} onClick={onRemove} />}
			</span>
		</li>
	);
}

function TaskFiles(props: FileFieldProps & { task: string }): JSX.Element {
	const { id, label, hint, error, disabled, accept, multiple, task } = props;
	const limits = useLimits();
	const known = useTaskFiles(task);
	const ids = Array.isArray(props.value) ? props.value.filter((v): v is string => typeof v === 'string') : [];
	const latest = useRef(ids);
	latest.current = ids;
	const change = (next: string[]): void => {
		latest.current = next;
		props.onChange(next);
	};
	const uploads = useUploads({
		path: `/api/v1/tasks/${task}/files`, limits: limits.data, accept,
		onStored: (file) => {
			refresh('files');
			change(multiple ? [...latest.current, file.id] : [file.id]);
		},
	});
	const remove = (file: string): void => {
		change(ids.filter((one) => one !== file));
		// What earlier tasks brought is part of the record and stays there.
		if (known.data?.some((one) => one.id === file && !one.isKept))
			eraseFile(file).catch((failure: unknown) => say(messageOf(failure), { kind: 'error' }));
	};
	const kind = isKind(props.kind) ? props.kind : 'other';
	return (
		<>
			{ids.length > 0 && (
				<ul class="uploads" aria-label={label}>
					{ids.map((one) => <Chosen key={one} file={known.data?.find((file) => file.id === one)} disabled={disabled} onRemove={() => remove(one)} />)}
				</ul>
			)}
			{!disabled && (
				<DropZone id={id} limits={limits.data} accept={accept} multiple={multiple ?? false} invalid={Boolean(error)}
					describedBy={describedBy(id, hint, error)}
					onFiles={(files) => uploads.add(files.slice(0, multiple ? undefined : 1).map((file) => ({
						file, facts: { name: file.name, kind, sensitivity: KINDS[kind].sensitivity } })))} />
			)}
			<UploadList uploads={uploads} />
		</>
	);
}

export function FileField(props: FileFieldProps): JSX.Element {
	const { id, label, hint, error, optional } = props;
	const task = useContext(TaskOfForm);
	return (
		<fieldset class="plain stack tight" aria-describedby={describedBy(id, hint, error)}>
			<legend>{label}{optional && <span class="dim"> ({t('optional')})</span>}</legend>
			{hint && <span class="dim small" id={`${id}-hint`}>{hint}</span>}
			{task === null ? <p class="dim small">{t('file.onlyInTasks')}</p> : <TaskFiles {...props} task={task} />}
			<FieldError id={`${id}-error`} error={error} />
		</fieldset>
	);
}
