/*
 * data.tsx - the sealed categories of a family, each shown, masked or absent.
 *
 * A category is an object of named texts; a worker who may write edits it as a
 * list of named fields.
 */
import { EyeOff, PencilLine } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t, tCode } from '../../app/i18n';
import { type Category, isMasked } from '../../app/person';
import { Button } from '../../ui/button';
import { SummaryList } from '../../ui/lists';
import { Notice } from '../../ui/states';
import { Masked } from '../../ui/masked';
import { BreakGlass } from './break-glass';
import { EditData } from './edit-data';
import type { RecordFile } from './use-record';

const SHOWN = ['social', 'economic', 'violence', 'notes'] as const;

function CategoryCard({ record, category, onEdit }: {
	record: RecordFile; category: (typeof SHOWN)[number]; onEdit: (c: Category) => void;
}): JSX.Element {
	const sealed: unknown = record[category];
	const rows = typeof sealed === 'object' && sealed !== null && !isMasked(sealed) ? Object.entries(sealed) : [];
	return (
		<section class="card">
			<header>
				<h2>{t(`category.${category}`)}</h2>
				{record.access.mayWrite && !isMasked(sealed) && record.access.categories.includes(category) && (
					<Button small variant="tertiary" icon={PencilLine} onClick={() => onEdit(category)}>{t('edit')}</Button>
				)}
			</header>
			{isMasked(sealed) ? <Masked category={category} /> :
				rows.length ? <SummaryList rows={rows.map(([name, value]) => [tCode('data', name, name), typeof value === 'string' ||
					typeof value === 'number' ? String(value) : JSON.stringify(value)])} /> : <p class="dim">{t('data.none')}</p>}
		</section>
	);
}

export function DataTab({ record }: { record: RecordFile }): JSX.Element {
	const [editing, setEditing] = useState<Category | null>(null);
	const [asking, setAsking] = useState(false);
	const hasMask = SHOWN.some((category) => isMasked(record[category]));
	return (
		<div class="stack">
			{hasMask && (
				<Notice title={t('masked.title')} action={record.access.breakGlass &&
					<Button small icon={EyeOff} onClick={() => setAsking(true)}>{t('glass.ask')}</Button>}>
					{t('masked.text')}
				</Notice>
			)}
			<div class="grid-2">
				{SHOWN.map((category) => <CategoryCard key={category} {...{ record, category }} onEdit={setEditing} />)}
			</div>
			{editing && <EditData record={record} category={editing} onClose={() => setEditing(null)} />}
			{asking && <BreakGlass recordId={record.id} onClose={() => setAsking(false)} />}
		</div>
	);
}
