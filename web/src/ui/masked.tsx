/* masked.tsx - a category the reader may not see, named and never guessed. */
import { EyeOff } from 'lucide-preact';
import type { JSX } from 'preact';
import { t, tCode } from '../app/i18n';

export function Masked({ category }: { category: string }): JSX.Element {
	return (
		<span class="masked" title={t('masked.why')}>
			<EyeOff class="icon" aria-hidden="true" />
			{t('masked.label', { category: tCode('category', category) })}
		</span>
	);
}
