/*
 * uploads.ts - files on their way: two at a time, each with its progress, its
 * error, and its own end.
 *
 * A key is kept until the outcome is known, so that sending again what may have
 * arrived does not store it twice.  Who leaves the page stops what is under way,
 * and is told so.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { newKey, sendFile } from '../app/api';
import { ApiError, messageOf } from '../app/errors';
import { t, tCode } from '../app/i18n';
import { refresh } from '../app/queries';
import { say } from '../ui/toast';
import { type FileFacts, type Limits, refusalOf, type StoredFile } from './documents';

const AT_ONCE = 2;

export interface Upload {
	id: number;
	file: File;
	facts: FileFacts;
	state: 'waiting' | 'sending' | 'failed';
	/** From 0 to 1. */
	part: number;
	error: string;
	/** A file that will never do is not offered again. */
	isFinal: boolean;
	key: string;
	abort: AbortController;
}

export interface Uploads {
	list: Upload[];
	add: (files: { file: File; facts: FileFacts }[]) => void;
	cancel: (id: number) => void;
	retry: (id: number) => void;
}

interface Target {
	path: string;
	limits: Limits | undefined;
	accept?: string;
	onStored: (file: StoredFile) => void;
}

let next = 1;

function begin(file: File, facts: FileFacts, target: Target): Upload {
	const code = target.limits ? refusalOf(file, target.limits, target.accept) : null;
	return {
		id: next++, file, facts, part: 0, key: newKey(), abort: new AbortController(), isFinal: code !== null,
		state: code ? 'failed' : 'waiting', error: code ? tCode('problem', code) : '',
	};
}

/** What went wrong, in words; a refusal gets a new key, as nothing was stored. */
function failed(upload: Upload, error: unknown): Upload {
	const isRefused = error instanceof ApiError && error.status < 500;
	const field = error instanceof ApiError ? error.fields[0] : undefined;
	return {
		...upload, state: 'failed', part: 0, abort: new AbortController(), isFinal: isRefused && error.status === 422,
		key: isRefused ? newKey() : upload.key,
		error: field ? tCode('problem', field.code, field.detail) : messageOf(error),
	};
}

export function useUploads(target: Target): Uploads {
	const [list, setList] = useState<Upload[]>([]);
	const now = useRef(target);
	now.current = target;
	const all = useRef(list);
	all.current = list;

	const change = (id: number, to: (upload: Upload) => Upload): void =>
		setList((uploads) => uploads.map((upload) => upload.id === id ? to(upload) : upload));
	const drop = (id: number): void => setList((uploads) => uploads.filter((upload) => upload.id !== id));

	const send = async (upload: Upload): Promise<void> => {
		try {
			const stored = await sendFile({
				path: now.current.path, facts: upload.facts, file: upload.file, key: upload.key, signal: upload.abort.signal,
				onProgress: (part) => change(upload.id, (u) => ({ ...u, part })),
			});
			drop(upload.id);
			now.current.onStored(stored);
		} catch (error) {
			if (upload.abort.signal.aborted)
				drop(upload.id);
			else if (error instanceof ApiError && error.code === 'idempotency.repeated') {
				// It had arrived the first time.
				drop(upload.id);
				refresh('files');
			} else
				change(upload.id, (u) => failed(u, error));
		}
	};
	useEffect(() => {
		const free = AT_ONCE - list.filter((u) => u.state === 'sending').length;
		const some = list.filter((u) => u.state === 'waiting').slice(0, Math.max(free, 0));
		if (!some.length)
			return;
		setList((uploads) => uploads.map((u) => some.includes(u) ? { ...u, state: 'sending' } : u));
		some.forEach((u) => void send(u));
	}, [list]);
	useEffect(() => {
		const ask = (event: BeforeUnloadEvent): void => {
			if (all.current.some((u) => u.state !== 'failed'))
				event.preventDefault();
		};
		addEventListener('beforeunload', ask);
		return () => {
			removeEventListener('beforeunload', ask);
			const stopped = all.current.filter((u) => u.state !== 'failed');
			stopped.forEach((u) => u.abort.abort());
			if (stopped.length)
				say(t('file.stopped', { n: stopped.length }), { kind: 'error' });
		};
	}, []);
	return useMemo(() => ({
		list,
		add: (files) => setList((uploads) => [...uploads, ...files.map(({ file, facts }) => begin(file, facts, now.current))]),
		cancel: (id) => {
			const upload = all.current.find((u) => u.id === id);
			if (upload?.state === 'sending')
				upload.abort.abort();
			else
				drop(id);
		},
		retry: (id) => change(id, (u) => ({ ...u, state: 'waiting', error: '' })),
	}), [list]);
}

/** "42 %" for who does not see the bar. */
export const percent = (upload: Upload): string =>
	upload.state === 'waiting' ? t('file.waiting') : t('file.sending', { n: Math.round(upload.part * 100) });
