/* computed.tsx - a field the server computes: its value, or what is missing, and why. */
import type { JSX } from 'preact';
import { messageOf } from '../app/errors';
import { t } from '../app/i18n';
import { ExplanationDetails, valueText } from '../ui/explanation';
import { FieldError } from '../ui/field';
import { controlId, type FieldView } from './fields';
import type { Computed, ComputedState } from './use-computed';

interface ComputedFieldProps extends Omit<FieldView, 'value' | 'onChange'> {
	item?: Computed;
	state: ComputedState;
	/** The label of the field with this key. */
	labelOf: (key: string) => string;
}

/** A text that has words of its own is shown by them. */
function shown({ field, word, item }: ComputedFieldProps): string {
	const option = field.values?.find((o) => o.value === item?.value);
	return option ? word(`values.${option.value}`, option.label) : valueText(item?.value);
}

function missingText({ item, labelOf }: ComputedFieldProps): string {
	const names = (item?.missing ?? []).flatMap((m) => m.keys.length ? m.keys.map(labelOf) : [m.input]);
	return t('form.computed.missing', { fields: [...new Set(names)].join(', ') });
}

function note(props: ComputedFieldProps): string {
	const { item, state } = props;
	if (state.error)
		return messageOf(state.error);
	if (!item)
		return t(state.isPending ? 'form.computed.pending' : 'form.computed.later');
	if (item.missing.length)
		return missingText(props);
	return item.failed ? t('form.computed.failed', { reason: item.failed }) : '';
}

export function ComputedField(props: ComputedFieldProps): JSX.Element {
	const { field, item, state, word, error } = props;
	const id = controlId(field);
	return (
		<div class="field" data-invalid={error ? '' : undefined}>
			<span class="ds-label" id={`${id}-label`}>{word('label', field.label)}</span>
			{field.description && <span class="hint">{word('description', field.description)}</span>}
			<output class="computed" id={id} tabIndex={-1} aria-labelledby={`${id}-label`} aria-busy={state.isPending || undefined}>
				{item?.value !== null && item?.value !== undefined && <span class="strong num">{shown(props)}</span>}
				<span class="dim">{note(props)}</span>
			</output>
			{item?.why && <ExplanationDetails why={item.why} />}
			<FieldError id={`${id}-error`} error={error} />
		</div>
	);
}
