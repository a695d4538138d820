/*
 * town.mjs - a server with the demo municipality, and people of its staff.
 */
import { execFileSync } from 'node:child_process';

import { Client } from './client.mjs';
import { root, startServer, status } from './lib.mjs';

const LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

function readAccounts(text) {
	const accounts = {};
	for (const line of text.split('\n').slice(1)) {
		const [login, role, unit, password, totp] = line.split(/ +/);
		if (totp === undefined || password.length < 14)
			break;
		accounts[login] = { login, role, unit, password, totp };
	}
	return accounts;
}

class Town {
	constructor(server, accounts) {
		this.server = server;
		this.accounts = accounts;
		this.signedIn = new Map();
	}

	/* A client of this login, signed in once. */
	async as(login) {
		if (!this.signedIn.has(login))
			this.signedIn.set(login, await this.another(login).signIn());
		return this.signedIn.get(login);
	}

	/* One that is not signed in. */
	another(login) {
		return new Client(this.server, this.accounts[login]);
	}

	/* What psql prints, unaligned, as the owner of the database. */
	sql(text) {
		return execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1',
		    '-h', this.server.databaseDir, '-U', 'postgres', '-c', text,
		    'postgres'], { encoding: 'utf8' }).trim();
	}
}

/* persons, cases: how many; other: also a second municipality, whose logins
 * end in @other; env: settings of the server. */
export async function startTown({ persons = 200, cases = 5, other, env } = {}) {
	let accounts;
	const server = await startServer(env, (run) => {
		const demo = (...more) => readAccounts(run('demo', '--persons',
		    String(persons), '--cases', String(cases), '--source', root,
		    ...more));
		accounts = demo();
		if (other !== undefined)
			Object.assign(accounts, demo('--tenant', other));
	});
	return new Town(server, accounts);
}

/* A national id with its check letter. */
export function dni(number) {
	return String(number).padStart(8, '0') + LETTERS[number % 23];
}

/* The only element, or the first that fits. */
export function find(list, fits, what) {
	const found = list.find(fits);
	if (found === undefined)
		throw new Error(`${what} is not in ${JSON.stringify(list)
		    .slice(0, 500)}`);
	return found;
}

/* Somebody unmistakable and her record, made by a social worker of UTS 1. */
export async function household(client) {
	const person = status(await client.post('/api/v1/persons', { identity: {
		given: 'Escolástica', surname1: 'Zurbarán',
		documents: [{ type: 'dni', number: dni(70000001) }] },
		contact: { phones: ['600000001'] } }), 201);
	const { items } = status(await client.get('/api/v1/territories'), 200);
	const territory = find(items, (t) => t.code === 'T1', 'T1');
	const record = status(await client.post('/api/v1/records', {
		holderId: person.id,
		territoryId: territory.id,
		address: { street: 'Calle Mayor 1' } }), 201);
	return { person, record, territory };
}
