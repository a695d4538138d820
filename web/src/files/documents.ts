/* documents.ts - documents that people hand in: kinds, limits, lists. */
import { useQuery } from '@tanstack/preact-query';
import { BadgeEuro, FileHeart, FileText, GraduationCap, House, IdCard, type LucideIcon, MapPin, Scale, ShieldCheck } from 'lucide-preact';
import { api, data, type Schemas } from '../app/api';
import { usePages } from '../app/pages';
import { refresh } from '../app/queries';

export type StoredFile = Schemas['File'];
export type FileFacts = Schemas['FileFacts'];
export type FileKind = Schemas['FileKind'];
export type FileCategory = NonNullable<FileFacts['category']>;
export type Limits = Awaited<ReturnType<typeof fetchLimits>>;

interface Usual { icon: LucideIcon; category: FileCategory; sensitivity: number }

/** What a kind of document is usually about; the server agrees on the category. */
export const KINDS: Record<FileKind, Usual> = {
	identity: { icon: IdCard, category: 'social', sensitivity: 1 },
	residence: { icon: MapPin, category: 'social', sensitivity: 1 },
	income: { icon: BadgeEuro, category: 'economic', sensitivity: 1 },
	housing: { icon: House, category: 'economic', sensitivity: 1 },
	medical: { icon: FileHeart, category: 'health', sensitivity: 2 },
	disability: { icon: FileHeart, category: 'health', sensitivity: 2 },
	school: { icon: GraduationCap, category: 'minors', sensitivity: 1 },
	legal: { icon: Scale, category: 'social', sensitivity: 2 },
	report: { icon: FileText, category: 'social', sensitivity: 1 },
	consent: { icon: ShieldCheck, category: 'social', sensitivity: 1 },
	other: { icon: FileText, category: 'social', sensitivity: 1 },
};
export const KIND_NAMES = Object.keys(KINDS) as FileKind[];
export const CATEGORIES: FileCategory[] = ['social', 'economic', 'health', 'violence', 'minors', 'notes'];

export const isKind = (name: string | undefined): name is FileKind => name !== undefined && name in KINDS;

const fetchLimits = () => data(api.GET('/api/v1/file-limits'));

export const useLimits = () => useQuery({ queryKey: ['file-limits'], staleTime: Infinity, queryFn: fetchLimits });

/** "pdf" of "Nómina.PDF". */
export function extensionOf(name: string): string {
	const dot = name.lastIndexOf('.');
	return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** A stable code for what a file cannot be sent for, before anything is sent; the server has the last word. */
export function refusalOf(file: { name: string; size: number }, limits: Limits, accept?: string): string | null {
	const extension = extensionOf(file.name);
	const wanted = accept?.split(',').map((one) => one.trim().replace(/^\./, '').toLowerCase()).filter(Boolean) ?? [];
	if (!limits.types.some((type) => type.extension === extension))
		return 'file.type';
	if (wanted.length && !wanted.includes(extension))
		return 'form.file_type';
	if (file.size > limits.sizeMax)
		return 'http.body_size';
	return file.size ? null : 'file.empty';
}

/** The documents of a record, or those of one of its interventions. */
export const useDocuments = (record: string, intervention = '') => usePages(['files', record, intervention], (from) => data(api.GET('/api/v1/records/{id}/files', {
	params: { path: { id: record }, query: { limit: 50, ...(intervention && { intervention }), ...from } },
	})));

export const useTaskFiles = (task: string | null) => useQuery({
	queryKey: ['files', 'task', task],
	enabled: task !== null,
	queryFn: async () => (await data(api.GET('/api/v1/tasks/{id}/files', { params: { path: { id: task ?? '' } } }))).items,
});

export async function withdrawFile(id: string, reason: string): Promise<void> {
	await data(api.POST('/api/v1/files/{id}/withdraw', { params: { path: { id } }, body: { reason } }));
	refresh('files');
}

export async function restoreFile(id: string): Promise<void> {
	await data(api.POST('/api/v1/files/{id}/restore', { params: { path: { id } }, body: {} }));
	refresh('files');
}

/** One that is not part of a record yet. */
export async function eraseFile(id: string): Promise<void> {
	await data(api.DELETE('/api/v1/files/{id}', { params: { path: { id } } }));
	refresh('files');
}

export const contentOf = (id: string): string => `/api/v1/files/${id}/content`;
