/* nav.tsx - page head, tabs as links, tabs in a page, segmented choice. */
import type { LucideIcon } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../app/i18n';

/** Title of the document, first heading, and where focus goes after navigation. */
export function PageHead({ title, sub, actions, crumbs, count }: {
	title: string; sub?: ComponentChildren; actions?: ComponentChildren;
	crumbs?: { href: string; label: string }[]; count?: number | string;
}): JSX.Element {
	useEffect(() => {
		document.title = `${title} – ${t('app.name')}`;
	}, [title]);
	return (
		<>
			{crumbs && (
				<nav class="crumbs" aria-label={t('nav.crumbs')}>
					{crumbs.map((crumb) => <span key={crumb.href}><a href={crumb.href}>{crumb.label}</a> /</span>)}
				</nav>
			)}
			<div class="page-head">
				<div class="grow">
					<h1>{title} {count !== undefined && <span class="dim num">· {count}</span>}</h1>
					{sub && <p>{sub}</p>}
				</div>
				{actions && <div class="row actions">{actions}</div>}
			</div>
		</>
	);
}

export interface TabItem {
	id: string;
	label: string;
	icon?: LucideIcon;
	count?: number | string;
}

function TabLabel({ tab }: { tab: TabItem }): JSX.Element {
	const Icon = tab.icon;
	return (
		<>
			{Icon && <Icon class="icon" aria-hidden="true" />}
			{tab.label}
			{tab.count !== undefined && <span class="count">{tab.count}</span>}
		</>
	);
}

/** Tabs in a page: arrow keys move, the panel follows. */
export function Tabs({ tabs, current, onChange, label, children }: {
	tabs: TabItem[]; current: string; onChange: (id: string) => void; label: string; children: ComponentChildren;
}): JSX.Element {
	const ref = useRef<HTMLDivElement>(null);
	// On a narrow screen the chosen tab may lie beyond the edge.
	useEffect(() => {
		const [list, tab] = [ref.current, document.getElementById(`tab-${current}`)];
		if (list && tab)
			list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.clientWidth) / 2;
	}, [current]);
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		const to = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 :
			step ? (tabs.findIndex((tab) => tab.id === current) + step + tabs.length) % tabs.length : -1;
		const tab = tabs[to];
		if (!tab)
			return;
		event.preventDefault();
		onChange(tab.id);
		(ref.current?.children[to] as HTMLElement | undefined)?.focus();
	};
	return (
		<div>
			<div class="tabs" role="tablist" aria-label={label} ref={ref} tabIndex={-1} onKeyDown={onKeyDown}>
				{tabs.map((tab) => (
					<button key={tab.id} type="button" role="tab" id={`tab-${tab.id}`} aria-selected={tab.id === current}
						aria-controls={tab.id === current ? `panel-${tab.id}` : undefined}
						tabIndex={tab.id === current ? 0 : -1} onClick={() => onChange(tab.id)}>
						<TabLabel tab={tab} />
					</button>
				))}
			</div>
			<div role="tabpanel" id={`panel-${current}`} aria-labelledby={`tab-${current}`}
				style={{ paddingBlockStart: '1.1rem' }}>
				{children}
			</div>
		</div>
	);
}

export function Segmented({ options, value, onChange, label }: {
	options: TabItem[]; value: string; onChange: (id: string) => void; label: string;
}): JSX.Element {
	return (
		<div class="segmented" role="group" aria-label={label}>
			{options.map((option) => (
				<button key={option.id} type="button" aria-pressed={option.id === value} onClick={() => onChange(option.id)}>
					<TabLabel tab={option} />
				</button>
			))}
		</div>
	);
}
