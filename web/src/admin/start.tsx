/* start.tsx - an instance of one version that somebody starts, with variables to begin with. */
import { useLocation } from 'preact-iso';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../app/api';
import { t } from '../app/i18n';
import { refresh } from '../app/queries';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/errors';
import { say } from '../ui/toast';
import { parseObject, VariablesField } from './variables';

export function Start({ definitionId, onClose }: { definitionId: string; onClose: () => void }): JSX.Element {
	const [text, setText] = useState('{}');
	const { route } = useLocation();
	const variables = parseObject(text);
	const { run, busy, error } = useAction(async (key) => {
		if (!variables)
			return;
		const made = await data(api.POST('/api/v1/process-instances', { params: { header: { 'Idempotency-Key': key } },
			body: { definitionId, variables } }));
		refresh('instances', 'definition');
		say(t('process.started'));
		route(`/admin/instances/${made.id}`);
	});
	return (
		<Dialog title={t('process.start')} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('process.start')}</Button>}>
			<p>{t('process.startText')}</p>
			<FormError error={error} />
			<VariablesField label={t('process.startVariables')} text={text} onText={setText} wrong={!variables} />
		</Dialog>
	);
}
