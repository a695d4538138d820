/* use-record.ts - a record, and the writes that answer with the whole of it. */
import { useQuery } from '@tanstack/preact-query';
import { api, data, ifMatch, type Schemas } from '../../app/api';
import { queryClient, refresh } from '../../app/queries';
import type { Category } from '../../app/person';

export type RecordFile = Schemas['Record'];
export type Member = Schemas['Member'];
export type Entry = Schemas['Entry'];

export const useRecord = (id: string) => useQuery({
	queryKey: ['record', id],
	queryFn: () => data(api.GET('/api/v1/records/{id}', { params: { path: { id } } })),
});

function keep(record: RecordFile): void {
	queryClient.setQueryData(['record', record.id], record);
	refresh('records', 'audit');
}

export async function patchRecord(record: RecordFile, body: {
	state?: RecordFile['state']; risk?: number; sensitivity?: number; referentId?: string | null; territoryId?: string;
}): Promise<void> {
	keep(await data(api.PATCH('/api/v1/records/{id}',
		{ params: { path: { id: record.id }, header: { 'If-Match': ifMatch(record.version) } }, body })));
}

export async function putRecordData(record: RecordFile, category: Category, body: Record<string, string>): Promise<void> {
	keep(await data(api.PUT('/api/v1/records/{id}/data/{category}',
		{ params: { path: { id: record.id, category }, header: { 'If-Match': ifMatch(record.version) } }, body })));
}

export async function addMember(id: string, body: { personId: string; relation: string; from: string }, key: string): Promise<void> {
	keep(await data(api.POST('/api/v1/records/{id}/members',
		{ params: { path: { id }, header: { 'Idempotency-Key': key } }, body })));
}

/** Memberships share the version of their record. */
export async function patchMember(record: RecordFile, member: Member, body: { relation?: string; to?: string | null }): Promise<void> {
	keep(await data(api.PATCH('/api/v1/records/{id}/members/{member}', {
		params: { path: { id: record.id, member: member.id }, header: { 'If-Match': ifMatch(record.version) } }, body,
	})));
}

export async function putKinship(id: string, body: { personId: string; relativeId: string; kind: string }): Promise<void> {
	keep(await data(api.PUT('/api/v1/records/{id}/kinships', { params: { path: { id } }, body })));
}

export async function deleteKinship(id: string, k: { personId: string; relativeId: string; kind: string }): Promise<void> {
	keep(await data(api.DELETE('/api/v1/records/{id}/kinships', {
		params: { path: { id }, query: { person: k.personId, relative: k.relativeId, kind: k.kind } },
	})));
}
