/*
 * model.ts - what a form means: paths, values, visibility, validation.
 *
 * Pure functions, in step with the server's rules: required treats false, null,
 * "" and [] as empty; lengths count trimmed text; a hidden field has no value.
 * The server checks everything again.
 */
import { t } from '../app/i18n';
import { formatDate, formatNumber, today } from '../app/format';
import type { FieldProblem } from '../app/errors';
import type { FieldSchema, FormData, FormErrors, FormSchema, Placed, Rules } from './types';

/** Decides `conditional.hide`; the FEEL library behind it is loaded when needed. */
export type IsHidden = (condition: string, data: FormData) => boolean;

const NEVER_HIDDEN: IsHidden = () => false;
const DEPTH_MAX = 8;

export function isForm(value: unknown): value is FormSchema {
	return typeof value === 'object' && value !== null && Array.isArray((value as FormSchema).components);
}

function join(base: string, name: string | undefined): string {
	return base && name ? `${base}.${name}` : base || name || '';
}

/** Every field in reading order, groups before what they hold. */
export function allFields(schema: FormSchema): Placed[] {
	const placed: Placed[] = [];
	const walk = (fields: FieldSchema[], base: string, depth: number): void => {
		for (const field of fields) {
			const path = join(base, field.type === 'group' ? field.path : field.key);
			placed.push({ field, path: field.type === 'group' || field.key ? path : '' });
			if (field.components && depth < DEPTH_MAX)
				walk(field.components, path, depth + 1);
		}
	};
	walk(schema.components, '', 0);
	return placed;
}

/** Does it hold what somebody enters? */
function isEntered({ field, path }: Placed): boolean {
	return Boolean(path) && field.type !== 'group' && field.type !== 'text' && field.type !== 'expression';
}

export function hasConditions(schema: FormSchema): boolean {
	return allFields(schema).some(({ field }) => Boolean(field.conditional?.hide));
}

export function getValue(data: FormData, path: string): unknown {
	return path.split('.').reduce<unknown>((at, name) =>
		typeof at === 'object' && at !== null ? (at as FormData)[name] : undefined, data);
}

/** A copy of data with one value replaced. */
export function setValue(data: FormData, path: string, value: unknown): FormData {
	const [name = '', ...rest] = path.split('.');
	if (!rest.length)
		return { ...data, [name]: value };
	const inner = data[name];
	const child = typeof inner === 'object' && inner !== null ? inner as FormData : {};
	return { ...data, [name]: setValue(child, rest.join('.'), value) };
}

/** The ids of the fields that are not shown, with everything inside hidden groups. */
export function hiddenFields(schema: FormSchema, data: FormData, isHidden: IsHidden = NEVER_HIDDEN): ReadonlySet<string> {
	const hidden = new Set<string>();
	const walk = (fields: FieldSchema[], under: boolean): void => {
		for (const field of fields) {
			const hide = under || Boolean(field.conditional?.hide && isHidden(field.conditional.hide, data));
			if (hide)
				hidden.add(field.id);
			walk(field.components ?? [], hide);
		}
	};
	walk(schema.components, false);
	return hidden;
}

/** Defaults first, then what the server sent. */
export function initialData(schema: FormSchema, given: FormData): FormData {
	let data = given;
	for (const { field, path } of allFields(schema)) {
		if (path && field.type !== 'group' && field.defaultValue !== undefined && getValue(data, path) === undefined)
			data = setValue(data, path, field.defaultValue);
	}
	return data;
}

export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === false || value === '' ||
		(typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);
}

const DECIMAL = /^-?\d+(?:[.,](\d+))?$/;

/** Numbers are kept as they are typed; here they become numbers. */
export function typed(schema: FormSchema, data: FormData): FormData {
	let result = data;
	for (const { field, path } of allFields(schema)) {
		const value = field.type === 'number' && path ? getValue(data, path) : undefined;
		if (typeof value === 'string' && DECIMAL.test(value.trim()))
			result = setValue(result, path, Number(value.replace(',', '.')));
	}
	return result;
}

