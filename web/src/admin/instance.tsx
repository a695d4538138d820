/* instance.tsx - where one instance stands, what went wrong in it, and what can be done about it. */
import { useQuery } from '@tanstack/preact-query';
import { CircleX, ShieldCheck } from 'lucide-preact';
import { lazy, useRoute } from 'preact-iso';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { t, tCode } from '../app/i18n';
import { refresh } from '../app/queries';
import { may } from '../app/session';
import { type ElementName, elementNames } from '../bpmn/names';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { SummaryList } from '../ui/lists';
import { PageHead } from '../ui/nav';
import { EmptyState, Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { StateTag, Tag, When } from '../ui/tag';
import { Cancel, type Instance, Mend, type OpenIncident } from './mend';
import { useInstance } from './search';

const Diagram = lazy(() => import('../bpmn/diagram'));

type Token = NonNullable<Instance['tokens']>[number];

/** What an open ad-hoc sub-process offers. */
function Offers({ id, token }: { id: string; token: Token }): JSX.Element | null {
	const { run, busy, error } = useAction(async (_key, elementId: string | null) => {
		await data(api.POST('/api/v1/process-instances/{id}/activate', { params: { path: { id } }, body: { node: token.node, elementId } }));
		refresh('instance', 'instances');
	});
	if (!token.activities || !may('process.activate'))
		return null;
	return (
		<div class="row">
			{token.activities.map((a) => <Button key={a.elementId} small busy={busy} onClick={() => void run(a.elementId)}>{t('instance.begin', { name: a.name || a.elementId })}</Button>)}
			<Button small busy={busy} onClick={() => void run(null)}>{t('instance.closeAdHoc')}</Button>
			<FormError error={error} />
		</div>
	);
}

function Tokens({ instance, nameOf }: { instance: Instance; nameOf: (id: string) => string }): JSX.Element {
	return (
		<section class="card flush">
			<header><h2>{t('instance.tokens')}</h2></header>
			<DataTable caption={t('instance.tokens')} rows={instance.tokens ?? []} rowKey={(k) => String(k.node)} columns={[
				{ id: 'step', label: t('process.step'), cell: (k) => <>{nameOf(k.elementId)} <Offers id={instance.id} token={k} /></> },
				{ id: 'type', label: t('incident.kind'), cell: (k) => <code>{k.elementType}</code> },
				{ id: 'since', label: t('incident.at'), cell: (k) => <When at={k.since} /> },
			]} />
		</section>
	);
}

function Incidents({ incidents, elements }: { incidents: OpenIncident[]; elements: ElementName[] }): JSX.Element {
	const [mending, setMending] = useState<OpenIncident | null>(null);
	return (
		<section class="card flush">
			<header><h2>{t('instance.incidents')}</h2></header>
			{incidents.length ? <DataTable caption={t('instance.incidents')} rows={incidents} rowKey={(i) => i.id} columns={[
				{ id: 'kind', label: t('incident.kind'), cell: (i) => <Tag color="danger">{tCode('incident.kinds', i.kind)}</Tag> },
				{ id: 'where', label: t('incident.where'), cell: (i) => <code>{i.elementId}</code> },
				{ id: 'message', label: t('incident.message'), cell: (i) => i.message },
				{ id: 'at', label: t('incident.at'), cell: (i) => <When at={i.raisedAt} /> },
				{ id: 'do', label: t('actions'), cell: (i) => may('incident.resolve') ? <Button small onClick={() => setMending(i)}>{t('incident.resolve')}</Button> : '—' },
			]} /> : <EmptyState icon={ShieldCheck} title={t('incident.none')} />}
			{mending && <Mend incident={mending} elements={elements} onClose={() => setMending(null)} />}
		</section>
	);
}

function Shown({ instance }: { instance: Instance }): JSX.Element {
	const model = useQuery({
		queryKey: ['definition', instance.definitionId],
		queryFn: () => data(api.GET('/api/v1/process-definitions/{id}', { params: { path: { id: instance.definitionId } } })),
	});
	const elements = useMemo(() => elementNames(model.data?.xml ?? ''), [model.data]);
	const names = useMemo(() => new Map(elements.map((e) => [e.id, e.name])), [elements]);
	const marks = useMemo(() => instance.activities.map((a) => ({ elementId: a.elementId, state: a.state })), [instance]);
	return (
		<div class="stack">
			{model.data && <section class="card flush"><Diagram xml={model.data.xml} marks={marks} /></section>}
			<Incidents incidents={instance.incidents ?? []} elements={elements} />
			<Tokens instance={instance} nameOf={(id) => names.get(id) ?? id} />
			{Object.keys(instance.variables ?? {}).length > 0 && (
				<section class="card"><header><h2>{t('instance.variables')}</h2></header>
					<SummaryList rows={Object.entries(instance.variables ?? {}).map(([name, value]) => [name, String(value)])} /></section>
			)}
		</div>
	);
}

export default function InstancePage(): JSX.Element {
	const id = useRoute().params.id ?? '';
	const query = useInstance(id);
	const [cancelling, setCancelling] = useState(false);
	return (
		<Loaded query={query} lines={10}>
			{(instance) => (
				<>
					<PageHead title={instance.definitionName ?? id} crumbs={[{ href: '/admin/instances', label: t('admin.instances') }]}
						sub={<>{t('process.version', { n: instance.definitionVersion ?? 1 })} · <StateTag state={instance.state} /> · <When at={instance.startedAt} /></>}
						actions={!instance.endedAt && may('incident.resolve') &&
							<Button icon={CircleX} onClick={() => setCancelling(true)}>{t('instance.cancel')}</Button>} />
					<Shown instance={instance} />
					{cancelling && <Cancel id={id} onClose={() => setCancelling(false)} />}
				</>
			)}
		</Loaded>
	);
}
