/*
 * session.ts - who works here, in which unit, and what they may do.
 *
 * Permissions only decide what is shown; the server decides what is allowed.
 */
import { computed, signal } from '@preact/signals';
import { api, csrf, data, isSignedOut, type Schemas } from './api';
import { ApiError } from './errors';
import { isLocale, setLocale } from './i18n';
import { keepingPrefs } from './prefs';

export type Session = Schemas['Session'];

export const session = signal<Session | null>(null);

/** The unit the worker looks at; empty for all of theirs. */
export const unitId = signal(sessionStorage.getItem('vinculo.unit') ?? '');

export function chooseUnit(id: string): void {
	unitId.value = id;
	sessionStorage.setItem('vinculo.unit', id);
}

/** The units a worker has a role in, each once. */
export const myUnits = computed(() => {
	const seen = new Map<string, string>();
	for (const role of session.value?.roles ?? [])
		seen.set(role.unitId, role.unitName);
	return [...seen].map(([id, name]) => ({ id, name }));
});

export function may(permission: string): boolean {
	return session.value?.permissions.includes(permission) ?? false;
}

export function hasRole(...roles: string[]): boolean {
	return session.value?.roles.some((r) => roles.includes(r.role)) ?? false;
}

export async function acceptSession(next: Session): Promise<void> {
	csrf.value = next.csrf;
	session.value = next;
	isSignedOut.value = false;
	if (unitId.value && !myUnits.value.some((unit) => unit.id === unitId.value))
		chooseUnit('');
	if (!localStorage.getItem('vinculo.locale') && isLocale(next.language))
		await setLocale(next.language);
}

/** Do what needs a session; that there is none is no error. */
async function ifAlive(work: () => Promise<unknown>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof ApiError) || error.status !== 401)
			throw error;
	}
}

/** Take up the session of the cookie, if it is alive. */
export async function resumeSession(): Promise<void> {
	await ifAlive(async () => acceptSession(await data(api.GET('/api/v1/session'))));
}

/** Let the page ask to sign in again. */
export function cover(): void {
	csrf.value = '';
	isSignedOut.value = true;
}

/** End the session, if no other tab has, but keep the page. */
export async function endSession(): Promise<void> {
	await ifAlive(() => keepingPrefs(() => data(api.DELETE('/api/v1/session'))));
	cover();
}

export async function signOut(): Promise<void> {
	await endSession();
	isSignedOut.value = false;
	session.value = null;
	sessionStorage.clear();
}
