/* request-dialogs.tsx - register what a person asks for, and decide it. */
import { ClipboardPlus, Gavel } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { today } from '../../app/format';
import { t } from '../../app/i18n';
import { refresh } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField, SelectField, TextArea, TextField } from '../../ui/field';
import { Notice } from '../../ui/states';
import { say } from '../../ui/toast';
import { stepUp, StepUpField } from '../exports/step-up';
import { formText } from '../sign-in';

export type RightsRequest = Schemas['RightsRequest'];

const KINDS = ['access', 'rectification', 'erasure', 'restriction', 'objection'] as const;
const OUTCOMES = ['granted', 'refused'] as const;
const GROUNDS = ['legal_duty', 'claims', 'unfounded', 'identity'] as const;

export function RegisterRequest({ personId, onClose }: { personId: string; onClose: () => void }): JSX.Element {
	const [kind, setKind] = useState<typeof KINDS[number]>('access');
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await data(api.POST('/api/v1/persons/{id}/requests', { params: { path: { id: personId } },
			body: { kind, receivedOn: formText(form, 'receivedOn'), words: formText(form, 'words').trim() } }));
		refresh('requests');
		say(t('request.registered'));
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={t('request.new')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={ClipboardPlus} busy={busy}>{t('request.new')}</Button>}>
			<FormError error={error} />
			<RadioField name="kind" label={t('request.kind')} required value={kind} error={errors.kind}
				onPick={(v) => setKind(KINDS.find((k) => k === v) ?? 'access')} options={KINDS.map((k) => ({ value: k, label: t(`request.kind.${k}`) }))} />
			<TextField name="receivedOn" type="date" label={t('request.receivedOn')} required value={today()} max={today()} error={errors.receivedOn} />
			<TextArea name="words" label={t('request.words')} required rows={4} maxLength={2000} error={errors.words} />
		</Dialog>
	);
}

export function DecideRequest({ request, onClose }: { request: RightsRequest; onClose: () => void }): JSX.Element {
	const [outcome, setOutcome] = useState<typeof OUTCOMES[number]>('granted');
	const [ground, setGround] = useState<typeof GROUNDS[number]>('legal_duty');
	const isErasure = request.kind === 'erasure' && outcome === 'granted';
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		if (isErasure)
			await stepUp(form);
		await data(api.POST('/api/v1/rights-requests/{id}/decide', { params: { path: { id: request.id } },
			body: { outcome, ...(outcome === 'refused' && { ground }), answer: formText(form, 'answer').trim() } }));
		refresh('requests', 'person', 'record');
		say(t('request.done'));
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={`${t('request.decide')}: ${t(`request.kind.${request.kind}`)}`} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" color={isErasure ? 'danger' : undefined} icon={Gavel} busy={busy}>{t('request.decide')}</Button>}>
			<FormError error={error} />
			<RadioField name="outcome" label={t('request.outcome')} required value={outcome} error={errors.outcome}
				onPick={(v) => setOutcome(OUTCOMES.find((o) => o === v) ?? 'granted')}
				options={OUTCOMES.map((o) => ({ value: o, label: t(`request.outcome.${o}`) }))} />
			{outcome === 'refused' && (
				<SelectField name="ground" label={t('request.ground')} required value={ground} error={errors.ground}
					options={GROUNDS.map((g) => ({ value: g, label: t(`request.ground.${g}`) }))}
					onChange={(e) => setGround(GROUNDS.find((g) => g === e.currentTarget.value) ?? 'legal_duty')} />
			)}
			<TextArea name="answer" label={t('request.answer')} required rows={4} maxLength={2000} error={errors.answer} />
			{isErasure && <><Notice kind="danger" title={t('request.eraseWarning')} /><StepUpField error={error} /></>}
		</Dialog>
	);
}
