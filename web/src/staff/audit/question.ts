/*
 * question.ts - what is looked for in the audit trail, kept in the address.
 *
 * Moments are those of the reader's clock while they are chosen, and instants
 * when they are asked for.  A minute that ends the period belongs to it.  Each
 * look is an event, so nothing is fetched again by itself.
 */
import { useQuery } from '@tanstack/preact-query';
import { api, data } from '../../app/api';
import { instantOf } from '../../app/format';
import { t } from '../../app/i18n';
import { useUrlState } from '../../app/url';

export const KINDS = ['read', 'write', 'session'] as const;
/** What is looked for each week. */
export const WATCHED = ['session.refused', 'request.denied', 'record.break_glass'] as const;
export const OUTCOMES = ['ok', 'denied', 'failed'] as const;
export const FIELDS = ['actor', 'record', 'case', 'kind', 'action', 'outcome', 'from', 'to'] as const;
export type Field = typeof FIELDS[number];
export type Question = Record<Field, string>;

/** For queries that leave an event. */
export const ONCE = { staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false } as const;

const MINUTE_MS = 60_000;

const oneOf = <T extends string>(known: readonly T[], value: string): T | undefined => known.find((one) => one === value);

/** The parameters of the query; what is empty is left out. */
export function eventQuery(q: Question) {
	const kind = oneOf(KINDS, q.kind);
	const outcome = oneOf(OUTCOMES, q.outcome);
	const [from, to] = [instantOf(q.from), instantOf(q.to, true)];
	return {
		...(q.actor && { actor: q.actor }), ...(q.record && { record: q.record.trim() }), ...(q.case && { case: q.case.trim() }),
		...(kind && { kind }), ...(q.action && { action: q.action }), ...(outcome && { outcome }), ...(from && { from }), ...(to && { to }),
	};
}

/** Null until there is an account and a period. */
export function touchedQuery(q: Question): { actor: string; from: string; to: string } | null {
	const [from, to] = [instantOf(q.from), instantOf(q.to, true)];
	return q.actor && from && to ? { actor: q.actor, from, to } : null;
}

export function useQuestion(): { question: Question; set: (changes: Partial<Question>) => void } {
	const url = useUrlState();
	const question = Object.fromEntries(FIELDS.map((name) => [name, url.get(name)])) as Question;
	return { question, set: (changes) => url.set(changes as Record<string, string>) };
}

export const useAccounts = () => useQuery({
	queryKey: ['audit-accounts'],
	staleTime: 10 * MINUTE_MS,
	queryFn: async () => (await data(api.GET('/api/v1/audit/accounts'))).items,
});

export const accountName = (account: { name: string; isActive: boolean }): string =>
	account.isActive ? account.name : t('audit.inactive', { name: account.name });
