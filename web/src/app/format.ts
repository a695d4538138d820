/*
 * format.ts - dates, ages, numbers and names as the reader writes them.
 *
 * Dates without a time ("2026-11-23") are calendar days and never move with the
 * time zone; instants are shown in the browser's zone.
 */
import { locale } from './i18n';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

export function toDate(value: string | Date): Date {
	if (value instanceof Date)
		return value;
	const day = DAY.exec(value);
	return day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(value);
}

function format(value: string | Date | null | undefined, options: Intl.DateTimeFormatOptions): string {
	if (!value)
		return '—';
	const date = toDate(value);
	return Number.isNaN(date.getTime()) ? String(value) :
		new Intl.DateTimeFormat(locale.value, options).format(date);
}

export const formatDate = (value: string | Date | null | undefined): string =>
	format(value, { day: 'numeric', month: 'short', year: 'numeric' });

export const formatDateTime = (value: string | Date | null | undefined): string =>
	format(value, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

export const formatTime = (value: string | Date | null | undefined): string =>
	format(value, { hour: '2-digit', minute: '2-digit' });

export const formatNumber = (value: number | string, options?: Intl.NumberFormatOptions): string =>
	new Intl.NumberFormat(locale.value, options).format(Number(value));

/** A number, or a dash while nobody knows it. */
export const formatCount = (value: number | null | undefined): string => value == null ? '—' : formatNumber(value);

export const formatMoney = (value: number | string): string =>
	formatNumber(value, { style: 'currency', currency: 'EUR' });

/** Whole calendar days from now to a date; negative when it has passed. */
export function daysUntil(value: string | Date, now = new Date()): number {
	const midnight = (d: Date): number => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate());
	return Math.round((midnight(toDate(value)) - midnight(now)) / DAY_MS);
}

/** "in 3 days", "yesterday", "20 minutes ago". */
export function formatRelative(value: string | Date, now = new Date()): string {
	const words = new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' });
	if (typeof value === 'string' && DAY.test(value))
		return words.format(daysUntil(value, now), 'day');
	const seconds = Math.round((toDate(value).getTime() - now.getTime()) / 1000);
	if (Math.abs(seconds) < 3600)
		return words.format(Math.round(seconds / 60), 'minute');
	if (Math.abs(seconds) < 12 * 3600)
		return words.format(Math.round(seconds / 3600), 'hour');
	return words.format(daysUntil(value, now), 'day');
}

/** Full years lived on a day. */
export function ageOn(birth: string, now = new Date()): number {
	const born = toDate(birth);
	const years = now.getFullYear() - born.getFullYear();
	const had = now.getMonth() > born.getMonth() ||
		(now.getMonth() === born.getMonth() && now.getDate() >= born.getDate());
	return had ? years : years - 1;
}

/** The weekday of a date, or of a number from 1 (Monday) to 7 (Sunday), in words. */
export function formatWeekday(day: string | number): string {
	/* 2024-01-01 was a Monday. */
	return format(typeof day === 'number' ? new Date(2024, 0, day) : day, { weekday: 'long' });
}

/** Today as a calendar day, "2026-11-23". */
export function today(now = new Date()): string {
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

const BROWSERS: [RegExp, string][] = [
	[/Edg(?:e|A|iOS)?\//, 'Edge'], [/OPR\//, 'Opera'], [/(?:Firefox|FxiOS)\//, 'Firefox'], [/(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
	[/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
	[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux|X11/, 'Linux'],
];

/** "Firefox · Windows" of what a browser says of itself. */
export function browserName(agent: string): string {
	const first = (names: [RegExp, string][]): string => names.find(([sign]) => sign.test(agent))?.[1] ?? '';
	return [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(' · ') || agent;
}

/** The country of a two-letter code, in the reader's words. */
export function countryName(code: string | undefined): string {
	return code ? new Intl.DisplayNames(locale.value, { type: 'region', fallback: 'code' }).of(code) ?? code : '';
}

/** Two letters for the circle beside a name. */
export function initials(name: string): string {
	const words = name.replace(/[^\p{L}\s]/gu, '').trim().split(/\s+/);
	const first = words[0]?.[0] ?? '?';
	const second = words.length > 1 ? words[1]?.[0] ?? '' : '';
	return (first + second).toUpperCase();
}

export function formatBytes(bytes: number): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
	let power = 0;
	for (let rest = bytes; rest >= 1024 && power < units.length - 1; rest /= 1024)
		power++;
	return formatNumber(bytes / 1024 ** power,
		{ style: 'unit', unit: units[power], maximumFractionDigits: power ? 1 : 0 });
}

const MINUTE_MS = 60_000;

/** An instant from what an input has of the reader's clock, "2026-12-01T14:00"; isEnd: the last of that minute. '' when it is none. */
export function instantOf(local: string, isEnd = false): string {
	const at = new Date(local);
	return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() + (isEnd ? MINUTE_MS - 1 : 0)).toISOString();
}

/** What such an input shows of an instant: its minute. */
export function localOf(instant: string | Date): string {
	const at = toDate(instant);
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${today(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The first and the last instant of days, each '' when there is none. */
export function boundsOf(from: string, to: string): { from?: string; to?: string } {
	const [first, last] = [from && instantOf(`${from}T00:00`), to && instantOf(`${to}T23:59`, true)];
	return { ...(first && { from: first }), ...(last && { to: last }) };
}
