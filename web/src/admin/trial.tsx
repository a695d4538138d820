/* trial.tsx - ask a decision with inputs of one's own; nothing is kept. */
import { Play } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data, type Schemas } from '../app/api';
import { t } from '../app/i18n';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { Explanation, valueText } from '../ui/explanation';
import { SelectField, TextField } from '../ui/field';
import { Notice } from '../ui/states';

type Input = Schemas['DecisionInput'];
type Answer = Schemas['DecisionAnswer'];

const TEXT = /^\s*"(?:[^"\\]|\\.)*"\s*$/;

/** The texts allowed, when that is all the tests say: '"rent", "food"'. */
export function choices(input: Input): string[] {
	if (input.type === 'boolean')
		return ['true', 'false'];
	const parts = (input.allowed ?? '').match(/"(?:[^"\\]|\\.)*"|[^,"]+/g)?.filter((part) => part.trim()) ?? [];
	return input.type === 'string' && parts.length > 0 && parts.every((part) => TEXT.test(part)) ?
		parts.map((part) => JSON.parse(part) as string) : [];
}

/** What was written, as the type wants it; undefined: nothing; null: it does not fit. */
export function valueOf(input: Input, text: string): unknown {
	const written = text.trim();
	if (!written)
		return undefined;
	if (input.type === 'number') {
		const number = Number(written.replace(',', '.'));
		return Number.isFinite(number) ? number : null;
	}
	if (['string', 'date', 'time', 'date and time'].includes(input.type) || input.type.endsWith('duration'))
		return written;
	try {
		return JSON.parse(written) as unknown;
	} catch {
		return input.type === 'Any' ? written : null;
	}
}

const label = (input: Input, value: string): string => input.type === 'boolean' ? valueText(value === 'true') : value;

function Asked({ input, value, error, onChange }: {
	input: Input; value: string; error?: string; onChange: (value: string) => void;
}): JSX.Element {
	const options = choices(input).map((o) => ({ value: o, label: label(input, o) }));
	if (options.length)
		return <SelectField name={input.name} label={input.name} options={options} empty={t('decision.notKnown')} value={value}
			onChange={(e) => onChange(e.currentTarget.value)} />;
	return <TextField name={input.name} label={input.name} hint={<code>{input.type}</code>} value={value} error={error}
		type={input.type === 'date' ? 'date' : 'text'} inputMode={input.type === 'number' ? 'decimal' : undefined}
		onInput={(e) => onChange(e.currentTarget.value)} />;
}

function Answered({ answer }: { answer: Answer }): JSX.Element {
	return (
		<>
			<Notice kind={answer.unknown ? 'warning' : 'success'} title={answer.unknown ?
				t('decision.open', { inputs: answer.unknown.join(', ') }) : t('decision.answer')}>
				{!answer.unknown && <p class="strong">{valueText(answer.result)}</p>}
				{(answer.diagnostics ?? []).map((d, i) => <p key={i}>{d.message}</p>)}
			</Notice>
			{answer.why && <Explanation why={answer.why} />}
		</>
	);
}

export function Trial({ decision, inputs }: { decision: Schemas['DecisionDefinition']; inputs: Input[] }): JSX.Element {
	const [texts, setTexts] = useState<Record<string, string>>({});
	const [wrong, setWrong] = useState<Record<string, string>>({});
	const [answer, setAnswer] = useState<Answer | null>(null);
	const { run, busy, error } = useAction(async (_key, input: Record<string, unknown>) => {
		const found = await data(api.POST('/api/v1/decisions/{key}/evaluate', {
			params: { path: { key: decision.key }, query: { version: decision.version } }, body: { input, explain: true },
		}));
		setAnswer('items' in found ? null : found);
	});
	const submit = (): void => {
		const values = inputs.map((i) => [i, valueOf(i, texts[i.name] ?? '')] as const);
		const bad = values.filter(([, v]) => v === null).map(([i]) => [i.name, t('decision.wrong', { type: i.type })]);
		setWrong(Object.fromEntries(bad) as Record<string, string>);
		if (!bad.length)
			void run(Object.fromEntries(values.filter(([, v]) => v !== undefined).map(([i, v]) => [i.name, v])));
	};
	return (
		<section class="card stack">
			<h2>{t('decision.try')}</h2>
			<p class="dim">{t('decision.tryText')}</p>
			<form class="stack" noValidate onSubmit={(e) => { e.preventDefault(); submit(); }}>
				{inputs.length === 0 && <p>{t('decision.noInputs')}</p>}
				{inputs.map((input) => (
					<Asked key={input.name} input={input} value={texts[input.name] ?? ''} error={wrong[input.name]}
						onChange={(value) => setTexts({ ...texts, [input.name]: value })} />
				))}
				<div class="row"><Button type="submit" variant="primary" icon={Play} busy={busy}>{t('decision.run')}</Button></div>
			</form>
			<FormError error={error} />
			<div aria-live="polite" class="stack">{answer && <Answered answer={answer} />}</div>
		</section>
	);
}
