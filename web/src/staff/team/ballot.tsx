/* ballot.tsx - vote with the form, or abstain and say why; changed while the vote is open. */
import { MinusCircle, Vote as VoteIcon } from 'lucide-preact';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { ApiError } from '../../app/errors';
import { t } from '../../app/i18n';
import { useDraft } from '../../forms/draft';
import { FormView } from '../../forms/form-view';
import { isForm } from '../../forms/model';
import type { FormData, FormSchema } from '../../forms/types';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { TextArea } from '../../ui/field';
import { Notice } from '../../ui/states';
import { say as tell } from '../../ui/toast';
import type { TaskDetail } from '../queue/actions';
import { vote } from './team';
import { ruleText, VoteState } from './vote';

const NO_FORM: FormSchema = { components: [] };
const REASON_MAX = 1000;
const CHOICES = ['for', 'against', 'abstain'] as const;

/** A vote that was cast is {choice, data or reason}; before that, plain values. */
function castOf(data: unknown): { choice: (typeof CHOICES)[number]; data: FormData } | null {
	if (typeof data !== 'object' || data === null || !('choice' in data))
		return null;
	const choice = CHOICES.find((c) => c === data.choice);
	const form = 'data' in data && typeof data.data === 'object' && data.data !== null ? data.data as FormData : {};
	return choice ? { choice, data: form } : null;
}

function Abstain({ task, onClose }: { task: TaskDetail; onClose: () => void }): JSX.Element {
	const [reason, setReason] = useState('');
	const { run, busy, error } = useAction(async (key) => {
		await vote(task.id, { abstain: reason.trim() }, key);
		tell(t('vote.done'));
		onClose();
	});
	return (
		<Dialog title={t('vote.abstain')} onClose={onClose} onSubmit={() => void run()} actions={
			<Button type="submit" variant="primary" busy={busy} disabled={reason.trim().length < 3}>{t('vote.abstain')}</Button>}>
			<p class="dim">{t('vote.abstainText')}</p>
			<FormError error={error} />
			<TextArea name="reason" label={t('task.reason')} required rows={3} maxLength={REASON_MAX} value={reason}
				onInput={(e) => setReason(e.currentTarget.value)} />
		</Dialog>
	);
}

export function Ballot({ task }: { task: TaskDetail }): JSX.Element {
	const schema = useMemo(() => isForm(task.form) ? task.form : NO_FORM, [task.form]);
	const cast = castOf(task.data);
	const [started] = useState<FormData>(() => cast?.data ?? { ...task.data });
	const [abstaining, setAbstaining] = useState(false);
	const draft = useDraft(task.id, null);
	const { run, busy, error } = useAction(async (key, form: FormData) => {
		draft.stop();
		const now = await vote(task.id, { data: form }, key);
		tell(t(typeof now.isApproved === 'boolean' ? 'vote.decided' : 'vote.done'));
	});
	const state = task.vote && <VoteState vote={task.vote} />;
	if (!task.actions.includes('vote'))
		return <div class="stack">{task.state === 'open' && <Notice title={t('vote.notYours')}>{t('vote.notYoursText')}</Notice>}{state}</div>;
	return (
		<div class="stack">
			{task.vote && <p class="dim">{ruleText(task.vote)}</p>}
			{cast && <Notice kind="success" title={t('vote.youVoted', { choice: t(`vote.choice.${cast.choice}`) })}>{t('vote.mayChange')}</Notice>}
			<FormView task={task.id} schema={schema} data={started} onChange={cast ? undefined : draft.change} onSubmit={(form) => void run(form)} error={error}>
				{error instanceof ApiError && error.fields.length ? null : <FormError error={error} />}
				<div class="row form-foot">
					<Button type="submit" variant="primary" icon={VoteIcon} busy={busy}>{t(cast ? 'vote.change' : 'vote.vote')}</Button>
					<Button icon={MinusCircle} onClick={() => setAbstaining(true)}>{t('vote.abstain')}</Button>
				</div>
			</FormView>
			{state}
			{abstaining && <Abstain task={task} onClose={() => setAbstaining(false)} />}
		</div>
	);
}
