/* confirm.tsx - prove once more who asks: a code, or a passkey. */
import { Fingerprint } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { ApiError } from '../app/errors';
import { t } from '../app/i18n';
import { confirmByPasskey, hasPasskeys } from '../app/passkey';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { CodeField, formText } from './sign-in';

export function isConfirmationNeeded(error: unknown): boolean {
	return error instanceof ApiError && error.code === 'step_up.required';
}

/** Instead of a code: nothing has to be typed then. */
export function ConfirmByPasskey({ onDone }: { onDone?: () => void }): JSX.Element | null {
	const [done, setDone] = useState(false);
	const { run, busy, error } = useAction(async () => {
		await confirmByPasskey();
		setDone(true);
		onDone?.();
	});
	if (!hasPasskeys())
		return null;
	return (
		<>
			<FormError error={error} />
			<div class="row">
				<Button small icon={Fingerprint} busy={busy} onClick={() => void run()}>{t('passkey.confirm')}</Button>
				<span role="status">{done && t('passkey.confirmed')}</span>
			</div>
		</>
	);
}

/** Confirm with the code of the form, if one was typed. */
export async function confirmByCode(form: EventTarget | null): Promise<void> {
	const totp = formText(form, 'totp');
	if (totp)
		await data(api.POST('/api/v1/session/step-up', { body: { totp } }));
}

/** What a form shows when the server wants a proof first. */
export function Confirmation({ error, onDone }: { error: unknown; onDone?: () => void }): JSX.Element | null {
	const [wanted, setWanted] = useState(false);
	if (!wanted && isConfirmationNeeded(error))
		setWanted(true);
	if (!wanted)
		return null;
	return (
		<>
			<p role="alert">{t('passkey.proof')}</p>
			<CodeField label={t('stepUp.code')} />
			<ConfirmByPasskey onDone={onDone} />
		</>
	);
}
