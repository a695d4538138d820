/* exports.tsx - what went to the ministry, what is waiting, and a button to run one now. */
import { Send } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { formatBytes, formatCount, formatDate, today } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { refresh } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { TextField } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { StateTag, When } from '../../ui/tag';
import { AskApproval, isApprovalNeeded } from '../approvals/ask';
import { formText } from '../sign-in';
import { ScheduleLine } from './schedule';
import { stepUp, StepUpField } from './step-up';

/** The first and last day of last month, the usual period. */
export function lastMonth(now = new Date()): { from: string; to: string } {
	return {
		from: today(new Date(now.getFullYear(), now.getMonth() - 1, 1)),
		to: today(new Date(now.getFullYear(), now.getMonth(), 0)),
	};
}

function RunExport({ onClose }: { onClose: () => void }): JSX.Element {
	const { route } = useLocation();
	const period = lastMonth();
	const [wanted, setWanted] = useState(period);
	const { run, busy, error } = useAction(async (key, form: EventTarget | null) => {
		const now = { from: formText(form, 'from'), to: formText(form, 'to') };
		setWanted(now);
		await stepUp(form);
		const made = await data(api.POST('/api/v1/exports', {
			params: { header: { 'Idempotency-Key': key } },
			body: { kind: 'siuss', ...now },
		}));
		refresh('exports');
		route(`/staff/exports/${made.id}`);
	});
	const errors = fieldErrors(error);
	if (isApprovalNeeded(error))
		return <AskApproval deed={{ action: 'export.run', subject: { kind: 'siuss', ...wanted } }} onClose={onClose} />;
	return (
		<Dialog title={t('export.run')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={Send} busy={busy}>{t('export.run')}</Button>}>
			<p class="dim">{t('export.runText')}</p>
			<FormError error={error} />
			<div class="grid-fields">
				<TextField name="from" type="date" label={t('export.from')} required value={period.from} error={errors.from} />
				<TextField name="to" type="date" label={t('export.to')} required value={period.to} error={errors.to} />
			</div>
			<StepUpField error={error} />
		</Dialog>
	);
}

const useExports = () => usePages(['exports'], (from) => data(api.GET('/api/v1/exports', { params: { query: from } })));

export default function Exports(): JSX.Element {
	const exports = useExports();
	const [running, setRunning] = useState(false);
	return (
		<>
			<PageHead title={t('nav.exports')} sub={t('export.sub')} actions={may('export.run') &&
				<Button variant="primary" icon={Send} onClick={() => setRunning(true)}>{t('export.run')}</Button>} />
			<ScheduleLine />
			<section class="card flush">
				<Paged query={exports} empty={<EmptyState icon={Send} title={t('export.none')}>{t('export.noneText')}</EmptyState>}>
					{(rows) => (
						<DataTable caption={t('nav.exports')} rows={rows} rowKey={(e) => e.id} columns={[
							{ id: 'period', label: t('export.period'), cell: (e) => <a class="strong" href={`/staff/exports/${e.id}`}>{formatDate(e.from)} – {formatDate(e.to)}</a> },
							{ id: 'kind', label: t('export.kind'), cell: (e) => tCode('export.kinds', e.kind, e.kind.toUpperCase()) },
							{ id: 'state', label: t('case.state'), cell: (e) => <StateTag state={e.state} /> },
							{ id: 'n', label: t('export.interventions'), numeric: true, cell: (e) => formatCount(e.interventions) },
							{ id: 'size', label: t('export.size'), numeric: true, cell: (e) => e.sizeBytes ? formatBytes(e.sizeBytes) : '—' },
							{ id: 'at', label: t('export.requested'), cell: (e) => <><When at={e.requestedAt} /><br /><span class="small dim">{e.requestedBy ?? t('export.scheduled')}</span></> },
						]} />
					)}
				</Paged>
			</section>
			{running && <RunExport onClose={() => setRunning(false)} />}
		</>
	);
}
