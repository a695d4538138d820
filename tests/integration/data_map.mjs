/*
 * data_map.mjs - every column of the schema is in the data map, every sealed
 * place too, and docs/data-map.md is what `vinculo data-map` prints (62).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { binary, equal, finish, ok, root, test } from './lib.mjs';

const file = (name) => readFileSync(join(root, name), 'utf8');
const vinculo = (...args) => execFileSync(binary, args, { encoding: 'utf8' });
const { tables } = JSON.parse(vinculo('data-map', '--json'));

/* ["table.column", ...] of a schema, and of a map.  A partition has the columns
 * of its table. */
function columnsOf(schema) {
	const parts = new Set([...schema.matchAll(
	    /ATTACH PARTITION public\.(\w+)/g)].map((m) => m[1]));
	return [...schema.matchAll(/^CREATE TABLE public\.(\w+) \(\n([^]*?)^\)/gm)]
	    .filter(([, table]) => !parts.has(table))
	    .flatMap(([, table, body]) => body.split('\n')
		.map((line) => line.match(/^ {4}"?([a-z_0-9]+)"? /)?.[1])
		.filter((column) => column !== undefined)
		.map((column) => `${table}.${column}`));
}

function mapped(schema) {
	const columns = columnsOf(schema);
	return tables.flatMap(({ table, columns: listed }) => listed.flatMap(
	    ({ column }) => column !== '*' ? `${table}.${column}` :
		columns.filter((name) => name.startsWith(`${table}.`))));
}

const missing = (from, what) => {
	const known = new Set(from);
	return what.filter((name) => !known.has(name));
};

const schema = file('schema/schema.sql');

await test('every column of the schema is mapped', () => {
	ok(columnsOf(schema).length > 500, 'the schema was read');
	equal(missing(mapped(schema), columnsOf(schema)).join(' '), '');
});

await test('a new column or table would be missed', () => {
	const more = schema.replace(/^(CREATE TABLE public\.person \(\n)/m,
	    '$1    shoe_size integer,\n') +
	    'CREATE TABLE public.pet (\n    id uuid NOT NULL\n);\n';
	equal(missing(mapped(schema), columnsOf(more)).join(' '),
	    'person.shoe_size pet.id');
});

await test('nothing is mapped that is gone, or twice', () => {
	const names = mapped(schema);
	equal(missing(columnsOf(schema), names).join(' '), '');
	equal(names.filter((n, i) => names.indexOf(n) !== i).join(' '), '');
});

/* Numbers that are kept for what is not written (yet). */
const RESERVED = ['audit.detail'];

await test('every sealed place is mapped, once', () => {
	const places = [...file('server/security/crypto_registry.def')
	    .matchAll(/^SEALED\(.*"([\w.]+)"/gm)].map((m) => m[1]);
	const used = tables.flatMap((t) => t.columns.flatMap((c) =>
	    c.places ?? []));
	ok(places.length > 35, 'the registry was read');
	equal(places.filter((p) => !used.includes(p)).join(' '),
	    RESERVED.join(' '));
	equal(used.filter((p, i) => used.indexOf(p) !== i).join(' '), '');
});

await test('sealed columns are bytea, and no other says it is', () => {
	for (const { table, columns } of tables) {
		for (const { column } of columns.filter((c) => c.places))
			ok(new RegExp(`^CREATE TABLE public\\.${table} \\(\n` +
			    `(?:(?!^\\)).*\n)*? {4}${column} bytea`, 'm')
			    .test(schema), `${table}.${column}`);
	}
});

await test('whose, what for and how long is said of each', () => {
	for (const t of tables.filter((each) => each.whose !== 'nobody')) {
		ok(t.purpose && t.basis && t.kept, t.table);
		ok(t.whose !== 'citizen' || t.part !== '',
		    `${t.table}: which part of the copy`);
	}
	for (const t of tables.filter((each) => each.whose === 'nobody'))
		ok(t.columns.every((c) => c.kind === 'technical'), t.table);
});

await test('docs/data-map.md is current', () => {
	ok(file('docs/data-map.md') === vinculo('data-map'),
	    'run: vinculo data-map > docs/data-map.md');
});

await test('wrong arguments are refused', () => {
	let status;
	try {
		execFileSync(binary, ['data-map', '--xml'], { stdio: 'ignore' });
	} catch (e) {
		status = e.status;
	}
	equal(status, 2);
});

await finish();
