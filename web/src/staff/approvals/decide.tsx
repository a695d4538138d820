/* decide.tsx - being the second person: approve or refuse, with a proof of who it is. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField, TextArea } from '../../ui/field';
import { say } from '../../ui/toast';
import { stepUp, StepUpField } from '../exports/step-up';
import { formText } from '../sign-in';
import { Subject } from './subject';

export function Decide({ found, onClose }: { found: Schemas['Approval']; onClose: () => void }): JSX.Element {
	const [decision, setDecision] = useState<'approve' | 'refuse' | null>(null);
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		if (!decision)
			return;
		await stepUp(form);
		const answer = formText(form, 'answer').trim();
		await data(api.POST('/api/v1/approvals/{id}/decide', {
			params: { path: { id: found.id } }, body: { decision, ...(answer && { answer }) },
		}));
		refresh('approvals');
		say(t(`approval.done.${decision}`));
		onClose();
	});
	return (
		<Dialog title={t('approval.decide')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" busy={busy} disabled={!decision}>{t('approval.decide')}</Button>}>
			<Subject action={found.action} subject={found.subject} actor={found.actor} />
			<p><span class="dim">{t('approval.reason')}:</span> {found.reason}</p>
			<FormError error={error} />
			<RadioField name="decision" label={t('approval.decision')} value={decision} onPick={(v) => setDecision(v === 'approve' ? 'approve' : 'refuse')}
				options={[{ value: 'approve', label: t('approval.approve') }, { value: 'refuse', label: t('approval.refuse') }]} />
			<TextArea name="answer" label={t('approval.answer')} optional rows={2} maxLength={500} />
			<StepUpField error={error} />
		</Dialog>
	);
}
