/* clock-dialogs.tsx - stop the clock of a case, let it go on, extend its term. */
import type { JSX } from 'preact';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { today } from '../../app/format';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField, TextArea, TextField } from '../../ui/field';
import { say } from '../../ui/toast';
import { textOf } from '../person/identity-form';
import type { Intervention } from './use-case';

const REASONS = ['citizen_requirement', 'expert_report', 'other_administration', 'appeal'] as const;

interface Props {
	intervention: Intervention;
	onClose: () => void;
}

/** A dialog that changes the clock; send does it, with the key of this attempt. */
function useChange(props: Props, done: string, send: (options: {
	params: { path: { id: string }; header: { 'Idempotency-Key': string } };
}, form: FormData) => Promise<unknown>) {
	const { run, busy, error } = useAction(async (key, form: FormData) => {
		await send({ params: { path: { id: props.intervention.id }, header: { 'Idempotency-Key': key } } }, form);
		refresh('intervention', 'history', 'tasks', 'task', 'counts', 'board');
		say(done);
		props.onClose();
	});
	const submit = (e: SubmitEvent): void => void run(new FormData(e.target as HTMLFormElement));
	return { submit, busy, error, errors: fieldErrors(error) };
}

export function SuspendDialog(props: Props): JSX.Element {
	const change = useChange(props, t('clock.didSuspend'), (options, form) => data(api.POST('/api/v1/interventions/{id}/suspend', {
		...options,
		body: {
			reason: REASONS.find((r) => r === textOf(form, 'reason')) ?? 'citizen_requirement',
			text: textOf(form, 'text'),
			...(textOf(form, 'since') !== today() && textOf(form, 'since') && { since: textOf(form, 'since') }),
		},
	})));
	return (
		<Dialog title={t('clock.suspend')} onClose={props.onClose} onSubmit={change.submit}
			actions={<Button type="submit" variant="primary" busy={change.busy}>{t('clock.suspend')}</Button>}>
			<p class="dim">{t('clock.suspendText')}</p>
			<FormError error={change.error} />
			<SelectField name="reason" label={t('clock.why')} required error={change.errors.reason}
				options={REASONS.map((r) => ({ value: r, label: t(`clock.reason.${r}`) }))} />
			<TextField name="since" type="date" label={t('clock.since')} hint={t('clock.sinceHint')} value={today()} max={today()}
				error={change.errors.since} />
			<TextArea name="text" label={t('clock.text')} hint={t('clock.textHint')} required rows={3} maxLength={2000}
				error={change.errors.text} />
		</Dialog>
	);
}

export function ResumeDialog(props: Props): JSX.Element {
	const change = useChange(props, t('clock.didResume'), (options, form) => data(api.POST('/api/v1/interventions/{id}/resume', {
		...options,
		body: {
			...(textOf(form, 'text') && { text: textOf(form, 'text') }),
			...(textOf(form, 'until') !== today() && textOf(form, 'until') && { until: textOf(form, 'until') }),
		},
	})));
	return (
		<Dialog title={t('clock.resume')} onClose={props.onClose} onSubmit={change.submit}
			actions={<Button type="submit" variant="primary" busy={change.busy}>{t('clock.resume')}</Button>}>
			<p class="dim">{t('clock.resumeText')}</p>
			<FormError error={change.error} />
			<TextField name="until" type="date" label={t('clock.until')} hint={t('clock.untilHint')} value={today()} max={today()}
				error={change.errors.until} />
			<TextArea name="text" label={t('clock.text')} optional rows={3} maxLength={2000} error={change.errors.text} />
		</Dialog>
	);
}

export function ExtendDialog(props: Props): JSX.Element {
	const max = props.intervention.clock.extensionMax ?? 0;
	const change = useChange(props, t('clock.didExtend'), (options, form) => data(api.POST('/api/v1/interventions/{id}/extend', {
		...options, body: { days: Number(textOf(form, 'days')), text: textOf(form, 'text') },
	})));
	return (
		<Dialog title={t('clock.extend')} onClose={props.onClose} onSubmit={change.submit}
			actions={<Button type="submit" variant="primary" busy={change.busy}>{t('clock.extend')}</Button>}>
			<p class="dim">{t('clock.extendText')}</p>
			<FormError error={change.error} />
			<TextField name="days" type="number" label={t('clock.extendDays')} hint={t('clock.extendHint', { n: max })} required
				inputMode="numeric" min={1} max={max} value={max} error={change.errors.days} />
			<TextArea name="text" label={t('clock.text')} hint={t('clock.textHint')} required rows={3} maxLength={2000}
				error={change.errors.text} />
		</Dialog>
	);
}
