/* shell.tsx - the frame of the administrators' pages. */
import { CalendarDays, ClipboardType, Menu as MenuIcon, Route, Table2, Users, Workflow } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../app/desk';
import { t, type Key } from '../app/i18n';
import { Mark } from '../ui/brand';
import { IdentityMenu } from '../staff/identity-menu';

const PLACES: { href: string; label: Key; icon: typeof Workflow }[] = [
	{ href: '/admin/processes', label: 'admin.processes', icon: Workflow },
	{ href: '/admin/instances', label: 'admin.instances', icon: Route },
	{ href: '/admin/decisions', label: 'admin.decisions', icon: Table2 },
	{ href: '/admin/forms', label: 'admin.forms', icon: ClipboardType },
	{ href: '/admin/calendar', label: 'admin.calendar', icon: CalendarDays },
];

export function AdminShell({ children }: { children: ComponentChildren }): JSX.Element {
	const { path } = useLocation();
	const [isOpen, setOpen] = useState(false);
	useEffect(() => setOpen(false), [path]);
	useDesk();
	return (
		<div class="shell" data-nav={isOpen ? 'open' : undefined}>
			<a class="ds-skip-link" href="#main">{t('skip')}</a>
			<header>
				<button type="button" class="header-button only-small" aria-label={t('nav.main')} aria-expanded={isOpen}
					onClick={() => setOpen(!isOpen)}><MenuIcon class="icon" aria-hidden="true" /></button>
				<a class="brand" href="/admin"><Mark /><span>{t('app.name')}<small>{t('nav.admin')}</small></span></a>
				<span class="grow" />
				<IdentityMenu />
			</header>
			<nav aria-label={t('nav.main')}>
				{PLACES.map(({ href, label, icon: Icon }) => (
					<a key={href} href={href} aria-current={path.startsWith(href) || (path === '/admin' && href === '/admin/processes') ? 'page' : undefined}>
						<Icon class="icon" aria-hidden="true" />{t(label)}
					</a>
				))}
				<a href="/staff/queue" target="_self"><Users class="icon" aria-hidden="true" />{t('nav.staff')}</a>
			</nav>
			<main id="main" tabIndex={-1}>{children}</main>
		</div>
	);
}
