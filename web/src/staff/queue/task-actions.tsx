/* task-actions.tsx - claim, release, delegate, return, assign: only what this task allows. */
import { CalendarClock, Clock, Hand, Reply, Undo2, UserPlus, UsersRound } from 'lucide-preact';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { messageOf } from '../../app/errors';
import { t } from '../../app/i18n';
import { session } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { useShortcuts } from '../../ui/keys';
import { say } from '../../ui/toast';
import { assign, claim, delegate, giveBack, putBack, release, type TaskDetail } from './actions';
import { AssignFields, type Target } from './assign';
import { FollowUpDialog, PlanDialog } from './plan';

function PassOn({ task, mode, onClose }: {
	task: TaskDetail; mode: 'delegate' | 'assign'; onClose: () => void;
}): JSX.Element {
	const [target, setTarget] = useState<Target>({ kind: 'staff', id: '' });
	const [reason, setReason] = useState('');
	const { run, busy, error } = useAction(async () => {
		if (mode === 'delegate')
			await delegate(task.id, target.id, reason);
		else
			await assign(task.id, target.kind === 'staff' ? { staffId: target.id } : { unitId: target.id }, reason);
		say(t(mode === 'delegate' ? 'task.delegated' : 'task.assigned'), mode === 'assign' ? {
			undo: () => void putBack(task, target.kind === 'unit').catch((failure: unknown) => say(messageOf(failure), { kind: 'error' })),
		} : {});
		onClose();
	});
	return (
		<Dialog title={t(mode === 'delegate' ? 'task.delegate' : 'task.assign')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy} disabled={!target.id}>
				{t(mode === 'delegate' ? 'task.delegate' : 'task.assign')}</Button>}>
			<p class="dim">{t(mode === 'delegate' ? 'task.delegateText' : 'task.assignText')}</p>
			<FormError error={error} />
			<AssignFields target={target} onChange={setTarget} withUnits={mode === 'assign'} unit={task.unitId} />
			<TextArea name="reason" label={t('task.reason')} optional rows={2} maxLength={500} value={reason}
				onInput={(e) => setReason(e.currentTarget.value)} />
		</Dialog>
	);
}

export function TaskActions({ task }: { task: TaskDetail }): JSX.Element {
	const [dialog, setDialog] = useState<'' | 'delegate' | 'assign' | 'plan' | 'followUp'>('');
	const { run, busy, error } = useAction(async (_key, work: (id: string) => Promise<void>) => work(task.id));
	const can = (action: TaskDetail['actions'][number]): boolean => task.actions.includes(action);
	const isMine = task.assigneeId === session.value?.staffId;
	const mayClaim = can('claim');
	const mayAssign = can('assign');
	useShortcuts(useMemo(() => [
		{ keys: 'c', label: 'keys.claim' as const, run: () => { if (mayClaim) void run(claim); } },
		{ keys: 'a', label: 'keys.assign' as const, run: () => { if (mayAssign) setDialog('assign'); } },
	], [task.id, mayClaim, mayAssign]));
	return (
		<div class="stack tight">
			<div class="row">
				{mayClaim && <Button variant="primary" icon={Hand} busy={busy} onClick={() => void run(claim)}>{t('task.claim')}</Button>}
				{can('return') && <Button icon={Reply} busy={busy} onClick={() => void run(giveBack)}>{t('task.return')}</Button>}
				{can('release') && isMine && <Button small icon={Undo2} busy={busy} onClick={() => void run(release)}>{t('task.release')}</Button>}
				{can('release') && !isMine && <Button small icon={Undo2} busy={busy} onClick={() => void run(release)}>{t('task.takeBack')}</Button>}
				{can('delegate') && <Button small icon={UsersRound} onClick={() => setDialog('delegate')}>{t('task.delegate')}</Button>}
				{mayAssign && <Button small icon={UserPlus} onClick={() => setDialog('assign')}>{t('task.assign')}</Button>}
				{can('plan') && <Button small icon={CalendarClock} onClick={() => setDialog('plan')}>{t('task.plan')}</Button>}
				{can('follow_up') && <Button small icon={Clock} onClick={() => setDialog('followUp')}>{t('task.followUp')}</Button>}
			</div>
			<FormError error={error} />
			{dialog === 'plan' ? <PlanDialog task={task} onClose={() => setDialog('')} /> :
				dialog === 'followUp' ? <FollowUpDialog task={task} onClose={() => setDialog('')} /> :
					dialog && <PassOn task={task} mode={dialog} onClose={() => setDialog('')} />}
		</div>
	);
}
