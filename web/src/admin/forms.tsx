/* forms.tsx - forms: what is deployed; read one from a file, try it here, deploy it. */
import { ClipboardType, Rocket } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { may } from '../app/session';
import { FormView } from '../forms/form-view';
import { isForm } from '../forms/model';
import type { FormData, FormSchema } from '../forms/types';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { PageHead } from '../ui/nav';
import { EmptyState, Loaded } from '../ui/states';
import { DataTable } from '../ui/table';
import { When } from '../ui/tag';
import { say } from '../ui/toast';
import { deployForm, useFormDefinitions } from './models';
import { FileDrop } from './upload';

function readForm(text: string): FormSchema | null {
	try {
		const value: unknown = JSON.parse(text);
		return isForm(value) ? value : null;
	} catch {
		return null;
	}
}

function Preview({ schema }: { schema: FormSchema }): JSX.Element {
	const [sent, setSent] = useState<FormData | null>(null);
	const { run, busy, error } = useAction(async () => {
		const made = await deployForm(schema as unknown as Record<string, unknown>);
		say(t('form.deployed', { key: made.key, n: made.version }));
	});
	return (
		<section class="card stack">
			<header class="row between"><h2>{t('form.preview')}</h2>
				<Button variant="primary" icon={Rocket} busy={busy} onClick={() => void run()}>{t('form.deploy')}</Button></header>
			<FormError error={error} />
			<FormView schema={schema} data={{}} onSubmit={setSent}>
				<div class="row"><Button type="submit">{t('form.try')}</Button></div>
			</FormView>
			{sent && <pre class="receipt">{JSON.stringify(sent, null, 2)}</pre>}
		</section>
	);
}

export default function Forms(): JSX.Element {
	const forms = useFormDefinitions();
	const [schema, setSchema] = useState<FormSchema | null>(null);
	const [wrong, setWrong] = useState(false);
	return (
		<>
			<PageHead title={t('admin.forms')} sub={t('form.sub')} />
			<div class="stack">
				{may('model.deploy') && <section class="card"><FileDrop accept=".form,.json" label={t('form.file')} onText={(text) => {
					const read = readForm(text);
					setSchema(read);
					setWrong(!read);
				}} />{wrong && <p class="field-error" role="alert">{t('form.notForm')}</p>}</section>}
				{schema && <Preview key={JSON.stringify(schema).length} schema={schema} />}
				<section class="card flush">
					<Loaded query={forms}>
						{(items) => items.length ? (
							<DataTable caption={t('admin.forms')} rows={items} rowKey={(f) => f.id} columns={[
								{ id: 'key', label: t('form.key'), cell: (f) => <code>{f.key}</code> },
								{ id: 'version', label: t('process.versionLabel'), numeric: true, cell: (f) => f.version },
								{ id: 'at', label: t('process.deployedAt'), cell: (f) => <When at={f.deployedAt} /> },
							]} />
						) : <EmptyState icon={ClipboardType} title={t('form.none')} />}
					</Loaded>
				</section>
			</div>
		</>
	);
}
