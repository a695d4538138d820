/* alerts.tsx - warnings that everybody must see before calling or visiting. */
import { TriangleAlert } from 'lucide-preact';
import type { JSX } from 'preact';
import { formatDate } from '../../app/format';
import { t } from '../../app/i18n';
import { isMasked } from '../../app/person';
import { Masked } from '../../ui/masked';
import type { RecordFile } from './use-record';

export function Alerts({ record }: { record: RecordFile }): JSX.Element | null {
	if (!record.alerts?.length)
		return null;
	return (
		<section class="notice alerts" data-color="danger" aria-label={t('alerts.title')}>
			<TriangleAlert class="icon" aria-hidden="true" />
			<ul>
				{record.alerts.map((alert) => (
					<li key={alert.id}>
						<span class="strong">{isMasked(alert.body) ? <Masked category={alert.body.masked} /> : alert.body.text}</span>{' '}
						<span class="small">{alert.author} · {formatDate(alert.at)}
							{alert.reviewOn && ` · ${t('alerts.review', { date: formatDate(alert.reviewOn) })}`}</span>
					</li>
				))}
			</ul>
		</section>
	);
}
