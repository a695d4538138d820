/* filters.tsx - always in sight on the left; never hidden in a menu. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../app/i18n';
import { labelOf, useProgrammes } from '../../app/queries';
import { chooseUnit, myUnits, unitId } from '../../app/session';
import { Check } from '../../ui/field';
import { filterNow, SavedViews, SaveView } from './saved';
import type { QueueState } from './state';

export function Filters({ state }: { state: QueueState }): JSX.Element {
	const programmes = useProgrammes();
	const [saving, setSaving] = useState(false);
	const form = (
		<form class="filters card" aria-label={t('filters.title')} onSubmit={(e) => e.preventDefault()}>
			<SavedViews state={state} onSave={() => setSaving(true)} />
			<fieldset>
				<legend>{t('filters.due')}</legend>
				<Check type="radio" name="due" id="due-any" label={t('filters.any')} checked={!state.overdue}
					onChange={() => state.change({ overdue: '' })} />
				<Check type="radio" name="due" id="due-late" label={t('filters.overdue')} checked={state.overdue}
					onChange={() => state.change({ overdue: 'true' })} />
				<Check id="put-off" label={t('filters.putOff')} checked={state.putOff}
					onChange={() => state.change({ putOff: state.putOff ? '' : 'true' })} />
			</fieldset>
			{myUnits.value.length > 1 && (
				<fieldset>
					<legend>{t('unit')}</legend>
					<Check type="radio" name="unit" id="unit-all" label={t('unit.all')} checked={!unitId.value}
						onChange={() => chooseUnit('')} />
					{myUnits.value.map((unit) => (
						<Check key={unit.id} type="radio" name="unit" id={`unit-${unit.id}`} label={unit.name}
							checked={unitId.value === unit.id} onChange={() => chooseUnit(unit.id)} />
					))}
				</fieldset>
			)}
			<fieldset>
				<legend>{t('programme')}</legend>
				<Check type="radio" name="programme" id="programme-all" label={t('filters.any')} checked={!state.programme}
					onChange={() => state.change({ programme: '' })} />
				{programmes.data?.map((p) => (
					<Check key={p.code} type="radio" name="programme" id={`programme-${p.code}`} label={labelOf(p.label, p.code)}
						checked={state.programme === p.code} onChange={() => state.change({ programme: p.code })} />
				))}
			</fieldset>
		</form>
	);
	return <>{form}{saving && <SaveView filter={filterNow(state)} onClose={() => setSaving(false)} />}</>;
}
