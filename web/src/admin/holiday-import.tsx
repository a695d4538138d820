/* holiday-import.tsx - many holidays at once: pasted lines or an .ics file, looked at first. */
import { CalendarPlus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { formatDate } from '../app/format';
import { t } from '../app/i18n';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { TextArea } from '../ui/field';
import { Notice } from '../ui/states';
import { DataTable } from '../ui/table';
import { say } from '../ui/toast';
import { addHolidays } from './calendar-changes';
import { readHolidays } from './calendar-import';
import { FileDrop } from './upload';

export function HolidayImport(): JSX.Element {
	const [text, setText] = useState('');
	const read = useMemo(() => readHolidays(text), [text]);
	const { run, busy, error } = useAction(async () => {
		await addHolidays(read.holidays);
		say(t('calendar.imported', { n: read.holidays.length }));
		setText('');
	});
	return (
		<section class="card stack" aria-labelledby="import-title">
			<h2 id="import-title">{t('calendar.import')}</h2>
			<p class="dim">{t('calendar.importText')}</p>
			<FormError error={error} />
			<FileDrop accept=".ics,.csv,.txt" label={t('calendar.file')} onText={setText} />
			<TextArea name="lines" label={t('calendar.lines')} hint={t('calendar.linesHint')} rows={5} value={text}
				onInput={(e) => setText(e.currentTarget.value)} />
			{read.wrong.length > 0 && (
				<Notice kind="warning" title={t('calendar.wrong', { n: read.wrong.length })}>
					<ul>{read.wrong.slice(0, 5).map((line, i) => <li key={i}><code>{line}</code></li>)}</ul>
				</Notice>
			)}
			{read.holidays.length > 0 && (
				<>
					<DataTable caption={t('calendar.import')} rows={read.holidays} rowKey={(h) => h.day + h.name} columns={[
						{ id: 'day', label: t('calendar.day'), cell: (h) => formatDate(h.day) },
						{ id: 'name', label: t('calendar.name'), cell: (h) => h.name },
					]} />
					<div class="row"><Button variant="primary" icon={CalendarPlus} busy={busy} onClick={() => void run()}>
						{t('calendar.importGo', { n: read.holidays.length })}</Button></div>
				</>
			)}
		</section>
	);
}
