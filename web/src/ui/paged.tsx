/* paged.tsx - shows a list that comes page by page: what is there, and a button for more. */
import type { ComponentChildren, JSX } from 'preact';
import { itemsOf } from '../app/pages';
import { Loaded, type QueryLike } from './states';
import { Pager } from './table';

interface PagedQuery<T> extends QueryLike<{ pages: { items: T[] }[] }> {
	hasNextPage: boolean;
	isFetchingNextPage: boolean;
	fetchNextPage: () => unknown;
}

export function Paged<T>({ query, lines, empty, children }: {
	query: PagedQuery<T>; lines?: number; empty: ComponentChildren; children: (rows: T[]) => ComponentChildren;
}): JSX.Element {
	return (
		<Loaded query={query} lines={lines}>
			{({ pages }) => {
				const rows = itemsOf(pages);
				return rows.length ? (
					<>
						{children(rows)}
						<Pager shown={rows.length} hasMore={query.hasNextPage} busy={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
					</>
				) : empty;
			}}
		</Loaded>
	);
}
