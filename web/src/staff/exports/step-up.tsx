/* step-up.tsx - the fresh code that exports ask for, given with the form itself. */
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { ApiError } from '../../app/errors';
import { t } from '../../app/i18n';
import { ConfirmByPasskey } from '../confirm';
import { CodeField, formText } from '../sign-in';

/** Confirm with the code of the form, if one was typed. */
export async function stepUp(form: EventTarget | null): Promise<void> {
	const totp = formText(form, 'totp');
	if (totp)
		await data(api.POST('/api/v1/session/step-up', { body: { totp } }));
}

export function StepUpField({ error }: { error: unknown }): JSX.Element {
	const needed = error instanceof ApiError && /step.?up/.test(error.code);
	return (
		<>
			<CodeField label={t('stepUp.code')} />
			<ConfirmByPasskey />
			{needed && <p class="field-error">{t('stepUp.needed')}</p>}
		</>
	);
}
