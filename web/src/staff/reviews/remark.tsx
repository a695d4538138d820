/* remark.tsx - what somebody writes about what they looked at. */
import type { JSX } from 'preact';
import { fieldErrors } from '../../app/errors';
import { t } from '../../app/i18n';
import { TextArea } from '../../ui/field';

const REMARK_MAX = 2000;

/** error: of the form. isEmpty: it was sent without one. */
export function RemarkField({ error, isEmpty }: { error: unknown; isEmpty: boolean }): JSX.Element {
	return (
		<TextArea name="remark" label={t('review.remark')} required rows={3} maxLength={REMARK_MAX}
			error={fieldErrors(error).remark ?? (isEmpty ? t('form.required') : null)} />
	);
}
