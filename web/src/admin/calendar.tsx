/* calendar.tsx - the working days of the municipality: week, holidays of a year, import. */
import { CalendarDays, ChevronLeft, ChevronRight, Plus, Trash2 } from 'lucide-preact';
import type { JSX } from 'preact';
import { formatWeekday, formatDate } from '../app/format';
import { fieldErrors } from '../app/errors';
import { t } from '../app/i18n';
import { may } from '../app/session';
import { useUrlState } from '../app/url';
import { textOf } from '../staff/person/identity-form';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { Check, TextField } from '../ui/field';
import { PageHead } from '../ui/nav';
import { EmptyState, Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { say } from '../ui/toast';
import { addHolidays, type Calendar, removeHoliday, setWeekdays, useCalendar } from './calendar-changes';
import { HolidayImport } from './holiday-import';

const YEAR_MIN = 1970;
const YEAR_MAX = 2200;
const WEEK = [1, 2, 3, 4, 5, 6, 7];

function Week({ calendar }: { calendar: Calendar }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, weekdays: number[]) => setWeekdays(calendar, weekdays));
	const toggled = (day: number): number[] => WEEK.filter((d) => calendar.weekdays.includes(d) !== (d === day));
	return (
		<section class="card stack" aria-labelledby="week-title">
			<h2 id="week-title">{t('calendar.week')}</h2>
			<FormError error={error} />
			<fieldset class="plain row">
				<legend class="sr">{t('calendar.week')}</legend>
				{WEEK.map((day) => (
					<Check key={day} id={`weekday-${day}`} label={formatWeekday(day)} checked={calendar.weekdays.includes(day)}
						disabled={busy || !may('calendar.write') || (calendar.weekdays.length === 1 && calendar.weekdays[0] === day)}
						onChange={() => void run(toggled(day))} />
				))}
			</fieldset>
		</section>
	);
}

function Add({ year }: { year: number }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: HTMLFormElement) => {
		const values = new FormData(form);
		await addHolidays([{ day: textOf(values, 'day'), name: textOf(values, 'name') }]);
		form.reset();
	});
	const errors = fieldErrors(error);
	return (
		<form class="stack tight" noValidate onSubmit={(e) => { e.preventDefault(); void run(e.currentTarget); }}>
			<FormError error={error} />
			<div class="grid-fields">
				<TextField name="day" type="date" label={t('calendar.day')} required min={`${year}-01-01`} max={`${year}-12-31`} error={errors.day} />
				<TextField name="name" label={t('calendar.name')} required maxLength={120} error={errors.name} />
			</div>
			<div class="row"><Button type="submit" icon={Plus} busy={busy}>{t('calendar.add')}</Button></div>
		</form>
	);
}

function Holidays({ calendar }: { calendar: Calendar }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, day: string) => {
		const name = calendar.holidays.find((h) => h.day === day)?.name ?? '';
		await removeHoliday(day);
		say(t('calendar.removed', { name }), { undo: () => void addHolidays([{ day, name }]) });
	});
	const mayWrite = may('calendar.write');
	return (
		<section class="card flush" aria-labelledby="holidays-title">
			<header><h2 id="holidays-title">{t('calendar.holidays', { year: String(calendar.year) })}</h2></header>
			<FormError error={error} />
			{calendar.holidays.length ? (
				<DataTable caption={t('calendar.holidays', { year: String(calendar.year) })} rows={calendar.holidays} rowKey={(h) => h.day} columns={[
					{ id: 'day', label: t('calendar.day'), cell: (h) => <time dateTime={h.day}>{formatDate(h.day)}</time> },
					{ id: 'weekday', label: t('calendar.weekday'), cell: (h) => formatWeekday(h.day) },
					{ id: 'name', label: t('calendar.name'), cell: (h) => <span class="strong">{h.name}</span> },
					...(mayWrite ? [{ id: 'remove', label: t('remove'), cell: (h: Calendar['holidays'][number]) =>
						<Button variant="tertiary" icon={Trash2} busy={busy} label={t('calendar.remove', { name: h.name })}
							onClick={() => void run(h.day)} /> }] : []),
				]} />
			) : <EmptyState icon={CalendarDays} title={t('calendar.none')}>{t('calendar.noneText')}</EmptyState>}
		</section>
	);
}

export default function CalendarPage(): JSX.Element {
	const url = useUrlState();
	const now = new Date().getFullYear();
	const asked = Number(url.get('year'));
	const year = asked >= YEAR_MIN && asked <= YEAR_MAX ? asked : now;
	const calendar = useCalendar(year);
	const show = (next: number): void => url.set({ year: next === now ? '' : String(next) });
	return (
		<>
			<PageHead title={t('admin.calendar')} sub={t('calendar.sub')} actions={
				<div class="row" role="group" aria-label={t('calendar.year')}>
					<Button icon={ChevronLeft} label={String(year - 1)} disabled={year <= YEAR_MIN} onClick={() => show(year - 1)} />
					<strong class="num" aria-live="polite">{year}</strong>
					<Button icon={ChevronRight} label={String(year + 1)} disabled={year >= YEAR_MAX} onClick={() => show(year + 1)} />
				</div>
			} />
			<Loaded query={calendar}>
				{(found) => (
					<div class="stack">
						<Week calendar={found} />
						<Holidays calendar={found} />
						{may('calendar.write') && <section class="card stack" aria-labelledby="add-title"><h2 id="add-title">{t('calendar.addTitle')}</h2>
							<Add year={year} /></section>}
						{may('calendar.write') && <HolidayImport />}
					</div>
				)}
			</Loaded>
		</>
	);
}
