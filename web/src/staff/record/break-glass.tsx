/* break-glass.tsx - extraordinary access: a reason, a fresh code, and the supervisor is told. */
import { ShieldAlert } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { formatDateTime } from '../../app/format';
import { t } from '../../app/i18n';
import { labelOf, refresh, useCodes } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField, TextArea } from '../../ui/field';
import { Notice } from '../../ui/states';
import { say } from '../../ui/toast';
import { CodeField, formText } from '../sign-in';

const REASON_MIN = 20;

export function BreakGlass({ recordId, onClose }: { recordId: string; onClose: () => void }): JSX.Element {
	const reasons = useCodes('break_glass_reason');
	const [reasonCode, setCode] = useState('');
	const [tooShort, setTooShort] = useState(false);
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		const granted = await data(api.POST('/api/v1/records/{id}/break-glass', {
			params: { path: { id: recordId } },
			body: { reasonCode, reason: formText(form, 'reason').trim(), totp: formText(form, 'totp') },
		}));
		say(t('glass.granted', { until: formatDateTime(granted.expiresAt) }));
		refresh('record', 'entries');
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={t('glass.title')} onClose={onClose} onSubmit={(e) => {
			const short = formText(e.target, 'reason').trim().length < REASON_MIN;
			setTooShort(short);
			if (!short && reasonCode)
				void run(e.target);
		}} actions={<Button type="submit" variant="primary" color="danger" icon={ShieldAlert} busy={busy} disabled={!reasonCode}>{t('glass.go')}</Button>}>
			<Notice kind="warning" title={t('glass.warning')}>{t('glass.text')}</Notice>
			<FormError error={error} />
			<RadioField name="reasonCode" label={t('glass.reasonCode')} required value={reasonCode} onPick={setCode} error={errors.reasonCode}
				options={(reasons.data ?? []).map((c) => ({ value: c.code, label: labelOf(c.label, c.code) }))} />
			<TextArea name="reason" label={t('glass.reason')} hint={t('glass.reasonHint', { n: REASON_MIN })} required rows={3} maxLength={2000}
				error={errors.reason ?? (tooShort ? t('form.minLength', { n: REASON_MIN }) : null)} />
			<CodeField />
		</Dialog>
	);
}
