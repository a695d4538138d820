/* fields.tsx - one component per field type of the profile. */
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../app/i18n';
import { FileField } from '../files/file-field';
import { Check, describedBy, FieldError, RadioField, SelectField, TextArea, TextField } from '../ui/field';
import { labelPart } from './model';
import type { FieldSchema } from './types';

export interface FieldView {
	field: FieldSchema;
	value: unknown;
	error?: string;
	word: (part: string, original?: string) => string;
	onChange: (value: unknown) => void;
}

/** The id of a field's control; the error summary links to it. */
export const controlId = (field: FieldSchema): string => `f-${field.id}`;

function common({ field, error, word }: FieldView) {
	return {
		name: field.id,
		id: controlId(field),
		label: word(labelPart(field), field[labelPart(field)]),
		hint: word('description', field.description) || undefined,
		error,
		required: field.validate?.required,
		optional: !field.validate?.required,
		disabled: field.disabled,
	};
}

const asText = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function Adorned({ field, word, children }: FieldView & { children: ComponentChildren }): JSX.Element {
	const { prefixAdorner, suffixAdorner } = field.appearance ?? {};
	if (!prefixAdorner && !suffixAdorner)
		return <>{children}</>;
	return (
		<div class="adorned-field" data-prefix={word('prefix', prefixAdorner)} data-suffix={word('suffix', suffixAdorner)}>
			{children}
		</div>
	);
}

function TextView(view: FieldView): JSX.Element {
	const { field, value, onChange } = view;
	const rules = field.validate ?? {};
	return (
		<Adorned {...view}>
			<TextField {...common(view)} value={asText(value)} readOnly={field.readonly === true}
				type={rules.validationType === 'email' ? 'email' : rules.validationType === 'phone' ? 'tel' : 'text'}
				onInput={(e) => onChange(e.currentTarget.value)} />
		</Adorned>
	);
}

function NumberView(view: FieldView): JSX.Element {
	return (
		<Adorned {...view}>
			<TextField {...common(view)} inputMode="decimal" value={asText(view.value)} readOnly={view.field.readonly === true}
				onInput={(e) => view.onChange(e.currentTarget.value)} />
		</Adorned>
	);
}

const INPUT_OF = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;

function AreaView(view: FieldView): JSX.Element {
	return (
		<TextArea {...common(view)} rows={4} value={asText(view.value)} readOnly={view.field.readonly === true}
			onInput={(e) => view.onChange(e.currentTarget.value)} />
	);
}

function DateView(view: FieldView): JSX.Element {
	return (
		<TextField {...common(view)} type={INPUT_OF[view.field.subtype ?? 'date']} value={asText(view.value)}
			readOnly={view.field.readonly === true} onInput={(e) => view.onChange(e.currentTarget.value)} />
	);
}

function options({ field, word }: FieldView) {
	return (field.values ?? []).map((o) => ({ value: o.value, label: word(`values.${o.value}`, o.label) }));
}

function SelectView(view: FieldView): JSX.Element {
	return (
		<SelectField {...common(view)} options={options(view)} empty={t('form.pick')} value={asText(view.value)}
			onChange={(e) => view.onChange(e.currentTarget.value || null)} />
	);
}

function RadioView(view: FieldView): JSX.Element {
	return <RadioField {...common(view)} options={options(view)} value={asText(view.value)} onPick={view.onChange} />;
}

function CheckboxView(view: FieldView): JSX.Element {
	const { id, label, hint, error, disabled } = common(view);
	return (
		<div class="field" data-invalid={error ? '' : undefined}>
			<Check id={id} label={label} checked={view.value === true} disabled={disabled}
				aria-describedby={describedBy(id, hint, error)} aria-invalid={error ? true : undefined}
				onChange={(e) => view.onChange(e.currentTarget.checked)} />
			{hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
			<FieldError id={`${id}-error`} error={error} />
		</div>
	);
}

function ChecklistView(view: FieldView): JSX.Element {
	const { id, label, hint, error, optional, disabled } = common(view);
	const chosen = Array.isArray(view.value) ? view.value as string[] : [];
	return (
		<fieldset class="plain" aria-describedby={describedBy(id, hint, error)}>
			<legend>{label}{optional && <span class="dim"> ({t('optional')})</span>}</legend>
			{hint && <span class="dim small" id={`${id}-hint`}>{hint}</span>}
			{options(view).map((o, i) => (
				<Check key={o.value} id={i ? `${id}-${i}` : id} label={o.label} disabled={disabled}
					checked={chosen.includes(o.value)} aria-invalid={error ? true : undefined}
					onChange={(e) => view.onChange(e.currentTarget.checked ?
						[...chosen, o.value] : chosen.filter((v) => v !== o.value))} />
			))}
			<FieldError id={`${id}-error`} error={error} />
		</fieldset>
	);
}

function FileView(view: FieldView): JSX.Element {
	const { field, value, onChange } = view;
	return (
		<FileField {...common(view)} disabled={field.disabled || field.readonly === true} accept={field.accept} multiple={field.multiple}
			kind={field.properties?.['vinculo:kind']} value={value} onChange={onChange} />
	);
}

/** Markdown-like text is shown as paragraphs and headings; no HTML gets in. */
function StaticText({ field, word }: FieldView): JSX.Element {
	return (
		<div class="stack tight">
			{word('text', field.text).split(/\n{1,}/).filter(Boolean).map((line) => {
				const heading = /^#+\s+(.*)/.exec(line);
				return heading ? <h3 key={line}>{heading[1]}</h3> : <p key={line}>{line.replace(/[*_]{1,2}/g, '')}</p>;
			})}
		</div>
	);
}

const VIEWS = {
	textfield: TextView, textarea: AreaView, number: NumberView, datetime: DateView, select: SelectView,
	radio: RadioView, checkbox: CheckboxView, checklist: ChecklistView, text: StaticText, group: StaticText,
	filepicker: FileView,
};

/** Any field but a computed one. */
export function FormField(view: FieldView): JSX.Element | null {
	const View = view.field.type !== 'expression' && VIEWS[view.field.type];
	return View ? <View {...view} /> : null;
}
