/* add-files.tsx - what the files that were chosen are, said once for all of them, before they are sent. */
import { Upload as UploadIcon } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes } from '../app/format';
import { t } from '../app/i18n';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { SelectField, TextField } from '../ui/field';
import { CATEGORIES, type FileCategory, type FileFacts, isKind, KIND_NAMES, KINDS } from './documents';

export type CommonFacts = Omit<FileFacts, 'name'>;

const DESCRIPTION_MAX = 500;
const LEVELS = ['0', '1', '2', '3'] as const;

export function AddFiles({ files, people, onAdd, onClose }: {
	files: File[];
	/** Whom a document may be about. */
	people: { value: string; label: string }[];
	onAdd: (facts: CommonFacts) => void;
	onClose: () => void;
}): JSX.Element {
	const [kind, setKind] = useState<FileFacts['kind']>('other');
	const [category, setCategory] = useState<FileCategory>(KINDS.other.category);
	const [sensitivity, setSensitivity] = useState(KINDS.other.sensitivity);
	const [personId, setPerson] = useState('');
	const [description, setDescription] = useState('');
	const pick = (name: string): void => {
		if (!isKind(name))
			return;
		setKind(name);
		setCategory(KINDS[name].category);
		setSensitivity(KINDS[name].sensitivity);
	};
	return (
		<Dialog title={t('file.add', { n: files.length })} onClose={onClose}
			onSubmit={() => onAdd({ kind, category, sensitivity, ...(personId && { personId }),
				...(description.trim() && { description: description.trim() }) })}
			actions={<Button type="submit" variant="primary" icon={UploadIcon}>{t('file.upload')}</Button>}>
			<ul class="file-names">
				{files.map((file) => <li key={`${file.name} ${file.size}`}><span class="file-name">{file.name}</span> <span class="small dim">{formatBytes(file.size)}</span></li>)}
			</ul>
			<div class="grid-fields">
				<SelectField name="kind" label={t('file.kind')} value={kind} options={KIND_NAMES.map((k) => ({ value: k, label: t(`file.kind.${k}`) }))}
					onChange={(e) => pick(e.currentTarget.value)} />
				<SelectField name="category" label={t('file.category')} hint={t('file.categoryHint')} value={category}
					options={CATEGORIES.map((c) => ({ value: c, label: t(`category.${c}`) }))}
					onChange={(e) => setCategory(CATEGORIES.find((c) => c === e.currentTarget.value) ?? category)} />
				<SelectField name="sensitivity" label={t('file.sensitivity')} hint={t('file.sensitivityHint')} value={String(sensitivity)}
					options={LEVELS.map((level) => ({ value: level, label: t(`sensitivity.${level}`) }))}
					onChange={(e) => setSensitivity(Number(e.currentTarget.value))} />
				{people.length > 0 && <SelectField name="personId" label={t('entry.about')} optional empty={t('entry.family')} value={personId} options={people}
					onChange={(e) => setPerson(e.currentTarget.value)} />}
			</div>
			<TextField name="description" label={t('file.description')} optional maxLength={DESCRIPTION_MAX} value={description}
				onInput={(e) => setDescription(e.currentTarget.value)} />
		</Dialog>
	);
}
