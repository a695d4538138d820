/*
 * routes.mjs - the routes of the program, as `vinculo routes` lists them.
 */
import { execFileSync } from 'node:child_process';

import { binary } from './lib.mjs';

/* A uuid that nothing has. */
export const NOBODY = '01900000-0000-7000-8000-00000000dead';

/* [{ method, path, permission, roles: [...], isUnsafe }] */
export const routes = execFileSync(binary, ['routes'], { encoding: 'utf8' })
    .trim().split('\n').map((line) => {
	const [method, path, permission, roles = ''] = line.split(' ');
	return { method, path, permission,
	    roles: roles === '' ? [] : roles.split(','),
	    isUnsafe: method !== 'GET' };
});

/* The path with these values, or with what nothing is called. */
export function fill(path, values = {}) {
	return path.replace(/\{(\w+)\}/g, (_, name) => values[name] ??
	    (name === 'category' ? 'notes' : name === 'scheme' ? 'kinship' :
	    name === 'key' ? 'nothing' : NOBODY));
}
