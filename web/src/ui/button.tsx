/* button.tsx - buttons and links that look like buttons. */
import type { LucideIcon } from 'lucide-preact';
import { LoaderCircle } from 'lucide-preact';
import type { ComponentChildren, JSX } from 'preact';

export type Variant = 'primary' | 'secondary' | 'tertiary';
export type Color = 'accent' | 'neutral' | 'danger' | 'success' | 'warning' | 'info' | 'warm';

interface Look {
	variant?: Variant;
	color?: Color;
	small?: boolean;
	icon?: LucideIcon;
	children?: ComponentChildren;
}

export interface ButtonProps extends Look,
	Omit<JSX.HTMLAttributes<HTMLButtonElement>, 'icon' | 'size' | 'loading'> {
	busy?: boolean;
	type?: 'button' | 'submit';
	disabled?: boolean;
	value?: string;
	name?: string;
	/** Only an icon is shown; `label` is what it says. */
	label?: string;
}

export function Button(props: ButtonProps): JSX.Element {
	const { variant = 'secondary', color, small, icon, busy, label, children, type = 'button', ...rest } = props;
	const Icon = busy ? LoaderCircle : icon;
	// A disabled button would lose the focus: while busy it only does nothing.
	const onClick = busy ? (event: Event): void => event.preventDefault() : rest.onClick;
	return (
		<button {...rest} type={type} class={`ds-button ${String(rest.class ?? '')}`} data-variant={variant}
			data-color={color} data-size={small ? 'xs' : undefined} data-square={label ? '' : undefined}
			aria-label={label ?? rest['aria-label']} title={label ?? rest.title} aria-busy={busy || undefined} aria-disabled={busy || undefined} onClick={onClick}>
			{Icon && <Icon class={busy ? 'icon spin' : 'icon'} aria-hidden="true" />}
			{children}
		</button>
	);
}

export function ButtonLink(props: Look & { href: string; download?: boolean | string; title?: string }): JSX.Element {
	const { variant = 'secondary', color, small, icon: Icon, children, ...rest } = props;
	return (
		<a {...rest} class="ds-button" data-variant={variant} data-color={color}
			data-size={small ? 'xs' : undefined}>
			{Icon && <Icon class="icon" aria-hidden="true" />}
			{children}
		</a>
	);
}
