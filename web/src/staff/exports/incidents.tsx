/* incidents.tsx - what stopped and waits for a person: retry it or skip it, with a note. */
import { ShieldCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { t, tCode } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { refresh } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField, TextArea } from '../../ui/field';
import { PageHead } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { Tag, When } from '../../ui/tag';
import { say } from '../../ui/toast';

type Incident = Schemas['Incident'];

const useIncidents = () => usePages(['incidents'], (from) => data(api.GET('/api/v1/incidents', { params: { query: from } })));

function Resolve({ incident, onClose }: { incident: Incident; onClose: () => void }): JSX.Element {
	const [action, setAction] = useState<'retry' | 'skip'>('retry');
	const [note, setNote] = useState('');
	const { run, busy, error } = useAction(async () => {
		const now = await data(api.POST('/api/v1/incidents/{id}/resolve',
			{ params: { path: { id: incident.id } }, body: { action, ...(note && { note }) } }));
		refresh('incidents', 'export', 'exports', 'intervention');
		say(t(now.resolvedAt ? 'incident.resolved' : 'incident.again'), { kind: now.resolvedAt ? 'done' : 'error' });
		onClose();
	});
	return (
		<Dialog title={t('incident.resolve')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('incident.resolve')}</Button>}>
			<p>{incident.message}</p>
			<FormError error={error} />
			<RadioField name="action" label={t('incident.how')} value={action} onPick={(v) => setAction(v === 'skip' ? 'skip' : 'retry')}
				options={[{ value: 'retry', label: t('incident.retry') }, { value: 'skip', label: t('incident.skip') }]} />
			<TextArea name="note" label={t('incident.note')} hint={t('incident.noteHint')} optional rows={3} maxLength={1000} value={note}
				onInput={(e) => setNote(e.currentTarget.value)} />
		</Dialog>
	);
}

export default function Incidents(): JSX.Element {
	const incidents = useIncidents();
	const [resolving, setResolving] = useState<Incident | null>(null);
	return (
		<>
			<PageHead title={t('nav.incidents')} sub={t('incident.sub')} />
			<section class="card flush">
				<Paged query={incidents} empty={<EmptyState icon={ShieldCheck} title={t('incident.none')}>{t('incident.noneText')}</EmptyState>}>
					{(rows) => (
						<DataTable caption={t('nav.incidents')} rows={rows} rowKey={(i) => i.id} columns={[
							{ id: 'kind', label: t('incident.kind'), cell: (i) => <Tag color={i.resolvedAt ? 'neutral' : 'danger'}>{tCode('incident.kinds', i.kind)}</Tag> },
							{ id: 'message', label: t('incident.message'), cell: (i) => i.message },
							{ id: 'where', label: t('incident.where'), cell: (i) => i.exportId ? <a href={`/staff/exports/${i.exportId}`}>{t('incident.export')}</a> :
								<><span class="num">{i.number ?? '—'}</span><br /><code>{i.elementId}</code></> },
							{ id: 'at', label: t('incident.at'), cell: (i) => <When at={i.raisedAt} /> },
							{ id: 'do', label: t('actions'), cell: (i) => i.resolvedAt ? <><Tag color="success">{t('incident.done')}</Tag> <When at={i.resolvedAt} /></> :
								may('incident.resolve') ? <Button small onClick={() => setResolving(i)}>{t('incident.resolve')}</Button> : '—' },
						]} />
					)}
				</Paged>
			</section>
			{resolving && <Resolve incident={resolving} onClose={() => setResolving(null)} />}
		</>
	);
}
