/* states.tsx - what a page shows when it is empty, loading or broken. */
import { CloudOff, Inbox, type LucideIcon, LockKeyhole, SearchX } from 'lucide-preact';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { ApiError, messageOf } from '../app/errors';
import { t } from '../app/i18n';
import { Button } from './button';

export function EmptyState({ icon: Icon = Inbox, title, children, action }: {
	icon?: LucideIcon; title: string; children?: ComponentChildren; action?: ComponentChildren;
}): JSX.Element {
	return (
		<div class="state">
			<Icon aria-hidden="true" />
			<h2>{title}</h2>
			{children && <p>{children}</p>}
			{action}
		</div>
	);
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }): JSX.Element {
	const problem = error instanceof ApiError ? error : null;
	const Icon = problem?.status === 403 ? LockKeyhole : problem?.status === 404 ? SearchX : CloudOff;
	return (
		<div class="state" role="alert">
			<Icon aria-hidden="true" />
			<h2>{problem?.status === 403 ? t('error.forbidden.title') :
				problem?.status === 404 ? t('error.notFound.title') : t('error.title')}</h2>
			<p>{messageOf(error)}</p>
			{problem?.requestId && <p class="small">{t('error.reference')} <code>{problem.requestId}</code></p>}
			{retry && problem?.status !== 403 && <Button onClick={retry}>{t('retry')}</Button>}
		</div>
	);
}

const WIDTHS = ['62%', '88%', '74%', '93%', '55%', '80%'];

export function Skeleton({ lines = 5 }: { lines?: number }): JSX.Element {
	return (
		<div class="stack" role="status" aria-busy="true">
			<span class="sr">{t('loading')}</span>
			{Array.from({ length: lines }, (_, i) => (
				<div class="bone" key={i} style={{ inlineSize: WIDTHS[i % WIDTHS.length] }} />
			))}
		</div>
	);
}

const NOTICE_ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

export function Notice({ kind = 'info', title, children, action }: {
	kind?: keyof typeof NOTICE_ICONS; title?: string; children?: ComponentChildren; action?: ComponentChildren;
}): JSX.Element {
	const Icon = NOTICE_ICONS[kind];
	return (
		<div class="notice" data-color={kind}>
			<Icon class="icon" aria-hidden="true" />
			<div class="grow">
				{title && <p class="strong">{title}</p>}
				{children && <div>{children}</div>}
			</div>
			{action}
		</div>
	);
}

export interface QueryLike<T> {
	data: T | undefined;
	error: unknown;
	isPending: boolean;
	refetch: () => unknown;
}

/** Shows a query: bones, then an error with a retry, or what children make of the data. */
export function Loaded<T>({ query, lines, children }: {
	query: QueryLike<T>; lines?: number; children: (data: T) => ComponentChildren;
}): JSX.Element {
	if (query.data !== undefined)
		return <>{children(query.data)}</>;
	if (query.error)
		return <ErrorState error={query.error} retry={() => void query.refetch()} />;
	return <div class="card"><Skeleton lines={lines} /></div>;
}
