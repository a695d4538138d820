/* url.ts - page state kept in the query string, so that it can be shared and goes back. */
import { useLocation } from 'preact-iso';

export interface UrlState {
	get: (name: string) => string;
	/** Change some values; an empty one leaves the address. */
	set: (changes: Record<string, string>, options?: { replace?: boolean }) => void;
}

export function withParams(path: string, current: Record<string, string>, changes: Record<string, string>): string {
	const params = new URLSearchParams();
	for (const [name, value] of Object.entries({ ...current, ...changes })) {
		if (value)
			params.set(name, value);
	}
	const text = params.toString();
	return text ? `${path}?${text}` : path;
}

export function useUrlState(): UrlState {
	const { path, query, route } = useLocation();
	return {
		get: (name) => query[name] ?? '',
		set: (changes, options) => route(withParams(path, query, changes), options?.replace),
	};
}
