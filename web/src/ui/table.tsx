/*
 * table.tsx - a real table: captions, sort buttons, row check boxes, pages.
 *
 * The server sorts and pages; the table only says what was asked for.  On a
 * narrow screen each row becomes a card.
 */
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../app/i18n';
import { Button } from './button';

export interface Column<T> {
	id: string;
	label: string;
	cell: (row: T) => ComponentChildren;
	numeric?: boolean;
	/** Compares two rows; its presence makes the column sortable. */
	sortable?: boolean;
}

export interface Sort {
	column: string;
	descending: boolean;
}

interface TableProps<T> {
	caption: string;
	columns: Column<T>[];
	rows: T[];
	rowKey: (row: T) => string;
	sort?: Sort;
	onSort?: (sort: Sort) => void;
	selected?: ReadonlySet<string>;
	onSelect?: (keys: ReadonlySet<string>) => void;
	current?: string;
	rowLabel?: (row: T) => string;
}

export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
	const next = new Set(set);
	if (!next.delete(key))
		next.add(key);
	return next;
}

function SortHead<T>({ column, sort, onSort }:
	{ column: Column<T>; sort?: Sort; onSort?: (sort: Sort) => void }): JSX.Element {
	const active = sort?.column === column.id;
	const Icon = !active ? ArrowUpDown : sort.descending ? ArrowDown : ArrowUp;
	const order = !active ? 'none' : sort.descending ? 'descending' : 'ascending';
	if (!column.sortable || !onSort)
		return <th scope="col" class={column.numeric ? 'num' : undefined}>{column.label}</th>;
	return (
		<th scope="col" aria-sort={order} class={column.numeric ? 'num' : undefined}>
			<button type="button" onClick={() => onSort({ column: column.id, descending: active && !sort.descending })}>
				{column.label}<Icon class="icon" aria-hidden="true" />
			</button>
		</th>
	);
}

export function DataTable<T>(props: TableProps<T>): JSX.Element {
	const { caption, columns, rows, rowKey, sort, onSort, selected, onSelect, current, rowLabel } = props;
	const all = rows.length > 0 && rows.every((row) => selected?.has(rowKey(row)));
	return (
		<div class="table-wrap">
			<table class="data" data-stack="">
				<caption class="sr">{caption}</caption>
				<thead>
					<tr>
						{onSelect && (
							<th scope="col">
								<input type="checkbox" class="ds-input" checked={all} aria-label={t('selectAll')}
									onChange={() => onSelect(all ? new Set() : new Set(rows.map(rowKey)))} />
							</th>
						)}
						{columns.map((column) => <SortHead key={column.id} {...{ column, sort, onSort }} />)}
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => {
						const key = rowKey(row);
						return (
							<tr key={key} aria-selected={key === current || undefined}>
								{onSelect && (
									<td data-label={t('select')}>
										<input type="checkbox" class="ds-input" checked={selected?.has(key)}
											aria-label={t('selectRow', { name: rowLabel?.(row) ?? key })}
											onChange={() => onSelect(toggled(selected ?? new Set(), key))} />
									</td>
								)}
								{columns.map((column) => (
									<td key={column.id} data-label={column.label} class={column.numeric ? 'num' : undefined}>
										{column.cell(row)}
									</td>
								))}
							</tr>
						);
					})}
				</tbody>
			</table>
		</div>
	);
}

/** "Load more" for a list that is paged by cursor. */
export function Pager({ hasMore, busy, onMore, shown }:
	{ hasMore: boolean; busy?: boolean; onMore: () => void; shown: number }): JSX.Element {
	return (
		<div class="pager">
			<span class="dim small">{t('pager.shown', { n: shown })}</span>
			{hasMore && <Button small busy={busy} onClick={onMore}>{t('pager.more')}</Button>}
		</div>
	);
}
