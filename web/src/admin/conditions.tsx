/* conditions.tsx - which instances: by the variables that models declare. */
import { Plus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t, tCode } from '../app/i18n';
import { Button } from '../ui/button';
import { SelectField, TextField } from '../ui/field';
import { FilterChips } from '../ui/lists';
import { type Condition, OPERATORS, type Variable, writeCondition } from './search';

function ValueField({ type, value, onValue }: { type: Variable['type']; value: string; onValue: (value: string) => void }): JSX.Element {
	if (type === 'boolean')
		return <SelectField name="value" label={t('instance.value')} value={value} empty="—" onChange={(e) => onValue(e.currentTarget.value)}
			options={[{ value: 'true', label: t('instance.true') }, { value: 'false', label: t('instance.false') }]} />;
	return <TextField name="value" type={type} step="any" label={t('instance.value')} value={value} maxLength={100}
		onInput={(e) => onValue(e.currentTarget.value)} />;
}

function Adder({ variables, onAdd }: { variables: Variable[]; onAdd: (condition: Condition) => void }): JSX.Element | null {
	const [draft, setDraft] = useState<Condition>({ name: '', operator: 'eq', value: '' });
	const variable = variables.find((v) => v.name === draft.name) ?? variables[0];
	if (!variable)
		return null;
	return (
		<form class="row bottom" aria-label={t('instance.addCondition')} onSubmit={(e) => {
			e.preventDefault();
			if (!draft.value)
				return;
			onAdd({ ...draft, name: variable.name });
			setDraft({ ...draft, value: '' });
		}}>
			<SelectField name="variable" label={t('instance.variable')} value={variable.name}
				onChange={(e) => setDraft({ name: e.currentTarget.value, operator: 'eq', value: '' })}
				options={variables.map((v) => ({ value: v.name, label: v.name }))} />
			<SelectField name="operator" label={t('instance.operator')} value={draft.operator}
				onChange={(e) => setDraft({ ...draft, operator: e.currentTarget.value })}
				options={OPERATORS[variable.type].map((o) => ({ value: o, label: tCode('operator', o) }))} />
			<ValueField type={variable.type} value={draft.value} onValue={(value) => setDraft({ ...draft, value })} />
			<Button type="submit" icon={Plus} disabled={!draft.value}>{t('instance.addCondition')}</Button>
		</form>
	);
}

/** All must hold; the list comes in the order of the first. */
export function Conditions({ variables, conditions, onChange }: {
	variables: Variable[]; conditions: Condition[]; onChange: (conditions: Condition[]) => void;
}): JSX.Element {
	return (
		<>
			<Adder variables={variables} onAdd={(c) => onChange([...conditions, c])} />
			<FilterChips onClear={() => onChange([])} chips={conditions.map((c, i) => ({
				id: writeCondition(c),
				label: `${c.name} ${tCode('operator', c.operator)} ${c.value}`,
				onRemove: () => onChange(conditions.filter((_, k) => k !== i)),
			}))} />
		</>
	);
}
