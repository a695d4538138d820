/* new-subtask.tsx - ask others for a part of a task: what, whom, by when. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldErrors } from '../../app/errors';
import { t, tCode } from '../../app/i18n';
import { useColleagues, useUnits } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { Check, SelectField, TextArea, TextField } from '../../ui/field';
import { say as tell } from '../../ui/toast';
import { textOf } from '../person/identity-form';
import type { TaskDetail } from '../queue/actions';
import { split } from './team';

const ROLES = ['social_worker', 'supervisor', 'clerk', 'psychologist', 'legal'] as const;
const TITLE_MAX = 200;
const TEXT_MAX = 4000;

export function NewSubtaskDialog({ task, onClose }: { task: TaskDetail; onClose: () => void }): JSX.Element {
	const [unit, setUnit] = useState(task.unitId);
	const [mandatory, setMandatory] = useState(true);
	const [missing, setMissing] = useState(false);
	const units = useUnits();
	const colleagues = useColleagues(unit);
	const { run, busy, error } = useAction(async (key, form: FormData) => {
		const instructions = textOf(form, 'instructions');
		const staffId = textOf(form, 'staffId');
		const dueOn = textOf(form, 'dueOn');
		const role = ROLES.find((r) => r === textOf(form, 'role'));
		await split(task.id, { title: textOf(form, 'title'), unitId: unit, isMandatory: mandatory,
			...(instructions && { instructions }), ...(staffId && { staffId }), ...(role && { role }), ...(dueOn && { dueOn }) }, key);
		tell(t('subtask.made'));
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={t('subtask.new')} onClose={onClose} onSubmit={(e) => {
			const form = new FormData(e.target as HTMLFormElement);
			setMissing(!textOf(form, 'title'));
			if (textOf(form, 'title'))
				void run(form);
		}} actions={<Button type="submit" variant="primary" busy={busy}>{t('subtask.make')}</Button>}>
			<FormError error={error} />
			<TextField name="title" label={t('subtask.title')} hint={t('subtask.titleHint')} required maxLength={TITLE_MAX} autoFocus
				error={errors.title ?? (missing ? t('form.required') : null)} />
			<TextArea name="instructions" label={t('subtask.instructions')} optional rows={3} maxLength={TEXT_MAX} error={errors.instructions} />
			<div class="grid-fields">
				<SelectField name="unitId" label={t('unit')} value={unit} error={errors.unitId}
					options={(units.data ?? []).map((u) => ({ value: u.id, label: u.name }))} onChange={(e) => setUnit(e.currentTarget.value)} />
				<SelectField name="role" label={t('task.role')} value={task.role} options={ROLES.map((r) => ({ value: r, label: tCode('role', r) }))} />
				<SelectField name="staffId" label={t('subtask.person')} empty={t('subtask.anybody')} error={errors.staffId}
					options={(colleagues.data ?? []).map((c) => ({ value: c.id, label: c.name }))} />
				<TextField name="dueOn" type="date" label={t('task.due')} optional error={errors.dueOn} />
			</div>
			<Check id="subtask-mandatory" label={t('subtask.isMandatory')} checked={mandatory}
				onChange={(e) => setMandatory(e.currentTarget.checked)} />
		</Dialog>
	);
}
