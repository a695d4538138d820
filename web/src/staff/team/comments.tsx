/* comments.tsx - what colleagues say about a task; the newest last. */
import { MessagesSquare, Pencil, SendHorizontal, Trash2 } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../app/i18n';
import { itemsOf } from '../../app/pages';
import { isMasked } from '../../app/person';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/errors';
import { Masked } from '../../ui/masked';
import { EmptyState, Loaded } from '../../ui/states';
import { Avatar, When } from '../../ui/tag';
import { type Draft, MentionBox, mentionsOf } from './mention-box';
import { change, type Comment, say, useComments, withdraw } from './team';

const EMPTY: Draft = { text: '', picked: {} };

/** The text with the names it mentions marked. */
function Words({ comment, text }: { comment: Comment; text: string }): JSX.Element {
	const names = comment.mentions.map((m) => `@${m.name}`);
	let parts: (string | JSX.Element)[] = [text];
	for (const name of names) {
		parts = parts.flatMap((part): (string | JSX.Element)[] => typeof part !== 'string' ? [part] :
			part.split(name).flatMap((piece, i) => i ? [<strong key={`${name}${i}`} class="mention">{name}</strong>, piece] : [piece]));
	}
	return <p class="entry-text">{parts}</p>;
}

function Write({ id, unit, start, onSend, onCancel }: {
	id: string; unit: string; start: Draft; onSend: (draft: Draft, key: string) => Promise<void>; onCancel?: () => void;
}): JSX.Element {
	const [draft, setDraft] = useState(start);
	const { run, busy, error } = useAction(async (key) => {
		await onSend(draft, key);
		setDraft(EMPTY);
	});
	const send = (): void => { if (draft.text.trim()) void run(); };
	return (
		<form class="stack tight" onSubmit={(e) => { e.preventDefault(); send(); }}>
			<FormError error={error} />
			<MentionBox id={id} unit={unit} label={t(onCancel ? 'comment.edit' : 'comment.write')} draft={draft} onChange={setDraft} onSend={send} />
			<div class="row">
				<Button type="submit" variant="primary" small icon={SendHorizontal} busy={busy} disabled={!draft.text.trim()}>
					{t(onCancel ? 'save' : 'comment.send')}</Button>
				{onCancel && <Button small variant="tertiary" onClick={onCancel}>{t('cancel')}</Button>}
			</div>
		</form>
	);
}

function startFrom(comment: Comment, text: string): Draft {
	return { text, picked: Object.fromEntries(comment.mentions.map((m) => [m.name, m.staffId])) };
}

function Body({ comment }: { comment: Comment }): JSX.Element {
	if (comment.withdrawnAt)
		return <p class="dim">{t('comment.withdrawn')} <When at={comment.withdrawnAt} /></p>;
	if (!comment.body || isMasked(comment.body))
		return <p><Masked category={comment.body?.masked ?? 'notes'} /></p>;
	return <Words comment={comment} text={comment.body.text} />;
}

/** unit: whose people can be mentioned; without it nothing is changed here. */
export function CommentItem({ comment, unit, children }: {
	comment: Comment; unit?: string; children?: ComponentChildren;
}): JSX.Element {
	const [editing, setEditing] = useState(false);
	const { run, busy, error } = useAction(async () => withdraw(comment));
	const text = comment.body && !isMasked(comment.body) ? comment.body.text : null;
	return (
		<li class="comment">
			<Avatar name={comment.authorName} />
			<div class="stack tight">
				<p class="small"><span class="strong">{comment.authorName}</span> <span class="dim">· <When at={comment.at} />
					{comment.editedAt && !comment.withdrawnAt && <> · {t('comment.edited')}</>}</span></p>
				{children}
				{editing && unit !== undefined && text !== null ? (
					<Write id={`edit-${comment.id}`} unit={unit} start={startFrom(comment, text)} onCancel={() => setEditing(false)}
						onSend={async (draft) => {
							await change(comment, { text: draft.text, mentions: mentionsOf(draft) });
							setEditing(false);
						}} />
				) : <Body comment={comment} />}
				<FormError error={error} />
				{unit !== undefined && !editing && (comment.mayEdit || comment.mayWithdraw) && (
					<div class="row">
						{comment.mayEdit && text !== null && <Button small variant="tertiary" icon={Pencil} onClick={() => setEditing(true)}>{t('comment.edit')}</Button>}
						{comment.mayWithdraw && <Button small variant="tertiary" icon={Trash2} busy={busy} onClick={() => void run()}>{t('comment.withdraw')}</Button>}
					</div>
				)}
			</div>
		</li>
	);
}

/** unit: of the task; without it, where there is nothing but the comments, colleagues are mine. */
export function Comments({ task, unit = '' }: { task: string; unit?: string }): JSX.Element {
	const comments = useComments({ task });
	return (
		<section class="stack" aria-label={t('task.tab.comments')}>
			<Loaded query={comments} lines={4}>
				{(found) => {
					const items = itemsOf([...found.pages].reverse());
					return items.length ? (
						<>
							{comments.hasNextPage && <Button small busy={comments.isFetchingNextPage} onClick={() => void comments.fetchNextPage()}>{t('comment.earlier')}</Button>}
							<ol class="comments" aria-live="polite">{items.map((c) => <CommentItem key={c.id} comment={c} unit={unit} />)}</ol>
						</>
					) : <EmptyState icon={MessagesSquare} title={t('comment.none')}>{t('comment.noneText')}</EmptyState>;
				}}
			</Loaded>
			<Write id="comment" unit={unit} start={EMPTY}
				onSend={(draft, key) => say(task, { text: draft.text, mentions: mentionsOf(draft) }, key)} />
		</section>
	);
}
