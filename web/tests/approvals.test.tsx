/* approvals.test.tsx - what an approval is about, in words; who can do it now. */
import { afterEach, expect, it } from 'vitest';
import type { Schemas } from '../src/app/api';
import { ApiError } from '../src/app/errors';
import { isApprovalNeeded } from '../src/staff/approvals/ask';
import { canCarryOut } from '../src/staff/approvals/carry-out';
import { Subject } from '../src/staff/approvals/subject';
import { cleanup, render, screen } from './render';

afterEach(cleanup);

const ID = '01a22e3f-7507-7308-80ab-97f63788bf97';

it('says days, codes and names, and keeps what it does not know', () => {
	render(<Subject action="audit.events" actor="Lucía Marín" subject={{ actor: ID, kind: 'read', from: '2026-01-02T10:00:00Z', record: '2026/000123' }} />);
	const text = screen.find('div')?.textContent ?? '';
	expect(text).toContain('Lucía Marín');
	expect(text).not.toContain(ID);
	expect(text).toContain('Consultas');
	expect(text).toContain('2026/000123');
	expect(text).not.toContain('T10:00');
	cleanup();
	render(<Subject action="key.destroy" subject={{ subject: ID }} />);
	expect(screen.find('code')?.textContent).toBe(ID);
});

it('is carried out here when it was approved and is no command', () => {
	const approval = (state: string, action: string): Schemas['Approval'] => ({ state, action }) as Schemas['Approval'];
	expect(canCarryOut(approval('approved', 'export.run'))).toBe(true);
	expect(canCarryOut(approval('used', 'export.run'))).toBe(false);
	expect(canCarryOut(approval('approved', 'key.destroy'))).toBe(false);
});

it('is asked for only when the server wants that', () => {
	expect(isApprovalNeeded(new ApiError(403, 'approval.required', '', '', []))).toBe(true);
	expect(isApprovalNeeded(new ApiError(403, 'approval.unusable', '', '', []))).toBe(false);
});
