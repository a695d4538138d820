/*
 * contract.mjs - the program's routes are those of schema/openapi.yaml, and each
 * error says a code of the form that docs and clients rely on.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { equal, finish, ok, root, test } from './lib.mjs';
import { routes } from './routes.mjs';

/* "GET /api/v1/units" of each operation; enough YAML for our own file. */
function operations() {
	const found = [];
	let path = null;
	for (const line of readFileSync(join(root, 'schema/openapi.yaml'), 'utf8')
	    .split('\n')) {
		const m = line.match(/^ {2}(\/\S+):(.*)$/);
		if (m !== null)
			path = m[1];
		else if (/^\S/.test(line))
			path = null;
		const text = m !== null ? m[2] : line;
		for (const [, method] of text.matchAll(m !== null ?
		    /\b(get|post|put|patch|delete): \{ operationId/g :
		    /^ {4}(get|post|put|patch|delete):/g)) {
			if (path !== null)
				found.push(`${method.toUpperCase()} ${path}`);
		}
	}
	return found;
}

const written = operations();
const served = routes.map((r) => `${r.method} ${r.path}`);

await test('the contract was read', () => {
	ok(written.length > 60, `${written.length} operations`);
	equal(new Set(written).size, written.length, 'twice');
});

await test('each route is in the contract', () => {
	equal(served.filter((r) => !written.includes(r)).join('\n'), '');
});

await test('each operation of the contract is served', () => {
	equal(written.filter((r) => !served.includes(r)).join('\n'), '');
});

await test('each route names a permission (35)', () => {
	equal(routes.filter((r) => r.permission !== 'public' &&
	    r.permission !== 'signed-in' && r.roles.length === 0).length, 0);
});

await finish();
