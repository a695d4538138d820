/* passkeys.tsx - one's own passkeys: add, rename, remove. */
import { Fingerprint, KeyRound } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '@tanstack/preact-query';
import { api, data, ifMatch, type Schemas } from '../app/api';
import { browserName } from '../app/format';
import { t } from '../app/i18n';
import { addPasskey, hasPasskeys } from '../app/passkey';
import { refresh } from '../app/queries';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/errors';
import { TextField } from '../ui/field';
import { Loaded, Notice } from '../ui/states';
import { Tag, When } from '../ui/tag';
import { say } from '../ui/toast';
import { confirmByCode, Confirmation, isConfirmationNeeded } from './confirm';
import { formText } from './sign-in';

type Passkey = Schemas['Passkey'];

const NAME_MAX = 60;

/** A refusal that Confirmation answers is no error to show. */
const shown = (error: unknown): unknown => isConfirmationNeeded(error) ? null : error;

function NameField({ value }: { value: string }): JSX.Element {
	return <TextField name="name" label={t('passkey.name')} hint={t('passkey.nameHint')} value={value} maxLength={NAME_MAX} required autoFocus />;
}

function Add({ onClose }: { onClose: () => void }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await confirmByCode(form);
		await addPasskey(formText(form, 'name').trim() || browserName(navigator.userAgent));
		refresh('passkeys');
		say(t('passkey.added'));
		onClose();
	});
	return (
		<Dialog title={t('passkey.add')} onClose={onClose} onSubmit={(e) => void run(e.currentTarget ?? e.target)}
			actions={<Button type="submit" variant="primary" icon={Fingerprint} busy={busy}>{t('passkey.add')}</Button>}>
			<p>{t('passkey.addText')}</p>
			<FormError error={shown(error)} />
			<NameField value={browserName(navigator.userAgent).slice(0, NAME_MAX)} />
			<Confirmation error={error} />
		</Dialog>
	);
}

function Rename({ passkey, onClose }: { passkey: Passkey; onClose: () => void }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await data(api.PATCH('/api/v1/passkeys/{id}', {
			params: { path: { id: passkey.id }, header: { 'If-Match': ifMatch(passkey.version) } },
			body: { name: formText(form, 'name').trim() },
		}));
		refresh('passkeys');
		onClose();
	});
	return (
		<Dialog title={t('passkey.rename')} onClose={onClose} onSubmit={(e) => void run(e.currentTarget ?? e.target)}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('passkey.rename')}</Button>}>
			<FormError error={error} />
			<NameField value={passkey.name} />
		</Dialog>
	);
}

function Remove({ passkey, onClose }: { passkey: Passkey; onClose: () => void }): JSX.Element {
	const { run, busy, error } = useAction(async (_key, form: EventTarget | null) => {
		await confirmByCode(form);
		await data(api.DELETE('/api/v1/passkeys/{id}', { params: { path: { id: passkey.id } } }));
		refresh('passkeys');
		say(t('passkey.removed'));
		onClose();
	});
	return (
		<Dialog title={t('passkey.removeTitle', { name: passkey.name })} onClose={onClose}
			onSubmit={(e) => void run(e.currentTarget ?? e.target)}
			actions={<Button type="submit" variant="primary" color="danger" busy={busy}>{t('passkey.remove')}</Button>}>
			<p>{t('passkey.removeText')}</p>
			<FormError error={shown(error)} />
			<Confirmation error={error} />
		</Dialog>
	);
}

function Row({ passkey, onRename, onRemove }: { passkey: Passkey; onRename: () => void; onRemove: () => void }): JSX.Element {
	return (
		<li class="row">
			<KeyRound class="icon" aria-hidden="true" />
			<span class="grow">
				{passkey.name}<br />
				<span class="small dim">{passkey.lastUsedAt ? <>{t('passkey.lastUsed')} <When at={passkey.lastUsedAt} /></> : t('passkey.never')}</span>
			</span>
			{passkey.isSynced && <Tag>{t('passkey.synced')}</Tag>}
			<Button small aria-label={t('passkey.renameOf', { name: passkey.name })} onClick={onRename}>{t('passkey.rename')}</Button>
			<Button small color="danger" aria-label={t('passkey.removeOf', { name: passkey.name })} onClick={onRemove}>{t('passkey.remove')}</Button>
		</li>
	);
}

export function Passkeys(): JSX.Element {
	const [open, setOpen] = useState<{ what: 'add' | 'rename' | 'remove'; passkey?: Passkey } | null>(null);
	const close = (): void => setOpen(null);
	const passkeys = useQuery({ queryKey: ['passkeys'], queryFn: () => data(api.GET('/api/v1/passkeys')) });
	return (
		<section class="card">
			<header>
				<h2>{t('passkey.title')}</h2>
				{hasPasskeys() && <Button small icon={Fingerprint} onClick={() => setOpen({ what: 'add' })}>{t('passkey.add')}</Button>}
			</header>
			<p class="dim">{t('passkey.sub')}</p>
			{!hasPasskeys() && <Notice title={t('passkey.error.unsupported')} />}
			<Loaded query={passkeys} lines={2}>
				{({ items, isRequired }) => (
					<>
						{isRequired && <p>{t('passkey.required')}</p>}
						{items.length === 0 && <p>{t('passkey.none')}</p>}
						<ul class="stack">
							{items.map((passkey) => (
								<Row key={passkey.id} passkey={passkey} onRename={() => setOpen({ what: 'rename', passkey })}
									onRemove={() => setOpen({ what: 'remove', passkey })} />
							))}
						</ul>
					</>
				)}
			</Loaded>
			{open?.what === 'add' && <Add onClose={close} />}
			{open?.what === 'rename' && open.passkey && <Rename passkey={open.passkey} onClose={close} />}
			{open?.what === 'remove' && open.passkey && <Remove passkey={open.passkey} onClose={close} />}
		</section>
	);
}
