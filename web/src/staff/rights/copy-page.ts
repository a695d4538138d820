/*
 * copy-page.ts - a person's copy as a page to read and print, in a language of their own.
 *
 * One file with everything in it: no script, no picture, and the data themselves at its end for machines.
 */
import type { Schemas } from '../../app/api';
import type { Words } from '../../app/i18n';
import { isMasked } from '../../app/person';

export type Copy = Schemas['PersonCopy'];

/** The parts of a copy, in their order. */
export const partsOf = (copy: Copy): [string, Record<string, unknown>[]][] =>
	Object.entries(copy).filter((part): part is [string, Record<string, unknown>[]] =>
		Array.isArray(part[1]) && part[0] !== 'categories');

/** Is there anything in it that its maker may not see? */
export const hasMasks = (value: unknown): boolean =>
	isMasked(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasMasks));

/** Where the words of a code are: by the member that it is the value of. */
const CODES: Record<string, string[]> = {
	state: ['state'], category: ['category'], role: ['role'], action: ['action'], sex: ['sex'],
	kind: ['file.kind', 'entry', 'request.kind'], type: ['document'], purpose: ['copy.purpose'], ground: ['restriction.ground', 'request.ground'], outcome: ['request.outcome'],
};
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c);

class Page {
	constructor(private readonly words: Words) {}

	say(key: string, args?: Record<string, string>): string {
		return escapeHtml(this.words.say(key, args) ?? key);
	}

	date(text: string): string {
		const [date, time] = DAY.test(text) ? [new Date(`${text}T12:00`), {}] :
			[new Date(text), { hour: '2-digit', minute: '2-digit' } as const];
		return new Intl.DateTimeFormat(this.words.tag, { day: 'numeric', month: 'long', year: 'numeric', ...time }).format(date);
	}

	text(key: string, text: string): string {
		const code = (CODES[key] ?? []).map((prefix) => this.words.say(`${prefix}.${text}`)).find(Boolean);
		return escapeHtml(code ?? (DAY.test(text) || INSTANT.test(text) ? this.date(text) : text)).replaceAll('\n', '<br>');
	}

	value(key: string, value: unknown): string {
		if (isMasked(value))
			return `<em>${value.reason === 'erased' ? this.say('copy.erased') :
				this.say('copy.withheld', { category: this.words.say(`category.${value.masked}`) ?? value.masked })}</em>`;
		if (Array.isArray(value))
			return `<ul>${value.map((each) => `<li>${this.value(key, each)}</li>`).join('')}</ul>`;
		if (typeof value === 'object' && value !== null)
			return this.members(value as Record<string, unknown>);
		return typeof value === 'boolean' ? this.say(value ? 'copy.yes' : 'copy.no') : this.text(key, String(value));
	}

	/** What is not known takes no room. */
	members(item: Record<string, unknown>): string {
		const rows = Object.entries(item).filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && !value.length));
		const remark = item.isOfHousehold === true ? `<p><em>${this.say('copy.household')}</em></p>` : '';
		return `<dl>${rows.map(([key, value]) => `<div><dt>${escapeHtml(this.words.say(`copy.key.${key}`) ?? key)}</dt>` +
			`<dd>${this.value(key, value)}</dd></div>`).join('')}</dl>${remark}`;
	}

	part([name, items]: [string, Record<string, unknown>[]]): string {
		return `<section><h2>${this.say(`copy.part.${name}`)}</h2>${items.length ?
			items.map((item) => `<article>${this.members(item)}</article>`).join('') : `<p>${this.say('copy.none')}</p>`}</section>`;
	}
}

const STYLE = `body{font:11pt/1.45 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#111}
h1{font-size:1.5rem}h2{font-size:1.15rem;border-bottom:1px solid #888;margin-top:2rem}article{border-bottom:1px solid #ddd;padding:.4rem 0;break-inside:avoid}
dl{margin:0}dl>div{display:grid;grid-template-columns:12rem 1fr;gap:.2rem 1rem}dt{color:#444}dd{margin:0;overflow-wrap:anywhere}ul{margin:0;padding-left:1.1rem}
@media(max-width:40rem){dl>div{grid-template-columns:1fr}}@page{margin:16mm 14mm}`;

/** The whole document. The data are in it as they came; "<" is written so that nothing in them ends the element. */
export function copyPage(copy: Copy, words: Words): string {
	const page = new Page(words);
	const title = page.say('copy.heading', { municipality: copy.municipality });
	return `<!doctype html>
<html lang="${words.tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>
<p>${page.say('copy.made', { at: page.date(copy.madeAt) })}</p><p>${page.say('copy.rights')}</p>
${partsOf(copy).map((part) => page.part(part)).join('\n')}</main>
<script type="application/json" id="copy">${JSON.stringify(copy).replaceAll('<', '\\u003c')}</script></body></html>
`;
}
