/* person.tsx - a person without a record yet, or seen apart from it. */
import { FolderPlus, Scale } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation, useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { t } from '../../app/i18n';
import { isIdentity, isMasked, personName } from '../../app/person';
import { useTerritories } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button, ButtonLink } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { SealedCard } from '../record/sealed';
import { RestrictionNotice } from '../rights/restriction';
import { EditPerson } from './edit-person';
import { PersonFacts } from './facts';
import { latestPerson, type Person, putPersonData, usePerson } from './use-person';

function OpenRecord({ person, onClose }: { person: Person; onClose: () => void }): JSX.Element {
	const { route } = useLocation();
	const territories = useTerritories();
	const [territoryId, setTerritory] = useState('');
	const { run, busy, error } = useAction(async (key) => {
		const record = await data(api.POST('/api/v1/records', {
			params: { header: { 'Idempotency-Key': key } }, body: { holderId: person.id, territoryId },
		}));
		route(`/staff/records/${record.id}`);
	});
	return (
		<Dialog title={t('record.openNew')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy} disabled={!territoryId}>{t('record.openNew')}</Button>}>
			<FormError error={error} />
			<SelectField name="territoryId" label={t('territory')} hint={t('territory.hint')} required empty={t('form.pick')} value={territoryId}
				options={(territories.data ?? []).map((x) => ({ value: x.id, label: x.name }))}
				onChange={(e) => setTerritory(e.currentTarget.value)} />
		</Dialog>
	);
}

const SEALED = ['social', 'economic', 'health', 'violence', 'minors', 'notes'] as const;

/** Categories that hold something, or that this worker may fill in. */
function Categories({ person }: { person: Person }): JSX.Element {
	return (
		<div class="grid-2">
			{SEALED.map((category) => (
				<SealedCard key={category} subject={person} category={category} mayWrite={may('person.write')}
					put={putPersonData} latest={() => latestPerson(person.id)} />
			))}
		</div>
	);
}

function Body({ person }: { person: Person }): JSX.Element {
	const [opened, setOpened] = useState<'' | 'record' | 'identity' | 'contact'>('');
	const close = (): void => setOpened('');
	const mayEdit = may('person.write');
	return (
		<>
			<PageHead title={personName(person.identity)} crumbs={[{ href: '/staff/persons', label: t('nav.persons') }]} actions={
				<>
					{person.recordId && <ButtonLink variant="primary" href={`/staff/records/${person.recordId}`}>{t('record.open')}</ButtonLink>}
					{may('record.read') && <ButtonLink variant="tertiary" icon={Scale} href={`/staff/persons/${person.id}/rights`}>{t('rights.open')}</ButtonLink>}
					{mayEdit && isIdentity(person.identity) && <Button onClick={() => setOpened('identity')}>{t('person.editIdentity')}</Button>}
					{mayEdit && !isMasked(person.contact) && <Button onClick={() => setOpened('contact')}>{t('person.editContact')}</Button>}
				</>
			} />
			<div class="stack">
				<RestrictionNotice now={person.restriction} />
				<section class="card"><PersonFacts person={person} /></section>
				{!person.recordId && (
					<section class="card">
						<EmptyState icon={FolderPlus} title={t('record.none')} action={may('record.write') &&
							<Button variant="primary" icon={FolderPlus} onClick={() => setOpened('record')}>{t('record.openNew')}</Button>}>
							{t('record.noneText')}
						</EmptyState>
					</section>
				)}
				<Categories person={person} />
			</div>
			{opened === 'record' && <OpenRecord person={person} onClose={close} />}
			{(opened === 'identity' || opened === 'contact') && <EditPerson person={person} part={opened} onClose={close} />}
		</>
	);
}

export default function PersonPage(): JSX.Element {
	const { params } = useRoute();
	const person = usePerson(params.id ?? '');
	return <Loaded query={person}>{(found) => <Body person={found} />}</Loaded>;
}
