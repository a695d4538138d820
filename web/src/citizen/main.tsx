/* main.tsx - the citizens' door: what is here today, and where to go. */
import { Accessibility, LogIn, ShieldCheck, Users } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { setCatalogues, t } from '../app/i18n';
import { start } from '../app/start';
import { LanguageRow } from '../staff/sign-in';
import { Mark } from '../ui/brand';
import { ButtonLink } from '../ui/button';

const FACTS = [
	{ icon: Users, title: 'citizen.record', text: 'citizen.recordText' },
	{ icon: ShieldCheck, title: 'citizen.privacy', text: 'citizen.privacyText' },
	{ icon: Accessibility, title: 'citizen.access', text: 'citizen.accessText' },
] as const;

function Landing(): JSX.Element {
	const title = t('citizen.title');
	useEffect(() => { document.title = title; }, [title]);
	return (
		<div class="landing">
			<a class="ds-skip-link" href="#main">{t('skip')}</a>
			<header><span class="brand"><Mark />{t('app.name')}</span></header>
			<main id="main" tabIndex={-1}>
				<section class="hero">
					<h1>{title}</h1>
					<p>{t('citizen.lead')}</p>
					<p>{t('citizen.today')}</p>
					<ButtonLink href="/staff" variant="secondary" icon={LogIn}>{t('citizen.staff')}</ButtonLink>
				</section>
				<ul class="grid-2 facts-list">
					{FACTS.map(({ icon: Icon, title: head, text }) => (
						<li class="card" key={head}><Icon class="icon big" aria-hidden="true" /><h2>{t(head)}</h2><p>{t(text)}</p></li>
					))}
				</ul>
			</main>
			<footer><LanguageRow /></footer>
		</div>
	);
}

setCatalogues(import.meta.glob<{ default: Record<string, string> }>('../locales/*.json', { query: '?citizen' }));
await start(() => <Landing />);
