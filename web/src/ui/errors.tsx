/*
 * errors.tsx - a form's failure: summary with links, conflict, uncertain outcome.
 *
 * The summary takes the focus when it appears, so that a screen reader starts
 * there and the links lead to each field.
 */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ApiError, fieldErrors, isUncertain, messageOf } from '../app/errors';
import { t } from '../app/i18n';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './states';

export interface SummaryItem {
	id: string;
	message: string;
}

export function ErrorSummary({ items, title }: { items: SummaryItem[]; title?: string }): JSX.Element | null {
	const ref = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (items.length)
			ref.current?.focus();
	}, [items]);
	if (!items.length)
		return null;
	return (
		<div class="error-summary" role="alert" tabIndex={-1} ref={ref}>
			<h2>{title ?? t('errors.title', { n: items.length })}</h2>
			<ul>
				{items.map((item) => (
					<li key={item.id}>
						<a href={`#${item.id}`} onClick={(e) => {
							e.preventDefault();
							document.getElementById(item.id)?.focus();
						}}>{item.message}</a>
					</li>
				))}
			</ul>
		</div>
	);
}

/** The failure of a dialog or page: fields go to the summary, the rest is a sentence. */
export function FormError({ error, retry }: { error: unknown; retry?: () => void }): JSX.Element | null {
	if (!error)
		return null;
	const fields = Object.entries(fieldErrors(error));
	if (fields.length)
		return <ErrorSummary items={fields.map(([field, message]) => ({ id: `f-${field}`, message }))} />;
	const uncertain = isUncertain(error);
	return (
		<div role="alert">
			<Notice kind={uncertain ? 'warning' : 'danger'} title={messageOf(error)}
				action={uncertain && retry ? <Button small onClick={retry}>{t('uncertain.check')}</Button> : undefined}>
				{error instanceof ApiError && error.requestId &&
					<span class="small">{t('error.reference')} <code>{error.requestId}</code></span>}
			</Notice>
		</div>
	);
}

export function isConflict(error: unknown): boolean {
	return error instanceof ApiError && error.status === 412;
}

export interface Difference {
	label: string;
	theirs: string;
	mine: string;
}

/** Somebody else saved first: show both, let the worker decide. */
export function ConflictDialog({ differences, onTheirs, onMine, onClose }: {
	differences: Difference[]; onTheirs: () => void; onMine: () => void; onClose: () => void;
}): JSX.Element {
	return (
		<Dialog title={t('conflict.title')} onClose={onClose} actions={
			<>
				<Button variant="primary" onClick={onTheirs}>{t('conflict.theirs')}</Button>
				<Button onClick={onMine}>{t('conflict.mine')}</Button>
			</>
		}>
			<p>{t('conflict.text')}</p>
			{differences.length > 0 && (
				<table class="data">
					<thead><tr><th scope="col">{t('conflict.field')}</th><th scope="col">{t('conflict.now')}</th>
						<th scope="col">{t('conflict.yours')}</th></tr></thead>
					<tbody>
						{differences.map((d) => (
							<tr key={d.label}><th scope="row">{d.label}</th><td>{d.theirs || '—'}</td><td>{d.mine || '—'}</td></tr>
						))}
					</tbody>
				</table>
			)}
		</Dialog>
	);
}
