import { describe, expect, it } from 'vitest';
import { fromCron, toCron } from '../src/staff/exports/monthly';

describe('a monthly schedule as cron', () => {
	it('goes there and back', () => {
		expect(toCron({ day: 5, time: '06:30' })).toBe('30 6 5 * *');
		expect(fromCron('30 6 5 * *')).toEqual({ day: 5, time: '06:30' });
	});
	it('leaves anything else alone', () => {
		for (const cron of ['0 6 * * 1', '0 6 1 1 *', '*/5 6 1 * *', '0 0 6 1 * *', ''])
			expect(fromCron(cron)).toBeNull();
	});
});
