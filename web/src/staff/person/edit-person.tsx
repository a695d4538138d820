/* edit-person.tsx - correct the identity or the contact data of a person. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { isIdentity } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ConflictDialog, FormError, isConflict } from '../../ui/errors';
import { say } from '../../ui/toast';
import { contactData } from './facts';
import { ContactFields, contactOf, type Errors, IdentityFields, identityErrors, identityOf } from './identity-form';
import { latestPerson, type Person, putPersonData } from './use-person';

export function EditPerson({ person, part, onClose }: {
	person: Person; part: 'identity' | 'contact'; onClose: () => void;
}): JSX.Element {
	const [local, setLocal] = useState<Errors>({});
	const written = useRef(new FormData());
	const identity = isIdentity(person.identity) ? person.identity : undefined;
	const contact = contactData(person.contact);
	const { run, busy, error, clear } = useAction(async (_key, from: Person) => {
		const form = written.current;
		await putPersonData(from, part, part === 'identity' ? { ...identityOf(form, identity) } : { ...contactOf(form, contact) });
		say(t('saved'));
		onClose();
	});
	const errors = { ...fieldErrors(error), ...local };
	if (isConflict(error)) {
		return (
			<ConflictDialog differences={[]} onClose={clear} onTheirs={() => void latestPerson(person.id).then(onClose)}
				onMine={() => void latestPerson(person.id).then(run)} />
		);
	}
	return (
		<Dialog wide title={t(part === 'identity' ? 'person.identity' : 'person.contact')} onClose={onClose} onSubmit={(e) => {
			written.current = new FormData(e.target as HTMLFormElement);
			const found = part === 'identity' ? identityErrors(identityOf(written.current)) : {};
			setLocal(found);
			if (!Object.keys(found).length)
				void run(person);
		}} actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} />
			{part === 'identity' ? <IdentityFields errors={errors} start={identity} /> : <ContactFields errors={errors} start={contact} />}
		</Dialog>
	);
}
