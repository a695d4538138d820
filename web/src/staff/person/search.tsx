/* search.tsx - find a person by number or by name, typos allowed. */
import { Search as SearchIcon, UserPlus, UserRoundSearch, UserRoundX } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { birthAndAge, personDocument, personName } from '../../app/person';
import { t } from '../../app/i18n';
import { may } from '../../app/session';
import { Button, ButtonLink } from '../../ui/button';
import { TextField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { Tag } from '../../ui/tag';
import { type Found, placeOf, useLookup } from './lookup';

/** A remembered search is taken once: names stay out of addresses and storage. */
function takeSearch(): string {
	const text = sessionStorage.getItem('vinculo.search') ?? '';
	sessionStorage.removeItem('vinculo.search');
	return text;
}

function NewPersonButton(): JSX.Element | null {
	return may('person.write') ?
		<ButtonLink href="/staff/persons/new" variant="primary" icon={UserPlus}>{t('person.new')}</ButtonLink> : null;
}

function Results({ items }: { items: Found[] }): JSX.Element {
	if (!items.length)
		return <EmptyState icon={UserRoundX} title={t('search.none')} action={<NewPersonButton />}>{t('search.noneText')}</EmptyState>;
	return (
		<DataTable caption={t('search.results')} rows={items} rowKey={(row) => row.id} columns={[
			{ id: 'name', label: t('person'), cell: (row) => <a class="strong" href={placeOf(row)}>{personName(row.identity)}</a> },
			{ id: 'doc', label: t('person.document'), cell: (row) => <span class="num">{personDocument(row.identity) || '—'}</span> },
			{ id: 'birth', label: t('person.birth'), cell: (row) => birthAndAge(row.identity) },
			{ id: 'record', label: t('record'), cell: (row) => row.recordNumber ?
				<span class="num">{row.recordNumber}</span> : <Tag>{t('record.noneYet')}</Tag> },
			{ id: 'unit', label: t('unit'), cell: (row) => row.unit ?? '—' },
		]} />
	);
}

export default function Search(): JSX.Element {
	const [remembered] = useState(takeSearch);
	const [text, setText] = useState(remembered);
	const [asked, setAsked] = useState({ text: remembered, year: 0 });
	const [year, setYear] = useState('');
	const found = useLookup(asked.text, asked.year || undefined);
	const ask = (wanted: string): void => setAsked({ text: wanted, year: Number(year) || 0 });

	// autofocus works once per document only.
	useEffect(() => document.getElementById('f-q')?.focus(), []);
	return (
		<>
			<PageHead title={t('nav.persons')} sub={t('search.sub')} actions={<NewPersonButton />} />
			<form class="card search-form" role="search" onSubmit={(e) => { e.preventDefault(); ask(text); }}>
				<div class="grow">
					<TextField name="q" label={t('search.label')} hint={t('search.hint')} value={text} autoComplete="off"
						onInput={(e) => setText(e.currentTarget.value)} />
				</div>
				<TextField name="year" label={t('search.year')} optional inputMode="numeric" maxLength={4} value={year}
					onInput={(e) => setYear(e.currentTarget.value)} />
				<Button type="submit" variant="primary" icon={SearchIcon} busy={found.isFetching}>{t('search.go')}</Button>
			</form>
			<section class="card flush" aria-live="polite" aria-label={t('search.results')}>
				{asked.text.trim().length < 3 ? <EmptyState icon={UserRoundSearch} title={t('search.start')}>{t('search.startText')}</EmptyState> :
					found.data ? <Results items={found.data} /> :
						found.error ? <ErrorState error={found.error} retry={() => void found.refetch()} /> :
							<div class="state"><Skeleton lines={4} /></div>}
			</section>
		</>
	);
}
