/* corrections.tsx - which fields of who somebody is were changed, from what to what, when, by whom. */
import type { JSX } from 'preact';
import { api, data, type Schemas } from '../../app/api';
import { t, tCode } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { isMasked } from '../../app/person';
import { Masked } from '../../ui/masked';
import { Paged } from '../../ui/paged';
import { DataTable } from '../../ui/table';
import { When } from '../../ui/tag';

type Correction = Schemas['Correction'];

const useCorrections = (id: string) => usePages(['person', id, 'corrections'], (from) => data(api.GET('/api/v1/persons/{id}/corrections',
	{ params: { path: { id }, query: from } })));

/** Texts as they are, lists and addresses in one line. */
function inWords(value: unknown): string {
	if (value === null || value === undefined || value === '')
		return '—';
	return typeof value === 'object' ? Object.values(value).map(inWords).join(', ') : String(value);
}

function side(correction: Correction, which: 'old' | 'new'): JSX.Element | string {
	const { values } = correction;
	return isMasked(values) ? <Masked category={values.masked} /> : inWords((values as Record<string, unknown>)[which]);
}

export function CorrectionsCard({ personId }: { personId: string }): JSX.Element {
	const found = useCorrections(personId);
	return (
		<section class="card stack">
			<header><h2>{t('correction.title')}</h2></header>
			<p>{t('correction.text')}</p>
			<Paged query={found} lines={2} empty={<p class="dim">{t('correction.none')}</p>}>
				{(rows) => (
					<DataTable caption={t('correction.title')} rows={rows} rowKey={(c) => c.id} columns={[
						{ id: 'field', label: t('correction.field'), cell: (c) => <span class="strong">{tCode('copy.key', c.field)}</span> },
						{ id: 'old', label: t('correction.old'), cell: (c) => side(c, 'old') },
						{ id: 'new', label: t('correction.new'), cell: (c) => side(c, 'new') },
						{ id: 'at', label: t('correction.at'), cell: (c) => <When at={c.at} /> },
						{ id: 'by', label: t('correction.by'), cell: (c) => c.by },
					]} />
				)}
			</Paged>
		</section>
	);
}
