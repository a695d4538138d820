/* password-form.tsx - one's own password, changed. */
import { KeyRound } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { t } from '../app/i18n';
import { refresh } from '../app/queries';
import { session } from '../app/session';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { TextField } from '../ui/field';
import { say } from '../ui/toast';
import { CodeField, formText } from './sign-in';

export const PASSWORD_MIN = 14;

/** What is wrong with a new password that was typed twice, or ''. */
export function passwordProblem(form: HTMLFormElement): string {
	const password = formText(form, 'password');
	if (password.length < PASSWORD_MIN)
		return t('activate.short', { n: PASSWORD_MIN });
	return password === formText(form, 'repeat') ? '' : t('activate.mismatch');
}

export function PasswordForm(): JSX.Element {
	const [problem, setProblem] = useState('');
	const { run, busy, error } = useAction(async (_key, form: HTMLFormElement) => {
		await data(api.POST('/api/v1/session/password', { body: {
			current: formText(form, 'current'),
			password: formText(form, 'password'),
			totp: formText(form, 'totp'),
		} }));
		form.reset();
		refresh('sessions');
		say(t('password.done'));
	});
	return (
		<section class="card">
			<header><h2>{t('password.title')}</h2></header>
			<form class="stack" noValidate onSubmit={(e) => {
				e.preventDefault();
				const wrong = passwordProblem(e.currentTarget);
				setProblem(wrong);
				if (!wrong)
					void run(e.currentTarget);
			}}>
				<p class="dim">{t('password.sub')}</p>
				<FormError error={error} />
				<input type="hidden" autoComplete="username" value={session.value?.login ?? ''} />
				<TextField name="current" type="password" label={t('password.current')} autoComplete="current-password" required />
				<TextField name="password" type="password" label={t('activate.password')} hint={t('activate.hint', { n: PASSWORD_MIN })}
					autoComplete="new-password" required error={problem} />
				<TextField name="repeat" type="password" label={t('activate.repeat')} autoComplete="new-password" required />
				<CodeField />
				<div class="row"><Button type="submit" icon={KeyRound} busy={busy}>{t('password.go')}</Button></div>
			</form>
		</section>
	);
}
