/*
 * idle.ts - notice that nobody is there, before the session ends of it.
 *
 * The server ends a session that asks for nothing; news that fetch lists again
 * would keep an abandoned screen open, so what counts here is a hand on the
 * keyboard or the mouse, in any tab.  Some time before the end the worker is
 * asked; who writes without a word to the server keeps the session alive.
 */
import { signal } from '@preact/signals';
import { isSignedOut, lastAnswer } from './api';
import { cover, endSession, resumeSession, session } from './session';

export const WARN_MS = 120_000;
const TICK_MS = 10_000;
const CHANNEL = 'vinculo-presence';
/** Other tabs hear of a busy one this often. */
const TELL_MS = 5_000;

/** The session is about to end: ask. */
export const isEnding = signal(false);

export type Step = 'none' | 'warn' | 'end' | 'keep';

/** What to do, by how long hands and server were quiet. */
export function stepFor(quiet: number, unasked: number, idle: number): Step {
	if (quiet >= idle)
		return 'end';
	if (quiet >= idle - WARN_MS)
		return 'warn';
	return unasked >= idle / 3 ? 'keep' : 'none';
}

let lastHand = Date.now();
/** Say to the other tabs that somebody is here. */
let tell = (): void => undefined;

export async function stay(): Promise<void> {
	lastHand = Date.now();
	isEnding.value = false;
	tell();
	await resumeSession();
}

async function tick(): Promise<void> {
	const now = session.value;
	if (!now || isSignedOut.value)
		return;
	const step = stepFor(Date.now() - lastHand, Date.now() - lastAnswer.at, now.idleMinutes * 60_000);
	isEnding.value = step === 'warn';
	if (step === 'end') // A server out of reach ends it by itself; the screen does not wait for it.
		await endSession().finally(cover);
	else if (step === 'keep')
		await resumeSession();
}

/** Watch until the returned function is called. */
export function watchIdle(): () => void {
	const channel = new BroadcastChannel(CHANNEL);
	const abort = new AbortController();
	let told = 0;
	lastHand = Date.now();
	tell = () => channel.postMessage('here');
	const onHand = (): void => {
		// Once asked, only an answer counts.
		if (isEnding.value)
			return;
		lastHand = Date.now();
		if (lastHand - told > TELL_MS) {
			told = lastHand;
			tell();
		}
	};
	channel.onmessage = () => {
		lastHand = Date.now();
		isEnding.value = false;
	};
	for (const event of ['keydown', 'pointerdown', 'wheel'])
		addEventListener(event, onHand, { passive: true, signal: abort.signal });
	const timer = window.setInterval(() => void tick().catch(() => undefined), TICK_MS);
	return () => {
		abort.abort();
		tell = () => undefined;
		channel.close();
		window.clearInterval(timer);
	};
}
