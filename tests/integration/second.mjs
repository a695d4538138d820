/*
 * second.mjs - the second person whom some deeds need.
 */
import { equal } from './lib.mjs';

const v1 = '/api/v1';

/* Decide as officer, a Client that is signed in; proving who it is when the
 * server wants that. */
export async function decide(officer, id, decision = 'approve') {
	const path = `${v1}/approvals/${id}/decide`;
	let answer = await officer.post(path, { decision });
	if (answer.body.code === 'step_up.required') {
		equal((await officer.post(`${v1}/session/step-up`,
		    { totp: officer.code() })).status, 204);
		answer = await officer.post(path, { decision });
	}
	return answer;
}

/* `vinculo keys destroy` as it has to be done: asked for, approved, done. */
export async function destroyKeys(server, officer, tenant, subject) {
	const asked = server.run('keys', 'destroy', tenant, subject, '--reason',
	    'the person asked for it in writing');
	const [, id] = asked.match(/--approval ([0-9a-f-]{36})/);
	equal((await decide(officer, id)).status, 200);
	return server.run('keys', 'destroy', tenant, subject, '--approval', id,
	    '--yes');
}
