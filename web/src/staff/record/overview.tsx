/* overview.tsx - what is going on now: open interventions, the household, last events. */
import type { JSX } from 'preact';
import { t } from '../../app/i18n';
import { InterventionTable } from './interventions';
import { MemberTable } from './household';
import { RecentEntries } from './timeline';
import type { RecordFile } from './use-record';

export function Overview({ record }: { record: RecordFile }): JSX.Element {
	return (
		<div class="columns-main">
			<div class="stack">
				<section class="card flush">
					<header><h2>{t('record.tab.interventions')}</h2></header>
					<InterventionTable items={record.interventions} />
				</section>
				<section class="card flush">
					<header><h2>{t('record.tab.household')}</h2></header>
					<MemberTable record={record} />
				</section>
			</div>
			<aside class="card">
				<header><h2>{t('record.recent')}</h2></header>
				<RecentEntries record={record} />
			</aside>
		</div>
	);
}
