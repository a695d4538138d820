/* copy.tsx - everything that is held about a person, made to be handed over: a page and the data. */
import { Copy as CopyIcon, Download, FileJson } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, data } from '../../app/api';
import { saveFile } from '../../app/download';
import { fieldErrors } from '../../app/errors';
import { isLocale, locale, LOCALE_NAMES, LOCALES, t, type Locale, wordsOf } from '../../app/i18n';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { RadioField, SelectField } from '../../ui/field';
import { Notice } from '../../ui/states';
import { DataTable } from '../../ui/table';
import { stepUp, StepUpField } from '../exports/step-up';
import { type Copy, copyPage, hasMasks, partsOf } from './copy-page';

const PURPOSES = ['access', 'portability', 'representative', 'authority'] as const;
type Purpose = typeof PURPOSES[number];

function MakeCopy({ personId, onMade, onClose }: { personId: string; onMade: (copy: Copy) => void; onClose: () => void }): JSX.Element {
	const [purpose, setPurpose] = useState<Purpose>('access');
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await stepUp(form);
		onMade(await data(api.POST('/api/v1/persons/{id}/copy', { params: { path: { id: personId } }, body: { purpose } })));
		onClose();
	});
	return (
		<Dialog title={t('copy.title')} onClose={onClose} onSubmit={(e) => void run(e.target)}
			actions={<Button type="submit" variant="primary" icon={CopyIcon} busy={busy}>{t('copy.make')}</Button>}>
			<FormError error={error} />
			<RadioField name="purpose" label={t('copy.purpose')} required value={purpose} error={fieldErrors(error).purpose}
				onPick={(v) => setPurpose(PURPOSES.find((p) => p === v) ?? 'access')}
				options={PURPOSES.map((p) => ({ value: p, label: t(`copy.purpose.${p}`) }))} />
			<StepUpField error={error} />
		</Dialog>
	);
}

function Made({ copy }: { copy: Copy }): JSX.Element {
	const [language, setLanguage] = useState<Locale>(locale.value);
	const name = `${t('copy.title')} ${copy.madeAt.slice(0, 10)}`;
	const savePage = async (): Promise<void> =>
		saveFile(new Blob([copyPage(copy, await wordsOf(language))], { type: 'text/html' }), `${name}.html`);
	return (
		<div class="stack" role="status">
			<h3>{t('copy.ready')}</h3>
			{hasMasks(copy) && <Notice kind="warning" title={t('copy.masked')} />}
			<Notice kind="info" title={t('copy.review')} />
			<DataTable caption={t('copy.title')} rows={partsOf(copy)} rowKey={([part]) => part} columns={[
				{ id: 'part', label: t('copy.part'), cell: ([part]) => t(`copy.part.${part}` as 'copy.part.person') },
				{ id: 'n', label: t('copy.entries'), numeric: true, cell: ([, items]) => items.length },
			]} />
			<SelectField name="copyLanguage" label={t('copy.language')} value={language} options={LOCALES.map((l) => ({ value: l, label: LOCALE_NAMES[l] }))}
				onChange={(e) => { if (isLocale(e.currentTarget.value)) setLanguage(e.currentTarget.value); }} />
			<div class="row">
				<Button variant="primary" icon={Download} onClick={() => void savePage()}>{t('copy.page')}</Button>
				<Button icon={FileJson} onClick={() => saveFile(new Blob([JSON.stringify(copy, null, '\t')], { type: 'application/json' }), `${name}.json`)}>
					{t('copy.data')}
				</Button>
			</div>
		</div>
	);
}

export function CopyCard({ personId }: { personId: string }): JSX.Element {
	const [asking, setAsking] = useState(false);
	const [copy, setCopy] = useState<Copy | null>(null);
	return (
		<section class="card stack">
			<header>
				<h2>{t('copy.title')}</h2>
				<Button small variant="primary" icon={CopyIcon} onClick={() => setAsking(true)}>{t('copy.make')}</Button>
			</header>
			<p>{t('copy.text')}</p>
			{copy && <Made copy={copy} />}
			{asking && <MakeCopy personId={personId} onMade={setCopy} onClose={() => setAsking(false)} />}
		</section>
	);
}
