/* enrol-first.tsx - who signed in by a code, and has a role that needs a passkey, makes one before anything else. */
import { Fingerprint } from 'lucide-preact';
import type { JSX } from 'preact';
import { browserName } from '../app/format';
import { t } from '../app/i18n';
import { addPasskey } from '../app/passkey';
import { resumeSession, session } from '../app/session';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { TextField } from '../ui/field';
import { confirmByCode, Confirmation, isConfirmationNeeded } from './confirm';
import { leave } from './identity-menu';
import { formText, Gate } from './sign-in';

export function EnrolFirst(): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await confirmByCode(form);
		await addPasskey(formText(form, 'name').trim() || browserName(navigator.userAgent));
		await resumeSession();
	});
	return (
		<Gate>
			<form noValidate onSubmit={(e) => {
				e.preventDefault();
				void run(e.currentTarget);
			}}>
				<div>
					<h1>{t('passkey.first', { name: session.value?.name ?? '' })}</h1>
					<p class="dim">{t('passkey.firstText')}</p>
				</div>
				<p>{t('passkey.addText')}</p>
				<FormError error={isConfirmationNeeded(error) ? null : error} />
				<TextField name="name" label={t('passkey.name')} hint={t('passkey.nameHint')} value={browserName(navigator.userAgent)} maxLength={60} required />
				<Confirmation error={error} />
				<div class="row">
					<Button type="submit" variant="primary" icon={Fingerprint} busy={busy}>{t('passkey.add')}</Button>
					<Button variant="tertiary" onClick={() => void leave()}>{t('signOut')}</Button>
				</div>
			</form>
		</Gate>
	);
}
