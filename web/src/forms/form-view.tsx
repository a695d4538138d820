/*
 * form-view.tsx - render a form-js schema with our own components.
 *
 * The form keeps its data, says when it changed (for the draft) and hands over
 * what may be sent.  After a failed check the focus goes to the summary.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../app/errors';
import { locale, t, tCode } from '../app/i18n';
import { TaskOfForm } from '../files/file-field';
import { ErrorSummary } from '../ui/errors';
import { useShortcuts } from '../ui/keys';
import { Skeleton } from '../ui/states';
import { ComputedField } from './computed';
import { useConditions } from './conditions';
import { controlId, FormField } from './fields';
import { allFields, getValue, hiddenFields, initialData, type IsHidden, labelPart, serverErrors, setValue, submission, typed,
	validate, words } from './model';
import type { FieldSchema, FormData, FormErrors, FormSchema } from './types';
import { type Compute, type ComputedState, hasComputed, useComputed } from './use-computed';

interface FormViewProps {
	schema: FormSchema;
	data: FormData;
	onChange?: (data: FormData) => void;
	onSubmit: (data: FormData) => void;
	/** The task it is filled in for; without it no documents can be taken. */
	task?: string;
	/** Asks the server about computed fields; without it they stay open. */
	compute?: Compute;
	/** The server's refusal, if any. */
	error?: unknown;
	/** The buttons. */
	children: ComponentChildren;
}

interface BodyProps extends FormViewProps { isHidden: IsHidden }

function refused(schema: FormSchema, error: unknown): FormErrors {
	return error instanceof ApiError ? serverErrors(schema, error.fields,
		(p) => tCode('problem', p.code, p.detail || p.code)) : {};
}

const NOTHING: ReadonlySet<string> = new Set();

/** The data with what the server computed from it. */
function withComputed(data: FormData, computed: ComputedState): FormData {
	let result = data;
	for (const { key, value } of computed.items.values())
		result = setValue(result, key, value);
	return result;
}

function FormBody(props: BodyProps): JSX.Element {
	const { schema, isHidden, error } = props;
	const [data, setData] = useState(() => initialData(schema, props.data));
	const [errors, setErrors] = useState<FormErrors>({});
	const form = useRef<HTMLFormElement>(null);
	// The server hides for itself what a condition hides.
	const computed = useComputed(useMemo(() => hasComputed(schema), [schema]), submission(schema, data, NOTHING), props.compute);
	const hidden = hiddenFields(schema, withComputed(typed(schema, data), computed), isHidden);
	const shown = useMemo(() => ({ ...refused(schema, error), ...errors }), [schema, error, errors]);

	const change = (path: string, field: FieldSchema, value: unknown): void => {
		const next = setValue(data, path, value);
		setData(next);
		props.onChange?.(submission(schema, next, hidden));
		if (errors[field.id])
			setErrors(Object.fromEntries(Object.entries(errors).filter(([id]) => id !== field.id)));
	};
	const submit = (): void => {
		const found = validate(schema, data, hidden);
		setErrors(found);
		if (!Object.keys(found).length)
			props.onSubmit(submission(schema, data, hidden));
	};
	useShortcuts(useMemo(() => [
		{ keys: 'Ctrl+Enter', label: 'keys.submit' as const, run: () => form.current?.requestSubmit() },
	], []));
	const paths = useMemo(() => new Map(allFields(schema).map((p) => [p.field.id, p.path])), [schema]);

	const render = (field: FieldSchema): JSX.Element | null => {
		if (hidden.has(field.id))
			return null;
		const word = (part: string, original?: string): string => words(schema, locale.value, field.id, part, original);
		if (field.type === 'group') {
			return (
				<fieldset class="form-group" key={field.id}>
					<legend>{word('label', field.label)}</legend>
					<div class="stack">{(field.components ?? []).map(render)}</div>
				</fieldset>
			);
		}
		const path = paths.get(field.id) ?? '';
		if (field.type === 'expression') {
			return (
				<div class="form-cell" key={field.id}>
					<ComputedField field={field} item={computed.items.get(path)} state={computed} error={shown[field.id]} word={word}
						labelOf={labelOf} />
				</div>
			);
		}
		return (
			<div class="form-cell" key={field.id}>
				<FormField field={field} value={getValue(data, path)} error={shown[field.id]} word={word}
					onChange={(value) => change(path, field, value)} />
			</div>
		);
	};
	const labelOf = (key: string): string => {
		const found = allFields(schema).find((p) => p.path === key)?.field;
		return found ? words(schema, locale.value, found.id, labelPart(found), found[labelPart(found)]) : key;
	};
	const summary = useMemo(() => allFields(schema).flatMap(({ field }) => {
		const message = shown[field.id];
		const label = words(schema, locale.value, field.id, labelPart(field), field[labelPart(field)]);
		return message ? [{ id: controlId(field), message: t('form.problem', { label, message }) }] : [];
	}), [schema, shown]);
	return (
		<form ref={form} noValidate class="stack" onSubmit={(e) => { e.preventDefault(); submit(); }}>
			<ErrorSummary items={summary} />
			{schema.components.map(render)}
			{props.children}
		</form>
	);
}

export function FormView(props: FormViewProps): JSX.Element {
	const isHidden = useConditions(props.schema);
	return isHidden ? (
		<TaskOfForm.Provider value={props.task ?? null}><FormBody {...props} isHidden={isHidden} /></TaskOfForm.Provider>
	) : <Skeleton lines={4} />;
}
