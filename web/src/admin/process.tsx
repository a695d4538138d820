/* process.tsx - one version of a model: diagram with counts, figures per step, a trial run. */
import { useQuery } from '@tanstack/preact-query';
import { Download, PencilRuler } from 'lucide-preact';
import { lazy, useRoute } from 'preact-iso';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { api, data } from '../app/api';
import { formatNumber } from '../app/format';
import { t } from '../app/i18n';
import { elementNames } from '../bpmn/names';
import { may } from '../app/session';
import { Button, ButtonLink } from '../ui/button';
import { PageHead } from '../ui/nav';
import { Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { StateTag } from '../ui/tag';
import { Simulation } from './simulation';

const Diagram = lazy(() => import('../bpmn/diagram'));
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export function duration(seconds: number | null | undefined): string {
	if (seconds === null || seconds === undefined)
		return '—';
	const [amount, unit] = seconds < HOUR ? [seconds / MINUTE, 'minute'] : seconds < DAY ? [seconds / HOUR, 'hour'] : [seconds / DAY, 'day'];
	return formatNumber(amount, { style: 'unit', unit: unit as string, maximumFractionDigits: 1 });
}

export function save(name: string, xml: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
	link.download = name;
	link.click();
	URL.revokeObjectURL(link.href);
}

export default function ProcessPage(): JSX.Element {
	const { params } = useRoute();
	const id = params.id ?? '';
	const model = useQuery({
		queryKey: ['definition', id],
		queryFn: () => data(api.GET('/api/v1/process-definitions/{id}', { params: { path: { id } } })),
	});
	const figures = useQuery({
		queryKey: ['definition', id, 'statistics'],
		queryFn: async () => (await data(api.GET('/api/v1/process-definitions/{id}/statistics', { params: { path: { id } } }))).items,
	});
	const names = useMemo(() => new Map(elementNames(model.data?.xml ?? '').map((e) => [e.id, e.name])), [model.data]);
	const marks = useMemo(() => (figures.data ?? []).filter((f) => f.waiting > 0)
		.map((f) => ({ elementId: f.elementId, state: 'active' as const, badge: String(f.waiting) })), [figures.data]);
	return (
		<Loaded query={model} lines={10}>
			{(found) => (
				<>
					<PageHead title={found.name || found.key} crumbs={[{ href: '/admin/processes', label: t('admin.processes') }]}
						sub={<><code>{found.key}</code> · {t('process.version', { n: found.version })} <StateTag state={found.state} /></>}
						actions={
							<>
								<Button icon={Download} onClick={() => save(`${found.key}-${found.version}.bpmn`, found.xml)}>{t('process.download')}</Button>
								{may('model.deploy') && <ButtonLink variant="primary" icon={PencilRuler} href={`/admin/processes/${id}/edit`}>{t('design.open')}</ButtonLink>}
							</>
						} />
					<div class="stack">
						<section class="card flush"><Diagram xml={found.xml} marks={marks} /></section>
						<section class="card flush">
							<header><h2>{t('process.figures')}</h2></header>
							<Loaded query={figures} lines={3}>
								{(items) => (
									<DataTable caption={t('process.figures')} rows={items} rowKey={(f) => f.elementId} columns={[
										{ id: 'step', label: t('process.step'), cell: (f) => names.get(f.elementId) ?? <code>{f.elementId}</code> },
										{ id: 'entered', label: t('process.entered'), numeric: true, cell: (f) => formatNumber(f.entered) },
										{ id: 'waiting', label: t('process.waiting'), numeric: true, cell: (f) => formatNumber(f.waiting) },
										{ id: 'median', label: t('process.median'), numeric: true, cell: (f) => duration(f.medianSeconds) },
									]} />
								)}
							</Loaded>
						</section>
						<Simulation xml={found.xml} />
					</div>
				</>
			)}
		</Loaded>
	);
}
