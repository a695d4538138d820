/* process.tsx - one version of a model: heat map, figures per step, when it starts by itself, a trial run. */
import { useQuery } from '@tanstack/preact-query';
import { Download, PencilRuler, Play, Route } from 'lucide-preact';
import { useRoute } from 'preact-iso';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../app/api';
import { formatNumber } from '../app/format';
import { t } from '../app/i18n';
import { may } from '../app/session';
import { Button, ButtonLink } from '../ui/button';
import { PageHead } from '../ui/nav';
import { Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { StateTag, When } from '../ui/tag';
import { Figures } from './figures';
import { Simulation } from './simulation';
import { Start } from './start';

type StartTimer = Schemas['StartTimer'];

export function save(name: string, xml: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
	link.download = name;
	link.click();
	URL.revokeObjectURL(link.href);
}

function StartTimers({ timers }: { timers: StartTimer[] }): JSX.Element | null {
	if (!timers.length)
		return null;
	return (
		<section class="card flush">
			<header><h2>{t('process.startTimers')}</h2></header>
			<DataTable caption={t('process.startTimers')} rows={timers} rowKey={(s) => s.elementId} columns={[
				{ id: 'event', label: t('process.step'), cell: (s) => <code>{s.elementId}</code> },
				{ id: 'next', label: t('process.nextStart'), cell: (s) => s.nextAt ? <When at={s.nextAt} /> : t('process.startsOver') },
				{ id: 'last', label: t('process.lastStart'), cell: (s) => <When at={s.lastAt} /> },
				{ id: 'left', label: t('process.startsLeft'), numeric: true, cell: (s) => s.remaining === null ? '∞' : formatNumber(s.nextAt ? s.remaining : 0) },
			]} />
		</section>
	);
}

export default function ProcessPage(): JSX.Element {
	const { params } = useRoute();
	const id = params.id ?? '';
	const [isStarting, setStarting] = useState(false);
	const model = useQuery({
		queryKey: ['definition', id],
		queryFn: () => data(api.GET('/api/v1/process-definitions/{id}', { params: { path: { id } } })),
	});
	return (
		<Loaded query={model} lines={10}>
			{(found) => (
				<>
					<PageHead title={found.name || found.key} crumbs={[{ href: '/admin/processes', label: t('admin.processes') }]}
						sub={<><code>{found.key}</code> · {t('process.version', { n: found.version })} <StateTag state={found.state} /></>}
						actions={
							<>
								<ButtonLink icon={Route} href={`/admin/instances?definition=${id}`}>{t('admin.instances')}</ButtonLink>
								<Button icon={Download} onClick={() => save(`${found.key}-${found.version}.bpmn`, found.xml)}>{t('process.download')}</Button>
								{may('process.start') && found.state === 'active' && <Button icon={Play} onClick={() => setStarting(true)}>{t('process.start')}</Button>}
								{may('model.deploy') && <ButtonLink variant="primary" icon={PencilRuler} href={`/admin/processes/${id}/edit`}>{t('design.open')}</ButtonLink>}
							</>
						} />
					<div class="stack">
						<Figures id={id} xml={found.xml} />
						<StartTimers timers={found.startTimers} />
						<Simulation xml={found.xml} />
					</div>
					{isStarting && <Start definitionId={id} onClose={() => setStarting(false)} />}
				</>
			)}
		</Loaded>
	);
}
