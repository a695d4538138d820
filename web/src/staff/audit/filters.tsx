/* filters.tsx - who, about what, when; what is on is named below, on paper too. */
import type { JSX } from 'preact';
import { formatDateTime } from '../../app/format';
import { t, tCode } from '../../app/i18n';
import { SelectField, TextField } from '../../ui/field';
import { type Chip, FilterChips } from '../../ui/lists';
import { accountName, type Field, FIELDS, KINDS, OUTCOMES, type Question, useAccounts, WATCHED } from './question';

interface FiltersProps {
	question: Question;
	set: (changes: Partial<Question>) => void;
	errors: Record<string, string>;
	/** Those that this list knows. */
	fields: readonly Field[];
}

function useChips({ question, set, fields }: FiltersProps): Chip[] {
	const accounts = useAccounts();
	const account = accounts.data?.find((a) => a.id === question.actor);
	const words: Record<Field, () => string> = {
		actor: () => `${t('audit.actor')}: ${account ? accountName(account) : question.actor}`,
		record: () => `${t('audit.record')}: ${question.record}`,
		case: () => `${t('audit.case')}: ${question.case}`,
		kind: () => t(`audit.kind.${KINDS.find((k) => k === question.kind) ?? 'read'}`),
		action: () => tCode('action', question.action),
		outcome: () => t(`outcome.${OUTCOMES.find((o) => o === question.outcome) ?? 'ok'}`),
		from: () => `${t('data.from')}: ${formatDateTime(question.from)}`,
		to: () => `${t('data.to')}: ${formatDateTime(question.to)}`,
	};
	return fields.filter((name) => question[name]).map((name) => ({ id: name, label: words[name](), onRemove: () => set({ [name]: '' }) }));
}

export function AuditFilters(props: FiltersProps): JSX.Element {
	const { question, set, errors, fields } = props;
	const accounts = useAccounts();
	const has = (name: Field): boolean => fields.includes(name);
	const text = (name: 'record' | 'case') => (
		<TextField name={name} label={t(`audit.${name}`)} value={question[name]} error={errors[name]} size={14} autoComplete="off"
			placeholder={t('audit.numberHint')} onChange={(e) => set({ [name]: e.currentTarget.value })} />
	);
	const moment = (name: 'from' | 'to') => (
		<TextField name={name} type="datetime-local" label={t(`data.${name}`)} value={question[name]} error={errors[name]}
			onChange={(e) => set({ [name]: e.currentTarget.value })} />
	);
	return (
		<>
			<form class="card search-form no-print" onSubmit={(e) => e.preventDefault()}>
				<SelectField name="actor" label={t('audit.actor')} value={question.actor} empty={t('filters.any')} error={errors.actor}
					options={(accounts.data ?? []).map((a) => ({ value: a.id, label: accountName(a) }))} onChange={(e) => set({ actor: e.currentTarget.value })} />
				{has('record') && text('record')}
				{has('case') && text('case')}
				{has('kind') && <SelectField name="kind" label={t('audit.kind')} value={question.kind} empty={t('filters.any')}
					options={KINDS.map((k) => ({ value: k, label: t(`audit.kind.${k}`) }))} onChange={(e) => set({ kind: e.currentTarget.value })} />}
				{has('action') && <SelectField name="action" label={t('audit.action')} value={question.action} empty={t('filters.any')} error={errors.action}
					options={[...new Set([...WATCHED, question.action])].filter(Boolean).map((a) => ({ value: a, label: tCode('action', a) }))}
					onChange={(e) => set({ action: e.currentTarget.value })} />}
				{has('outcome') && <SelectField name="outcome" label={t('audit.outcome')} value={question.outcome} empty={t('filters.any')}
					options={OUTCOMES.map((o) => ({ value: o, label: t(`outcome.${o}`) }))} onChange={(e) => set({ outcome: e.currentTarget.value })} />}
				{moment('from')}
				{moment('to')}
			</form>
			<div class="audit-chips">
				<FilterChips chips={useChips(props)} onClear={() => set(Object.fromEntries(FIELDS.map((name) => [name, ''])))} />
			</div>
		</>
	);
}
