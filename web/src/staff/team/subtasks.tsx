/* subtasks.tsx - the parts of a task that others do, and what came of them. */
import { CircleSlash, ListTree, Plus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { t, tCode } from '../../app/i18n';
import { isMasked } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { useShortcuts } from '../../ui/keys';
import { Masked } from '../../ui/masked';
import { EmptyState } from '../../ui/states';
import { DueTag, StateTag, Tag } from '../../ui/tag';
import type { TaskDetail } from '../queue/actions';
import { NewSubtaskDialog } from './new-subtask';
import { callOff, type Subtask } from './team';

const REASON_MAX = 500;

export function Sealed({ value }: { value: Subtask['instructions'] }): JSX.Element | null {
	if (!value)
		return null;
	return isMasked(value) ? <p><Masked category={value.masked} /></p> : <p class="entry-text">{value.text}</p>;
}

function CallOff({ part, onClose }: { part: Subtask; onClose: () => void }): JSX.Element {
	const [reason, setReason] = useState('');
	const { run, busy, error } = useAction(async () => {
		await callOff(part.task.id, reason);
		onClose();
	});
	return (
		<Dialog title={t('subtask.callOff')} onClose={onClose} onSubmit={() => void run()} actions={
			<Button type="submit" variant="primary" color="danger" busy={busy} disabled={!reason.trim()}>{t('subtask.callOff')}</Button>}>
			<p>{part.task.name}</p>
			<FormError error={error} />
			<TextArea name="reason" label={t('task.reason')} required rows={2} maxLength={REASON_MAX} value={reason}
				onInput={(e) => setReason(e.currentTarget.value)} />
		</Dialog>
	);
}

function Part({ part, mayCancel }: { part: Subtask; mayCancel: boolean }): JSX.Element {
	const [ending, setEnding] = useState(false);
	const { task } = part;
	return (
		<li class="stack tight">
			<div class="row">
				<a class="strong" href={`/staff/queue?view=mine&task=${task.id}`}>{task.name}</a>
				<StateTag state={task.state} />
				{task.state === 'open' && <DueTag due={task.dueAt} />}
				{part.isMandatory && task.state === 'open' && <Tag color="warning">{t('subtask.mandatory')}</Tag>}
			</div>
			<p class="small dim">{task.assigneeName ?? t('subtask.poolOf', { role: tCode('role', task.role), unit: task.unitName })}</p>
			<Sealed value={part.instructions} />
			{part.outcome && <div class="outcome"><p class="small strong">{t(task.state === 'done' ? 'subtask.result' : 'subtask.whyOff')}</p>
				<Sealed value={part.outcome} /></div>}
			{mayCancel && task.state === 'open' && (
				<div class="row"><Button small variant="tertiary" icon={CircleSlash} onClick={() => setEnding(true)}>{t('subtask.callOff')}</Button></div>
			)}
			{ending && <CallOff part={part} onClose={() => setEnding(false)} />}
		</li>
	);
}

export function Subtasks({ task }: { task: TaskDetail }): JSX.Element {
	const [adding, setAdding] = useState(false);
	const maySplit = task.actions.includes('split');
	const parts = task.subtasks ?? [];
	useShortcuts(useMemo(() => maySplit ? [
		{ keys: 's', label: 'keys.split' as const, run: () => setAdding(true) },
	] : [], [maySplit]));
	return (
		<section class="stack" aria-label={t('task.tab.subtasks')}>
			{parts.length ? <ul class="parts stack">{parts.map((part) => <Part key={part.task.id} part={part} mayCancel={maySplit} />)}</ul> :
				<EmptyState icon={ListTree} title={t('subtask.none')}>{t('subtask.noneText')}</EmptyState>}
			{maySplit && <div class="row"><Button icon={Plus} onClick={() => setAdding(true)}>{t('subtask.new')}</Button></div>}
			{adding && <NewSubtaskDialog task={task} onClose={() => setAdding(false)} />}
		</section>
	);
}
