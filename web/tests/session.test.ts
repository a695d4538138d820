/* session.test.ts - a page whose session ended asks to sign in again, whoever ended it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { csrf, isSignedOut } from '../src/app/api';
import { watchIdle } from '../src/app/idle';
import { endSession, session, type Session } from '../src/app/session';

const PROBLEM = { 'Content-Type': 'application/problem+json' };

// The client takes fetch when it is made, so it is replaced before that.
const server = vi.hoisted(() => {
	const fetch = vi.fn<() => Promise<Response>>();
	vi.stubGlobal('fetch', fetch);
	return fetch;
});

function answering(status: number): void {
	server.mockImplementation(async () => new Response('{"code":"any"}', { status, headers: PROBLEM }));
}

beforeEach(() => {
	csrf.value = 'token';
	isSignedOut.value = false;
});

afterEach(() => {
	session.value = null;
	vi.useRealTimers();
});

it('counts a session another tab has ended as ended', async () => {
	answering(401);
	await endSession();
	expect(isSignedOut.value).toBe(true);
	expect(csrf.value).toBe('');
});

it('says so when the server could not end it', async () => {
	answering(503);
	await expect(endSession()).rejects.toThrow();
	expect(isSignedOut.value).toBe(false);
});

it('covers a screen nobody looks at, though the server be away', async () => {
	vi.useFakeTimers();
	server.mockRejectedValue(new TypeError('no network'));
	session.value = { idleMinutes: 15 } as Session;
	const stop = watchIdle();
	await vi.advanceTimersByTimeAsync(16 * 60_000);
	expect(isSignedOut.value).toBe(true);
	stop();
});
