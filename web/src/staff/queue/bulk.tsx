/* bulk.tsx - the bar for many tasks at once: assign, transfer, release; result per row; undo. */
import { Undo2, UserPlus, X } from 'lucide-preact';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { messageOf } from '../../app/errors';
import { t, tCode } from '../../app/i18n';
import { may } from '../../app/session';
import { useAction } from '../../ui/action';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FormError } from '../../ui/errors';
import { say } from '../../ui/toast';
import { type BulkRow, bulk, undoBulk } from './actions';
import { AssignFields, type Target } from './assign';

/** What a task is called, by its id. */
type Names = ReadonlyMap<string, string>;

function Results({ rows, names, onClose }: { rows: BulkRow[]; names: Names; onClose: () => void }): JSX.Element {
	const failed = rows.filter((row) => !row.ok);
	return (
		<Dialog title={t('bulk.partly', { ok: rows.length - failed.length, failed: failed.length })} onClose={onClose} cancel={t('close')}>
			<ul>
				{failed.map((row) => (
					<li key={row.id}><span class="strong">{names.get(row.id) ?? row.id}</span>: {tCode('problem', row.code, row.code ?? '')}</li>
				))}
			</ul>
		</Dialog>
	);
}

export function report(rows: BulkRow[], showFailures: (rows: BulkRow[]) => void): void {
	const ok = rows.filter((row) => row.ok).length;
	say(t('bulk.done', { n: ok }), {
		undo: () => void undoBulk(rows).catch((error: unknown) => say(messageOf(error), { kind: 'error' })),
	});
	if (ok < rows.length)
		showFailures(rows);
}

export function AssignDialog({ ids, onClose, onDone }: {
	ids: string[]; onClose: () => void; onDone: (rows: BulkRow[]) => void;
}): JSX.Element {
	const [target, setTarget] = useState<Target>({ kind: 'staff', id: '' });
	const { run, busy, error } = useAction(async () => {
		onDone(await bulk(target.kind === 'staff' ? { action: 'assign', ids, staffId: target.id } :
			{ action: 'transfer', ids, unitId: target.id }));
	});
	return (
		<Dialog title={t('bulk.assign', { n: ids.length })} onClose={onClose} onSubmit={() => void run()}
			actions={<Button type="submit" variant="primary" busy={busy} disabled={!target.id}>{t('task.assign')}</Button>}>
			<FormError error={error} />
			<AssignFields target={target} onChange={setTarget} withUnits />
		</Dialog>
	);
}

export function BulkBar({ selected, names, onDone, onAll, total }: {
	selected: ReadonlySet<string>; names: Names; onDone: () => void; onAll: () => void; total: number;
}): JSX.Element | null {
	const [assigning, setAssigning] = useState(false);
	const [failures, setFailures] = useState<BulkRow[]>([]);
	const ids = [...selected];
	const { run, busy, error } = useAction(async () => {
		report(await bulk({ action: 'release', ids }), setFailures);
		onDone();
	});
	return (
		<>
			{ids.length > 0 && (
				<div class="bulk-bar" role="group" aria-label={t('bulk.title')}>
					<strong>{t('bulk.selected', { n: ids.length })}</strong>
					{ids.length < total && <button type="button" class="ds-link" onClick={onAll}>{t('bulk.all', { n: total })}</button>}
					<span class="grow" />
					{may('task.supervise') && (
						<Button small variant="primary" icon={UserPlus} onClick={() => setAssigning(true)}>{t('task.assign')}</Button>
					)}
					<Button small icon={Undo2} busy={busy} onClick={() => void run()}>{t('task.release')}</Button>
					<Button small variant="tertiary" icon={X} label={t('bulk.clear')} onClick={onDone} />
					<FormError error={error} />
				</div>
			)}
			{assigning && (
				<AssignDialog ids={ids} onClose={() => setAssigning(false)} onDone={(rows) => {
					setAssigning(false);
					report(rows, setFailures);
					onDone();
				}} />
			)}
			{failures.length > 0 && <Results rows={failures} names={names} onClose={() => setFailures([])} />}
		</>
	);
}
