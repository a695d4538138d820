/* subtask-work.tsx - do a sub-task: what was asked, and its result in words. */
import { Check } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../app/i18n';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { Notice } from '../../ui/states';
import { say as tell } from '../../ui/toast';
import { complete, type TaskDetail } from '../queue/actions';
import { Sealed } from './subtasks';

const RESULT_MAX = 4000;

function Result({ task }: { task: TaskDetail }): JSX.Element {
	const [result, setResult] = useState('');
	const [missing, setMissing] = useState(false);
	const { run, busy, error } = useAction(async (key) => {
		await complete(task.id, { result }, key);
		tell(t('task.completed'));
	});
	return (
		<form class="stack" noValidate onSubmit={(e) => {
			e.preventDefault();
			setMissing(!result.trim());
			if (result.trim())
				void run();
		}}>
			<FormError error={error} />
			<TextArea name="result" label={t('subtask.result')} required rows={5} maxLength={RESULT_MAX} value={result}
				error={missing && !result.trim() ? t('form.required') : null} onInput={(e) => setResult(e.currentTarget.value)} />
			<div class="row"><Button type="submit" variant="primary" icon={Check} busy={busy}>{t('task.complete')}</Button></div>
		</form>
	);
}

export function SubtaskWork({ task }: { task: TaskDetail }): JSX.Element | null {
	const part = task.subtask;
	if (!part)
		return null;
	return (
		<div class="stack">
			<p class="dim">{t('subtask.of', { name: part.parentName, by: part.createdByName })}</p>
			<Sealed value={part.instructions} />
			{part.outcome ? (
				<Notice kind={task.state === 'done' ? 'success' : 'info'} title={t(task.state === 'done' ? 'subtask.result' : 'subtask.whyOff')}>
					<Sealed value={part.outcome} />
				</Notice>
			) : task.state !== 'open' ? <Notice title={t('subtask.ended')} /> :
				task.actions.includes('complete') ? <Result task={task} /> :
					<Notice title={t('task.readOnly')}>{t('subtask.readOnlyText')}</Notice>}
		</div>
	);
}
