/* queue.test.ts - groups of the queue, addresses, reasons, model names. */
import { describe, expect, it } from 'vitest';
import { elementNames } from '../src/bpmn/names';
import { withParams } from '../src/app/url';
import { byKey } from '../src/admin/processes';
import { groupOf, type Task } from '../src/staff/queue/state';
import { reasonText } from '../src/staff/queue/why';

const NOW = new Date('2026-11-23T12:00:00Z');
const task = (dueAt: string | null, state: Task['state'] = 'open'): Task => ({
	id: '1', name: 'n', elementId: 'e', kind: 'task', state, unitId: 'u', unitName: 'U', role: 'r', priority: 50, createdAt: '', version: 1, dueAt,
});

describe('groups', () => {
	it.each([
		['2026-11-23T11:59:00Z', 'late'], ['2026-11-25T12:00:00Z', 'soon'], ['2026-12-24T12:00:00Z', 'later'], [null, 'undated'],
	] as const)('%s is %s', (due, group) => {
		expect(groupOf(task(due), NOW)).toBe(group);
	});
	it('has done tasks apart', () => {
		expect(groupOf(task('2020-01-01T00:00:00Z', 'done'), NOW)).toBe('done');
	});
});

it('keeps the state of a page in its address and drops what is empty', () => {
	expect(withParams('/staff/queue', { view: 'pool', task: '1' }, { task: '', programme: 'aid' })).toBe('/staff/queue?view=pool&programme=aid');
	expect(withParams('/staff/queue', {}, { task: '' })).toBe('/staff/queue');
});

it('says a reason it does not know by its facts', () => {
	expect(reasonText({ code: 'no.such', params: { unit: 'North', n: 2 } })).toBe('no.such · unit: North · n: 2');
});

it('says a reason it knows with its facts', () => {
	expect(reasonText({ code: 'territory', params: { territory: 'Arrabal', unit: 'UTS 2' } })).toContain('Arrabal');
});

it('reads the steps of a model', () => {
	const xml = '<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>' +
		'<userTask id="t" name=" Visit "/><exclusiveGateway id="g"/></process></d>';
	expect(elementNames(xml)).toEqual([{ id: 's', name: 's', type: 'startEvent' }, { id: 't', name: 'Visit', type: 'userTask' }]);
});

it('groups versions of a process, newest first', () => {
	const d = (key: string, version: number) => ({ id: key + version, key, version, name: key, state: 'active' as const, deployedAt: '' });
	expect(byKey([d('a', 1), d('b', 1), d('a', 2)]).map((g) => g.map((x) => x.id))).toEqual([['a2', 'a1'], ['b1']]);
});
