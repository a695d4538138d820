/* figures.tsx - how often each step was entered, what waits there and how long it takes: as heat on the diagram, and as a table. */
import { useQuery } from '@tanstack/preact-query';
import { lazy } from 'preact-iso';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { formatNumber } from '../app/format';
import { t } from '../app/i18n';
import { type Figure, heatOf, type Measure } from '../bpmn/heat';
import { elementNames } from '../bpmn/names';
import { Segmented } from '../ui/nav';
import { Loaded } from '../ui/states';
import { DataTable } from '../ui/table';

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

function badgeOf(figure: Figure, measure: Measure): string {
	return measure === 'medianSeconds' ? duration(figure.medianSeconds) : formatNumber(figure[measure]);
}

function HeatMap({ xml, figures }: { xml: string; figures: Figure[] }): JSX.Element {
	const [measure, setMeasure] = useState<Measure>('waiting');
	const marks = useMemo(() => {
		const heats = heatOf(figures, measure);
		return figures.filter((f) => heats.has(f.elementId))
			.map((f) => ({ elementId: f.elementId, heat: heats.get(f.elementId), badge: badgeOf(f, measure) }));
	}, [figures, measure]);
	return (
		<section class="card flush">
			<header><h2>{t('process.heat')}</h2>
				<Segmented label={t('process.heat')} value={measure} onChange={(m) => setMeasure(m as Measure)} options={[
					{ id: 'waiting', label: t('process.waiting') }, { id: 'entered', label: t('process.entered') },
					{ id: 'medianSeconds', label: t('process.median') }]} /></header>
			<Diagram xml={xml} marks={marks} />
		</section>
	);
}

export function Figures({ id, xml }: { id: string; xml: string }): JSX.Element {
	const query = useQuery({
		queryKey: ['definition', id, 'statistics'],
		queryFn: () => data(api.GET('/api/v1/process-definitions/{id}/statistics', { params: { path: { id } } })),
	});
	const names = useMemo(() => new Map(elementNames(xml).map((e) => [e.id, e.name])), [xml]);
	return (
		<>
			<HeatMap xml={xml} figures={query.data?.items ?? []} />
			<section class="card flush">
				<header><h2>{t('process.figures')}</h2>
					{query.data && <span class="dim small">{t(query.data.isSample ? 'process.sample' : 'process.looked', { n: query.data.instances })}</span>}</header>
				<Loaded query={query} lines={3}>
					{({ items }) => (
						<DataTable caption={t('process.figures')} rows={items.filter((f) => names.has(f.elementId))} rowKey={(f) => f.elementId} columns={[
							{ id: 'step', label: t('process.step'), cell: (f) => names.get(f.elementId) },
							{ id: 'entered', label: t('process.entered'), numeric: true, cell: (f) => formatNumber(f.entered) },
							{ id: 'waiting', label: t('process.waiting'), numeric: true, cell: (f) => formatNumber(f.waiting) },
							{ id: 'median', label: t('process.median'), numeric: true, cell: (f) => duration(f.medianSeconds) },
						]} />
					)}
				</Loaded>
			</section>
		</>
	);
}
