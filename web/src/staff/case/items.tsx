/* items.tsx - need, demand, resource, professional activity: what the ministry counts. */
import { Package, Plus } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { fieldErrors } from '../../app/errors';
import { formatDate, formatMoney } from '../../app/format';
import { t, tCode, type Key } from '../../app/i18n';
import { labelOf, refresh, useCodeLabel, useCodes } from '../../app/queries';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { SelectField, TextField } from '../../ui/field';
import { EmptyState } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { textOf } from '../person/identity-form';
import type { Intervention } from './use-case';

const KINDS = ['need', 'demand', 'resource_ideal', 'resource_applied', 'activity'] as const;
const SCHEME = { need: 'need', demand: 'demand', resource_ideal: 'resource', resource_applied: 'resource', activity: 'activity' };

function ItemName({ kind, code }: { kind: string; code: string }): JSX.Element {
	const label = useCodeLabel(SCHEME[kind as keyof typeof SCHEME] ?? kind);
	return <span class="strong">{label(code)}</span>;
}

function AddItem({ id, onClose }: { id: string; onClose: () => void }): JSX.Element {
	const [kind, setKind] = useState<(typeof KINDS)[number]>('need');
	const codes = useCodes(SCHEME[kind]);
	const { run, busy, error } = useAction(async (key, form: FormData) => {
		const amount = textOf(form, 'amountCents').replace(',', '.');
		const [from, to] = [textOf(form, 'from'), textOf(form, 'to')];
		await data(api.POST('/api/v1/interventions/{id}/items', {
			params: { path: { id }, header: { 'Idempotency-Key': key } },
			body: { kind, code: textOf(form, 'code'), ...(amount && { amountCents: Math.round(Number(amount) * 100) }),
				...(from && { from }), ...(to && { to }) },
		}));
		refresh('intervention');
		onClose();
	});
	const errors = fieldErrors(error);
	return (
		<Dialog title={t('item.add')} onClose={onClose} onSubmit={(e) => void run(new FormData(e.target as HTMLFormElement))}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} />
			<SelectField name="kind" label={t('item.kind')} value={kind} options={KINDS.map((k) => ({ value: k, label: t(`item.${k}` as Key) }))}
				onChange={(e) => setKind(KINDS.find((k) => k === e.currentTarget.value) ?? 'need')} />
			<SelectField name="code" label={t(`item.${kind}` as Key)} required empty={t('form.pick')} error={errors.code}
				options={(codes.data ?? []).map((c) => ({ value: c.code, label: labelOf(c.label, c.code) }))} />
			<div class="grid-fields">
				{kind.startsWith('resource') && <TextField name="amountCents" label={t('item.amount')} optional inputMode="decimal" error={errors.amountCents} />}
				<TextField name="from" type="date" label={t('item.from')} optional error={errors.from} />
				<TextField name="to" type="date" label={t('item.to')} optional error={errors.to} />
			</div>
		</Dialog>
	);
}

export function Items({ intervention }: { intervention: Intervention }): JSX.Element {
	const [adding, setAdding] = useState(false);
	return (
		<section class="card flush">
			<header>
				<h2>{t('case.tab.items')}</h2>
				{may('intervention.write') && <Button small icon={Plus} onClick={() => setAdding(true)}>{t('item.add')}</Button>}
			</header>
			{intervention.items.length ? (
				<DataTable caption={t('case.tab.items')} rows={intervention.items} rowKey={(i) => i.id} columns={[
					{ id: 'kind', label: t('item.kind'), cell: (i) => tCode('item', i.kind) },
					{ id: 'code', label: t('item.code'), cell: (i) => <ItemName kind={i.kind} code={i.code} /> },
					{ id: 'dates', label: t('item.dates'), cell: (i) => i.from || i.to ? `${formatDate(i.from)} – ${formatDate(i.to)}` : '—' },
					{ id: 'amount', label: t('item.amount'), numeric: true, cell: (i) => i.amountCents ? formatMoney(i.amountCents / 100) : '—' },
				]} />
			) : <EmptyState icon={Package} title={t('item.none')}>{t('item.noneText')}</EmptyState>}
			{adding && <AddItem id={intervention.id} onClose={() => setAdding(false)} />}
		</section>
	);
}
