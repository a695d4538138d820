/*
 * sign-in.tsx - a passkey, or password and one-time code, on a page or over one.
 *
 * When a session ends under an open page the dialog asks again and the page
 * stays as it is: nothing that was written is lost.
 */
import { Fingerprint, LogIn } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { api, data } from '../app/api';
import { ApiError } from '../app/errors';
import { LOCALE_NAMES, LOCALES, locale, t } from '../app/i18n';
import { canOffer, hasPasskeys, offerPasskey, provePasskey, type PasskeyAnswer } from '../app/passkey';
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

/** By what somebody signs in: all fields, fields and a passkey for the code, a passkey alone, one that was offered. */
type By = 'code' | 'second' | 'passkey' | PasskeyAnswer;

async function signIn(by: By, form: EventTarget | null, login: string): Promise<void> {
	const before = session.value?.login;
	const password = formText(form, 'password');
	if (by === 'code') {
		const body = { login, password, totp: formText(form, 'totp') };
		await acceptSession(await data(api.POST('/api/v1/session', { body })));
	} else {
		const passkey = typeof by === 'string' ? await provePasskey() : by;
		await acceptSession(await data(by === 'second' ?
			api.POST('/api/v1/session', { body: { login, password, passkey } }) :
			api.POST('/api/v1/session/passkey', { body: { passkey } })));
	}
	// The page of somebody else is not for who came now.
	if (before && before !== session.value?.login)
		location.assign('/staff');
	// What was refused meanwhile is asked again.
	void queryClient.invalidateQueries();
}

const useSignIn = () => useAction((_key: string, by: By, form: EventTarget | null, login: string) => signIn(by, form, login));

/** While nothing else goes on, the browser offers passkeys where the name is typed. */
function useOffer(isBusy: boolean, take: (answer: PasskeyAnswer) => void): void {
	useEffect(() => {
		const abort = new AbortController();
		const offer = async (): Promise<void> => {
			const answer = await canOffer() ? await offerPasskey(abort.signal) : null;
			if (answer)
				take(answer);
		};
		// It is only an offer: who is out of reach says so when asked.
		if (!isBusy)
			void offer().catch(() => undefined);
		return () => abort.abort();
	}, [isBusy]);
}

/** The ways in that need no code; the form around them has name and password. */
function PasskeyButtons({ busy, go }: { busy: boolean; go: (by: By, form: EventTarget | null) => void }): JSX.Element | null {
	if (!hasPasskeys())
		return null;
	return (
		<div class="stack tight">
			<div class="row"><Button icon={Fingerprint} busy={busy} onClick={(e) => go('passkey', e.currentTarget.form)}>{t('passkey.signIn')}</Button></div>
			<div class="row"><Button variant="tertiary" small onClick={(e) => go('second', e.currentTarget.form)}>{t('passkey.second')}</Button></div>
		</div>
	);
}

function Refusal({ error }: { error: unknown }): JSX.Element | null {
	if (error instanceof ApiError && error.code === 'session.wrong')
		return <div role="alert"><Notice kind="danger" title={t('signIn.wrong')}>{t('signIn.wrongHint')}</Notice></div>;
	return <FormError error={error} />;
}

export function SignIn(): JSX.Element {
	const { run, busy, error } = useSignIn();
	const go = (by: By, form: EventTarget | null): void => void run(by, form, formText(form, 'login').trim());
	useOffer(busy, (answer) => go(answer, null));
	return (
		<Gate>
			<form noValidate onSubmit={(e) => {
				e.preventDefault();
				go('code', e.currentTarget);
			}}>
				<div>
					<h1>{t('signIn.title')}</h1>
					<p class="dim">{t('signIn.sub')}</p>
				</div>
				<Refusal error={error} />
				<TextField name="login" label={t('signIn.login')} autoComplete="username webauthn" autoCapitalize="none" required autoFocus />
				<TextField name="password" type="password" label={t('signIn.password')} autoComplete="current-password" required />
				<CodeField />
				<div class="row"><Button type="submit" variant="primary" icon={LogIn} busy={busy}>{t('signIn.go')}</Button></div>
				<PasskeyButtons busy={busy} go={go} />
			</form>
		</Gate>
	);
}

export function Reauthenticate(): JSX.Element {
	const { run, busy, error } = useSignIn();
	const login = session.value?.login ?? '';
	return (
		<Dialog firm title={t('signIn.again')} onClose={() => { session.value = null; }} cancel={t('signOut')}
			onSubmit={(e) => void run('code', e.currentTarget ?? e.target, login)}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('signIn.go')}</Button>}>
			<p>{t('signIn.againText')}</p>
			<Refusal error={error} />
			<TextField name="login" label={t('signIn.login')} value={login} readOnly autoComplete="username" />
			<TextField name="password" type="password" label={t('signIn.password')} autoComplete="current-password" required autoFocus />
			<CodeField />
			<PasskeyButtons busy={busy} go={(by, form) => void run(by, form, login)} />
		</Dialog>
	);
}
