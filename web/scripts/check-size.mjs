/*
 * check-size.mjs - what each page loads first, against its budget.
 *
 * Counts the scripts and styles that the built page names, gzipped as they are
 * sent, plus the largest catalogue of the page, which is always fetched.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const ROOT = new URL('../../build/web', import.meta.url).pathname;
const KB = 1000;
const BUDGETS = {
	citizen: { js: 60, css: 30 },
	staff: { js: 90, css: 30 },
	admin: { js: 90, css: 30 },
};

function weight(path) {
	const packed = `${path}.gz`;
	return existsSync(packed) ? statSync(packed).size : gzipSync(readFileSync(path)).length;
}

function catalogue(page) {
	const own = new RegExp(`^${page === 'citizen' ? 'citizen-' : ''}(es|ca|pt|it|en)-[\\w-]+\\.js$`);
	return Math.max(...readdirSync(`${ROOT}/assets`).filter((name) => own.test(name))
		.map((name) => weight(`${ROOT}/assets/${name}`)));
}

let failed = false;
for (const [page, budget] of Object.entries(BUDGETS)) {
	const html = readFileSync(`${ROOT}/${page}.html`, 'utf8');
	const total = { js: catalogue(page), css: 0 };
	for (const [, path] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
		const kind = path.endsWith('.css') ? 'css' : path.endsWith('.js') ? 'js' : null;
		if (kind)
			total[kind] += weight(ROOT + path);
	}
	for (const [kind, limit] of Object.entries(budget)) {
		const size = total[kind] / KB;
		if (size > limit) {
			console.error(`${page}.html loads ${size.toFixed(1)} kB of ${kind}; the budget is ${limit} kB`);
			failed = true;
		}
	}
	if (process.argv.includes('-v'))
		console.log(`${page}: ${(total.js / KB).toFixed(1)} kB js, ${(total.css / KB).toFixed(1)} kB css`);
}
process.exit(failed ? 1 : 0);
