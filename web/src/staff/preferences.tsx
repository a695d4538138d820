/* preferences.tsx - display, keys, the sessions that are open, passkeys, the password. */
import { useQuery } from '@tanstack/preact-query';
import { MonitorSmartphone } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data } from '../app/api';
import { browserName } from '../app/format';
import { t } from '../app/i18n';
import { letterKeys } from '../app/prefs';
import { refresh } from '../app/queries';
import { session } from '../app/session';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { Check } from '../ui/field';
import { SummaryList } from '../ui/lists';
import { PageHead } from '../ui/nav';
import { Loaded } from '../ui/states';
import { Tag, When } from '../ui/tag';
import { tCode } from '../app/i18n';
import { DisplayFields } from './identity-menu';
import { Passkeys } from './passkeys';
import { PasswordForm } from './password-form';

function Sessions(): JSX.Element {
	const sessions = useQuery({
		queryKey: ['sessions'],
		queryFn: async () => (await data(api.GET('/api/v1/sessions'))).items,
	});
	const { run, busy, error } = useAction(async () => {
		await data(api.DELETE('/api/v1/sessions'));
		refresh('sessions');
	});
	return (
		<section class="card">
			<header><h2>{t('sessions.title')}</h2><Button small busy={busy} onClick={() => void run()}>{t('sessions.end')}</Button></header>
			<FormError error={error} />
			<Loaded query={sessions} lines={3}>
				{(items) => (
					<ul class="stack">
						{items.map((item) => (
							<li class="row" key={item.id}>
								<MonitorSmartphone class="icon" aria-hidden="true" />
								<span class="grow" title={item.userAgent}>{browserName(item.userAgent)}<br /><span class="small dim"><When at={item.seenAt} /></span></span>
								{item.current && <Tag color="success">{t('sessions.current')}</Tag>}
							</li>
						))}
					</ul>
				)}
			</Loaded>
		</section>
	);
}

export default function Preferences(): JSX.Element {
	const me = session.value;
	return (
		<>
			<PageHead title={t('nav.preferences')} />
			<div class="grid-2">
				<section class="card stack">
					<h2>{t('prefs.display')}</h2>
					<DisplayFields />
					<Check id="keys" label={t('keys.letters')} checked={letterKeys.value}
						onChange={(e) => { letterKeys.value = e.currentTarget.checked; }} />
				</section>
				<section class="card">
					<header><h2>{t('prefs.me')}</h2></header>
					<SummaryList rows={[
						[t('prefs.name'), me?.name],
						[t('signIn.login'), me?.login],
						[t('prefs.roles'), me?.roles.map((r) => (
							<div key={r.role + r.unitId}>{tCode('role', r.role)} · {r.unitName}</div>
						))],
						[t('prefs.lastLogin'), <When key="at" at={me?.lastLoginAt} />],
						[t('prefs.failures'), me?.failuresSince ?? 0],
					]} />
				</section>
				<Sessions />
				<Passkeys />
				<PasswordForm />
			</div>
		</>
	);
}
