/* member-dialog.tsx - correct a member's relation, or end the membership on a day. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { personName } from '../../app/person';
import { labelOf, refresh, useCodes } from '../../app/queries';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ConflictDialog, FormError, isConflict } from '../../ui/errors';
import { SelectField, TextField } from '../../ui/field';
import { say } from '../../ui/toast';
import { type Member, patchMember, type RecordFile } from './use-record';

export function MemberDialog({ record, member, onClose }: {
	record: RecordFile; member: Member; onClose: () => void;
}): JSX.Element {
	const kinds = useCodes('kinship');
	const [relation, setRelation] = useState(member.relation);
	const [to, setTo] = useState(member.to ?? '');
	const isHolder = member.relation === 'holder';
	const { run, busy, error, clear } = useAction(async () => {
		await patchMember(record, member, { ...(!isHolder && { relation }), to: to || null });
		say(t('saved'));
		onClose();
	});
	const errors = fieldErrors(error);
	if (isConflict(error)) {
		const reload = (): void => { refresh('record'); onClose(); };
		return <ConflictDialog differences={[]} onTheirs={reload} onMine={reload} onClose={clear} />;
	}
	return (
		<Dialog title={personName(member.person.identity)} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy}>{t('save')}</Button>}>
			<FormError error={error} />
			{!isHolder && (
				<SelectField name="relation" label={t('member.relation')} value={relation} error={errors.relation}
					options={(kinds.data ?? []).filter((c) => c.code !== 'holder')
						.map((c) => ({ value: c.code, label: labelOf(c.label, c.code) }))}
					onChange={(e) => setRelation(e.currentTarget.value)} />
			)}
			<TextField name="to" type="date" label={t('member.to')} hint={t('member.toHint')} optional value={to} min={member.from}
				error={errors.to} onInput={(e) => setTo(e.currentTarget.value)} />
		</Dialog>
	);
}
