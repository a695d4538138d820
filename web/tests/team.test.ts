/* team.test.ts - mentions while they are written, the rule of a vote in words. */
import { beforeEach, describe, expect, it } from 'vitest';
import { setLocale } from '../src/app/i18n';
import { mentionsOf, openMention } from '../src/staff/team/mention-box';
import type { Vote } from '../src/staff/team/team';
import { ruleText } from '../src/staff/team/vote';

describe('a mention', () => {
	it.each([
		['@', 1, ''], ['@Jor', 4, 'Jor'], ['hola @Ló', 8, 'Ló'], ['@Jorge Al', 9, 'Jorge Al'], ['uno\n@dos', 8, 'dos'],
	])('is open in %j at %i', (text, caret, wanted) => {
		expect(openMention(text, caret)).toBe(wanted);
	});
	it.each([['a@b.es', 6], ['hola', 4], ['@uno, dos', 9], ['@Jor', 0]])('is not open in %j at %i', (text, caret) => {
		expect(openMention(text, caret)).toBeNull();
	});
	it('counts while its name is in the text', () => {
		const picked = { 'Jorge Alonso': '1', 'Marta Ibáñez': '2' };
		expect(mentionsOf({ text: '@Jorge Alonso ¿vas?', picked })).toEqual(['1']);
		expect(mentionsOf({ text: 'Jorge Alonso no', picked })).toEqual([]);
	});
});

describe('the rule of a vote', () => {
	beforeEach(() => setLocale('en'));
	const vote = (rule: Vote['rule'], needed: number): Vote => ({
		taskId: '', rule, needed, quorum: 3, field: 'approved', isSecret: true, isApproved: null, seats: 5, cast: 0, ballots: [],
	});
	it('is said in words', () => {
		expect(ruleText(vote('threshold', 3))).toBe('3 in favour of 5');
		expect(ruleText(vote('majority', 0))).toBe('Majority of 5');
		expect(ruleText(vote('unanimity', 0))).toBe('Unanimity of 5');
	});
});
