/* not-found.tsx - an address that leads nowhere. */
import { SearchX } from 'lucide-preact';
import type { JSX } from 'preact';
import { t } from '../app/i18n';
import { ButtonLink } from '../ui/button';
import { PageHead } from '../ui/nav';
import { EmptyState } from '../ui/states';
import { firstPlace } from './places';

export function NotFound(): JSX.Element {
	const first = firstPlace();
	return (
		<>
			<PageHead title={t('error.notFound.title')} />
			<section class="card">
				<EmptyState icon={SearchX} title={t('notFound.title')}
					action={<ButtonLink href={first.href} variant="primary">{t(first.label)}</ButtonLink>}>
					{t('notFound.text')}
				</EmptyState>
			</section>
		</>
	);
}
