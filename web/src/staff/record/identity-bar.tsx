/* identity-bar.tsx - the holder at a glance, state and risk, and the main actions. */
import { HeartHandshake, NotebookPen, PencilLine, Printer, ScrollText, ShieldAlert } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatDateTime } from '../../app/format';
import { t } from '../../app/i18n';
import { birthAndAge, isMasked, personDocument, personName } from '../../app/person';
import { may } from '../../app/session';
import { Button, ButtonLink } from '../../ui/button';
import { useShortcuts } from '../../ui/keys';
import { Masked } from '../../ui/masked';
import { Notice } from '../../ui/states';
import { Avatar, StateTag, Tag, When } from '../../ui/tag';
import { addressLine, contactData } from '../person/facts';
import { RestrictionNotice } from '../rights/restriction';
import { BreakGlass } from './break-glass';
import { EditRecord } from './edit';
import { NewEntry } from './entry';
import { NewIntervention } from './new-intervention';
import type { RecordFile } from './use-record';

const RISK_COLOR = ['neutral', 'info', 'warning', 'danger'] as const;

export function RiskTag({ risk }: { risk: number }): JSX.Element | null {
	return risk > 0 ? <Tag color={RISK_COLOR[risk] ?? 'danger'}>{t('record.risk', { level: t(`risk.${Math.min(risk, 3) as 1}`) })}</Tag> : null;
}

type Opened = '' | 'glass' | 'edit' | 'entry' | 'intervention';

function Actions({ record, open }: { record: RecordFile; open: (what: Opened) => void }): JSX.Element {
	const { access } = record;
	return (
		<div class="row no-print">
			{access.mayWrite && may('intervention.open') && record.state !== 'closed' && (
				<Button small variant="primary" icon={HeartHandshake} onClick={() => open('intervention')}>{t('case.new')}</Button>
			)}
			{access.mayWrite && <Button small icon={NotebookPen} onClick={() => open('entry')}>{t('entry.new')}</Button>}
			{access.mayWrite && <Button small icon={PencilLine} onClick={() => open('edit')}>{t('record.edit')}</Button>}
			{access.breakGlass && <Button small color="danger" icon={ShieldAlert} onClick={() => open('glass')}>{t('glass.ask')}</Button>}
			{may('record.audit') && <ButtonLink small variant="tertiary" icon={ScrollText} href={`/staff/records/${record.id}/audit`}>{t('audit.open')}</ButtonLink>}
			<Button small variant="tertiary" icon={Printer} label={t('print')} onClick={() => window.print()} />
		</div>
	);
}

function Facts({ record }: { record: RecordFile }): JSX.Element {
	const holder = record.members.find((m) => m.relation === 'holder')?.person;
	const sealed = record.contact ?? holder?.contact;
	const contact = contactData(sealed);
	const rows: [string, string | JSX.Element][] = [
		[t('person.birth'), birthAndAge(holder?.identity)],
		[t('person.document'), personDocument(holder?.identity) || '—'],
		[t('address'), isMasked(sealed) ? <Masked category="contact" /> : addressLine(contact) || addressLine(contactData(holder?.contact)) || '—'],
		[t('contact.phone'), contactData(holder?.contact)?.phones?.join(', ') || contact?.phones?.join(', ') || '—'],
		[t('unit'), record.unitName],
		[t('record.referent'), record.referentName ?? t('task.nobody')],
		[t('record.since'), <When key="w" at={record.openedAt} time={false} />],
	];
	return <dl class="facts">{rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
}

export function IdentityBar({ record }: { record: RecordFile }): JSX.Element {
	const [opened, setOpened] = useState<Opened>('');
	const holder = record.members.find((m) => m.relation === 'holder')?.person;
	const name = personName(holder?.identity);
	const close = (): void => setOpened('');
	const mayWrite = record.access.mayWrite;
	useEffect(() => { document.title = `${record.number} – ${t('app.name')}`; }, [record.number]);
	useShortcuts(useMemo(() => [
		{ keys: 'n', label: 'keys.note' as const, run: () => { if (mayWrite) setOpened('entry'); } },
	], [mayWrite]));
	return (
		<header class="card identity">
			<div class="row top">
				<Avatar name={name} />
				<div class="who">
					<div class="row">
						<h1>{name}</h1>
						<StateTag state={record.state} />
						<RiskTag risk={record.risk} />
						{record.sensitivity >= 2 && <Tag color="warm">{t(record.sensitivity > 2 ? 'record.protected' : 'record.sensitive')}</Tag>}
					</div>
					<p class="dim num">{t('record.number', { number: record.number })}</p>
				</div>
				<Actions record={record} open={setOpened} />
			</div>
			<Facts record={record} />
			{record.access.breakGlassUntil && (
				<Notice kind="warning" title={t('glass.active', { until: formatDateTime(record.access.breakGlassUntil) })} />
			)}
			{record.members.filter((m) => !m.to).map(({ person }) => (
				<RestrictionNotice key={person.id} now={person.restriction} name={personName(person.identity)} />
			))}
			{opened === 'glass' && <BreakGlass recordId={record.id} onClose={close} />}
			{opened === 'edit' && <EditRecord record={record} onClose={close} />}
			{opened === 'entry' && <NewEntry record={record} onClose={close} />}
			{opened === 'intervention' && <NewIntervention record={record} onClose={close} />}
		</header>
	);
}
