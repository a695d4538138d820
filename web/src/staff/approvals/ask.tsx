/* ask.tsx - a deed that needs a second person is asked for, with a reason. */
import { UserRoundCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { api, data, type Schemas } from '../../app/api';
import { ApiError, fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { say } from '../../ui/toast';
import { formText } from '../sign-in';
import { Subject } from './subject';

export type Action = Schemas['Approval']['action'];
/** What the application asks for; the operator has commands for the rest. */
export type Deed = { action: Exclude<Action, 'key.destroy' | 'export.file'>; subject: Record<string, string> };

export const isApprovalNeeded = (error: unknown): boolean => error instanceof ApiError && error.code === 'approval.required';

export function AskApproval({ deed, onClose }: { deed: Deed; onClose: () => void }): JSX.Element {
	const { route } = useLocation();
	const { run, busy, error } = useAction(async (key, form: EventTarget | null) => {
		await data(api.POST('/api/v1/approvals', {
			params: { header: { 'Idempotency-Key': key } },
			body: { ...deed, reason: formText(form, 'reason').trim() },
		}));
		refresh('approvals');
		say(t('approval.asked'));
		route('/staff/approvals?tab=mine');
	});
	return (
		<Dialog title={t('approval.ask')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={UserRoundCheck} busy={busy}>{t('approval.ask')}</Button>}>
			<p>{t('approval.askText')}</p>
			<Subject action={deed.action} subject={deed.subject} />
			<FormError error={error} />
			<TextArea name="reason" label={t('approval.reason')} hint={t('approval.reasonHint')} rows={3} maxLength={500} required
				error={fieldErrors(error).reason} />
		</Dialog>
	);
}
