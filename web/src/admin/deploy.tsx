/* deploy.tsx - read a model, see what the server finds, look at it, deploy it. */
import { Rocket } from 'lucide-preact';
import { lazy, useLocation } from 'preact-iso';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { Findings } from '../staff/exports/export';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { PageHead } from '../ui/nav';
import { Notice } from '../ui/states';
import { say } from '../ui/toast';
import { deploy, type Finding, lint } from './models';
import { Simulation } from './simulation';
import { FileDrop } from './upload';

const Diagram = lazy(() => import('../bpmn/diagram'));

export default function Deploy(): JSX.Element {
	const { route } = useLocation();
	const [model, setModel] = useState({ xml: '', name: '' });
	const [findings, setFindings] = useState<Finding[] | null>(null);
	const check = useAction(async (_key, xml: string) => setFindings(await lint(xml)));
	const send = useAction(async () => {
		const made = await deploy(model.xml);
		say(t('process.deployed', { name: made.items[0]?.name ?? model.name, n: made.items[0]?.version ?? 1 }));
		route(made.items[0] ? `/admin/processes/${made.items[0].id}` : '/admin/processes');
	});
	const errors = findings?.filter((f) => f.severity === 'error').length ?? 0;
	return (
		<>
			<PageHead title={t('process.deploy')} sub={t('process.deployText')} crumbs={[{ href: '/admin/processes', label: t('admin.processes') }]} />
			<div class="stack">
				<section class="card"><FileDrop accept=".bpmn,.xml" label={t('process.file')} onText={(xml, name) => {
					setModel({ xml, name });
					setFindings(null);
					void check.run(xml);
				}} /></section>
				<FormError error={check.error ?? send.error} />
				{findings && (
					<section class="card flush">
						<header><h2>{model.name}</h2>
							<Button variant="primary" icon={Rocket} busy={send.busy} disabled={errors > 0} onClick={() => void send.run()}>{t('process.deploy')}</Button></header>
						{findings.length ? <Findings items={findings} /> :
							<Notice kind="success" title={t('findings.none')} />}
					</section>
				)}
				{model.xml && <section class="card flush"><Diagram key={model.name} xml={model.xml} /></section>}
				{findings && errors === 0 && <Simulation xml={model.xml} />}
			</div>
		</>
	);
}