/** What is sent: the values of shown, editable fields; empty ones left out. */
export function submission(schema: FormSchema, data: FormData, hidden: ReadonlySet<string>): FormData {
	let result: FormData = {};
	const source = typed(schema, data);
	for (const { field, path } of allFields(schema).filter(isEntered)) {
		if (hidden.has(field.id) || field.disabled || field.readonly === true)
			continue;
		const value = getValue(source, path);
		if (value !== undefined && value !== null && value !== '')
			result = setValue(result, path, value);
	}
	return result;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[0-9][0-9 ()-]{5,18}$/;

function textError(field: FieldSchema, rules: Rules, value: string): string | null {
	const text = value.trim();
	if (rules.minLength !== undefined && text.length < Number(rules.minLength))
		return t('form.minLength', { n: Number(rules.minLength) });
	if (rules.maxLength !== undefined && text.length > Number(rules.maxLength))
		return t('form.maxLength', { n: Number(rules.maxLength) });
	if (rules.validationType === 'email' && !EMAIL.test(text))
		return t('form.email');
	if (rules.validationType === 'phone' && !PHONE.test(text))
		return t('form.phone');
	if (rules.pattern && !new RegExp(rules.pattern, 'u').test(value))
		return rules.patternErrorMessage ?? t('form.pattern');
	if (field.type === 'datetime' && field.subtype !== 'time' && field.disallowPassedDates && text.slice(0, 10) < today())
		return t('form.past', { date: formatDate(today()) });
	return null;
}

function numberError(field: FieldSchema, rules: Rules, value: unknown): string | null {
	const match = DECIMAL.exec(String(value).trim());
	if (!match)
		return t('form.number');
	if (field.decimalDigits !== undefined && (match[1]?.length ?? 0) > field.decimalDigits)
		return t('form.decimals', { n: field.decimalDigits });
	const number = Number(String(value).replace(',', '.'));
	if (rules.min !== undefined && number < Number(rules.min))
		return t('form.min', { n: formatNumber(rules.min) });
	if (rules.max !== undefined && number > Number(rules.max))
		return t('form.max', { n: formatNumber(rules.max) });
	return null;
}

/** Why a value does not do, or null. */
export function fieldError(field: FieldSchema, value: unknown): string | null {
	const rules = field.validate ?? {};
	if (isEmpty(value) && !(field.type === 'number' && value === 0)) {
		if (!rules.required)
			return null;
		return field.type === 'checkbox' ? t('form.tick') :
			field.values ? t('form.choose') : t('form.required');
	}
	if (field.type === 'number')
		return numberError(field, rules, value);
	if (typeof value === 'string')
		return textError(field, rules, value);
	return null;
}

export function validate(schema: FormSchema, data: FormData, hidden: ReadonlySet<string>): FormErrors {
	const errors: FormErrors = {};
	for (const { field, path } of allFields(schema).filter(isEntered)) {
		if (hidden.has(field.id) || field.disabled)
			continue;
		const error = fieldError(field, getValue(data, path));
		if (error)
			errors[field.id] = error;
	}
	return errors;
}

/** The server's complaints, put at their fields. */
export function serverErrors(schema: FormSchema, problems: FieldProblem[], say: (p: FieldProblem) => string): FormErrors {
	const byPath = new Map(allFields(schema).map(({ field, path }) => [path, field.id]));
	const byId = new Set(byPath.values());
	const errors: FormErrors = {};
	for (const problem of problems) {
		const path = problem.pointer.replace(/^\/(data\/)?/, '').replaceAll('/', '.');
		// One of several values is wrong: that is at their field.
		const id = byPath.get(path) ?? byPath.get(path.replace(/\.\d+$/, '')) ?? (byId.has(path) ? path : undefined);
		if (id)
			errors[id] = say(problem);
	}
	return errors;
}

/** Which property of a field holds its label. */
export function labelPart(field: FieldSchema): 'label' | 'dateLabel' | 'timeLabel' {
	if (field.type !== 'datetime' || field.label)
		return 'label';
	return field.subtype === 'time' ? 'timeLabel' : 'dateLabel';
}

/** The words of a field in the reader's language. */
export function words(schema: FormSchema, language: string, id: string, part: string, original: string | undefined): string {
	return schema.translations?.[language]?.[`${id}.${part}`] ?? original ?? '';
}
