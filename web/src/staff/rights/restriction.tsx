/* restriction.tsx - data that are kept and not used: the notice, and setting and lifting it. */
import { Lock, LockOpen } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { formatDate } from '../../app/format';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { isMasked } from '../../app/person';
import { refresh } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField, TextArea } from '../../ui/field';
import { Timeline, type TimelineItem } from '../../ui/lists';
import { Masked } from '../../ui/masked';
import { Paged } from '../../ui/paged';
import { Notice } from '../../ui/states';
import { say } from '../../ui/toast';
import { formText } from '../sign-in';

type Restriction = Schemas['Restriction'];
type Now = Schemas['RestrictionNow'];

const GROUNDS = ['accuracy', 'unlawful', 'claims', 'objection'] as const;

/** Above what is shown of a person, or of a household where several live. */
export function RestrictionNotice({ now, name }: { now: Now | null | undefined; name?: string }): JSX.Element | null {
	if (!now)
		return null;
	const since = formatDate(now.since);
	return (
		<Notice kind="warning" title={name ? t('restriction.nowOf', { name, since }) : t('restriction.now', { since })}>
			{t('restriction.nowText', { ground: t(`restriction.ground.${now.ground}`) })}
		</Notice>
	);
}

const useRestrictions = (id: string) => usePages(['restrictions', id], (from) => data(api.GET('/api/v1/persons/{id}/restrictions',
	{ params: { path: { id }, query: from } })));

function SetDialog({ personId, onClose }: { personId: string; onClose: () => void }): JSX.Element {
	const [ground, setGround] = useState<typeof GROUNDS[number]>('accuracy');
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await data(api.POST('/api/v1/persons/{id}/restrictions',
			{ params: { path: { id: personId } }, body: { ground, reason: formText(form, 'reason').trim() } }));
		refresh('person', 'record', 'restrictions');
		say(t('restriction.done'));
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={t('restriction.title')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={Lock} busy={busy}>{t('restriction.set')}</Button>}>
			<p class="dim">{t('restriction.text')}</p>
			<FormError error={error} />
			<RadioField name="ground" label={t('restriction.ground')} required value={ground} error={errors.ground}
				onPick={(v) => setGround(GROUNDS.find((g) => g === v) ?? 'accuracy')}
				options={GROUNDS.map((g) => ({ value: g, label: t(`restriction.ground.${g}`) }))} />
			<TextArea name="reason" label={t('restriction.reason')} required rows={3} maxLength={500} error={errors.reason} />
		</Dialog>
	);
}

function LiftDialog({ personId, onClose }: { personId: string; onClose: () => void }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await data(api.POST('/api/v1/persons/{id}/restrictions/lift',
			{ params: { path: { id: personId } }, body: { reason: formText(form, 'reason').trim() } }));
		refresh('person', 'record', 'restrictions');
		say(t('restriction.undone'));
		onClose();
	});
	return (
		<Dialog title={t('restriction.lift')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={LockOpen} busy={busy}>{t('restriction.lift')}</Button>}>
			<FormError error={error} />
			<TextArea name="reason" label={t('restriction.because')} required rows={3} maxLength={500} error={fieldErrors(error).reason} />
		</Dialog>
	);
}

const words = (value: Restriction['reason']): JSX.Element | string => isMasked(value) ? <Masked category={value.masked} /> :
	String((value as { text?: string } | null)?.text ?? '');

/** Two moments of each: set, and perhaps lifted; the newest first. */
function momentsOf(r: Restriction): TimelineItem[] {
	const set: TimelineItem = { id: r.id, icon: Lock, color: r.liftedAt ? 'neutral' : 'warning', at: r.setAt, by: r.setBy,
		title: `${t('restriction.was')}: ${t(`restriction.ground.${r.ground}`)}`, body: words(r.reason) };
	return r.liftedAt ? [{ id: `${r.id} lifted`, icon: LockOpen, at: r.liftedAt, by: r.liftedBy, title: t('restriction.wasLifted'),
		body: words(r.liftedBecause) }, set] : [set];
}

export function RestrictionCard({ personId, now }: { personId: string; now: Now | null | undefined }): JSX.Element {
	const [open, setOpen] = useState(false);
	const found = useRestrictions(personId);
	const close = (): void => setOpen(false);
	return (
		<section class="card stack">
			<header>
				<h2>{t('restriction.title')}</h2>
				{may('person.restrict') && (
					<Button small icon={now ? LockOpen : Lock} onClick={() => setOpen(true)}>{t(now ? 'restriction.lift' : 'restriction.set')}</Button>
				)}
			</header>
			<p>{t('restriction.text')}</p>
			<Paged query={found} lines={2} empty={<p class="dim">{t('restriction.none')}</p>}>
				{(rows) => <Timeline label={t('restriction.title')} items={rows.flatMap(momentsOf)} />}
			</Paged>
			{open && (now ? <LiftDialog personId={personId} onClose={close} /> : <SetDialog personId={personId} onClose={close} />)}
		</section>
	);
}
