/* case.tsx - one intervention: where its process stands, its tasks, items and history. */
import { useRoute } from 'preact-iso';
import { FileText, History, ListTodo, MessagesSquare, Package, Workflow } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { useCodeLabel, useProgrammeLabel } from '../../app/queries';
import { useUrlState } from '../../app/url';
import { PageHead, Tabs } from '../../ui/nav';
import { Loaded } from '../../ui/states';
import { StateTag, When } from '../../ui/tag';
import { ClockPanel } from './clock';
import { CaseComments } from './comments';
import { CaseDocuments } from './documents';
import { CaseHistory } from './history';
import { Items } from './items';
import { ProcessView } from './process';
import { CaseTasks } from './tasks';
import { type Intervention, useCase } from './use-case';

function Fact({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
	return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

function Head({ found }: { found: Intervention }): JSX.Element {
	const programme = useProgrammeLabel();
	const sector = useCodeLabel('sector');
	return (
		<>
			<PageHead title={programme(found.programme)} crumbs={[
				{ href: '/staff/records', label: t('nav.records') },
				{ href: `/staff/records/${found.recordId}`, label: `${found.recordNumber} ${personName(found.beneficiary)}` },
			]} sub={<><span class="num">{found.number}</span> <StateTag state={found.state} /></>} />
			<section class="card identity">
				<dl class="facts">
					<Fact label={t('case.for')}><a href={`/staff/records/${found.recordId}`}>{personName(found.beneficiary)}</a></Fact>
					<Fact label={t('case.sector')}>{sector(found.sector)}</Fact>
					<Fact label={t('unit')}>{found.unitName ?? '—'}</Fact>
					<Fact label={t('case.opened')}><When at={found.openedAt} /></Fact>
					{found.decidedAt && <Fact label={t('case.decided')}><When at={found.decidedAt} /></Fact>}
				</dl>
			</section>
		</>
	);
}

export default function CasePage(): JSX.Element {
	const { params } = useRoute();
	const id = params.id ?? '';
	const found = useCase(id);
	const url = useUrlState();
	const tab = url.get('tab') || 'process';
	return (
		<Loaded query={found} lines={10}>
			{(intervention) => (
				<>
					<Head found={intervention} />
					<ClockPanel intervention={intervention} />
					<Tabs label={t('case.tabs')} current={tab} onChange={(next) => url.set({ tab: next === 'process' ? '' : next }, { replace: true })}
						tabs={[
							{ id: 'process', label: t('case.tab.process'), icon: Workflow },
							{ id: 'tasks', label: t('case.tab.tasks'), icon: ListTodo, count: intervention.tasks.length },
							{ id: 'documents', label: t('file.title'), icon: FileText },
							{ id: 'comments', label: t('case.tab.comments'), icon: MessagesSquare },
							{ id: 'items', label: t('case.tab.items'), icon: Package, count: intervention.items.length },
							{ id: 'history', label: t('case.tab.history'), icon: History },
						]}>
						{tab === 'tasks' ? <CaseTasks tasks={intervention.tasks} /> :
							tab === 'items' ? <Items intervention={intervention} /> : tab === 'documents' ? <CaseDocuments intervention={intervention} /> :
								tab === 'comments' ? <CaseComments id={id} /> : tab === 'history' ? <CaseHistory id={id} /> : <ProcessView intervention={intervention} />}
					</Tabs>
				</>
			)}
		</Loaded>
	);
}
