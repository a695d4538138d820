/* instances.tsx - what runs and what ran: by version, state and declared variables. */
import { Route } from 'lucide-preact';
import type { JSX } from 'preact';
import { t, tCode } from '../app/i18n';
import { useUrlState } from '../app/url';
import { SelectField } from '../ui/field';
import { PageHead } from '../ui/nav';
import { Paged } from '../ui/paged';
import { EmptyState } from '../ui/states';
import { DataTable } from '../ui/table';
import { StateTag, When } from '../ui/tag';
import { Conditions } from './conditions';
import { useDefinitions } from './models';
import { parseConditions, type Search, STATES, type Summary, useInstances, useVariables, writeConditions } from './search';

export function variablesText(variables: Record<string, unknown>): string {
	return Object.entries(variables).map(([name, value]) => `${name}: ${String(value)}`).join(' · ');
}

const COLUMNS = () => [
	{ id: 'process', label: t('instance.process'), cell: (i: Summary) => <a class="strong" href={`/admin/instances/${i.id}`}>{i.definitionName}</a> },
	{ id: 'version', label: t('process.versionLabel'), numeric: true, cell: (i: Summary) => i.definitionVersion },
	{ id: 'number', label: t('instance.number'), cell: (i: Summary) => <span class="num">{i.number ?? '—'}</span> },
	{ id: 'state', label: t('case.state'), cell: (i: Summary) => <StateTag state={i.state} /> },
	{ id: 'since', label: t('instance.began'), cell: (i: Summary) => <When at={i.startedAt} /> },
	{ id: 'variables', label: t('instance.variables'), cell: (i: Summary) => variablesText(i.variables) || '—' },
];

function Found({ search }: { search: Search }): JSX.Element {
	const found = useInstances(search);
	return (
		<section class="card flush">
			<Paged query={found} empty={<EmptyState icon={Route} title={t('instance.none')}>{t('instance.noneText')}</EmptyState>}>
				{(rows) => <DataTable caption={t('admin.instances')} rows={rows} rowKey={(i) => i.id} columns={COLUMNS()} />}
			</Paged>
		</section>
	);
}

export default function Instances(): JSX.Element {
	const url = useUrlState();
	const definitions = useDefinitions();
	const variables = useVariables();
	const search = { definition: url.get('definition'), state: url.get('state'), conditions: parseConditions(url.get('var')) };
	return (
		<>
			<PageHead title={t('admin.instances')} sub={t('instance.sub')} />
			<div class="stack">
				<section class="card stack" aria-label={t('filters.title')}>
					<div class="row bottom">
						<SelectField name="definition" label={t('instance.process')} value={search.definition} empty={t('filters.any')}
							onChange={(e) => url.set({ definition: e.currentTarget.value })}
							options={(definitions.data ?? []).map((d) => ({ value: d.id, label: `${d.name || d.key} · ${t('process.version', { n: d.version })}` }))} />
						<SelectField name="state" label={t('case.state')} value={search.state} empty={t('filters.any')}
							onChange={(e) => url.set({ state: e.currentTarget.value })}
							options={STATES.map((s) => ({ value: s, label: tCode('state', s) }))} />
					</div>
					<Conditions variables={variables.data ?? []} conditions={search.conditions}
						onChange={(conditions) => url.set({ var: writeConditions(conditions) })} />
				</section>
				<Found search={search} />
			</div>
		</>
	);
}
