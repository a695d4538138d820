/* new-intervention.tsx - choose the programme; its process starts. */
import { HeartHandshake } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { labelOf, refresh, useCodes, useProgrammes } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField } from '../../ui/field';
import { say } from '../../ui/toast';
import type { RecordFile } from './use-record';

export function NewIntervention({ record, onClose }: { record: RecordFile; onClose: () => void }): JSX.Element {
	const { route } = useLocation();
	const programmes = useProgrammes();
	const needs = useCodes('need');
	const demands = useCodes('demand');
	const current = record.members.filter((m) => !m.to);
	const [programme, setProgramme] = useState('');
	const [personId, setPerson] = useState(current[0]?.person.id ?? '');
	const [need, setNeed] = useState('');
	const [demand, setDemand] = useState('');
	const { run, busy, error } = useAction(async (key) => {
		const made = await data(api.POST('/api/v1/interventions', {
			params: { header: { 'Idempotency-Key': key } },
			body: { recordId: record.id, personId, programme, ...(need && { need }), ...(demand && { demand }) },
		}));
		refresh('record', 'tasks', 'counts');
		say(t('case.started', { number: made.number }));
		route(`/staff/cases/${made.id}`);
	});
	const errors = fieldErrors(error);
	const options = (codes: typeof needs) => (codes.data ?? []).map((c) => ({ value: c.code, label: labelOf(c.label, c.code) }));
	return (
		<Dialog title={t('case.new')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" icon={HeartHandshake} busy={busy} disabled={!programme || !personId}>{t('case.start')}</Button>}>
			<p class="dim">{t('case.newText')}</p>
			<FormError error={error} retry={() => void run()} />
			<SelectField name="programme" label={t('programme')} required empty={t('form.pick')} value={programme} error={errors.programme}
				options={(programmes.data ?? []).map((p) => ({ value: p.code, label: labelOf(p.label, p.code) }))}
				onChange={(e) => setProgramme(e.currentTarget.value)} />
			<SelectField name="personId" label={t('case.for')} required value={personId} error={errors.personId}
				options={current.map((m) => ({ value: m.person.id, label: personName(m.person.identity) }))}
				onChange={(e) => setPerson(e.currentTarget.value)} />
			<div class="grid-fields">
				<SelectField name="need" label={t('item.need')} optional empty={t('form.pick')} value={need} error={errors.need} options={options(needs)}
					onChange={(e) => setNeed(e.currentTarget.value)} />
				<SelectField name="demand" label={t('item.demand')} optional empty={t('form.pick')} value={demand} error={errors.demand} options={options(demands)}
					onChange={(e) => setDemand(e.currentTarget.value)} />
			</div>
		</Dialog>
	);
}
