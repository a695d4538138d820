/* shell.tsx - header, navigation and keys around every staff page. */
import { useQuery } from '@tanstack/preact-query';
import { Activity, CircleHelp, Menu as MenuIcon, Search } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { useDesk } from '../app/desk';
import { formatDateTime } from '../app/format';
import { t } from '../app/i18n';
import { liveState } from '../app/live';
import { may, session } from '../app/session';
import { Mark } from '../ui/brand';
import { type Command, Keyboard, openCommands, openHelp, useShortcuts } from '../ui/keys';
import { IdentityMenu } from './identity-menu';
import { firstPlace, type Place, placesOf } from './places';
import { useWaiting, type Waiting } from './reviews/counts';

export const useCounts = () => useQuery({
	queryKey: ['counts'],
	enabled: may('task.work'),
	queryFn: () => data(api.GET('/api/v1/tasks/counts')),
});

/** What waits behind a place; red when its time is over. */
function Count({ n, late }: Waiting): JSX.Element | null {
	if (!n)
		return null;
	return <span class="count" data-color={late ? 'danger' : undefined}>{n}{late > 0 && <span class="sr"> {t('board.overdue', { n: late })}</span>}</span>;
}

function Navigation({ places }: { places: Place[] }): JSX.Element {
	const { path } = useLocation();
	const live = liveState.value;
	const counts = useCounts();
	const waiting: Record<string, Waiting> = { ...useWaiting(), '/staff/queue': { n: counts.data?.mine ?? 0, late: 0 } };
	return (
		<nav aria-label={t('nav.main')}>
			{places.map((place) => (
				<a key={place.href} href={place.href} aria-current={path.startsWith(place.href) || place.also?.test(path) ? 'page' : undefined}>
					<place.icon class="icon" aria-hidden="true" />{t(place.label)}
					<Count {...waiting[place.href] ?? { n: 0, late: 0 }} />
				</a>
			))}
			<div class="foot">
				<span class="row"><span class="dot" data-color={live === 'live' ? 'success' : 'warning'} />{t(`live.${live}`)}</span>
				<span><Activity class="icon" aria-hidden="true" /> {session.value?.tenant.name}</span>
			</div>
		</nav>
	);
}

/** Paper says where it comes from. */
function PrintFoot(): JSX.Element {
	const me = session.value;
	const [at, setAt] = useState(new Date());
	useEffect(() => {
		const onPrint = (): void => setAt(new Date());
		addEventListener('beforeprint', onPrint);
		return () => removeEventListener('beforeprint', onPrint);
	}, []);
	return <p class="print-foot" aria-hidden="true">{t('print.foot', { place: me?.tenant.name, name: me?.name, at: formatDateTime(at) })}</p>;
}

export function Shell({ children }: { children: ComponentChildren }): JSX.Element {
	const { path, route } = useLocation();
	const places = placesOf();
	const [isOpen, setOpen] = useState(false);
	const main = useRef<HTMLElement>(null);
	const first = useRef(true);

	useDesk();
	useEffect(() => {
		setOpen(false);
		// After navigation a screen reader starts at the new page, or in the field that it is about.
		const at = document.activeElement;
		if (!first.current && !(at instanceof HTMLInputElement && main.current?.contains(at)))
			main.current?.focus({ preventScroll: true });
		first.current = false;
	}, [path]);
	useShortcuts(useMemo(() => [
		{ keys: '?', label: 'keys.help', run: openHelp },
		{ keys: 'Ctrl+k', label: 'keys.commands', run: openCommands },
		{ keys: '/', label: 'keys.search', run: openCommands },
		...places.filter((place) => place.keys).map((place) => (
			{ keys: place.keys ?? '', label: place.goTo ?? place.label, run: () => route(place.href) })),
	], [route, session.value]));
	const commands: Command[] = [
		...places.map((place) => ({ id: place.href, label: t(place.label), hint: place.keys, run: () => route(place.href) })),
		{ id: 'new-person', label: t('person.new'), run: () => route('/staff/persons/new') },
		{ id: 'help', label: t('keys.title'), hint: '?', run: openHelp },
	];
	return (
		<div class="shell" data-nav={isOpen ? 'open' : undefined}>
			<a class="ds-skip-link" href="#main">{t('skip')}</a>
			<header>
				<button type="button" class="header-button only-small" aria-label={t('nav.main')} aria-expanded={isOpen}
					onClick={() => setOpen(!isOpen)}><MenuIcon class="icon" aria-hidden="true" /></button>
				<a class="brand" href={firstPlace().href}><Mark /><span class="wide">{t('app.name')}</span></a>
				<button type="button" class="header-search" onClick={openCommands}>
					<Search class="icon" aria-hidden="true" /><span>{t('search.open')}</span><kbd aria-hidden="true">Ctrl K</kbd>
				</button>
				<button type="button" class="header-button" aria-label={t('keys.title')} title={t('keys.title')} onClick={openHelp}>
					<CircleHelp class="icon" aria-hidden="true" />
				</button>
				<IdentityMenu />
			</header>
			<Navigation places={places} />
			<main id="main" tabIndex={-1} ref={main}>{children}<PrintFoot /></main>
			<Keyboard commands={commands} searchPath="/staff/persons" />
		</div>
	);
}
