/*
 * activate.tsx - the first visit by one-time link: password and code generator.
 *
 * The token comes in the fragment of the address, which browsers do not send
 * and servers do not log.
 */
import { KeyRound } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { useQuery } from '@tanstack/preact-query';
import { api, data } from '../app/api';
import { t } from '../app/i18n';
import { acceptSession } from '../app/session';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { TextField } from '../ui/field';
import { ErrorState, Notice, Skeleton } from '../ui/states';
import { Qr } from '../ui/qr';
import { PASSWORD_MIN, passwordProblem } from './password-form';
import { CodeField, formText, Gate } from './sign-in';

function tokenOf(address: Location): string {
	return address.hash.replace(/^#(token=)?/, '') || new URLSearchParams(address.search).get('token') || '';
}

function ActivateForm({ token, link }: {
	token: string; link: { login: string; name: string; totpUri: string | null; totpSecret: string | null };
}): JSX.Element {
	const { route } = useLocation();
	const [mismatch, setMismatch] = useState('');
	const { run, busy, error } = useAction(async (_key, password: string, totp: string) => {
		await acceptSession(await data(api.POST('/api/v1/session/activate', { body: { token, password, totp } })));
		route('/staff/queue', true);
	});
	return (
		<form noValidate onSubmit={(e) => {
			e.preventDefault();
			const problem = passwordProblem(e.currentTarget);
			setMismatch(problem);
			if (!problem)
				void run(formText(e.currentTarget, 'password'), formText(e.currentTarget, 'totp'));
		}}>
			<div>
				<h1>{t('activate.title', { name: link.name })}</h1>
				<p class="dim">{t('activate.sub', { login: link.login })}</p>
			</div>
			<FormError error={error} />
			<input type="hidden" autoComplete="username" value={link.login} />
			<TextField name="password" type="password" label={t('activate.password')} hint={t('activate.hint', { n: PASSWORD_MIN })}
				autoComplete="new-password" required error={mismatch} />
			<TextField name="repeat" type="password" label={t('activate.repeat')} autoComplete="new-password" required />
			<h2>{t('activate.generator')}</h2>
			{link.totpUri && link.totpSecret && <>
				<p>{t('activate.scan')}</p>
				<div class="row top">
					<Qr text={link.totpUri} label={t('activate.qr')} />
					<div class="stack tight grow">
						<span class="dim small">{t('activate.byHand')}</span>
						<code class="secret">{link.totpSecret.replace(/(.{4})/g, '$1 ').trim()}</code>
					</div>
				</div>
			</>}
			<CodeField label={t('activate.code')} />
			<div class="row"><Button type="submit" variant="primary" icon={KeyRound} busy={busy}>{t('activate.go')}</Button></div>
		</form>
	);
}

export default function Activate(): JSX.Element {
	const [token] = useState(() => tokenOf(location));
	const link = useQuery({
		queryKey: ['link'],
		enabled: token !== '',
		retry: false,
		staleTime: Infinity,
		queryFn: () => data(api.POST('/api/v1/session/link', { body: { token } })),
	});
	return (
		<Gate>
			{!token ? <Notice kind="warning" title={t('activate.noToken')} /> :
				link.data ? <ActivateForm token={token} link={link.data} /> :
					link.error ? <ErrorState error={link.error} /> : <div class="box"><Skeleton /></div>}
		</Gate>
	);
}
