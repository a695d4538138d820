/*
 * draft.ts - keep a half-filled form on the server while it is written.
 *
 * Saved 1.5 s after the last change, and once more when the page is left.  The
 * task that is kept in memory learns of it too: who comes back finds their words.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, data, sendDraftOnExit } from '../app/api';
import { queryClient } from '../app/queries';
import type { FormData } from './types';

const QUIET_MS = 1500;

export type DraftState = { savedAt: string | null; failed: boolean; pending: boolean };

export function useDraft(taskId: string, savedAt: string | null): {
	state: DraftState; change: (form: FormData) => void; stop: () => void;
} {
	const [state, setState] = useState<DraftState>({ savedAt, failed: false, pending: false });
	const waiting = useRef<FormData | null>(null);
	const written = useRef<FormData | null>(null);
	const timer = useRef(0);

	const save = async (): Promise<void> => {
		const form = waiting.current;
		if (!form)
			return;
		waiting.current = null;
		try {
			const answer = await data(api.PUT('/api/v1/tasks/{id}/draft',
				{ params: { path: { id: taskId } }, body: { data: form } }));
			setState({ savedAt: answer.savedAt, failed: false, pending: false });
		} catch {
			waiting.current ??= form;
			setState((s) => ({ ...s, failed: true, pending: false }));
		}
	};
	useEffect(() => {
		const leave = (): void => {
			if (waiting.current)
				sendDraftOnExit(taskId, waiting.current);
			waiting.current = null;
		};
		addEventListener('pagehide', leave);
		return () => {
			removeEventListener('pagehide', leave);
			window.clearTimeout(timer.current);
			leave();
			const form = written.current;
			if (form)
				queryClient.setQueryData(['task', taskId], (task?: object) => task && { ...task, data: form });
		};
	}, [taskId]);

	return {
		state,
		change: (form) => {
			waiting.current = form;
			written.current = form;
			setState((s) => ({ ...s, pending: true }));
			window.clearTimeout(timer.current);
			timer.current = window.setTimeout(() => void save(), QUIET_MS);
		},
		stop: () => {
			window.clearTimeout(timer.current);
			waiting.current = null;
			written.current = null;
		},
	};
}
