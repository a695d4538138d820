/*
 * field.tsx - a labelled control with hint and error, wired for screen readers.
 *
 * Field gives its control an id, aria-describedby and aria-invalid; the error
 * summary links to that id.
 */
import { CircleAlert } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../app/i18n';

export interface Wiring {
	id: string;
	name: string;
	'aria-describedby'?: string;
	'aria-invalid'?: boolean;
	'aria-required'?: boolean;
}

export interface FieldProps {
	name: string;
	id?: string;
	label: ComponentChildren;
	hint?: ComponentChildren;
	error?: string | null;
	required?: boolean;
	/** Shows "(optional)" when a form is mostly required. */
	optional?: boolean;
}

export function FieldError({ id, error }: { id: string; error?: string | null }): JSX.Element | null {
	if (!error)
		return null;
	return (
		<p class="field-error" id={id}>
			<CircleAlert class="icon" aria-hidden="true" />
			<span><span class="sr">{t('error')}: </span>{error}</span>
		</p>
	);
}

export function describedBy(id: string, hint: unknown, error: unknown): string | undefined {
	const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean);
	return ids.length ? ids.join(' ') : undefined;
}

export function Field(props: FieldProps & { children: (w: Wiring) => ComponentChildren }): JSX.Element {
	const { name, id = `f-${name}`, label, hint, error, required, optional } = props;
	const wiring: Wiring = {
		id, name,
		'aria-describedby': describedBy(id, hint, error),
		'aria-invalid': error ? true : undefined,
		'aria-required': required || undefined,
	};
	return (
		<div class="field" data-invalid={error ? '' : undefined}>
			<label class="ds-label" for={id}>
				{label}{optional && <span class="optional"> ({t('optional')})</span>}
			</label>
			{hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
			{props.children(wiring)}
			<FieldError id={`${id}-error`} error={error} />
		</div>
	);
}

/**
 * Who gives a value without listening to changes means the value to start from:
 * as `value` it would come back at every rendering and undo what was typed.
 */
function startingFrom<T extends { value?: unknown; onInput?: unknown; onChange?: unknown; readOnly?: unknown }>(rest: T) {
	if (rest.value === undefined || rest.onInput || rest.onChange || rest.readOnly)
		return rest;
	const { value, ...others } = rest;
	return { ...others, defaultValue: value };
}

type InputProps = FieldProps & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'name' | 'id' | 'label'>;

export function TextField(props: InputProps): JSX.Element {
	const { name, id, label, hint, error, required, optional, type = 'text', ...rest } = props;
	return (
		<Field {...{ name, id, label, hint, error, required, optional }}>
			{(w) => <input type={type} {...startingFrom(rest)} {...w} class="ds-input" />}
		</Field>
	);
}

export function TextArea(props: FieldProps &
	Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'name' | 'id' | 'label'>): JSX.Element {
	const { name, id, label, hint, error, required, optional, ...rest } = props;
	return (
		<Field {...{ name, id, label, hint, error, required, optional }}>
			{(w) => <textarea {...startingFrom(rest)} {...w} class="ds-input" />}
		</Field>
	);
}

export interface Option { value: string; label: string; disabled?: boolean }

export function SelectField(props: FieldProps & { options: Option[]; empty?: string } &
	Omit<JSX.SelectHTMLAttributes<HTMLSelectElement>, 'name' | 'id' | 'label'>): JSX.Element {
	const { name, id, label, hint, error, required, optional, options, empty, value, ...rest } = props;
	return (
		<Field {...{ name, id, label, hint, error, required, optional }}>
			{(w) => (
				<select {...rest} {...w} class="ds-input">
					{empty !== undefined && <option value="" selected={!value}>{empty}</option>}
					{options.map((o) => (
						<option key={o.value} value={o.value} disabled={o.disabled} selected={o.value === value}>
							{o.label}
						</option>
					))}
				</select>
			)}
		</Field>
	);
}

export function Check(props: { label: ComponentChildren } & JSX.InputHTMLAttributes<HTMLInputElement>): JSX.Element {
	const { label, type = 'checkbox', ...rest } = props;
	return (
		<div class="choice">
			<input {...rest} type={type} class="ds-input" />
			<label for={rest.id as string}>{label}</label>
		</div>
	);
}

export function RadioField(props: FieldProps & {
	options: Option[];
	value?: string | null;
	onPick?: (value: string) => void;
}): JSX.Element {
	const { name, id = `f-${name}`, label, hint, error, optional, options, value, onPick } = props;
	return (
		<fieldset class="plain" aria-describedby={describedBy(id, hint, error)}>
			<legend>{label}{optional && <span class="optional dim"> ({t('optional')})</span>}</legend>
			{hint && <span class="hint dim small" id={`${id}-hint`}>{hint}</span>}
			{options.map((o, i) => (
				<Check key={o.value} type="radio" id={i === 0 ? id : `${id}-${i}`} name={name} value={o.value}
					label={o.label} checked={o.value === value} disabled={o.disabled}
					aria-invalid={error ? true : undefined} onChange={() => onPick?.(o.value)} />
			))}
			<FieldError id={`${id}-error`} error={error} />
		</fieldset>
	);
}
