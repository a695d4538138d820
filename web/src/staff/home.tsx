/* home.tsx - the first page that a worker may open. */
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { Skeleton } from '../ui/states';
import { firstPlace } from './places';

export function Home(): JSX.Element {
	const { route } = useLocation();
	useEffect(() => {
		const { href } = firstPlace();
		// Administrators have an application of their own.
		if (href.startsWith('/staff/'))
			route(href, true);
		else
			location.replace(href);
	}, []);
	return <Skeleton />;
}
