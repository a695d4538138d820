/* record.tsx - the single social record: who they are, what is done, what happened. */
import { useRoute } from 'preact-iso';
import { ClipboardList, FileText, FolderHeart, HeartHandshake, History, Shapes, UsersRound } from 'lucide-preact';
import type { JSX } from 'preact';
import { t } from '../../app/i18n';
import { useUrlState } from '../../app/url';
import { Tabs } from '../../ui/nav';
import { Loaded } from '../../ui/states';
import { Alerts } from './alerts';
import { DataTab } from './data';
import { Household } from './household';
import { IdentityBar } from './identity-bar';
import { Interventions } from './interventions';
import { Overview } from './overview';
import { NewestDocuments, RecordDocuments } from './documents';
import { RecordTimeline } from './timeline';
import { FamilyView } from './family';
import { type RecordFile, useRecord } from './use-record';

function Body({ record }: { record: RecordFile }): JSX.Element {
	const url = useUrlState();
	const tab = url.get('tab') || 'overview';
	const members = record.members.filter((m) => !m.to).length;
	return (
		<>
			<IdentityBar record={record} />
			<Alerts record={record} />
			<Tabs label={t('record.tabs')} current={tab} onChange={(next) => url.set({ tab: next === 'overview' ? '' : next }, { replace: true })}
				tabs={[
					{ id: 'overview', label: t('record.tab.overview'), icon: FolderHeart },
					{ id: 'household', label: t('record.tab.household'), icon: UsersRound, count: members },
					{ id: 'family', label: t('record.tab.family'), icon: Shapes },
					{ id: 'interventions', label: t('record.tab.interventions'), icon: HeartHandshake, count: record.interventions.length },
					{ id: 'timeline', label: t('record.tab.timeline'), icon: History },
					{ id: 'documents', label: t('file.title'), icon: FileText },
					{ id: 'data', label: t('record.tab.data'), icon: ClipboardList },
				]}>
				{tab === 'household' ? <Household record={record} /> :
					tab === 'family' ? <FamilyView record={record} /> :
						tab === 'interventions' ? <Interventions record={record} /> :
							tab === 'timeline' ? <><RecordTimeline record={record} /><NewestDocuments record={record} /></> :
								tab === 'documents' ? <RecordDocuments record={record} /> :
								tab === 'data' ? <DataTab record={record} /> : <Overview record={record} />}
			</Tabs>
		</>
	);
}

export default function RecordPage(): JSX.Element {
	const { params } = useRoute();
	const record = useRecord(params.id ?? '');
	return <Loaded query={record} lines={10}>{(found) => <Body record={found} />}</Loaded>;
}
