/* edit.tsx - state, risk, referent and protection of a record; two editors are told apart. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t, type Key } from '../../app/i18n';
import { queryClient, refresh, useStaff, useTerritories } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ConflictDialog, FormError, isConflict } from '../../ui/errors';
import { SelectField } from '../../ui/field';
import { say } from '../../ui/toast';
import { patchRecord, type RecordFile } from './use-record';
import { api, data } from '../../app/api';

const STATES: RecordFile['state'][] = ['open', 'monitoring', 'closed'];
const LEVELS = ['0', '1', '2', '3'] as const;

interface Draft { state: string; risk: string; sensitivity: string; referentId: string; territoryId: string }

function bodyOf(draft: Draft) {
	return {
		state: STATES.find((s) => s === draft.state) ?? 'open',
		risk: Number(draft.risk),
		sensitivity: Number(draft.sensitivity),
		referentId: draft.referentId || null,
		...(draft.territoryId && { territoryId: draft.territoryId }),
	};
}

export function EditRecord({ record, onClose }: { record: RecordFile; onClose: () => void }): JSX.Element {
	const staff = useStaff(record.unitId);
	const territories = useTerritories();
	const [draft, setDraft] = useState<Draft>({
		state: record.state, risk: String(record.risk), sensitivity: String(record.sensitivity),
		referentId: record.referentId ?? '', territoryId: '',
	});
	const { run, busy, error, clear } = useAction(async (_key, from: RecordFile) => {
		await patchRecord(from, bodyOf(draft));
		say(t('saved'));
		onClose();
	});
	const change = (name: keyof Draft) => (e: { currentTarget: HTMLSelectElement }): void =>
		setDraft({ ...draft, [name]: e.currentTarget.value });
	const latest = async (): Promise<RecordFile> => {
		const now = await data(api.GET('/api/v1/records/{id}', { params: { path: { id: record.id } } }));
		queryClient.setQueryData(['record', record.id], now);
		return now;
	};
	if (isConflict(error)) {
		return (
			<ConflictDialog differences={[]} onClose={clear}
				onTheirs={() => { refresh('record'); onClose(); }}
				onMine={() => void latest().then(run)} />
		);
	}
	return (
		<Dialog title={t('record.edit')} onClose={onClose} onSubmit={() => void run(record)}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} retry={() => void run(record)} />
			<div class="grid-fields">
				<SelectField name="state" label={t('record.state')} value={draft.state} onChange={change('state')}
					options={STATES.map((s) => ({ value: s, label: t(`state.${s}` as Key) }))} />
				<SelectField name="risk" label={t('record.riskLabel')} value={draft.risk} onChange={change('risk')}
					options={LEVELS.map((n) => ({ value: n, label: t(`risk.${n}` as Key) }))} />
				<SelectField name="sensitivity" label={t('record.sensitivity')} hint={t('record.sensitivityHint')} value={draft.sensitivity}
					onChange={change('sensitivity')} options={LEVELS.map((n) => ({ value: n, label: t(`sensitivity.${n}` as Key) }))} />
				<SelectField name="referentId" label={t('record.referent')} value={draft.referentId} empty={t('task.nobody')} onChange={change('referentId')}
					options={(staff.data ?? []).map((s) => ({ value: s.id, label: s.name }))} />
				<SelectField name="territoryId" label={t('territory')} value={draft.territoryId} empty={record.territoryName ?? '—'}
					onChange={change('territoryId')} options={(territories.data ?? []).map((x) => ({ value: x.id, label: x.name }))} />
			</div>
		</Dialog>
	);
}
