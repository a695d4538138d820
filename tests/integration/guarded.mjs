/*
 * guarded.mjs - what tests of security share: the routes behind a session, and a
 * request to any of them.
 */
import { ok } from './lib.mjs';
import { fill, NOBODY, routes } from './routes.mjs';

export { MARKER, status } from './lib.mjs';

export const v1 = '/api/v1';
export const api = routes.filter((r) => r.path !== '/api/v1/events');
export const guarded = api.filter((r) => r.permission !== 'public');

/* All of fn's complaints over a list, not only the first; some at a time. */
export async function forEach(list, fn) {
	const wrong = [], rest = [...list];
	await Promise.all(Array.from({ length: 8 }, async () => {
		while (rest.length > 0) {
			const complaint = await fn(rest.shift());
			if (complaint)
				wrong.push(complaint);
		}
	}));
	ok(wrong.length === 0, wrong.slice(0, 20).join('\n'));
}

export const request = (client, route, values, body = {}, headers = {}) =>
	client.request(route.method, fill(route.path, values) +
	    (route.method === 'DELETE' && route.path.endsWith('kinships') ?
	    `?person=${NOBODY}&relative=${NOBODY}&kind=child` : ''),
	    ['GET', 'DELETE'].includes(route.method) ? undefined : body,
	    { 'If-Match': '"0"', ...headers });
