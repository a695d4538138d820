/* decision.tsx - one version of a decision: what it asks, a trial, in service or not. */
import { useQuery } from '@tanstack/preact-query';
import { Download } from 'lucide-preact';
import { useRoute } from 'preact-iso';
import type { JSX } from 'preact';
import { api, data } from '../app/api';
import { refresh } from '../app/queries';
import { t } from '../app/i18n';
import { may } from '../app/session';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { PageHead } from '../ui/nav';
import { Loaded } from '../ui/states';
import { StateTag } from '../ui/tag';
import { save } from './process';
import { Trial } from './trial';

export default function DecisionPage(): JSX.Element {
	const id = useRoute().params.id ?? '';
	const decision = useQuery({
		queryKey: ['decisions', id],
		queryFn: () => data(api.GET('/api/v1/decision-definitions/{id}', { params: { path: { id } } })),
	});
	const change = useAction(async (_key, state: 'active' | 'retired') => {
		await data(api.PATCH('/api/v1/decision-definitions/{id}', { params: { path: { id } }, body: { state } }));
		refresh('decisions');
	});
	return (
		<Loaded query={decision} lines={8}>
			{(found) => (
				<>
					<PageHead title={found.name} crumbs={[{ href: '/admin/decisions', label: t('admin.decisions') }]}
						sub={<><code>{found.key}</code> · {found.model} · {t('process.version', { n: found.version })} <StateTag state={found.state} /></>}
						actions={
							<>
								<Button icon={Download} onClick={() => save(`${found.key}-${found.version}.dmn`, found.xml)}>{t('process.download')}</Button>
								{may('model.deploy') && (
									<Button busy={change.busy} onClick={() => void change.run(found.state === 'active' ? 'retired' : 'active')}>
										{t(found.state === 'active' ? 'decision.retire' : 'decision.activate')}</Button>
								)}
							</>
						} />
					<div class="stack">
						<FormError error={change.error} />
						<Trial key={found.id} decision={found} inputs={found.inputs} />
					</div>
				</>
			)}
		</Loaded>
	);
}
