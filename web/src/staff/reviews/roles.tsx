/* roles.tsx - who has which role where, and whether it is still needed: confirmed or taken away, one by one. */
import { Check, ShieldCheck, X } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../../app/api';
import { formatDate } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { usePages } from '../../app/pages';
import { refresh } from '../../app/queries';
import { session } from '../../app/session';
import { useUrlState } from '../../app/url';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { Segmented } from '../../ui/nav';
import { Paged } from '../../ui/paged';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { DueTag, Tag, When } from '../../ui/tag';
import { say } from '../../ui/toast';

type Account = Schemas['RoleReview'];
type Role = Account['roles'][number];

const STATES = ['due', 'all'] as const;

const nameOf = (role: Role): string => `${tCode('role', role.role)} · ${role.unitName}`;

function TakeAway({ account, role, onClose }: { account: Account; role: Role; onClose: () => void }): JSX.Element {
	const { run, busy, error } = useAction(async () => {
		await data(api.DELETE('/api/v1/reviews/roles/{id}', { params: { path: { id: role.id } } }));
		refresh('role-review', 'reviews');
		say(t('review.role.takenAway', { role: nameOf(role), name: account.name }));
		onClose();
	});
	return (
		<Dialog title={t('review.role.takeAway')} onClose={onClose}
			actions={<Button variant="primary" color="danger" busy={busy} onClick={() => void run()}>{t('review.role.takeAway')}</Button>}>
			<p>{t('review.role.sure', { role: nameOf(role), name: account.name })}</p>
			<FormError error={error} />
		</Dialog>
	);
}

function RoleLine({ account, role }: { account: Account; role: Role }): JSX.Element {
	const [asking, setAsking] = useState(false);
	const { run, busy, error } = useAction(async () => {
		await data(api.POST('/api/v1/reviews/roles/{id}/confirm', { params: { path: { id: role.id } } }));
		refresh('role-review', 'reviews');
		say(t('review.role.confirmed', { role: nameOf(role), name: account.name }));
	});
	const isOwn = account.id === session.value?.staffId;
	const about = { role: nameOf(role), name: account.name };
	return (
		<li class="row">
			<span class="grow">
				<span class="strong">{nameOf(role)}</span>
				<span class="small dim block">{role.confirmedAt ?
					t('review.role.last', { by: role.confirmedBy ?? t('review.operator'), day: formatDate(role.confirmedAt) }) :
					t('review.role.never', { day: formatDate(role.from) })}</span>
				{role.isDue ? <DueTag due={role.dueAt} /> : <span class="small dim">{t('review.role.next', { day: formatDate(role.dueAt) })}</span>}
				{isOwn && <span class="small dim block">{t('review.role.own')}</span>}
				<FormError error={error} />
			</span>
			{!isOwn && (
				<span class="row">
					<Button small icon={Check} busy={busy} title={t('review.role.confirmOf', about)} onClick={() => void run()}>{t('review.role.confirm')}</Button>
					<Button small icon={X} color="danger" title={t('review.role.takeAwayOf', about)} onClick={() => setAsking(true)}>{t('review.role.takeAway')}</Button>
				</span>
			)}
			{asking && <TakeAway account={account} role={role} onClose={() => setAsking(false)} />}
		</li>
	);
}

function AccountTable({ rows }: { rows: Account[] }): JSX.Element {
	return (
		<DataTable caption={t('review.tab.roles')} rows={rows} rowKey={(a) => a.id} columns={[
			{ id: 'who', label: t('data.actor'), cell: (a) => <div><span class="strong">{a.name}</span><span class="small dim block">{a.login}</span></div> },
			{ id: 'last', label: t('prefs.lastLogin'), cell: (a) => (
				<div><When at={a.lastLoginAt} />{a.isDormant && <span class="block"><Tag color="warning">{t('review.dormant')}</Tag></span>}</div>
			) },
			{ id: 'roles', label: t('prefs.roles'), cell: (a) => (
				<ul class="stack">{a.roles.map((role) => <RoleLine key={role.id} account={a} role={role} />)}</ul>
			) },
		]} />
	);
}

export function Roles(): JSX.Element {
	const url = useUrlState();
	const state = STATES.find((s) => s === url.get('state')) ?? 'due';
	const accounts = usePages(['role-review', state], (from) => data(api.GET('/api/v1/reviews/roles',
		{ params: { query: { state, ...from } } })));
	return (
		<div class="stack">
			<div class="row">
				<Segmented label={t('review.state')} value={state} onChange={(s) => url.set({ state: s === 'due' ? '' : s }, { replace: true })}
					options={STATES.map((s) => ({ id: s, label: t(`review.roles.${s}`) }))} />
			</div>
			<section class="card flush">
				<Paged query={accounts} empty={<EmptyState icon={ShieldCheck} title={t('review.role.none')}>{t('review.role.noneText')}</EmptyState>}>
					{(rows) => <AccountTable rows={rows} />}
				</Paged>
			</section>
		</div>
	);
}
