/* comments.tsx - what was said about the tasks of a case; said in the tasks themselves. */
import { MessagesSquare } from 'lucide-preact';
import type { JSX } from 'preact';
import { t } from '../../app/i18n';
import { itemsOf } from '../../app/pages';
import { Button } from '../../ui/button';
import { EmptyState, Loaded } from '../../ui/states';
import { CommentItem } from '../team/comments';
import { useComments } from '../team/team';

export function CaseComments({ id }: { id: string }): JSX.Element {
	const comments = useComments({ intervention: id });
	return (
		<section class="card stack narrow">
			<Loaded query={comments}>
				{(found) => {
					const items = itemsOf([...found.pages].reverse());
					return items.length ? (
						<>
							{comments.hasNextPage && <Button small busy={comments.isFetchingNextPage} onClick={() => void comments.fetchNextPage()}>{t('comment.earlier')}</Button>}
							<ol class="comments">
								{items.map((c) => (
									<CommentItem key={c.id} comment={c}>
										<p class="small"><a href={`/staff/queue?task=${c.taskId}`}>{c.taskName}</a></p>
									</CommentItem>
								))}
							</ol>
						</>
					) : <EmptyState icon={MessagesSquare} title={t('comment.none')}>{t('comment.caseText')}</EmptyState>;
				}}
			</Loaded>
		</section>
	);
}
