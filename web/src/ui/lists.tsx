/* lists.tsx - summary list, timeline, steps, filter chips, load bar. */
import { Check, type LucideIcon, X } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../app/i18n';
import type { Color } from './button';
import { When } from './tag';

export function SummaryList({ rows }: { rows: [string, ComponentChildren][] }): JSX.Element {
	return (
		<dl class="summary">
			{rows.map(([label, value]) => (
				<div key={label}><dt>{label}</dt><dd>{value === '' || value === null || value === undefined ? '—' : value}</dd></div>
			))}
		</dl>
	);
}

export interface TimelineItem {
	id: string;
	icon: LucideIcon;
	color?: Color;
	title: ComponentChildren;
	at: string;
	by?: string | null;
	body?: ComponentChildren;
	minor?: boolean;
}

export function Timeline({ items, label }: { items: TimelineItem[]; label: string }): JSX.Element {
	return (
		<ol class="timeline" aria-label={label}>
			{items.map(({ icon: Icon, ...item }) => (
				<li key={item.id} class={item.minor ? 'minor' : undefined}>
					<span class="mark" data-color={item.color ?? 'neutral'}><Icon class="icon" aria-hidden="true" /></span>
					<div class="row between">
						<span class="strong">{item.title}</span>
						<span class="small dim">{item.by ? `${item.by} · ` : ''}<When at={item.at} /></span>
					</div>
					{item.body && <div style={{ marginBlockStart: '.25rem' }}>{item.body}</div>}
				</li>
			))}
		</ol>
	);
}

export interface Step {
	id: string;
	label: ComponentChildren;
	state: 'done' | 'current' | 'todo' | 'failed';
	detail?: ComponentChildren;
}

export function Steps({ steps, label }: { steps: Step[]; label: string }): JSX.Element {
	return (
		<ol class="steps" aria-label={label}>
			{steps.map((step, i) => (
				<li key={step.id} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
					<span class="mark" aria-hidden="true">
						{step.state === 'done' ? <Check class="icon" /> : step.state === 'failed' ? <X class="icon" /> : i + 1}
					</span>
					<div>
						<span class={step.state === 'current' ? 'strong' : step.state === 'todo' ? 'dim' : undefined}>{step.label}</span>
						<span class="sr"> – {t(`step.${step.state}`)}</span>
						{step.detail && <div class="small dim">{step.detail}</div>}
					</div>
				</li>
			))}
		</ol>
	);
}

export interface Chip {
	id: string;
	label: string;
	onRemove: () => void;
}

/** The filters that are on, each with a button that takes it off. */
export function FilterChips({ chips, onClear }: { chips: Chip[]; onClear: () => void }): JSX.Element | null {
	if (!chips.length)
		return null;
	return (
		<div class="row" role="group" aria-label={t('filters.active')}>
			{chips.map((chip) => (
				<button key={chip.id} type="button" class="chip" onClick={chip.onRemove}>
					{chip.label}<X class="icon" aria-hidden="true" /><span class="sr">{t('filters.remove')}</span>
				</button>
			))}
			<button type="button" class="ds-link" onClick={onClear}>{t('filters.clear')}</button>
		</div>
	);
}

/** A worker's load: late part in red, the rest in the accent colour. */
export function LoadBar({ open, overdue, most }: { open: number; overdue: number; most: number }): JSX.Element {
	const scale = 100 / Math.max(most, 1);
	return (
		<div class="bar" role="img" aria-label={t('load.words', { open, overdue })}>
			<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
				<rect x="0" y="0" height="10" width={overdue * scale} fill="var(--ds-color-danger-base-default)" />
				<rect x={overdue * scale} y="0" height="10" width={Math.max(open - overdue, 0) * scale}
					fill="var(--ds-color-accent-base-default)" />
			</svg>
		</div>
	);
}
