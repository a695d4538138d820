/* vote.tsx - a vote: its rule, who voted, who is missing, how it ended. */
import { Gavel } from 'lucide-preact';
import type { JSX } from 'preact';
import { t } from '../../app/i18n';
import { isMasked } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { SummaryList } from '../../ui/lists';
import { Masked } from '../../ui/masked';
import { Notice } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { Tag, When } from '../../ui/tag';
import { say as tell } from '../../ui/toast';
import type { TaskDetail } from '../queue/actions';
import { closeVote, type Vote } from './team';

type Ballot = Vote['ballots'][number];

const COLORS = { for: 'success', against: 'danger', abstain: 'neutral' } as const;

export function ruleText(vote: Vote): string {
	return t(`vote.rule.${vote.rule}`, { needed: vote.needed, seats: vote.seats });
}

function Content({ ballot, isSecret }: { ballot: Ballot; isSecret: boolean }): JSX.Element {
	if (!ballot.castAt)
		return <Tag color="warning">{t(ballot.staffId ? 'vote.missing' : 'vote.vacant')}</Tag>;
	if (!ballot.vote)
		return <Tag>{t(isSecret ? 'vote.secret' : 'vote.cast')}</Tag>;
	if (isMasked(ballot.vote))
		return <Masked category={ballot.vote.masked} />;
	return <><Tag color={COLORS[ballot.vote.choice]}>{t(`vote.choice.${ballot.vote.choice}`)}</Tag> {ballot.vote.reason ?? ''}</>;
}

export function VoteState({ vote }: { vote: Vote }): JSX.Element {
	const isOver = typeof vote.isApproved === 'boolean';
	return (
		<section class="stack" aria-label={t('vote.state')}>
			{isOver && (
				<Notice kind={vote.isApproved ? 'success' : 'danger'} title={t(vote.isApproved ? 'vote.approved' : 'vote.rejected')}>
					{t('vote.tally', { inFavour: vote.inFavour, against: vote.against, abstained: vote.abstained })}
				</Notice>
			)}
			<SummaryList rows={[
				[t('vote.rule'), ruleText(vote)],
				[t('vote.castSoFar'), t('vote.castOf', { cast: vote.cast, seats: vote.seats })],
				[t('vote.quorum'), String(vote.quorum)],
				[t('vote.shown'), t(vote.isSecret ? 'vote.shownClosed' : 'vote.shownAlways')],
			]} />
			<DataTable caption={t('vote.voters')} rows={vote.ballots} rowKey={(b) => b.taskId} columns={[
				{ id: 'who', label: t('vote.voter'), cell: (b) => b.name ?? t('vote.vacant') },
				{ id: 'when', label: t('vote.when'), cell: (b) => <When at={b.castAt} /> },
				{ id: 'what', label: t('vote.choice'), cell: (b) => <Content ballot={b} isSecret={vote.isSecret && !isOver} /> },
			]} />
		</section>
	);
}

/** What the chair sees: all of it, and the end at the due date. */
export function VotePanel({ task }: { task: TaskDetail }): JSX.Element | null {
	const { run, busy, error } = useAction(async () => {
		await closeVote(task.id);
		tell(t('vote.closed'));
	});
	if (!task.vote)
		return null;
	return (
		<div class="stack">
			<p class="dim">{t('vote.chairText')}</p>
			<VoteState vote={task.vote} />
			<FormError error={error} />
			{task.actions.includes('closeVote') && (
				<div class="row"><Button icon={Gavel} busy={busy} onClick={() => void run()}>{t('vote.close')}</Button></div>
			)}
		</div>
	);
}
