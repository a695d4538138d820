/* places.ts - where the navigation leads, and who may go there. */
import { ChartBarStacked, ClipboardCheck, FolderOpen, Inbox, type LucideIcon, Scale, ScrollText, Send, Settings2, TriangleAlert, UserRoundCheck, UserRoundSearch, Workflow } from 'lucide-preact';
import type { Key } from '../app/i18n';
import { may } from '../app/session';

export interface Place {
	href: string;
	label: Key;
	icon: LucideIcon;
	keys?: string;
	/** What the help says of the keys. */
	goTo?: Key;
	/** Hidden without this permission. */
	needs?: string;
	/** Pages that belong to it but do not lie below it. */
	also?: RegExp;
}

const PLACES: Place[] = [
	{ href: '/staff/queue', label: 'nav.queue', goTo: 'keys.queue', icon: Inbox, keys: 'g q', needs: 'task.work' },
	{ href: '/staff/persons', label: 'nav.persons', goTo: 'keys.persons', icon: UserRoundSearch, keys: 'g p', needs: 'person.search' },
	{ href: '/staff/records', label: 'nav.records', goTo: 'keys.records', icon: FolderOpen, keys: 'g r', needs: 'record.read',
		also: /^\/staff\/cases\// },
	{ href: '/staff/board', label: 'nav.board', goTo: 'keys.board', icon: ChartBarStacked, keys: 'g b', needs: 'task.supervise' },
	{ href: '/staff/requests', label: 'nav.requests', goTo: 'keys.requests', icon: Scale, keys: 'g d', needs: 'request.decide' },
	{ href: '/staff/audit', label: 'nav.audit', goTo: 'keys.audit', icon: ScrollText, keys: 'g a', needs: 'record.audit' },
	{ href: '/staff/reviews', label: 'nav.reviews', goTo: 'keys.reviews', icon: ClipboardCheck, keys: 'g v', needs: 'review.read' },
	{ href: '/staff/exports', label: 'nav.exports', goTo: 'keys.exports', icon: Send, keys: 'g e', needs: 'export.read' },
	{ href: '/staff/approvals', label: 'nav.approvals', goTo: 'keys.approvals', icon: UserRoundCheck, keys: 'g o', needs: 'approval.read' },
	{ href: '/staff/incidents', label: 'nav.incidents', goTo: 'keys.incidents', icon: TriangleAlert, keys: 'g i', needs: 'incident.read' },
	{ href: '/staff/preferences', label: 'nav.preferences', icon: Settings2 },
];

const MODELS: Place = { href: '/admin', label: 'nav.admin', icon: Workflow, needs: 'model.deploy' };

const isOpen = (place: Place): boolean => !place.needs || may(place.needs);

export const placesOf = (): Place[] => PLACES.filter(isOpen);

/** Nobody begins the day here who has another place to go. */
const LAST = new Set(['/staff/incidents', '/staff/preferences']);

/** Where the day of this worker begins: a page that may be opened. */
export function firstPlace(): Place {
	const open = [...PLACES, MODELS].filter(isOpen);
	return open.find((place) => !LAST.has(place.href)) ?? open[0] ?? MODELS;
}
