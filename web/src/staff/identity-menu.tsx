/* identity-menu.tsx - who I am, in which unit, and how I like to see things. */
import { ChevronDown, LogOut, Settings2, Workflow } from 'lucide-preact';
import type { JSX } from 'preact';
import { LOCALE_NAMES, LOCALES, isLocale, locale, t } from '../app/i18n';
import { chooseLocale, DENSITIES, density, SCHEMES, scheme } from '../app/prefs';
import { queryClient } from '../app/queries';
import { chooseUnit, may, myUnits, session, signOut, unitId } from '../app/session';
import { SelectField } from '../ui/field';
import { Menu } from '../ui/menu';
import { say } from '../ui/toast';
import { messageOf } from '../app/errors';
import { Avatar } from '../ui/tag';

export async function leave(): Promise<void> {
	try {
		await signOut();
		queryClient.clear();
	} catch (error) {
		say(messageOf(error), { kind: 'error' });
	}
}

export function DisplayFields(): JSX.Element {
	return (
		<>
			<SelectField name="language" label={t('language')} value={locale.value}
				options={LOCALES.map((tag) => ({ value: tag, label: LOCALE_NAMES[tag] }))}
				onChange={(e) => { const next = e.currentTarget.value; if (isLocale(next)) void chooseLocale(next); }} />
			<SelectField name="density" label={t('prefs.density')} value={density.value}
				options={DENSITIES.map((d) => ({ value: d, label: t(`prefs.density.${d}`) }))}
				onChange={(e) => { density.value = DENSITIES.find((d) => d === e.currentTarget.value) ?? 'normal'; }} />
			<SelectField name="scheme" label={t('prefs.scheme')} value={scheme.value}
				options={SCHEMES.map((s) => ({ value: s, label: t(`prefs.scheme.${s}`) }))}
				onChange={(e) => { scheme.value = SCHEMES.find((s) => s === e.currentTarget.value) ?? 'auto'; }} />
		</>
	);
}

export function IdentityMenu(): JSX.Element | null {
	const me = session.value;
	if (!me)
		return null;
	const unit = myUnits.value.find((u) => u.id === unitId.value)?.name ?? t('unit.all');
	return (
		<Menu label={t('identity.menu', { name: me.name })} trigger={
			<>
				<Avatar name={me.name} />
				<span class="wide" style={{ textAlign: 'start', lineHeight: 1.2 }}>
					<span class="strong">{me.name}</span><br /><span class="small">{unit}</span>
				</span>
				<ChevronDown class="icon" aria-hidden="true" />
			</>
		}>
			{myUnits.value.length > 1 && (
				<SelectField name="unit" label={t('unit')} value={unitId.value} empty={t('unit.all')}
					options={myUnits.value.map((u) => ({ value: u.id, label: u.name }))}
					onChange={(e) => chooseUnit(e.currentTarget.value)} />
			)}
			<DisplayFields />
			<hr />
			<a href="/staff/preferences"><Settings2 class="icon" aria-hidden="true" />{t('nav.preferences')}</a>
			{may('model.deploy') && <a href="/admin" target="_self"><Workflow class="icon" aria-hidden="true" />{t('nav.admin')}</a>}
			<button type="button" data-close onClick={() => void leave()}>
				<LogOut class="icon" aria-hidden="true" />{t('signOut')}
			</button>
		</Menu>
	);
}
