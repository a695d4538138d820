/* timeline.tsx - what happened, newest first; entries are never changed, only corrected. */
import { FileText, History, House, type LucideIcon, MessageCircle, NotebookPen, Phone, Reply, TriangleAlert, UsersRound } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { boundsOf } from '../../app/format';
import { t, tCode, type Key } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { isMasked } from '../../app/person';
import { useUrlState } from '../../app/url';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { Timeline, type TimelineItem } from '../../ui/lists';
import { Masked } from '../../ui/masked';
import { Paged } from '../../ui/paged';
import { EmptyState, Loaded } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { NewEntry } from './entry';
import type { Entry, RecordFile } from './use-record';

export const ENTRY_KINDS = ['note', 'interview', 'visit', 'call', 'coordination', 'alert', 'report'] as const;
const ICONS: Record<string, LucideIcon> = {
	note: NotebookPen, interview: MessageCircle, visit: House, call: Phone, coordination: UsersRound, alert: TriangleAlert, report: FileText,
};
const PAGE = 30;

interface Filter { kind: string; author: string; from: string; to: string }
const ALL: Filter = { kind: '', author: '', from: '', to: '' };

function useEntries(id: string, filter: Filter) {
	const kind = ENTRY_KINDS.find((known) => known === filter.kind);
	const query = { limit: PAGE, ...(kind && { kind }), ...(filter.author && { author: filter.author }), ...boundsOf(filter.from, filter.to) };
	return usePages(['entries', id, query], (from) => data(api.GET('/api/v1/records/{id}/entries', {
		params: { path: { id }, query: { ...query, ...from } },
	})));
}

export function entryItem(entry: Entry, onCorrect?: (entry: Entry) => void): TimelineItem {
	return {
		id: entry.id, icon: ICONS[entry.kind] ?? History, at: entry.at, by: entry.author,
		color: entry.kind === 'alert' ? 'danger' : 'accent',
		title: <>{tCode('entry', entry.kind)} <Tag>{t(`category.${entry.category}`)}</Tag>
			{entry.correctsId && <> <Tag color="warning">{t('entry.correction')}</Tag></>}</>,
		body: isMasked(entry.body) ? <Masked category={entry.body.masked} /> : (
			<>
				<p class="entry-text">{entry.body.text}</p>
				{onCorrect && <Button small variant="tertiary" icon={Reply} onClick={() => onCorrect(entry)}>{t('entry.correct')}</Button>}
			</>
		),
	};
}

export function RecentEntries({ record }: { record: RecordFile }): JSX.Element {
	const entries = useEntries(record.id, ALL);
	return (
		<Loaded query={entries} lines={4}>
			{(found) => {
				const items = found.pages[0]?.items.slice(0, 5) ?? [];
				return items.length ? <Timeline label={t('record.recent')} items={items.map((entry) => entryItem(entry))} /> :
					<p class="dim">{t('entry.none')}</p>;
			}}
		</Loaded>
	);
}

interface Author { id: string; name: string }

function TimelineFilter({ filter, set, authors }: { filter: Filter; set: (changes: Partial<Filter>) => void; authors: Author[] }): JSX.Element {
	return (
		<form class="search-form timeline-filter" aria-label={t('filters.title')} onSubmit={(e) => e.preventDefault()}>
			<SelectField name="kind" label={t('entry.kind')} value={filter.kind} empty={t('filters.any')}
				options={ENTRY_KINDS.map((k) => ({ value: k, label: t(`entry.${k}` as Key) }))}
				onChange={(e) => set({ kind: e.currentTarget.value })} />
			<SelectField name="author" label={t('entry.author')} value={filter.author} empty={t('filters.any')}
				options={authors.map((a) => ({ value: a.id, label: a.name }))} onChange={(e) => set({ author: e.currentTarget.value })} />
			<TextField name="from" type="date" label={t('audit.from')} value={filter.from} onChange={(e) => set({ from: e.currentTarget.value })} />
			<TextField name="to" type="date" label={t('audit.to')} value={filter.to} onChange={(e) => set({ to: e.currentTarget.value })} />
		</form>
	);
}

export function RecordTimeline({ record }: { record: RecordFile }): JSX.Element {
	const url = useUrlState();
	const filter: Filter = { kind: url.get('kind'), author: url.get('author'), from: url.get('from'), to: url.get('to') };
	const [correcting, setCorrecting] = useState<Entry | null>(null);
	const [adding, setAdding] = useState(false);
	const entries = useEntries(record.id, filter);
	// Those to choose from stay while other entries are fetched.
	const [authors, setAuthors] = useState<Author[]>([]);
	const known = entries.data?.pages[0]?.authors;
	useEffect(() => { if (known) setAuthors(known); }, [known]);
	const mayWrite = record.access.mayWrite;
	const isFiltered = Object.values(filter).some(Boolean);
	return (
		<section class="card stack narrow">
			<div class="row between top no-print">
				<TimelineFilter filter={filter} set={(changes) => url.set(changes, { replace: true })} authors={authors} />
				{mayWrite && <Button variant="primary" icon={NotebookPen} onClick={() => setAdding(true)}>{t('entry.new')}</Button>}
			</div>
			<Paged query={entries} empty={(
				<EmptyState icon={History} title={isFiltered ? t('entry.noneSuch') : t('entry.none')}>
					{isFiltered ? t('entry.noneSuchText') : t('entry.noneText')}
				</EmptyState>
			)}>
				{(items) => <Timeline label={t('record.tab.timeline')} items={items.map((e) => entryItem(e, mayWrite ? setCorrecting : undefined))} />}
			</Paged>
			{(adding || correcting) && (
				<NewEntry record={record} corrects={correcting ?? undefined} onClose={() => { setAdding(false); setCorrecting(null); }} />
			)}
		</section>
	);
}
