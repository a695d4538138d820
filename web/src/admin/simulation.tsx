/* simulation.tsx - run a model on a virtual clock; nothing is written. */
import { Play } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { Notice } from '../ui/states';
import { StateTag } from '../ui/tag';
import { simulate } from './models';
import { parseObject, VariablesField } from './variables';

type Result = Awaited<ReturnType<typeof simulate>>;

function eventLine(event: unknown): string {
	return typeof event === 'object' && event !== null ?
		Object.entries(event).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join('  ') :
		String(event);
}

export function Simulation({ xml }: { xml: string }): JSX.Element {
	const [text, setText] = useState('{}');
	const [wrong, setWrong] = useState(false);
	const [result, setResult] = useState<Result | null>(null);
	const { run, busy, error } = useAction(async (_key, variables: Record<string, unknown>) => setResult(await simulate(xml, variables)));
	return (
		<section class="card stack">
			<h2>{t('simulation.title')}</h2>
			<p class="dim">{t('simulation.text')}</p>
			<form class="stack" onSubmit={(e) => {
				e.preventDefault();
				const variables = parseObject(text);
				setWrong(!variables);
				if (variables)
					void run(variables);
			}}>
				<VariablesField label={t('simulation.variables')} text={text} onText={setText} wrong={wrong} />
				<div class="row"><Button type="submit" variant="primary" icon={Play} busy={busy}>{t('simulation.run')}</Button></div>
			</form>
			<FormError error={error} />
			{result && (
				<>
					<Notice kind={result.state === 'incident' ? 'danger' : 'success'} title={t('simulation.ended')}><StateTag state={result.state} /></Notice>
					<pre class="receipt">{result.events.map(eventLine).join('\n')}</pre>
					<pre class="receipt">{JSON.stringify(result.variables, null, 2)}</pre>
				</>
			)}
		</section>
	);
}
