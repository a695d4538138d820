/* shipped-forms.test.tsx - every form of the product renders, labelled, in every language. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { LOCALES, setLocale } from '../src/app/i18n';
import { FormView } from '../src/forms/form-view';
import { allFields, isForm, labelPart, words } from '../src/forms/model';
import type { FormSchema } from '../src/forms/types';
import { cleanup, render, screen, waitFor } from './render';

const FOLDER = '../forms/definitions';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function load(name: string): FormSchema {
	const schema: unknown = JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'));
	if (!isForm(schema))
		throw new Error(`${name} is no form`);
	return schema;
}

afterEach(cleanup);

it.each(names)('%s', async (name) => {
	const schema = load(name);
	render(<FormView schema={schema} data={{}} onSubmit={() => undefined}><button type="submit">Send</button></FormView>);
	await waitFor(() => expect(screen.find('form')).toBeTruthy());
	const blank = [...document.querySelectorAll('label, legend')].filter((label) => !label.textContent?.trim());
	expect(blank).toEqual([]);
	for (const tag of LOCALES) {
		await setLocale(tag);
		for (const { field } of allFields(schema).filter((p) => p.path))
			expect(words(schema, tag, field.id, labelPart(field), field[labelPart(field)]), `${field.id} in ${tag}`).not.toBe('');
	}
});
