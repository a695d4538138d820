/* assign.tsx - choose a colleague, with their load beside the name, or a unit. */
import type { JSX } from 'preact';
import { t, tCode } from '../../app/i18n';
import { useStaff, useUnits } from '../../app/queries';
import { Check, SelectField } from '../../ui/field';
import { LoadBar } from '../../ui/lists';
import { Segmented } from '../../ui/nav';
import { Loaded } from '../../ui/states';
import { Avatar, Tag } from '../../ui/tag';

export interface Target {
	kind: 'staff' | 'unit';
	id: string;
}

export function WorkerList({ unit, value, onPick }: {
	unit?: string; value: string; onPick: (id: string) => void;
}): JSX.Element {
	const staff = useStaff(unit);
	return (
		<Loaded query={staff} lines={4}>
			{(items) => {
				const most = Math.max(...items.map((worker) => worker.open), 1);
				return (
					<fieldset class="plain worker-list">
						<legend>{t('task.colleague')}</legend>
						{items.map((worker) => (
							<div class="row worker" key={worker.id}>
								<Check type="radio" name="worker" id={`w-${worker.id}`} checked={worker.id === value}
									onChange={() => onPick(worker.id)} label={
										<span class="row">
											<Avatar name={worker.name} />
											<span><span class="strong">{worker.name}</span><br />
												<span class="small dim">{worker.roles.map((r) => tCode('role', r)).join(', ')}</span></span>
										</span>
									} />
								<span class="grow" />
								{worker.isAbsent && <Tag color="warning">{t('staff.absent')}</Tag>}
								<span class="worker-load">
									<span class="small num">{t('load.short', { open: worker.open, overdue: worker.overdue })}</span>
									<LoadBar open={worker.open} overdue={worker.overdue} most={most} />
								</span>
							</div>
						))}
					</fieldset>
				);
			}}
		</Loaded>
	);
}

export function AssignFields({ target, onChange, withUnits, unit }: {
	target: Target; onChange: (target: Target) => void; withUnits?: boolean; unit?: string;
}): JSX.Element {
	const units = useUnits();
	return (
		<div class="stack">
			{withUnits && (
				<Segmented label={t('assign.to')} value={target.kind} options={[
					{ id: 'staff', label: t('assign.staff') }, { id: 'unit', label: t('assign.unit') },
				]} onChange={(kind) => onChange({ kind: kind === 'unit' ? 'unit' : 'staff', id: '' })} />
			)}
			{target.kind === 'staff' ?
				<WorkerList unit={unit} value={target.id} onPick={(id) => onChange({ kind: 'staff', id })} /> :
				<SelectField name="unit" label={t('unit')} empty={t('form.pick')} value={target.id}
					options={(units.data ?? []).map((u) => ({ value: u.id, label: u.name }))}
					onChange={(e) => onChange({ kind: 'unit', id: e.currentTarget.value })} />}
		</div>
	);
}
