/* desk.ts - what watches over an open application: news, absence, the focus. */
import { useEffect } from 'preact/hooks';
import { keepFocus } from './focus';
import { watchIdle } from './idle';
import { startLive } from './live';
import { queryClient } from './queries';

export function useDesk(): void {
	useEffect(() => startLive(queryClient), []);
	useEffect(watchIdle, []);
	useEffect(() => keepFocus(document.body), []);
}
