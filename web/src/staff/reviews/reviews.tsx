/* reviews.tsx - what somebody else did or may do, looked at in time: extraordinary accesses, roles. */
import { ShieldAlert, UserRoundCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import { t } from '../../app/i18n';
import { may } from '../../app/session';
import { useUrlState } from '../../app/url';
import { PageHead, Tabs } from '../../ui/nav';
import { Accesses } from './accesses';
import { Roles } from './roles';

const TABS = [
	{ id: 'accesses', label: 'review.tab.accesses', sub: 'review.sub.accesses', icon: ShieldAlert, needs: 'review.break_glass', Panel: Accesses },
	{ id: 'roles', label: 'review.tab.roles', sub: 'review.sub.roles', icon: UserRoundCheck, needs: 'review.roles', Panel: Roles },
] as const;

export default function Reviews(): JSX.Element {
	const url = useUrlState();
	const open = TABS.filter((tab) => may(tab.needs));
	const current = open.find((tab) => tab.id === url.get('tab')) ?? open[0];
	const panel = current && <current.Panel />;
	return (
		<>
			<PageHead title={t('nav.reviews')} sub={current && t(current.sub)} />
			{current && open.length > 1 ? (
				<Tabs label={t('nav.reviews')} current={current.id} onChange={(tab) => url.set({ tab, state: '' }, { replace: true })}
					tabs={open.map(({ id, label, icon }) => ({ id, label: t(label), icon }))}>{panel}</Tabs>
			) : panel}
		</>
	);
}
