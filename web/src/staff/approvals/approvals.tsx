/* approvals.tsx - what waits for me as the second person, and what I asked for. */
import { Hourglass, UserRoundCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { useUrlState } from '../../app/url';
import { Button } from '../../ui/button';
import { PageHead, Tabs } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { StateTag, When } from '../../ui/tag';
import { canCarryOut, CarryOut } from './carry-out';
import { Decide } from './decide';
import { Subject } from './subject';

type Approval = Schemas['Approval'];
type View = 'waiting' | 'mine';

const useApprovals = (view: View) => usePages(['approvals', view], (from) => data(api.GET('/api/v1/approvals', { params: { query: { view, ...from } } })));

function Answer({ found }: { found: Approval }): JSX.Element {
	return (
		<>
			<StateTag state={found.state} />
			{found.decidedBy && <p class="small dim">{found.decidedBy} · <When at={found.decidedAt} /></p>}
			{found.answer && <p class="small">{found.answer}</p>}
		</>
	);
}

function List({ view, onOpen }: { view: View; onOpen: (found: Approval) => void }): JSX.Element {
	const approvals = useApprovals(view);
	const act = (a: Approval): JSX.Element | string => view === 'waiting' ?
		<Button small onClick={() => onOpen(a)}>{t('approval.decide')}</Button> :
		canCarryOut(a) ? <Button small onClick={() => onOpen(a)}>{t('approval.carryOut')}</Button> : '—';
	return (
		<section class="card flush">
			<Paged query={approvals} empty={<EmptyState icon={UserRoundCheck} title={t(`approval.none.${view}`)}>{t('approval.noneText')}</EmptyState>}>
				{(rows) => (
					<DataTable caption={t(`approval.tab.${view}`)} rows={rows} rowKey={(a) => a.id} columns={[
						{ id: 'what', label: t('approval.what'), cell: (a) => <Subject action={a.action} subject={a.subject} actor={a.actor} /> },
						{ id: 'reason', label: t('approval.reason'), cell: (a) => a.reason },
						view === 'waiting' ?
							{ id: 'who', label: t('approval.who'), cell: (a) => <>{a.requestedBy ?? t('approval.operator')}<br /><span class="small dim"><When at={a.requestedAt} /></span></> } :
							{ id: 'answer', label: t('approval.answer'), cell: (a) => <Answer found={a} /> },
						{ id: 'until', label: t('approval.until'), cell: (a) => <When at={a.expiresAt} /> },
						{ id: 'do', label: t('actions'), cell: act },
					]} />
				)}
			</Paged>
		</section>
	);
}

export default function Approvals(): JSX.Element {
	const url = useUrlState();
	const view: View = url.get('tab') === 'mine' ? 'mine' : 'waiting';
	const [open, setOpen] = useState<Approval | null>(null);
	const close = (): void => setOpen(null);
	return (
		<>
			<PageHead title={t('nav.approvals')} sub={t('approval.sub')} />
			<Tabs label={t('approval.tabs')} current={view}
				onChange={(tab) => url.set({ tab: tab === 'waiting' ? '' : tab }, { replace: true })}
				tabs={[
					{ id: 'waiting', label: t('approval.tab.waiting'), icon: Hourglass },
					{ id: 'mine', label: t('approval.tab.mine'), icon: UserRoundCheck },
				]}>
				<List view={view} onOpen={setOpen} />
			</Tabs>
			{open && (view === 'waiting' ? <Decide found={open} onClose={close} /> : <CarryOut found={open} onClose={close} />)}
		</>
	);
}
