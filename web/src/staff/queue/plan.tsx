/* plan.tsx - when a task is to be done: its due date and priority, or when to look at it again. */
import type { JSX } from 'preact';
import { fieldErrors } from '../../app/errors';
import { today } from '../../app/format';
import { t } from '../../app/i18n';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField, TextArea, TextField } from '../../ui/field';
import { say } from '../../ui/toast';
import { textOf } from '../person/identity-form';
import { plan, type TaskDetail } from './actions';

const PRIORITIES = [
	{ value: 25, key: 'priority.low' }, { value: 50, key: 'priority.normal' },
	{ value: 70, key: 'priority.high' }, { value: 90, key: 'priority.urgent' },
] as const;

/** A day in the reader's zone as an instant at that hour; empty: no date. */
export function instantOf(day: string, time: string): string | null {
	return day ? new Date(`${day}T${time}`).toISOString() : null;
}

const dayOf = (at: string | null | undefined): string => at ? today(new Date(at)) : '';

interface Props {
	task: TaskDetail;
	onClose: () => void;
}

export function PlanDialog({ task, onClose }: Props): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: FormData) => {
		const day = textOf(form, 'dueAt');
		const priority = Number(textOf(form, 'priority'));
		const reason = textOf(form, 'reason');
		const changes = {
			...(day !== dayOf(task.dueAt) && { dueAt: instantOf(day, '23:59:00') }),
			...(priority !== task.priority && { priority }),
		};
		if (Object.keys(changes).length)
			await plan(task, { ...changes, ...(reason && { reason }) });
		say(t('saved'));
		onClose();
	});
	const errors = fieldErrors(error);
	const known = PRIORITIES.some((p) => p.value === task.priority);
	return (
		<Dialog title={t('task.plan')} onClose={onClose} onSubmit={(e) => void run(new FormData(e.target as HTMLFormElement))}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} />
			<div class="grid-fields">
				<TextField name="dueAt" type="date" label={t('task.due')} value={dayOf(task.dueAt)} error={errors.dueAt} />
				<SelectField name="priority" label={t('task.priority')} value={String(task.priority)} error={errors.priority}
					options={[...(known ? [] : [{ value: String(task.priority), label: String(task.priority) }]),
						...PRIORITIES.map((p) => ({ value: String(p.value), label: t(p.key) }))]} />
			</div>
			<TextArea name="reason" label={t('task.reason')} hint={t('task.planReason')} rows={2} maxLength={2000} error={errors.reason} />
		</Dialog>
	);
}

export function FollowUpDialog({ task, onClose }: Props): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: FormData) => {
		const day = textOf(form, 'followUpAt');
		await plan(task, { followUpAt: instantOf(day, '00:00:00') });
		say(t(day ? 'task.putOff' : 'task.putOffNot'));
		onClose();
	});
	return (
		<Dialog title={t('task.followUp')} onClose={onClose} onSubmit={(e) => void run(new FormData(e.target as HTMLFormElement))}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<p class="dim">{t('task.followUpText')}</p>
			<FormError error={error} />
			<TextField name="followUpAt" type="date" label={t('task.followUpOn')} value={dayOf(task.followUpAt)} min={today()}
				error={fieldErrors(error).followUpAt} />
		</Dialog>
	);
}
