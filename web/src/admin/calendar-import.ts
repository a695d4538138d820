/*
 * calendar-import.ts - holidays out of pasted lines or an iCalendar file.
 *
 * A line is a day and a name: "2026-10-12 Fiesta Nacional", "12/10/2026; Fiesta
 * Nacional".  Of an .ics file (RFC 5545) the whole-day events count, each of
 * their days.
 */
import type { Schemas } from '../app/api';

export type Holiday = Schemas['Holiday'];

export interface Imported {
	holidays: Holiday[];
	/** Lines that were not understood. */
	wrong: string[];
}

const NAME_MAX = 120;
const EVENT_DAYS_MAX = 60;
const DAY_MS = 86_400_000;
const ISO_LINE = /^(\d{4})-(\d{1,2})-(\d{1,2})[\s,;]+(.+)$/;
const LOCAL_LINE = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[\s,;]+(.+)$/;

/** YYYY-MM-DD of a day that exists. */
function dayOf(year: string, month: string, day: string): string | null {
	const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

function holidayOf(day: string | null, name: string): Holiday | null {
	const trimmed = name.trim().replace(/^"(.*)"$/, '$1').slice(0, NAME_MAX);
	return day && trimmed ? { day, name: trimmed } : null;
}

function lineOf(line: string): Holiday | null {
	const iso = ISO_LINE.exec(line);
	if (iso)
		return holidayOf(dayOf(iso[1] ?? '', iso[2] ?? '', iso[3] ?? ''), iso[4] ?? '');
	const local = LOCAL_LINE.exec(line);
	return local && holidayOf(dayOf(local[3] ?? '', local[2] ?? '', local[1] ?? ''), local[4] ?? '');
}

function readLines(text: string): Imported {
	const found: Imported = { holidays: [], wrong: [] };
	for (const line of text.split(/\r?\n/).map((l) => l.trim()).filter(Boolean)) {
		const holiday = lineOf(line);
		if (holiday)
			found.holidays.push(holiday);
		else
			found.wrong.push(line);
	}
	return found;
}

/** "DTSTART;VALUE=DATE:20261012" as its day. */
function icsDay(event: string, property: string): string | null {
	const [, y, m, d] = new RegExp(`^${property}(?:;[^:]*)?:(\\d{4})(\\d{2})(\\d{2})$`, 'm').exec(event) ?? [];
	return y && m && d ? dayOf(y, m, d) : null;
}

function icsText(event: string, property: string): string {
	const [, text] = new RegExp(`^${property}(?:;[^:]*)?:(.*)$`, 'm').exec(event) ?? [];
	return (text ?? '').replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1');
}

function eventDays(event: string): string[] {
	const first = icsDay(event, 'DTSTART');
	if (!first)
		return [];
	const from = Date.parse(first);
	const end = Date.parse(icsDay(event, 'DTEND') ?? '');
	const days = Number.isNaN(end) ? 1 : Math.min(Math.max((end - from) / DAY_MS, 1), EVENT_DAYS_MAX);
	return Array.from({ length: days }, (_, i) => new Date(from + i * DAY_MS).toISOString().slice(0, 10));
}

function readIcs(text: string): Imported {
	const found: Imported = { holidays: [], wrong: [] };
	const unfolded = text.replace(/\r\n/g, '\n').replace(/\n[ \t]/g, '');
	for (const part of unfolded.split('BEGIN:VEVENT\n').slice(1)) {
		const event = part.split('END:VEVENT')[0] ?? '';
		const name = icsText(event, 'SUMMARY');
		const holidays = eventDays(event).flatMap((day) => holidayOf(day, name) ?? []);
		found.holidays.push(...holidays);
		if (!holidays.length)
			found.wrong.push(name || event.split('\n')[0] || '');
	}
	return found;
}

export function readHolidays(text: string): Imported {
	return text.includes('BEGIN:VCALENDAR') ? readIcs(text) : readLines(text);
}
