/* task-form.tsx - the form of a task: draft kept, submitted once, then the next one. */
import { Check, CloudAlert, SkipForward } from 'lucide-preact';
import type { JSX } from 'preact';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../app/errors';
import { formatTime } from '../../app/format';
import { t } from '../../app/i18n';
import { isMasked } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { EmptyState, Notice } from '../../ui/states';
import { useShortcuts } from '../../ui/keys';
import { say } from '../../ui/toast';
import { Masked } from '../../ui/masked';
import { type DraftState, useDraft } from '../../forms/draft';
import { FormView } from '../../forms/form-view';
import { isForm } from '../../forms/model';
import type { FormData, FormSchema } from '../../forms/types';
import { complete, compute, type TaskDetail } from './actions';

const NO_FORM: FormSchema = { components: [] };

function Saved({ state }: { state: DraftState }): JSX.Element | null {
	if (state.failed)
		return <span class="row small" role="status"><CloudAlert class="icon" aria-hidden="true" />{t('draft.failed')}</span>;
	if (!state.savedAt)
		return null;
	return (
		<span class="row small dim" role="status"><Check class="icon" aria-hidden="true" />
			{t(state.pending ? 'draft.saving' : 'draft.saved', { time: formatTime(state.savedAt) })}</span>
	);
}

/** Errors that belong to fields are shown by the form itself. */
function General({ error, retry }: { error: unknown; retry: () => void }): JSX.Element | null {
	return error instanceof ApiError && error.fields.length ? null : <FormError error={error} retry={retry} />;
}

/** Sub-tasks that have to be done first. */
function pendingOf(task: TaskDetail): string[] {
	return (task.subtasks ?? []).filter((part) => part.isMandatory && part.task.state === 'open').map((part) => part.task.name);
}

export function TaskForm({ task, onNext }: { task: TaskDetail; onNext: () => void }): JSX.Element {
	const schema = useMemo(() => isForm(task.form) ? task.form : NO_FORM, [task.form]);
	const [started] = useState<FormData>(() => isMasked(task.data) ? {} : { ...task.data });
	const draft = useDraft(task.id, task.draftSavedAt ?? null);
	const ask = useCallback((form: FormData) => compute(task.id, form), [task.id]);
	const goOn = useRef(false);
	const last = useRef<FormData>({});
	useShortcuts(useMemo(() => [
		// Looking at the button before pressing it: one key does not decide.
		{ keys: 'e', label: 'keys.done' as const, run: () => document.querySelector<HTMLElement>('.form-foot [type=submit]')?.focus() },
	], []));
	const { run, busy, error } = useAction(async (key, form: FormData) => {
		last.current = form;
		draft.stop();
		const led = await complete(task.id, form, key);
		say(led[0] ? t('task.completedNext', { name: led[0].name, unit: led[0].unitName }) : t('task.completed'));
		if (goOn.current)
			onNext();
	});
	if (isMasked(task.data))
		return <Notice title={t('task.masked')}><Masked category={task.data.masked} /></Notice>;
	if (task.state !== 'open')
		return <EmptyState icon={Check} title={t('task.isDone')}>{t('task.isDoneText')}</EmptyState>;
	if (!task.actions.includes('complete'))
		return <Notice title={t('task.readOnly')}>{t('task.readOnlyText')}</Notice>;
	const pending = pendingOf(task);
	return (
		<FormView task={task.id} schema={schema} data={started} onChange={draft.change} compute={ask} onSubmit={(form) => void run(form)} error={error}>
			<General error={error} retry={() => void run(last.current)} />
			{pending.length > 0 && <Notice kind="warning" title={t('task.waitsFor', { n: pending.length })}>{pending.join(', ')}</Notice>}
			<div class="row form-foot">
				<Button type="submit" variant="primary" icon={Check} busy={busy} disabled={pending.length > 0} onClick={() => { goOn.current = false; }}>
					{t('task.complete')}</Button>
				<Button type="submit" icon={SkipForward} busy={busy} disabled={pending.length > 0} onClick={() => { goOn.current = true; }}>
					{t('task.completeNext')}</Button>
				<span class="grow" />
				<Saved state={draft.state} />
			</div>
		</FormView>
	);
}
