/* ending.tsx - "are you still there?": stay, or leave. */
import type { JSX } from 'preact';
import { isEnding, stay, WARN_MS } from '../app/idle';
import { t } from '../app/i18n';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/errors';
import { leave } from './identity-menu';

function Ending(): JSX.Element {
	const { run, busy, error } = useAction(async () => stay());
	return (
		<Dialog firm title={t('ending.title')} onClose={() => void leave()} cancel={t('signOut')}
			actions={<Button variant="primary" autoFocus busy={busy} onClick={() => void run()}>{t('ending.stay')}</Button>}>
			<p>{t('ending.text', { n: WARN_MS / 60_000 })}</p>
			<FormError error={error} />
		</Dialog>
	);
}

export function SessionEnding(): JSX.Element | null {
	return isEnding.value ? <Ending /> : null;
}
