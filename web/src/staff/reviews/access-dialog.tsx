/* access-dialog.tsx - one extraordinary access: why, what was done meanwhile, and whether that was justified. */
import { useQuery } from '@tanstack/preact-query';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { formatDateTime } from '../../app/format';
import { t } from '../../app/i18n';
import { refresh, useCodeLabel } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button, type Color } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField } from '../../ui/field';
import { SummaryList } from '../../ui/lists';
import { Loaded } from '../../ui/states';
import { Tag, When } from '../../ui/tag';
import { say } from '../../ui/toast';
import { EventTable } from '../audit/event-table';
import { ONCE } from '../audit/question';
import { formText } from '../sign-in';
import type { Access } from './accesses';
import { RemarkField } from './remark';

type Outcome = Schemas['GlassOutcome'];

const COLORS: Record<Outcome, Color> = { justified: 'success', not_justified: 'danger', to_investigate: 'warning' };
const OUTCOMES = Object.keys(COLORS) as Outcome[];
/** The first; all are in the record's own trail. */
const SHOWN = 50;

export function OutcomeTag({ outcome }: { outcome: Outcome }): JSX.Element {
	return <Tag color={COLORS[outcome]}>{t(`review.outcome.${outcome}`)}</Tag>;
}

/** To look is an event of the trail, too: once for each time it is opened. */
function Meanwhile({ access }: { access: Access }): JSX.Element {
	const query = { actor: access.staffId, record: access.recordId, from: access.grantedAt, to: access.expiresAt, limit: SHOWN };
	const events = useQuery({
		...ONCE,
		queryKey: ['glass-events', access.id],
		queryFn: async () => (await data(api.GET('/api/v1/audit/events', { params: { query } }))).items,
	});
	return (
		<section class="stack">
			<h3>{t('review.meanwhile', { n: access.events })}</h3>
			<Loaded query={events} lines={3}>{(rows) => rows.length ? <EventTable rows={rows} /> : <p class="dim">{t('review.nothing')}</p>}</Loaded>
			{access.events > SHOWN && <a href={`/staff/records/${access.recordId}/audit`}>{t('review.allEvents')}</a>}
		</section>
	);
}

function Facts({ access }: { access: Access }): JSX.Element {
	const reasonOf = useCodeLabel('break_glass_reason');
	const { review } = access;
	return (
		<SummaryList rows={[
			[t('audit.actor'), access.staffName],
			[t('audit.record'), <span key="number" class="num">{access.recordNumber}</span>],
			[t('audit.at'), `${formatDateTime(access.grantedAt)} – ${formatDateTime(access.expiresAt)}`],
			[t('glass.reasonCode'), <>{reasonOf(access.reasonCode)}<span class="dim block">{access.reason}</span></>],
			...(review ? [
				[t('review.state'), <OutcomeTag key="outcome" outcome={review.outcome} />],
				[t('review.remark'), review.remark],
				[t('review.by'), <>{review.by} · <When at={review.at} /></>],
			] as [string, JSX.Element | string][] : []),
		]} />
	);
}

export function AccessDialog({ access, onClose }: { access: Access; onClose: () => void }): JSX.Element {
	const [outcome, setOutcome] = useState<Outcome>();
	const [isEmpty, setEmpty] = useState(false);
	const { run, busy, error } = useAction(async (_key, remark: string) => {
		if (!outcome)
			return;
		await data(api.POST('/api/v1/reviews/break-glass/{id}', { params: { path: { id: access.id } }, body: { outcome, remark } }));
		refresh('glass', 'reviews');
		say(t('review.closedNow'));
		onClose();
	});
	if (access.review)
		return <Dialog wide title={t('review.access')} onClose={onClose} cancel={t('close')}><Facts access={access} /><Meanwhile access={access} /></Dialog>;
	return (
		<Dialog wide title={t('review.access')} onClose={onClose} onSubmit={(e) => {
			const remark = formText(e.target, 'remark').trim();
			setEmpty(!remark);
			if (remark)
				void run(remark);
		}} actions={<Button type="submit" variant="primary" busy={busy} disabled={!outcome}>{t('review.close')}</Button>}>
			<Facts access={access} />
			<Meanwhile access={access} />
			<FormError error={error} />
			<RadioField name="outcome" label={t('review.question')} required value={outcome} error={fieldErrors(error).outcome}
				onPick={(v) => setOutcome(OUTCOMES.find((o) => o === v))}
				options={OUTCOMES.map((o) => ({ value: o, label: t(`review.outcome.${o}`) }))} />
			<RemarkField error={error} isEmpty={isEmpty} />
		</Dialog>
	);
}
