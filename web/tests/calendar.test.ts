/* calendar.test.ts - holidays read from what people paste. */
import { describe, expect, it } from 'vitest';
import { readHolidays } from '../src/admin/calendar-import';
import { formatWeekday } from '../src/app/format';

describe('lines', () => {
	it('are a day and a name, as people write them', () => {
		expect(readHolidays('2026-10-12 Fiesta Nacional\r\n12/10/2027; "Fiesta, otra"\n\n6.1.2026\tReyes')).toEqual({
			holidays: [
				{ day: '2026-10-12', name: 'Fiesta Nacional' },
				{ day: '2027-10-12', name: 'Fiesta, otra' },
				{ day: '2026-01-06', name: 'Reyes' },
			],
			wrong: [],
		});
	});
	it('that are no holiday are named', () => {
		const read = readHolidays('2026-02-30 No existe\nNavidad\n2026-12-25\n2026-12-25 Navidad');
		expect(read.holidays).toEqual([{ day: '2026-12-25', name: 'Navidad' }]);
		expect(read.wrong).toEqual(['2026-02-30 No existe', 'Navidad', '2026-12-25']);
	});
});

describe('an iCalendar file', () => {
	const file = (...events: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0',
		...events.map((e) => `BEGIN:VEVENT\r\n${e}\r\nEND:VEVENT`), 'END:VCALENDAR'].join('\r\n');
	it('gives its whole days, folded lines and escapes undone', () => {
		expect(readHolidays(file('DTSTART;VALUE=DATE:20261012\r\nSUMMARY:Fiesta\\, la\r\n  Nacional')).holidays)
			.toEqual([{ day: '2026-10-12', name: 'Fiesta, la Nacional' }]);
	});
	it('gives each day of an event that lasts', () => {
		expect(readHolidays(file('DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270102\r\nSUMMARY:Feria')).holidays.map((h) => h.day))
			.toEqual(['2026-12-30', '2026-12-31', '2027-01-01']);
	});
	it('leaves out what has an hour', () => {
		expect(readHolidays(file('DTSTART:20261012T090000Z\r\nSUMMARY:Pleno'))).toEqual({ holidays: [], wrong: ['Pleno'] });
	});
});

it('names weekdays by number and by date', () => {
	expect(formatWeekday(1)).toBe('lunes');
	expect(formatWeekday(7)).toBe('domingo');
	expect(formatWeekday('2026-04-03')).toBe('viernes');
});
