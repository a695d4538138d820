/* saved.tsx - the worker's own views of the queue, each with how much is in it. */
import { useQuery } from '@tanstack/preact-query';
import { BookmarkPlus, X } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { fieldErrors, messageOf } from '../../app/errors';
import { t } from '../../app/i18n';
import { useProgrammeLabel } from '../../app/queries';
import { chooseUnit, myUnits, unitId } from '../../app/session';
import { dropView, type Filter, filterOf, idOf, type SavedView, saveView, useViews } from '../../app/views';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { TextField } from '../../ui/field';
import { say } from '../../ui/toast';
import { formText } from '../sign-in';
import { type QueueState, taskQuery, VIEWS } from './state';

/** Beyond this a view says "50+". */
const COUNTED = 50;

function useCount(filter: Filter): string {
	const query = { ...taskQuery(filter), limit: COUNTED };
	const tasks = useQuery({
		queryKey: ['tasks', 'count', query],
		staleTime: 60_000,
		queryFn: () => data(api.GET('/api/v1/tasks', { params: { query } })),
	});
	return tasks.data ? `${tasks.data.items.length}${tasks.data.next ? '+' : ''}` : '';
}

/** A name made of what it filters by. */
function useOwnName(): (filter: Filter) => string {
	const programme = useProgrammeLabel();
	return (v) => [
		t(`queue.${VIEWS.find((view) => view === v.view) ?? 'mine'}`), v.overdue ? t('filters.overdue') : '', programme(v.programme),
		myUnits.value.find((unit) => unit.id === v.unit)?.name ?? '',
	].filter(Boolean).join(' · ');
}

function Saved({ view, isCurrent, onOpen }: { view: SavedView; isCurrent: boolean; onOpen: () => void }): JSX.Element {
	const ownName = useOwnName();
	const name = view.name || ownName(filterOf(view));
	const { run, busy } = useAction(async () => {
		try {
			await dropView(view.id);
		} catch (error) {
			say(messageOf(error), { kind: 'error' });
		}
	});
	return (
		<li class="row tight saved-view">
			<button type="button" class="grow" aria-pressed={isCurrent} onClick={onOpen}>{name}<span class="count">{useCount(filterOf(view))}</span></button>
			<Button small variant="tertiary" icon={X} busy={busy} label={t('views.drop', { name })} onClick={() => void run()} />
		</li>
	);
}

/** Beside the form of the filters, not inside it. */
export function SaveView({ filter, onClose }: { filter: Filter; onClose: () => void }): JSX.Element {
	const ownName = useOwnName();
	const { run, busy, error } = useAction(async (key, form: EventTarget | null) => {
		await saveView(filter, formText(form, 'name').trim(), key);
		onClose();
	});
	return (
		<Dialog title={t('views.save')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={BookmarkPlus} busy={busy}>{t('views.save')}</Button>}>
			<FormError error={error} />
			<TextField name="name" label={t('views.name')} hint={t('views.nameHint')} error={fieldErrors(error).name} maxLength={60}
				placeholder={ownName(filter)} autoComplete="off" />
		</Dialog>
	);
}

export const filterNow = (state: QueueState): Filter => ({ view: state.view, programme: state.programme, overdue: state.overdue, unit: unitId.value });

export function SavedViews({ state, onSave }: { state: QueueState; onSave: () => void }): JSX.Element | null {
	const now = filterNow(state);
	const views = useViews().data ?? [];
	const isKept = views.some((view) => idOf(filterOf(view)) === idOf(now));
	const isPlain = !now.programme && !now.overdue && !now.unit;
	if (!views.length && isPlain)
		return null;
	return (
		<fieldset>
			<legend>{t('views.title')}</legend>
			<ul class="stack tight">
				{views.map((view) => (
					<Saved key={view.id} view={view} isCurrent={idOf(filterOf(view)) === idOf(now)} onOpen={() => {
						chooseUnit(view.unitId ?? '');
						state.change({ view: view.view, programme: view.programme, overdue: view.overdue ? 'true' : '', task: '' });
					}} />
				))}
			</ul>
			{!isKept && !isPlain && (
				<Button small variant="tertiary" icon={BookmarkPlus} onClick={onSave}>{t('views.save')}</Button>
			)}
		</fieldset>
	);
}
