/* saved.tsx - the worker's own views of the queue, each with how much is in it. */
import { useQuery } from '@tanstack/preact-query';
import { BookmarkPlus, X } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { t } from '../../app/i18n';
import { useProgrammeLabel } from '../../app/queries';
import { chooseUnit, myUnits, unitId } from '../../app/session';
import { dropView, idOf, type SavedView, savedViews, saveView } from '../../app/views';
import { Button } from '../../ui/button';
import { type QueueState, taskQuery, VIEWS } from './state';

/** Beyond this a view says "50+". */
const COUNTED = 50;

function useCount(view: SavedView): string {
	const query = { ...taskQuery(view), limit: COUNTED };
	const tasks = useQuery({
		queryKey: ['tasks', 'count', query],
		staleTime: 60_000,
		queryFn: () => data(api.GET('/api/v1/tasks', { params: { query } })),
	});
	return tasks.data ? `${tasks.data.items.length}${tasks.data.next ? '+' : ''}` : '';
}

function useName(): (view: SavedView) => string {
	const programme = useProgrammeLabel();
	return (v) => [
		t(`queue.${VIEWS.find((view) => view === v.view) ?? 'mine'}`), v.overdue ? t('filters.overdue') : '', programme(v.programme),
		myUnits.value.find((unit) => unit.id === v.unit)?.name ?? '',
	].filter(Boolean).join(' · ');
}

function Saved({ view, isCurrent, onOpen }: { view: SavedView; isCurrent: boolean; onOpen: () => void }): JSX.Element {
	const name = useName()(view);
	return (
		<li class="row tight saved-view">
			<button type="button" class="grow" aria-pressed={isCurrent} onClick={onOpen}>{name}<span class="count">{useCount(view)}</span></button>
			<Button small variant="tertiary" icon={X} label={t('views.drop', { name })} onClick={() => dropView(view)} />
		</li>
	);
}

export function SavedViews({ state }: { state: QueueState }): JSX.Element | null {
	const now: SavedView = { view: state.view, programme: state.programme, overdue: state.overdue, unit: unitId.value };
	const views = savedViews();
	const isSaved = views.some((view) => idOf(view) === idOf(now));
	const isPlain = !now.programme && !now.overdue && !now.unit;
	if (!views.length && isPlain)
		return null;
	return (
		<fieldset>
			<legend>{t('views.title')}</legend>
			<ul class="stack tight">
				{views.map((view) => (
					<Saved key={idOf(view)} view={view} isCurrent={idOf(view) === idOf(now)} onOpen={() => {
						chooseUnit(view.unit);
						state.change({ view: view.view, programme: view.programme, overdue: view.overdue ? 'true' : '', task: '' });
					}} />
				))}
			</ul>
			{!isSaved && !isPlain && (
				<Button small variant="tertiary" icon={BookmarkPlus} onClick={() => saveView(now)}>{t('views.save')}</Button>
			)}
		</fieldset>
	);
}
