/*
 * action.ts - run one write: busy while it runs, its error, once-only key.
 *
 * The key stays the same until the write succeeds, so pressing the button again
 * after an uncertain answer repeats the same decision and not a second one.
 * While it runs it does not start again, however it is asked.
 */
import { useRef, useState } from 'preact/hooks';
import { newKey } from '../app/api';
import { ApiError } from '../app/errors';

export interface Action<A extends unknown[]> {
	run: (...args: A) => Promise<boolean>;
	busy: boolean;
	error: unknown;
	clear: () => void;
}

export function useAction<A extends unknown[]>(work: (key: string, ...args: A) => Promise<void>): Action<A> {
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const key = useRef(newKey());
	const running = useRef(false);
	const run = async (...args: A): Promise<boolean> => {
		if (running.current)
			return false;
		running.current = true;
		setBusy(true);
		setError(null);
		try {
			await work(key.current, ...args);
			key.current = newKey();
			return true;
		} catch (failure) {
			// A refusal is final; only an unknown outcome is asked again.
			if (failure instanceof ApiError && failure.status < 500)
				key.current = newKey();
			setError(failure);
			return false;
		} finally {
			running.current = false;
			setBusy(false);
		}
	};
	return { run, busy, error, clear: () => setError(null) };
}
