/* weeks.tsx - the trail week by week: what there is to look at, and who attested that it was. */
import { useQuery } from '@tanstack/preact-query';
import { CalendarCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { formatDate, formatNumber, localOf } from '../../app/format';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { withParams } from '../../app/url';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { EmptyState, Loaded } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { Tag, When } from '../../ui/tag';
import { say } from '../../ui/toast';
import { RemarkField } from '../reviews/remark';
import { formText } from '../sign-in';

type Week = Schemas['WeekReview'];

const MINUTE_MS = 60_000;

/** The last minute of the week. */
const lastOf = (week: Week): Date => new Date(new Date(week.to).getTime() - MINUTE_MS);

const nameOf = (week: Week): string => `${formatDate(week.from)} – ${formatDate(lastOf(week))}`;

function Count({ week, n, of, search }: { week: Week; n: number; of: string; search: Record<string, string> }): JSX.Element {
	const href = withParams('/staff/audit', { from: localOf(week.from), to: localOf(lastOf(week)) }, search);
	return <a class="num" href={href} aria-label={`${of}, ${nameOf(week)}: ${formatNumber(n)}`}>{formatNumber(n)}</a>;
}

function Attest({ week, onClose }: { week: Week; onClose: () => void }): JSX.Element {
	const [isEmpty, setEmpty] = useState(false);
	const { run, busy, error } = useAction(async (_key, remark: string) => {
		await data(api.POST('/api/v1/reviews/weeks', { body: { week: week.week, remark } }));
		refresh('weeks', 'reviews');
		say(t('review.week.done', { week: nameOf(week) }));
		onClose();
	});
	return (
		<Dialog title={t('review.week.attest')} onClose={onClose} onSubmit={(e) => {
			const remark = formText(e.target, 'remark').trim();
			setEmpty(!remark);
			if (remark)
				void run(remark);
		}} actions={<Button type="submit" variant="primary" busy={busy}>{t('review.week.attest')}</Button>}>
			<p>{t('review.week.text', { week: nameOf(week) })}</p>
			<FormError error={error} />
			<RemarkField error={error} isEmpty={isEmpty} />
		</Dialog>
	);
}

function State({ week }: { week: Week }): JSX.Element {
	if (!week.review)
		return <Tag color="danger">{t('review.week.missing')}</Tag>;
	return (
		<div>
			<Tag color="success">{t('review.week.reviewed')}</Tag>
			<span class="small dim block">{week.review.by} · <When at={week.review.at} /></span>
			<span class="small block">{week.review.remark}</span>
		</div>
	);
}

export function AuditWeeks(): JSX.Element {
	const [attesting, setAttesting] = useState<Week | null>(null);
	const weeks = useQuery({
		queryKey: ['weeks'],
		queryFn: async () => (await data(api.GET('/api/v1/reviews/weeks'))).items,
	});
	const count = (id: 'denied' | 'extraordinary' | 'failedSignIns', search: Record<string, string>) => ({
		id, label: t(`review.week.${id}`), numeric: true,
		cell: (week: Week) => <Count week={week} n={week[id]} of={t(`review.week.${id}`)} search={search} />,
	});
	return (
		<section class="card flush">
			<Loaded query={weeks}>
				{(rows) => rows.length ? (
					<DataTable caption={t('audit.tab.weeks')} rows={rows} rowKey={(week) => week.week} columns={[
						{ id: 'week', label: t('review.week'), cell: (week) => <span class="strong">{nameOf(week)}</span> },
						count('denied', { outcome: 'denied' }),
						count('failedSignIns', { action: 'session.refused' }),
						count('extraordinary', { action: 'record.break_glass' }),
						{ id: 'state', label: t('review.state'), cell: (week) => <State week={week} /> },
						{ id: 'do', label: t('actions'), cell: (week) => week.review ? '—' :
							<Button small title={`${t('review.week.attest')}: ${nameOf(week)}`} onClick={() => setAttesting(week)}>{t('review.week.attest')}</Button> },
					]} />
				) : <EmptyState icon={CalendarCheck} title={t('review.week.none')}>{t('review.week.noneText')}</EmptyState>}
			</Loaded>
			{attesting && <Attest week={attesting} onClose={() => setAttesting(null)} />}
		</section>
	);
}
