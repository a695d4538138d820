/* schedule.tsx - when exports go to the ministry by themselves, and changing it. */
import { useQuery } from '@tanstack/preact-query';
import { CalendarClock } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { Check, SelectField, TextField } from '../../ui/field';
import { When } from '../../ui/tag';
import { AskApproval, isApprovalNeeded } from '../approvals/ask';
import { formText } from '../sign-in';
import { fromCron, toCron } from './monthly';
import { stepUp, StepUpField } from './step-up';

type Schedule = Schemas['ExportSchedule'];

const DEFAULT_CRON = '0 6 5 * *';
/* Every month has these. */
const DAYS = Array.from({ length: 28 }, (_, i) => String(i + 1));

const useSchedules = () => useQuery({
	queryKey: ['export-schedules'],
	queryFn: () => data(api.GET('/api/v1/export-schedules')),
});

/** Day and time; what is not monthly is shown as it is written. */
function CronFields({ cron, error }: { cron: string; error?: string }): JSX.Element {
	const monthly = fromCron(cron);
	if (!monthly)
		return <TextField name="cron" label={t('schedule.cron')} hint={t('schedule.cronHint')} value={cron} error={error} required />;
	return (
		<div class="grid-fields">
			<SelectField name="day" label={t('schedule.day')} value={String(monthly.day)} error={error}
				options={DAYS.map((day) => ({ value: day, label: day }))} />
			<TextField name="time" type="time" label={t('schedule.time')} value={monthly.time} required />
		</div>
	);
}

const cronOf = (form: EventTarget | null): string => formText(form, 'cron') ||
	toCron({ day: Number(formText(form, 'day')), time: formText(form, 'time') });

function EditSchedule({ schedule, onClose }: { schedule?: Schedule; onClose: () => void }): JSX.Element {
	const [cron, setCron] = useState(schedule?.cron ?? DEFAULT_CRON);
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		const wanted = cronOf(form);
		await stepUp(form);
		setCron(wanted);
		await data(api.PUT('/api/v1/export-schedules/{kind}', {
			params: { path: { kind: 'siuss' } },
			body: { cron: wanted, isActive: formText(form, 'active') === 'on' },
		}));
		refresh('export-schedules');
		onClose();
	});
	if (isApprovalNeeded(error))
		return <AskApproval deed={{ action: 'export.schedule', subject: { kind: 'siuss', cron } }} onClose={onClose} />;
	return (
		<Dialog title={t('schedule.title')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={CalendarClock} busy={busy}>{t('save')}</Button>}>
			<p class="dim">{t('schedule.text')}</p>
			<FormError error={error} />
			<CronFields cron={cron} error={fieldErrors(error).cron} />
			<Check id="f-active" name="active" label={t('schedule.active')} defaultChecked={schedule?.isActive ?? true} />
			<StepUpField error={error} />
		</Dialog>
	);
}

/** One line: when the next export leaves, and a button to change it. */
export function ScheduleLine(): JSX.Element | null {
	const schedules = useSchedules();
	const [editing, setEditing] = useState(false);
	if (!schedules.data)
		return null;
	const schedule = schedules.data.items.find((s) => s.kind === 'siuss');
	return (
		<p class="row">
			<CalendarClock class="icon" aria-hidden="true" />
			<span>{schedule?.nextAt ? <>{t('schedule.next')} <When at={schedule.nextAt} /></> : t('schedule.none')}</span>
			{may('export.run') && <Button small variant="tertiary" onClick={() => setEditing(true)}>{t('schedule.change')}</Button>}
			{editing && <EditSchedule schedule={schedule} onClose={() => setEditing(false)} />}
		</p>
	);
}
