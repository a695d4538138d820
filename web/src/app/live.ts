/*
 * live.ts - news from the server, one connection per browser.
 *
 * The tab that holds the lock "vinculo-live" keeps the EventSource and passes
 * each message on; the others listen.  When that tab closes, the lock moves on.
 * A message only names what changed: the queries of that topic are fetched
 * again.  Without news for a while the lists are fetched anyway.
 */
import { signal } from '@preact/signals';
import type { QueryClient } from '@tanstack/preact-query';

interface News {
	topic: string;
	id: string;
}

const CHANNEL = 'vinculo-live';
const POLL_MS = 60_000;
const RETRY_MS = 20_000;
/** Several changes of one transaction are one refresh. */
const GATHER_MS = 400;

/** Which query families a topic makes stale. */
const STALE: Record<string, string[]> = {
	task: ['tasks', 'task', 'counts', 'board', 'intervention'],
	tasks: ['tasks', 'task', 'counts', 'board', 'intervention'],
	comment: ['comments'],
	mention: ['comments', 'counts', 'tasks'],
	record: ['record', 'entries', 'records'],
	intervention: ['intervention', 'record', 'history'],
	process: ['instances', 'instance', 'intervention', 'history', 'definition', 'definitions'],
	approval: ['approvals'],
	export: ['exports', 'export'],
	incident: ['incidents', 'instances', 'instance'],
	break_glass: ['glass', 'reviews'],
	definition: ['definitions', 'definition', 'variables'],
};

export type LiveState = 'connecting' | 'live' | 'polling';
export const liveState = signal<LiveState>('connecting');

function parse(text: string): News | null {
	try {
		const news: unknown = JSON.parse(text);
		if (typeof news === 'object' && news !== null && 'topic' in news)
			return { topic: String(news.topic), id: 'id' in news ? String(news.id) : '' };
	} catch {
		// A malformed message is no news.
	}
	return null;
}

function gatherer(client: QueryClient): (news: News) => void {
	const families = new Set<string>();
	let timer = 0;
	return (news) => {
		for (const family of STALE[news.topic] ?? [])
			families.add(family);
		timer ||= window.setTimeout(() => {
			timer = 0;
			for (const family of families)
				void client.invalidateQueries({ queryKey: [family] });
			families.clear();
		}, GATHER_MS);
	};
}

/** Listen until the returned function is called. */
export function startLive(client: QueryClient): () => void {
	const tell = gatherer(client);
	const channel = new BroadcastChannel(CHANNEL);
	const abort = new AbortController();
	let source: EventSource | null = null;

	const setState = (state: LiveState): void => { liveState.value = state; };
	channel.onmessage = (event: MessageEvent<News | { state: LiveState }>) => {
		if ('state' in event.data)
			setState(event.data.state);
		else
			tell(event.data);
	};

	const lead = (): Promise<void> => new Promise((resolve) => {
		const share = (state: LiveState): void => { setState(state); channel.postMessage({ state }); };
		const hear = (event: MessageEvent<string>): void => {
			const news = parse(event.data);
			if (!news)
				return;
			tell(news);
			channel.postMessage(news);
		};
		const connect = (): void => {
			if (abort.signal.aborted)
				return;
			const opened = new EventSource('/api/v1/events');
			source = opened;
			opened.onopen = () => share('live');
			opened.onerror = () => {
				share('polling');
				// The browser tries again by itself, but not after a refusal.
				if (opened.readyState === EventSource.CLOSED)
					window.setTimeout(connect, RETRY_MS);
			};
			opened.onmessage = hear;
			for (const topic of Object.keys(STALE))
				opened.addEventListener(topic, hear);
		};
		connect();
		abort.signal.addEventListener('abort', () => resolve());
	});
	navigator.locks.request(CHANNEL, { signal: abort.signal }, lead).catch(() => undefined);

	const poll = window.setInterval(() => {
		if (liveState.value === 'polling' && document.visibilityState === 'visible')
			tell({ topic: 'task', id: '' });
	}, POLL_MS);

	return () => {
		abort.abort();
		source?.close();
		channel.close();
		window.clearInterval(poll);
	};
}
