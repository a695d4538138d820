/* clock.test.tsx - the legal clock of a case as people see it. */
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Schemas } from '../src/app/api';
import { session } from '../src/app/session';
import { changesOf, ClockPanel, termText } from '../src/staff/case/clock';
import { groupOf, type Task } from '../src/staff/queue/state';
import { instantOf } from '../src/staff/queue/plan';
import { cleanup, render, screen } from './render';

afterEach(() => {
	cleanup();
	session.value = null;
});

const running: Schemas['Clock'] = { legalTerm: 'P3M', legalLatest: '2026-12-14', daysLeft: 5, suspendedSince: null,
	suspendedReason: null, suspendedBy: null, suspendedDays: 0, extendedDays: null, extensionMax: 45 };
const standing: Schemas['Clock'] = { ...running, suspendedSince: '2026-11-20T09:00:00Z', suspendedReason: 'expert_report',
	suspendedBy: 'Lucía Marín', suspendedDays: 3 };

function show(clock: Schemas['Clock'], state: Schemas['Intervention']['state'] = 'open'): void {
	session.value = { permissions: ['intervention.write', 'task.supervise'] } as unknown as Schemas['Session'];
	render(<ClockPanel intervention={{ id: 'i', state, clock } as Schemas['Intervention']} />);
}

const text = (): string => document.body.textContent ?? '';

describe('what may be done', () => {
	it.each([
		[running, true, 'suspend,extend'], [standing, true, 'resume,extend'],
		[{ ...running, extendedDays: 10 }, true, 'suspend'], [{ ...running, daysLeft: -1 }, true, 'suspend'],
		[{ ...running, legalTerm: null, extensionMax: null }, true, 'suspend'],
		[running, false, ''], [standing, false, 'resume'],
	] as const)('%#', (clock, isOpen, changes) => {
		expect(changesOf(clock, isOpen).join()).toBe(changes);
	});
});

describe('the panel', () => {
	it('says the latest date, the days left and the term', async () => {
		show(running);
		expect(screen.find('time')?.getAttribute('datetime')).toBe('2026-12-14');
		expect(text()).toContain('Quedan 5 días');
		expect(text()).toContain('3 meses');
		expect((await axe.run(document.body)).violations.map((v) => v.id)).toEqual([]);
	});
	it('says since when it stands, why and by whom', () => {
		show(standing);
		expect(screen.find('[data-clock]')?.dataset.clock).toBe('suspended');
		expect(text()).toContain('Informe');
		expect(text()).toContain('Lucía Marín');
	});
	it('is not there for a decided case without a term', () => {
		show({ ...running, legalTerm: null, legalLatest: null, daysLeft: null }, 'granted');
		expect(screen.find('section')).toBeNull();
	});
	it('says terms in words, and others as they are', () => {
		expect(termText('P10WD')).toBe('10 días hábiles');
		expect(termText('P1Y')).toBe('1 año');
		expect(termText('P1Y2M')).toBe('P1Y2M');
	});
});

it('has tasks whose clock stands apart, never late', () => {
	const task = { state: 'open', dueAt: '2020-01-01T00:00:00Z', suspendedSince: '2019-12-01T00:00:00Z' } as Task;
	expect(groupOf(task)).toBe('held');
	expect(groupOf({ ...task, suspendedSince: null })).toBe('late');
});

it('makes an instant of a day where the reader is', () => {
	expect(instantOf('', '23:59:00')).toBeNull();
	expect(new Date(instantOf('2026-12-01', '23:59:00') ?? '').getHours()).toBe(23);
});
