/* data.tsx - the sealed categories of a family. */
import { EyeOff } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { t } from '../../app/i18n';
import { isMasked } from '../../app/person';
import { queryClient } from '../../app/queries';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/states';
import { BreakGlass } from './break-glass';
import { SealedCard } from './sealed';
import { putRecordData, type RecordFile } from './use-record';

const SHOWN = ['social', 'economic', 'violence', 'notes'] as const;

export function DataTab({ record }: { record: RecordFile }): JSX.Element {
	const [asking, setAsking] = useState(false);
	const hasMask = SHOWN.some((category) => isMasked(record[category]));
	const latest = async (): Promise<RecordFile> => {
		const now = await data(api.GET('/api/v1/records/{id}', { params: { path: { id: record.id } } }));
		queryClient.setQueryData(['record', record.id], now);
		return now;
	};
	return (
		<div class="stack">
			{hasMask && (
				<Notice title={t('masked.title')} action={record.access.breakGlass &&
					<Button small icon={EyeOff} onClick={() => setAsking(true)}>{t('glass.ask')}</Button>}>
					{t('masked.text')}
				</Notice>
			)}
			<div class="grid-2">
				{SHOWN.map((category) => (
					<SealedCard key={category} subject={record} category={category} put={putRecordData} latest={latest}
						mayWrite={record.access.mayWrite && record.access.categories.includes(category)} />
				))}
			</div>
			{asking && <BreakGlass recordId={record.id} onClose={() => setAsking(false)} />}
		</div>
	);
}
