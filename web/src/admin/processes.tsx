/* processes.tsx - the models that run, with their versions. */
import { Upload, Workflow } from 'lucide-preact';
import type { JSX } from 'preact';
import { t } from '../app/i18n';
import { may } from '../app/session';
import { ButtonLink } from '../ui/button';
import { PageHead } from '../ui/nav';
import { EmptyState, Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { StateTag, When } from '../ui/tag';
import { type Definition, useDefinitions } from './models';

/** The versions of each process, newest first. */
export function byKey(items: Definition[]): Definition[][] {
	const groups = new Map<string, Definition[]>();
	for (const item of items)
		groups.set(item.key, [...groups.get(item.key) ?? [], item]);
	return [...groups.values()].map((group) => group.sort((a, b) => b.version - a.version));
}

function ProcessCard({ versions }: { versions: Definition[] }): JSX.Element {
	return (
		<section class="card flush">
			<header><h2>{versions[0]?.name || versions[0]?.key}</h2><code>{versions[0]?.key}</code></header>
			<DataTable caption={versions[0]?.name ?? ''} rows={versions} rowKey={(d) => d.id} columns={[
				{ id: 'version', label: t('process.versionLabel'), cell: (d) => <a class="strong" href={`/admin/processes/${d.id}`}>
					{t('process.version', { n: d.version })}{d.versionTag ? ` (${d.versionTag})` : ''}</a> },
				{ id: 'state', label: t('case.state'), cell: (d) => <StateTag state={d.state} /> },
				{ id: 'running', label: t('process.running'), numeric: true,
					cell: (d) => <a href={`/admin/instances?definition=${d.id}&state=running`}>{d.running ?? 0}</a> },
				{ id: 'next', label: t('process.nextStart'), cell: (d) => <When at={d.nextStartAt} /> },
				{ id: 'at', label: t('process.deployedAt'), cell: (d) => <When at={d.deployedAt} /> },
			]} />
		</section>
	);
}

export default function Processes(): JSX.Element {
	const definitions = useDefinitions();
	const action = may('model.deploy') &&
		<ButtonLink variant="primary" icon={Upload} href="/admin/processes/deploy">{t('process.deploy')}</ButtonLink>;
	return (
		<>
			<PageHead title={t('admin.processes')} sub={t('process.sub')} actions={action} />
			<Loaded query={definitions}>
				{(items) => items.length ?
					<div class="stack">{byKey(items).map((versions) => <ProcessCard key={versions[0]?.key} versions={versions} />)}</div> :
					<div class="card"><EmptyState icon={Workflow} title={t('process.empty')} action={action}>{t('process.emptyText')}</EmptyState></div>}
			</Loaded>
		</>
	);
}
