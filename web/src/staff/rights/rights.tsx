/* rights.tsx - what a person may ask for of what is held about them. */
import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { may } from '../../app/session';
import { PageHead } from '../../ui/nav';
import { Loaded } from '../../ui/states';
import { type Person, usePerson } from '../person/use-person';
import { CopyCard } from './copy';
import { CorrectionsCard } from './corrections';
import { RequestsCard } from './requests';
import { RestrictionCard, RestrictionNotice } from './restriction';

function Body({ person }: { person: Person }): JSX.Element {
	const name = personName(person.identity);
	return (
		<>
			<PageHead title={t('rights.title')} sub={t('rights.of', { name })}
				crumbs={[{ href: '/staff/persons', label: t('nav.persons') }, { href: `/staff/persons/${person.id}`, label: name }]} />
			<div class="stack">
				<RestrictionNotice now={person.restriction} />
				{may('person.copy') && <CopyCard personId={person.id} />}
				{may('request.register') && <RequestsCard personId={person.id} />}
				<RestrictionCard personId={person.id} now={person.restriction} />
				<CorrectionsCard personId={person.id} />
			</div>
		</>
	);
}

export default function RightsPage(): JSX.Element {
	const { params } = useRoute();
	const person = usePerson(params.id ?? '');
	return <Loaded query={person}>{(found) => <Body person={found} />}</Loaded>;
}
