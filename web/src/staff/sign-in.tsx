/*
 * sign-in.tsx - password and one-time code, on a page or over one.
 *
 * When a session ends under an open page the dialog asks again and the page
 * stays as it is: nothing that was written is lost.
 */
import { LogIn } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { api, data } from '../app/api';
import { ApiError } from '../app/errors';
import { LOCALE_NAMES, LOCALES, locale, t } from '../app/i18n';
import { chooseLocale } from '../app/prefs';
import { queryClient } from '../app/queries';
import { acceptSession, session } from '../app/session';
import { useAction } from '../ui/action';
import { Mark, Weave } from '../ui/brand';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/errors';
import { TextField } from '../ui/field';
import { Notice } from '../ui/states';

export function formText(form: EventTarget | null, name: string): string {
	return form instanceof HTMLFormElement ? String(new FormData(form).get(name) ?? '') : '';
}

export function Gate({ children }: { children: ComponentChildren }): JSX.Element {
	return (
		<div class="gate">
			<aside class="art" aria-hidden="true">
				<Weave />
				<span class="brand"><Mark />{t('app.name')}</span>
				<h2>{t('gate.title')}</h2>
				<p>{t('gate.text')}</p>
			</aside>
			<main class="panel" id="main">
				{children}
				<LanguageRow />
			</main>
		</div>
	);
}

export function LanguageRow(): JSX.Element {
	return (
		<div class="row tight language-row" role="group" aria-label={t('language')}>
			{LOCALES.map((tag) => (
				<Button key={tag} variant="tertiary" small lang={tag} aria-pressed={tag === locale.value}
					onClick={() => void chooseLocale(tag)}>
					{LOCALE_NAMES[tag]}
				</Button>
			))}
		</div>
	);
}

export function CodeField({ label = t('signIn.code') }: { label?: string }): JSX.Element {
	return (
		<TextField name="totp" label={label} hint={t('signIn.codeHint')} inputMode="numeric" autoComplete="one-time-code"
			pattern="[0-9]{6}" maxLength={6} required />
	);
}

function useSignIn() {
	return useAction(async (_key: string, form: EventTarget | null, login: string) => {
		await acceptSession(await data(api.POST('/api/v1/session', { body: {
			login, password: formText(form, 'password'), totp: formText(form, 'totp'),
		} })));
		// What was refused meanwhile is asked again.
		void queryClient.invalidateQueries();
	});
}

function Refusal({ error }: { error: unknown }): JSX.Element | null {
	if (error instanceof ApiError && error.status === 401)
		return <div role="alert"><Notice kind="danger" title={t('signIn.wrong')}>{t('signIn.wrongHint')}</Notice></div>;
	return <FormError error={error} />;
}

export function SignIn(): JSX.Element {
	const { run, busy, error } = useSignIn();
	return (
		<Gate>
			<form noValidate onSubmit={(e) => {
				e.preventDefault();
				void run(e.currentTarget, formText(e.currentTarget, 'login').trim());
			}}>
				<div>
					<h1>{t('signIn.title')}</h1>
					<p class="dim">{t('signIn.sub')}</p>
				</div>
				<Refusal error={error} />
				<TextField name="login" label={t('signIn.login')} autoComplete="username" autoCapitalize="none" required autoFocus />
				<TextField name="password" type="password" label={t('signIn.password')} autoComplete="current-password" required />
				<CodeField />
				<div class="row"><Button type="submit" variant="primary" icon={LogIn} busy={busy}>{t('signIn.go')}</Button></div>
			</form>
		</Gate>
	);
}

export function Reauthenticate(): JSX.Element {
	const { run, busy, error } = useSignIn();
	const login = session.value?.login ?? '';
	return (
		<Dialog firm title={t('signIn.again')} onClose={() => { session.value = null; }} cancel={t('signOut')}
			onSubmit={(e) => void run(e.currentTarget ?? e.target, login)}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('signIn.go')}</Button>}>
			<p>{t('signIn.againText')}</p>
			<Refusal error={error} />
			<TextField name="login" label={t('signIn.login')} value={login} readOnly autoComplete="username" />
			<TextField name="password" type="password" label={t('signIn.password')} autoComplete="current-password" required autoFocus />
			<CodeField />
		</Dialog>
	);
}
