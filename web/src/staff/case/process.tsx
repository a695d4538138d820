/* process.tsx - the diagram with where it stands, and the steps in words. */
import { Workflow } from 'lucide-preact';
import { lazy } from 'preact-iso';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { elementNames } from '../../bpmn/names';
import { formatDateTime } from '../../app/format';
import { t } from '../../app/i18n';
import { type Step, Steps } from '../../ui/lists';
import { EmptyState, Loaded } from '../../ui/states';
import { StateTag } from '../../ui/tag';
import { type Instance, type Intervention, useModel } from './use-case';

const Diagram = lazy(() => import('../../bpmn/diagram'));
const STATES = { active: 'current', completed: 'done', incident: 'failed', cancelled: 'todo' } as const;

/** The latest thing that is known of each step of the model. */
function stepsOf(xml: string, instance: Instance): Step[] {
	const known = new Map(instance.activities.map((a) => [a.elementId, a]));
	return elementNames(xml).filter((e) => e.type !== 'boundaryEvent' || known.has(e.id)).map((element) => {
		const activity = known.get(element.id);
		return {
			id: element.id,
			label: element.name,
			state: activity ? STATES[activity.state] : 'todo',
			detail: activity?.since ? `${formatDateTime(activity.since)}${(activity.count ?? 1) > 1 ? ` · ×${activity.count}` : ''}` : undefined,
		};
	});
}

function Shown({ xml, instance }: { xml: string; instance: Instance }): JSX.Element {
	const steps = useMemo(() => stepsOf(xml, instance), [xml, instance]);
	const marks = useMemo(() => instance.activities.map((a) => ({
		elementId: a.elementId, state: a.state, badge: a.state === 'active' && (a.count ?? 1) > 1 ? String(a.count) : undefined,
	})), [instance]);
	return (
		<div class="columns-main">
			<section class="card flush" aria-label={t('case.tab.process')}>
				<header><h2>{instance.definitionName}</h2><span class="row"><StateTag state={instance.state} />
					<span class="dim small">{t('process.version', { n: instance.definitionVersion ?? 1 })}</span></span></header>
				<Diagram xml={xml} marks={marks} />
			</section>
			<aside class="card">
				<header><h2>{t('case.steps')}</h2></header>
				<Steps label={t('case.steps')} steps={steps} />
			</aside>
		</div>
	);
}

export function ProcessView({ intervention }: { intervention: Intervention }): JSX.Element {
	const instance = intervention.process;
	const model = useModel(instance?.definitionId);
	if (!instance)
		return <div class="card"><EmptyState icon={Workflow} title={t('process.none')}>{t('process.noneText')}</EmptyState></div>;
	return <Loaded query={model} lines={6}>{(found) => <Shown xml={found.xml} instance={instance} />}</Loaded>;
}
