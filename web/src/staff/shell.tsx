/* shell.tsx - header, navigation and keys around every staff page. */
import { useQuery } from '@tanstack/preact-query';
import { Activity, ChartBarStacked, CircleHelp, FolderOpen, Inbox, type LucideIcon, Menu as MenuIcon, Search, Send, Settings2,
	TriangleAlert, UserRoundSearch } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { keepFocus } from '../app/focus';
import { formatDateTime } from '../app/format';
import { type Key, t } from '../app/i18n';
import { watchIdle } from '../app/idle';
import { liveState, startLive } from '../app/live';
import { queryClient } from '../app/queries';
import { may, session } from '../app/session';
import { Mark } from '../ui/brand';
import { type Command, Keyboard, openCommands, openHelp, useShortcuts } from '../ui/keys';
import { IdentityMenu } from './identity-menu';

interface Place {
	href: string;
	label: Key;
	icon: LucideIcon;
	keys?: string;
	/** What the help says of the keys. */
	goTo?: Key;
	/** Hidden without this permission. */
	needs?: string;
	count?: number;
}

/** Pages that belong to a place but do not lie below it. */
const ALSO: Record<string, RegExp> = {
	'/staff/queue': /^\/staff\/?$/, '/staff/records': /^\/staff\/cases\//,
};

export const useCounts = () => useQuery({
	queryKey: ['counts'],
	queryFn: () => data(api.GET('/api/v1/tasks/counts')),
});

function usePlaces(): Place[] {
	const counts = useCounts();
	const places: Place[] = [
		{ href: '/staff/queue', label: 'nav.queue', goTo: 'keys.queue', icon: Inbox, keys: 'g q', needs: 'task.work', count: counts.data?.mine },
		{ href: '/staff/persons', label: 'nav.persons', goTo: 'keys.persons', icon: UserRoundSearch, keys: 'g p', needs: 'person.search' },
		{ href: '/staff/records', label: 'nav.records', goTo: 'keys.records', icon: FolderOpen, keys: 'g r', needs: 'record.read' },
		{ href: '/staff/board', label: 'nav.board', goTo: 'keys.board', icon: ChartBarStacked, keys: 'g b', needs: 'task.supervise' },
		{ href: '/staff/exports', label: 'nav.exports', goTo: 'keys.exports', icon: Send, keys: 'g e', needs: 'export.read' },
		{ href: '/staff/incidents', label: 'nav.incidents', goTo: 'keys.incidents', icon: TriangleAlert, keys: 'g i', needs: 'incident.read' },
		{ href: '/staff/preferences', label: 'nav.preferences', icon: Settings2 },
	];
	return places.filter((place) => !place.needs || may(place.needs));
}

function Navigation({ places }: { places: Place[] }): JSX.Element {
	const { path } = useLocation();
	const live = liveState.value;
	return (
		<nav aria-label={t('nav.main')}>
			{places.map(({ icon: Icon, ...place }) => (
				<a key={place.href} href={place.href}
					aria-current={path.startsWith(place.href) || ALSO[place.href]?.test(path) ? 'page' : undefined}>
					<Icon class="icon" aria-hidden="true" />{t(place.label)}
					{place.count ? <span class="count">{place.count}</span> : null}
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
	const places = usePlaces();
	const [isOpen, setOpen] = useState(false);
	const main = useRef<HTMLElement>(null);
	const first = useRef(true);

	useEffect(() => startLive(queryClient), []);
	useEffect(watchIdle, []);
	useEffect(() => keepFocus(document.body), []);
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
				<a class="brand" href="/staff/queue"><Mark /><span class="wide">{t('app.name')}</span></a>
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
