/* counts.ts - how much waits to be reviewed by whoever works here, for the navigation. */
import { useQuery } from '@tanstack/preact-query';
import { api, data } from '../../app/api';
import { may } from '../../app/session';

export interface Waiting {
	n: number;
	/** Of them, those whose time is over. */
	late: number;
}

const NONE: Waiting = { n: 0, late: 0 };

/** By the place that leads there. */
export function useWaiting(): Record<string, Waiting> {
	const { data: counts } = useQuery({
		queryKey: ['reviews'],
		enabled: may('review.read'),
		queryFn: () => data(api.GET('/api/v1/reviews')),
	});
	if (!counts)
		return {};
	const due = counts.roles?.due ?? 0;
	const missing = counts.weeks?.missing ?? 0;
	const glass = counts.breakGlass ?? { waiting: 0, overdue: 0 };
	return {
		'/staff/reviews': { n: glass.waiting + due, late: glass.overdue + due },
		'/staff/audit': missing ? { n: missing, late: missing } : NONE,
	};
}
