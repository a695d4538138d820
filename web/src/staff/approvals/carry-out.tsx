/* carry-out.tsx - what was approved is done now, once. */
import { Check } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data, type Schemas } from '../../app/api';
import { saveFile } from '../../app/download';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { say } from '../../ui/toast';
import { stepUp, StepUpField } from '../exports/step-up';
import { Subject } from './subject';

type Approval = Schemas['Approval'];
type Work = (approval: Approval) => Promise<unknown>;

/* The subject of a request has what its route takes: the server checked it. */
const WORKS: Partial<Record<Approval['action'], Work>> = {
	'export.run': ({ id, subject }) => data(api.POST('/api/v1/exports',
		{ body: { kind: 'siuss', from: subject.from ?? '', to: subject.to ?? '', approval: id } })),
	'export.schedule': ({ id, subject: { cron = '', connector } }) => data(api.PUT('/api/v1/export-schedules/{kind}',
		{ params: { path: { kind: 'siuss' } }, body: { cron, isActive: true, approval: id, ...(connector && { connector }) } })),
	'audit.events': async ({ id, subject }) => saveFile(await data(api.GET('/api/v1/audit/events/csv',
		{ params: { query: { ...subject, approval: id } }, parseAs: 'blob' })), 'audit.csv'),
	'audit.persons': async ({ id, subject: { actor = '', from = '', to = '' } }) => saveFile(await data(api.GET('/api/v1/audit/persons/csv',
		{ params: { query: { actor, from, to, approval: id } }, parseAs: 'blob' })), 'persons.csv'),
};

export const canCarryOut = (approval: Approval): boolean => approval.state === 'approved' && approval.action in WORKS;

export function CarryOut({ found, onClose }: { found: Approval; onClose: () => void }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await stepUp(form);
		await WORKS[found.action]?.(found);
		refresh('approvals', 'exports', 'export-schedules');
		say(t('approval.carriedOut'));
		onClose();
	});
	return (
		<Dialog title={t('approval.carryOut')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={Check} busy={busy}>{t('approval.carryOut')}</Button>}>
			<Subject action={found.action} subject={found.subject} actor={found.actor} />
			<p class="dim">{t('approval.once')}</p>
			<FormError error={error} />
			{found.action.startsWith('export.') && <StepUpField error={error} />}
		</Dialog>
	);
}
