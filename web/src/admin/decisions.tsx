/* decisions.tsx - decision models (DMN): what is deployed, deploy another. */
import { Table2 } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { may } from '../app/session';
import { Findings } from '../staff/exports/export';
import { useAction } from '../ui/action';
import { FormError } from '../ui/errors';
import { PageHead } from '../ui/nav';
import { EmptyState, Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { StateTag, When } from '../ui/tag';
import { say } from '../ui/toast';
import { deployDecision, type Finding, useDecisions } from './models';
import { FileDrop } from './upload';

export default function Decisions(): JSX.Element {
	const decisions = useDecisions();
	const [findings, setFindings] = useState<Finding[]>([]);
	const { run, error } = useAction(async (_key, xml: string) => {
		const made = await deployDecision(xml);
		setFindings(made.findings);
		say(t('decision.deployed', { n: made.items.length }));
	});
	return (
		<>
			<PageHead title={t('admin.decisions')} sub={t('decision.sub')} />
			<div class="stack">
				{may('model.deploy') && <section class="card"><FileDrop accept=".dmn,.xml" label={t('decision.file')} onText={(xml) => void run(xml)} /></section>}
				<FormError error={error} />
				{findings.length > 0 && <section class="card flush"><Findings items={findings} /></section>}
				<section class="card flush">
					<Loaded query={decisions}>
						{(items) => items.length ? (
							<DataTable caption={t('admin.decisions')} rows={items} rowKey={(d) => d.id} columns={[
								{ id: 'name', label: t('decision.name'), cell: (d) => <><a class="strong" href={`/admin/decisions/${d.id}`}>{d.name}</a><br /><code>{d.key}</code></> },
								{ id: 'model', label: t('decision.model'), cell: (d) => d.model },
								{ id: 'version', label: t('process.versionLabel'), numeric: true, cell: (d) => d.version },
								{ id: 'state', label: t('decision.state'), cell: (d) => <StateTag state={d.state} /> },
								{ id: 'at', label: t('process.deployedAt'), cell: (d) => <When at={d.deployedAt} /> },
							]} />
						) : <EmptyState icon={Table2} title={t('decision.none')} />}
					</Loaded>
				</section>
			</div>
		</>
	);
}
