/* calendar-changes.ts - the working calendar and what administrators do with it. */
import { useQuery } from '@tanstack/preact-query';
import { api, data, ifMatch, type Schemas } from '../app/api';
import { refresh } from '../app/queries';
import type { Holiday } from './calendar-import';

export type Calendar = Schemas['Calendar'];

const ADD_MAX = 400;

export const useCalendar = (year: number) => useQuery({
	queryKey: ['calendar', year],
	queryFn: () => data(api.GET('/api/v1/calendar', { params: { query: { year } } })),
});

export async function setWeekdays(calendar: Calendar, weekdays: number[]): Promise<void> {
	await data(api.PATCH('/api/v1/calendar', {
		params: { header: { 'If-Match': ifMatch(calendar.version) } }, body: { weekdays },
	}));
	refresh('calendar');
}

/** As many requests as the limit of one makes necessary. */
export async function addHolidays(holidays: Holiday[]): Promise<void> {
	for (let i = 0; i < holidays.length; i += ADD_MAX)
		await data(api.POST('/api/v1/calendar/holidays', { body: { holidays: holidays.slice(i, i + ADD_MAX) } }));
	refresh('calendar');
}

export async function removeHoliday(day: string): Promise<void> {
	await data(api.DELETE('/api/v1/calendar/holidays/{day}', { params: { path: { day } } }));
	refresh('calendar');
}
