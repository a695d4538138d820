/* person.tsx - a person without a record yet, or seen apart from it. */
import { useQuery } from '@tanstack/preact-query';
import { FolderPlus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation, useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { useTerritories } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button, ButtonLink } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { PersonFacts } from './facts';

function OpenRecord({ person, onClose }: { person: Schemas['Person']; onClose: () => void }): JSX.Element {
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

export default function PersonPage(): JSX.Element {
	const { params } = useRoute();
	const id = params.id ?? '';
	const [opening, setOpening] = useState(false);
	const person = useQuery({
		queryKey: ['person', id],
		queryFn: () => data(api.GET('/api/v1/persons/{id}', { params: { path: { id } } })),
	});
	return (
		<Loaded query={person}>
			{(found) => (
				<>
					<PageHead title={personName(found.identity)} crumbs={[{ href: '/staff/persons', label: t('nav.persons') }]} />
					<div class="columns-main">
						<section class="card"><PersonFacts person={found} /></section>
						<aside class="card">
							{found.recordId ?
								<ButtonLink variant="primary" href={`/staff/records/${found.recordId}`}>{t('record.open')}</ButtonLink> :
								<EmptyState icon={FolderPlus} title={t('record.none')} action={may('record.write') &&
									<Button variant="primary" icon={FolderPlus} onClick={() => setOpening(true)}>{t('record.openNew')}</Button>}>
									{t('record.noneText')}
								</EmptyState>}
						</aside>
					</div>
					{opening && <OpenRecord person={found} onClose={() => setOpening(false)} />}
				</>
			)}
		</Loaded>
	);
}
