/* variables.tsx - values for variables, written as a JSON object. */
import type { JSX } from 'preact';
import { t } from '../app/i18n';
import { TextArea } from '../ui/field';

export type Variables = Record<string, unknown>;

/** The object that a text says; null when it is none. */
export function parseObject(text: string): Variables | null {
	try {
		const value: unknown = JSON.parse(text || '{}');
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Variables : null;
	} catch {
		return null;
	}
}

export function VariablesField({ label, hint, text, onText, wrong }: {
	label: string; hint?: string; text: string; onText: (text: string) => void; wrong: boolean;
}): JSX.Element {
	return <TextArea name="variables" label={label} hint={hint} rows={4} spellcheck={false} value={text}
		error={wrong ? t('simulation.notJson') : ''} onInput={(e) => onText(e.currentTarget.value)} />;
}
