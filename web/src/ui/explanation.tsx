/*
 * explanation.tsx - why a decision came out as it did: rules and conditions that
 * were met, were not, or cannot be known yet.
 */
import { Check, CircleHelp, X } from 'lucide-preact';
import type { JSX } from 'preact';
import type { Schemas } from '../app/api';
import { formatDate, formatNumber } from '../app/format';
import { t } from '../app/i18n';
import type { Color } from './button';
import { Tag } from './tag';

export type Why = Schemas['Why'];
type Answer = NonNullable<Why['answer']>;

const ANSWERS = {
	'met': { icon: Check, color: 'success', label: 'explain.met' },
	'not met': { icon: X, color: 'neutral', label: 'explain.notMet' },
	'unknown': { icon: CircleHelp, color: 'warning', label: 'explain.unknown' },
} as const satisfies Record<Answer, { icon: unknown; color: Color; label: string }>;

/** A FEEL value in the reader's language. */
export function valueText(value: unknown): string {
	if (value === null || value === undefined)
		return '—';
	if (typeof value === 'boolean')
		return t(value ? 'explain.yes' : 'explain.no');
	if (typeof value === 'number')
		return formatNumber(value, { maximumFractionDigits: 6 });
	if (typeof value === 'string')
		return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value) : value;
	return isUnknown(value) ? t('explain.unknown') : JSON.stringify(value);
}

function isUnknown(value: unknown): boolean {
	return typeof value === 'object' && value !== null && Array.isArray((value as { unknown?: unknown }).unknown);
}

function AnswerTag({ answer }: { answer: Answer }): JSX.Element {
	const { icon: Icon, color, label } = ANSWERS[answer];
	return <Tag color={color}><Icon class="icon" aria-hidden="true" />{t(label)}</Tag>;
}

function Condition({ part }: { part: Why }): JSX.Element {
	return (
		<li class="row">
			<AnswerTag answer={part.answer ?? 'unknown'} />
			<span class="grow">{part.name} <code>{part.text}</code>
				{part.value !== undefined && <span class="dim"> · {valueText(part.value)}</span>}</span>
		</li>
	);
}

function Rule({ part }: { part: Why }): JSX.Element {
	return (
		<li>
			<p class="row"><span class="strong">{t('explain.rule', { n: part.rule ?? 0 })}</span>
				<AnswerTag answer={part.answer ?? 'unknown'} />{part.annotation && <span>{part.annotation}</span>}</p>
			<ul class="explain">{(part.parts ?? []).map((c, i) => <Condition key={i} part={c} />)}</ul>
		</li>
	);
}

/** Rules that count first; the others are there for who wants them. */
function Rules({ part }: { part: Why }): JSX.Element {
	const rules = part.parts ?? [];
	const others = rules.filter((r) => r.answer === 'not met');
	return (
		<li>
			<ul class="explain">
				{rules.filter((r) => r.answer !== 'not met').map((r) => <Rule key={r.rule} part={r} />)}
			</ul>
			{others.length > 0 && (
				<details class="explain-more">
					<summary>{t('explain.others', { n: others.length })}</summary>
					<ul class="explain">{others.map((r) => <Rule key={r.rule} part={r} />)}</ul>
				</details>
			)}
		</li>
	);
}

function Part({ part }: { part: Why }): JSX.Element {
	if (part.kind === 'table')
		return <Rules part={part} />;
	if (part.kind === 'rule')
		return <Rule part={part} />;
	return (
		<li>
			{part.text ? <code>{part.text}</code> : <span class="strong">{part.name}</span>}
			{part.value !== undefined && <span> = {valueText(part.value)}</span>}
			{part.parts && part.parts.length > 0 && <ul class="explain">{part.parts.map((p, i) => <Part key={i} part={p} />)}</ul>}
		</li>
	);
}

export function Explanation({ why }: { why: Why }): JSX.Element {
	return <ul class="explain" aria-label={t('explain.title')}><Part part={why} /></ul>;
}

/** The same, behind a word to open it. */
export function ExplanationDetails({ why }: { why: Why }): JSX.Element {
	return (
		<details class="explain-more">
			<summary>{t('explain.show')}</summary>
			<Explanation why={why} />
		</details>
	);
}
