/* pages.ts - lists that the server gives page by page, each with the cursor of the next. */
import { useInfiniteQuery, type UseInfiniteQueryOptions } from '@tanstack/preact-query';

interface Page { items: unknown[]; next?: string | null }

/** What a page is asked for with; nothing for the first one. */
interface From { cursor?: string }

type Options = Pick<UseInfiniteQueryOptions, 'enabled' | 'staleTime' | 'retry' | 'refetchOnWindowFocus' | 'refetchOnReconnect'>;

export const usePages = <P extends Page>(queryKey: readonly unknown[], fetch: (from: From) => Promise<P>, options?: Options) => useInfiniteQuery({
	...options as object,
	queryKey,
	initialPageParam: '',
	queryFn: ({ pageParam }) => fetch(pageParam ? { cursor: pageParam } : {}),
	getNextPageParam: (page) => page.next ?? undefined,
});

/** Of all pages that are there. */
export const itemsOf = <T>(pages: { items: T[] }[] | undefined): T[] => (pages ?? []).flatMap((page) => page.items);
