/*
 * queue.tsx - the worker's day: filters, the list, the task in hand.
 *
 * Everything chosen is in the address, so a view can be bookmarked or sent.
 */
import { ListFilter } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../app/i18n';
import { itemsOf } from '../../app/pages';
import { useProgrammeLabel } from '../../app/queries';
import { unitId } from '../../app/session';
import { Button } from '../../ui/button';
import { useShortcuts } from '../../ui/keys';
import { FilterChips } from '../../ui/lists';
import { PageHead, Segmented } from '../../ui/nav';
import { toggled } from '../../ui/table';
import { useCounts } from '../shell';
import { BulkBar } from './bulk';
import { useCalm } from './calm';
import { Detail } from './detail';
import { Filters } from './filters';
import { TaskList } from './list';
import { useGroups, useQueueState, useTasks, VIEWS } from './state';

function useMoves(ids: string[], at: string, open: (id: string) => void, select: (id: string) => void): void {
	useShortcuts(useMemo(() => {
		const move = (step: number): void => {
			const from = ids.indexOf(at);
			const to = ids[from < 0 ? 0 : Math.min(Math.max(from + step, 0), ids.length - 1)];
			if (!to)
				return;
			open(to);
			document.querySelector<HTMLElement>(`[data-task="${to}"] a`)?.focus();
		};
		return [
			{ keys: 'j', label: 'keys.next' as const, run: () => move(1) },
			{ keys: 'k', label: 'keys.previous' as const, run: () => move(-1) },
			{ keys: 'x', label: 'keys.select' as const, run: () => { if (at) select(at); } },
			{ keys: 'Escape', label: 'keys.back' as const, run: () => open('') },
		];
	}, [ids, at, open, select]));
}

/** Who closes a task goes on from its row. */
function useReturn(task: string): void {
	const last = useRef('');
	useEffect(() => {
		const from = last.current;
		last.current = task;
		const at = document.activeElement;
		if (from && !task && (at === document.body || at?.id === 'main'))
			document.querySelector<HTMLElement>(`[data-task="${from}"] a`)?.focus();
	}, [task]);
}

export default function Queue(): JSX.Element {
	const state = useQueueState();
	const query = useTasks(state);
	const counts = useCounts();
	const programme = useProgrammeLabel();
	const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
	const [filtersOpen, setFiltersOpen] = useState(false);
	const tasks = useMemo(() => itemsOf(query.data?.pages), [query.data]);
	const calm = useCalm(tasks, [state.view, state.programme, state.overdue, state.putOff, state.assignee, unitId.value, query.data?.pages.length].join());
	const groups = useGroups(calm.shown);
	const ids = useMemo(() => groups.flatMap((g) => g.tasks.map((task) => task.id)), [groups]);
	const open = (task: string): void => state.change({ task });
	const select = (id: string): void => setSelected(toggled(selected, id));
	const names = useMemo(() => new Map(tasks.map((task) => [task.id, `${task.name} · ${task.number ?? ''}`])), [tasks]);
	// What a filter hides is not acted on.
	const chosen = useMemo(() => new Set(ids.filter((id) => selected.has(id))), [ids, selected]);
	useMoves(ids, state.task, open, select);
	useReturn(state.task);

	const next = (): void => {
		const after = ids[ids.indexOf(state.task) + 1] ?? ids.find((id) => id !== state.task) ?? '';
		state.change({ task: after });
	};
	const count = { mine: counts.data?.mine, pool: counts.data?.pool, done: counts.data?.doneToday,
		mentions: counts.data?.mentions || undefined, unit: undefined };
	const chips = [
		...(state.programme ? [{ id: 'p', label: programme(state.programme), onRemove: () => state.change({ programme: '' }) }] : []),
		...(state.putOff ? [{ id: 'f', label: t('filters.putOff'), onRemove: () => state.change({ putOff: '' }) }] : []),
		...(state.overdue ? [{ id: 'o', label: t('filters.overdue'), onRemove: () => state.change({ overdue: '' }) }] : []),
	];
	return (
		<>
			<PageHead title={t('queue.title')} sub={t('queue.sub', {
				late: (counts.data?.mineOverdue ?? 0), pool: counts.data?.pool ?? 0,
			})} actions={
				<>
					<Button class="filter-toggle" icon={ListFilter} aria-expanded={filtersOpen}
						onClick={() => setFiltersOpen(!filtersOpen)}>{t('filters.title')}</Button>
					<Segmented label={t('queue.view')} value={state.view}
						onChange={(view) => { setSelected(new Set()); state.change({ view, task: '' }); }}
						options={VIEWS.map((view) => ({ id: view, label: t(`queue.${view}`), count: count[view] }))} />
				</>
			} />
			<div class="queue" data-detail={state.task ? 'true' : undefined}>
				<div class="filter-pane" data-open={filtersOpen ? 'true' : undefined}><Filters state={state} /></div>
				<section aria-label={t('queue.list')} class="stack tight">
					<FilterChips chips={chips} onClear={() => state.change({ programme: '', overdue: '', putOff: '' })} />
					<TaskList {...{ query, groups, selected, onSelect: select, current: state.task, view: state.view }}
						fresh={calm.fresh} onFresh={calm.show} pool={counts.data?.pool ?? 0} onPool={() => state.change({ view: 'pool' })} />
					<BulkBar selected={chosen} names={names} onDone={() => setSelected(new Set())} onAll={() => setSelected(new Set(ids))} total={ids.length} />
				</section>
				{state.task && <Detail key={state.task} id={state.task} view={state.view} onNext={next} onClose={() => open('')} />}
			</div>
		</>
	);
}
