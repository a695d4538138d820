/* event-table.tsx - events of the audit trail: when, who and in which role, what, with what outcome. */
import { ShieldCheck } from 'lucide-preact';
import type { JSX } from 'preact';
import type { Schemas } from '../../app/api';
import { t, tCode } from '../../app/i18n';
import { useCodeLabel } from '../../app/queries';
import { DataTable } from '../../ui/table';
import { Tag, When } from '../../ui/tag';

export type Event = Schemas['AuditEvent'];

function valueOf(value: unknown): string {
	if (!Array.isArray(value))
		return String(value);
	// Categories have words; ids are counted.
	const words = value.map((v) => tCode('category', String(v), ''));
	return words.every(Boolean) ? words.join(', ') : String(value.length);
}

export function detailOf(event: Event): string {
	return Object.entries(event.detail ?? {}).map(([name, value]) => `${tCode('data', name, name)}: ${valueOf(value)}`).join(' · ');
}

function Who({ event }: { event: Event }): JSX.Element {
	return (
		<div>
			<span class="strong">{event.actor}</span>
			{event.actedAs.map((as) => (
				<span class="small dim block" key={as.role + as.unitId}>
					{t('audit.actedAs', { role: tCode('role', as.role), unit: as.unitName ?? '' })}
				</span>
			))}
		</div>
	);
}

/** Where the words for an action's codes of purpose are. */
const PURPOSES: Record<string, string> = {
	'break_glass.review': 'review.outcome', 'person.copy': 'copy.purpose', 'person.restrict': 'restriction.ground',
	'request.denied': 'problem', 'request.register': 'request.kind', 'role.confirm': 'role', 'role.end': 'role',
};

function usePurpose(): (event: Event) => string {
	const reasonOf = useCodeLabel('break_glass_reason');
	return ({ action, purpose = '' }) => {
		if (action === 'record.break_glass')
			return reasonOf(purpose);
		if (action === 'request.decide')
			return tCode('request.ground', purpose, tCode('request.outcome', purpose));
		return tCode(PURPOSES[action] ?? 'purpose', purpose);
	};
}

function What({ event, withRecord }: { event: Event; withRecord: boolean }): JSX.Element {
	const detail = detailOf(event);
	return (
		<div>
			{tCode('object', event.objectType)}
			{withRecord && event.recordNumber && <> · <a class="num" href={`/staff/records/${event.recordId}/audit`}>{event.recordNumber}</a></>}
			{detail && <span class="small dim block">{detail}</span>}
		</div>
	);
}

/** withRecord: events of many records, each with the way to its own trail. */
export function EventTable({ rows, withRecord = false }: { rows: Event[]; withRecord?: boolean }): JSX.Element {
	const purposeOf = usePurpose();
	return (
		<DataTable caption={t('audit.title')} rows={rows} rowKey={(e) => e.id} columns={[
			{ id: 'at', label: t('audit.at'), cell: (e) => <When at={e.at} /> },
			{ id: 'actor', label: t('audit.actor'), cell: (e) => <Who event={e} /> },
			{ id: 'action', label: t('audit.action'), cell: (e) => tCode('action', e.action) },
			{ id: 'what', label: t('audit.what'), cell: (e) => <What event={e} withRecord={withRecord} /> },
			{ id: 'purpose', label: t('audit.purpose'), cell: (e) => purposeOf(e) || '—' },
			{ id: 'outcome', label: t('audit.outcome'), cell: (e) => (
				<span class="row tight">
					<Tag color={e.outcome === 'ok' ? 'success' : 'danger'}>{t(`outcome.${e.outcome}`)}</Tag>
					{e.isSealed && <ShieldCheck class="icon" role="img" aria-label={t('audit.sealed')} />}
				</span>
			) },
		]} />
	);
}
