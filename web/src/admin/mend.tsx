/* mend.tsx - an incident: try again with corrected variables, skip the element, or move the token; and the end of an instance. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../app/api';
import { t, tCode } from '../app/i18n';
import { refresh } from '../app/queries';
import type { ElementName } from '../bpmn/names';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/errors';
import { RadioField, SelectField, TextArea, TextField } from '../ui/field';
import { say } from '../ui/toast';
import { parseObject, VariablesField } from './variables';

export type Instance = Schemas['ProcessInstance'];
export type OpenIncident = NonNullable<Instance['incidents']>[number];

const ACTIONS = ['retry', 'skip', 'move'] as const;
const STALE = ['instance', 'instances', 'incidents', 'intervention', 'definition'];

export function Mend({ incident, elements, onClose }: {
	incident: OpenIncident; elements: ElementName[]; onClose: () => void;
}): JSX.Element {
	const [action, setAction] = useState<typeof ACTIONS[number]>('retry');
	const [elementId, setElement] = useState('');
	const [text, setText] = useState('{}');
	const [note, setNote] = useState('');
	const variables = parseObject(text);
	const { run, busy, error } = useAction(async () => {
		if (!variables || (action === 'move' && !elementId))
			return;
		await data(api.POST('/api/v1/incidents/{id}/resolve', { params: { path: { id: incident.id } }, body: {
			action, ...(action === 'move' && { elementId }), ...(Object.keys(variables).length && { variables }), ...(note && { note }) } }));
		refresh(...STALE);
		say(t('incident.resolved'));
		onClose();
	});
	return (
		<Dialog title={t('incident.resolve')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('incident.resolve')}</Button>}>
			<p><code>{incident.elementId}</code> {incident.message}</p>
			<FormError error={error} />
			<RadioField name="action" label={t('incident.how')} value={action} onPick={(v) => setAction(v as typeof action)}
				options={ACTIONS.map((a) => ({ value: a, label: tCode('incident', a) }))} />
			{action === 'move' && <SelectField name="elementId" label={t('incident.moveTo')} value={elementId} empty="—" required
				onChange={(e) => setElement(e.currentTarget.value)}
				options={elements.map((e) => ({ value: e.id, label: e.name === e.id ? e.id : `${e.name} (${e.id})` }))} />}
			<VariablesField label={t('incident.variables')} hint={t('incident.variablesHint')} text={text} onText={setText} wrong={!variables} />
			<TextArea name="note" label={t('incident.note')} hint={t('incident.noteHint')} optional rows={2} maxLength={1000} value={note}
				onInput={(e) => setNote(e.currentTarget.value)} />
		</Dialog>
	);
}

const REASON_MIN = 3;

export function Cancel({ id, onClose }: { id: string; onClose: () => void }): JSX.Element {
	const [reason, setReason] = useState('');
	const { run, busy, error } = useAction(async () => {
		await data(api.POST('/api/v1/process-instances/{id}/cancel', { params: { path: { id } }, body: { reason } }));
		refresh(...STALE);
		say(t('instance.cancelled'));
		onClose();
	});
	return (
		<Dialog title={t('instance.cancel')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" color="danger" busy={busy} disabled={reason.trim().length < REASON_MIN}>{t('instance.cancel')}</Button>}>
			<p>{t('instance.cancelText')}</p>
			<FormError error={error} />
			<TextField name="reason" label={t('instance.reason')} required maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
		</Dialog>
	);
}
