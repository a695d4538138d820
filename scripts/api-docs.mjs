// Write docs/api.md from schema/openapi.yaml: `node scripts/api-docs.mjs > docs/api.md`.
// Needs the packages of web/ (make web).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const root = new URL('..', import.meta.url).pathname;
const require = createRequire(`${root}web/package.json`);
const api = require('js-yaml').load(readFileSync(`${root}schema/openapi.yaml`, 'utf8'));
const out = [];
const say = (line = '') => out.push(line);

function resolve(node) {
	if (!node?.$ref) return node;
	return node.$ref.slice(2).split('/').reduce((at, key) => at[key], api);
}

// "string (uuid)", "list of Task", "Person or null" ...
function typeOf(schema) {
	if (schema === true || schema === undefined) return 'anything';
	if (schema.$ref) return schema.$ref.split('/').pop();
	if (schema.oneOf) return schema.oneOf.map(typeOf).join(' or ');
	if (schema.enum) return schema.enum.map((v) => `\`${v}\``).join(', ');
	if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
	if (Array.isArray(schema.type)) return schema.type.join(' or ');
	if (schema.type === 'object' && schema.properties)
		return `{ ${Object.keys(schema.properties).join(', ')} }`;
	return schema.type ?? 'object';
}

function members(schema) {
	const whole = resolve(schema);
	const parts = whole.allOf ? whole.allOf.map(resolve) : [whole];
	const required = new Set(parts.flatMap((p) => p.required ?? []));
	const rows = parts.flatMap((p) => Object.entries(p.properties ?? {}));
	if (rows.length === 0) return;
	say('| member | type | |');
	say('|---|---|---|');
	for (const [name, value] of rows)
		say(`| \`${name}\`${required.has(name) ? '' : ' ?'} | ${typeOf(value)} | ${value.description ?? ''} |`);
	say();
}

function operation(method, path, op, shared) {
	say(`### \`${method.toUpperCase()} ${path}\``);
	say();
	if (op.summary) say(`${op.summary}\n`);
	const parameters = [...(shared ?? []), ...(op.parameters ?? [])].map(resolve);
	for (const p of parameters)
		say(`- ${p.in} \`${p.name}\`${p.required ? '' : ' (optional)'}: ${typeOf(p.schema)}${p.description ? `. ${p.description}` : ''}`);
	if (parameters.length > 0) say();
	const body = op.requestBody && Object.entries(op.requestBody.content)[0];
	if (body) {
		say(`Body (${body[0]})${body[1].schema.$ref ? `: ${typeOf(body[1].schema)}` : ':'}`);
		say();
		if (!body[1].schema.$ref) members(body[1].schema);
	}
	for (const [status, response] of Object.entries(op.responses)) {
		if (status === 'default') continue;
		const r = resolve(response);
		const content = r.content && Object.values(r.content)[0];
		say(`Answers ${status}: ${r.description}${content ? ` ${typeOf(content.schema)}` : ''}`);
	}
	say();
}

say('# API');
say();
say('Made from [`schema/openapi.yaml`](../schema/openapi.yaml) by `node scripts/api-docs.mjs`; do not edit.');
say();
say(api.info.description.trim());
say();
for (const tag of api.tags) {
	say(`## ${tag.name[0].toUpperCase()}${tag.name.slice(1)}`);
	say();
	if (tag.description) say(`${tag.description}\n`);
	for (const [path, item] of Object.entries(api.paths))
		for (const [method, op] of Object.entries(item))
			if (op.tags?.includes(tag.name)) operation(method, path, op, item.parameters);
}
say('## Types');
say();
for (const [name, schema] of Object.entries(api.components.schemas)) {
	say(`### ${name}`);
	say();
	if (schema.description) say(`${schema.description}\n`);
	if (schema.properties || schema.allOf) members(schema);
	else say(`${typeOf(schema)}\n`);
}
process.stdout.write(`${out.join('\n')}\n`);
