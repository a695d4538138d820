/*
 * guarded.mjs - what tests of security share: the routes behind a session, a
 * request to any of them, and a look at what must not go out.
 */
import { equal, ok } from './lib.mjs';
import { fill, NOBODY, routes } from './routes.mjs';

export const v1 = '/api/v1';
export const api = routes.filter((r) => r.path !== '/api/v1/events');
export const guarded = api.filter((r) => r.permission !== 'public');
export const MARKER = /(?<!\\)\\u0001|\u0001/;

export function status(answer, wanted, what = '') {
	equal(answer.status, wanted, `${what} ${answer.text.slice(0, 300)}`);
	ok(!MARKER.test(answer.text), `${what} a sealed value went out`);
	return answer.body;
}

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
