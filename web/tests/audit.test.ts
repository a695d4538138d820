/* audit.test.ts - what is asked of the server for what was chosen. */
import { describe, expect, it } from 'vitest';
import { boundsOf, instantOf, localOf } from '../src/app/format';
import { eventQuery, touchedQuery } from '../src/staff/audit/question';

const nothing = { actor: '', record: '', case: '', kind: '', action: '', outcome: '', from: '', to: '' };

describe('a question to the audit trail', () => {
	it('leaves out what is not asked', () => {
		expect(eventQuery(nothing)).toEqual({});
		expect(eventQuery({ ...nothing, kind: 'all', outcome: 'x', from: 'yesterday' })).toEqual({});
	});
	it('takes the last minute as a whole', () => {
		const local = '2026-12-01T14:00';
		expect(instantOf(local)).toBe(new Date(2026, 11, 1, 14).toISOString());
		expect(instantOf(local, true)).toBe(new Date(2026, 11, 1, 14, 0, 59, 999).toISOString());
	});
	it('shows an instant as the minute it was chosen by', () => {
		expect(localOf(instantOf('2026-12-01T04:05'))).toBe('2026-12-01T04:05');
		expect(localOf(instantOf('2026-12-01T04:05', true))).toBe('2026-12-01T04:05');
	});
	it('takes days as a whole', () => {
		expect(boundsOf('2026-12-01', '2026-12-01')).toEqual({
			from: new Date(2026, 11, 1).toISOString(), to: new Date(2026, 11, 1, 23, 59, 59, 999).toISOString(),
		});
		expect(boundsOf('', '')).toEqual({});
		expect(boundsOf('2026-99-01', '')).toEqual({});
	});
	it('trims numbers that were pasted', () => {
		expect(eventQuery({ ...nothing, record: ' 2026/000123 ', kind: 'read' })).toEqual({ record: '2026/000123', kind: 'read' });
	});
	it('asks for persons of an account in a period only', () => {
		expect(touchedQuery({ ...nothing, actor: 'a', from: '2026-12-01T14:00' })).toBeNull();
		expect(Object.keys(touchedQuery({ ...nothing, actor: 'a', from: '2026-12-01T14:00', to: '2026-12-02T14:00' }) ?? {})).toEqual(['actor', 'from', 'to']);
	});
});
