/* format.test.ts - calendar days, ages, relative times, names. */
import { describe, expect, it } from 'vitest';
import { ageOn, daysUntil, formatBytes, formatCount, formatDate, formatRelative, initials, toDate, today } from '../src/app/format';
import { setLocale } from '../src/app/i18n';
import { lastMonth } from '../src/staff/exports/exports';
import { duration } from '../src/admin/figures';

const NOW = new Date(2026, 10, 23, 15, 30);

describe('dates', () => {
	it('keep a calendar day where it is, whatever the zone', () => {
		expect(toDate('2026-03-29').getDate()).toBe(29);
		expect(formatDate('2026-01-05')).toMatch(/5 .*2026/);
	});
	it('count days, not hours', () => {
		expect(daysUntil('2026-11-24', NOW)).toBe(1);
		expect(daysUntil(new Date(2026, 10, 24, 0, 5), NOW)).toBe(1);
		expect(daysUntil('2026-11-20', NOW)).toBe(-3);
	});
	it('survive a change of clocks', () => {
		expect(daysUntil('2026-03-30', new Date(2026, 2, 28, 23, 0))).toBe(2);
	});
	it('are said in words', async () => {
		expect(formatRelative('2026-11-24', NOW)).toBe('mañana');
		await setLocale('en');
		expect(formatRelative(new Date(2026, 10, 23, 13, 30), NOW)).toBe('2 hours ago');
	});
	it('show a dash for nothing', () => {
		expect(formatDate(null)).toBe('—');
	});
});

describe('age', () => {
	it('changes on the birthday', () => {
		expect(ageOn('2000-11-23', NOW)).toBe(26);
		expect(ageOn('2000-11-24', NOW)).toBe(25);
	});
	it('counts a leap day on the first of March', () => {
		expect(ageOn('2004-02-29', new Date(2026, 1, 28))).toBe(21);
		expect(ageOn('2004-02-29', new Date(2026, 2, 1))).toBe(22);
	});
});

describe('other', () => {
	it('names the usual period of an export', () => {
		expect(lastMonth(new Date(2026, 0, 15))).toEqual({ from: '2025-12-01', to: '2025-12-31' });
		expect(lastMonth(new Date(2028, 2, 31))).toEqual({ from: '2028-02-01', to: '2028-02-29' });
	});
	it('writes today with two digits', () => {
		expect(today(new Date(2026, 0, 5))).toBe('2026-01-05');
	});
	it('takes initials from names with marks', () => {
		expect(initials('García López, María')).toBe('GL');
		expect(initials('Òscar')).toBe('Ò');
	});
	it('says sizes and durations with a unit', async () => {
		await setLocale('en');
		expect(formatBytes(1536)).toBe('1.5 kB');
		expect(duration(7200)).toBe('2 hr');
		expect(duration(null)).toBe('—');
	});
});

it('says nothing of a count that nobody knows yet', () => {
	expect([null, undefined, 0, 12345].map(formatCount)).toEqual(['—', '—', '0', '12.345']);
});
