/* progress.tsx - a page that is being fetched says so: a thin line at the top. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../app/i18n';

export const isLoadingPage = signal(false);

export function PageProgress(): JSX.Element {
	return (
		<div role="status" aria-label={t('loading')}>
			{isLoadingPage.value && <div class="page-progress"><span class="sr">{t('loading')}</span></div>}
		</div>
	);
}
