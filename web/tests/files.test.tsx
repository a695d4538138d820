/* files.test.tsx - what can be sent, how it is said, and what becomes of an upload. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asciiJson } from '../src/app/api';
import { type Limits, refusalOf } from '../src/files/documents';
import { UploadList } from '../src/files/upload-list';
import { type Uploads, useUploads } from '../src/files/uploads';
import { cleanup, fireEvent, render, screen, waitFor } from './render';

const limits: Limits = { sizeMax: 1000, perRecordMax: 5, types: [{ extension: 'pdf', mediaType: 'application/pdf' }, { extension: 'jpg', mediaType: 'image/jpeg' }] };

describe('a file', () => {
	it('is refused by its name and size before it is sent', () => {
		expect(refusalOf({ name: 'Nómina.PDF', size: 10 }, limits)).toBeNull();
		expect(refusalOf({ name: 'nomina.exe', size: 10 }, limits)).toBe('file.type');
		expect(refusalOf({ name: 'pdf', size: 10 }, limits)).toBe('file.type');
		expect(refusalOf({ name: 'a.pdf', size: 1001 }, limits)).toBe('http.body_size');
		expect(refusalOf({ name: 'a.pdf', size: 0 }, limits)).toBe('file.empty');
		expect(refusalOf({ name: 'a.jpg', size: 10 }, limits, '.pdf, .png')).toBe('form.file_type');
		expect(refusalOf({ name: 'a.pdf', size: 10 }, limits, '.pdf, .png')).toBeNull();
	});
	it('is described in ASCII', () => {
		const said = asciiJson({ name: 'Nómina «mayo» 😀.pdf' });
		expect(said).toMatch(/^[ -~]*$/);
		expect(JSON.parse(said)).toEqual({ name: 'Nómina «mayo» 😀.pdf' });
	});
});

/* What the browser would send with, under control. */
class FakeRequest {
	static all: FakeRequest[] = [];
	upload: { onprogress?: (e: { lengthComputable: boolean; loaded: number; total: number }) => void } = {};
	headers: Record<string, string> = {};
	status = 0;
	responseText = '';
	onload?: () => void;
	onerror?: () => void;
	onabort?: () => void;
	path = '';
	constructor() { FakeRequest.all.push(this); }
	open(_method: string, path: string): void { this.path = path; }
	setRequestHeader(name: string, value: string): void { this.headers[name] = value; }
	getResponseHeader(): null { return null; }
	send(): void { /* waits to be answered */ }
	abort(): void { this.onabort?.(); }
	answer(status: number, body: unknown): void {
		this.status = status;
		this.responseText = JSON.stringify(body);
		this.onload?.();
	}
}

let uploads: Uploads;
const stored: string[] = [];

function Probe(): preact.JSX.Element {
	uploads = useUploads({ path: '/files', limits, onStored: (file) => stored.push(file.id) });
	return <UploadList uploads={uploads} />;
}

const add = (...names: string[]): void => uploads.add(names.map((name) => (
	{ file: new File(['x'], name), facts: { name, kind: 'other', sensitivity: 1 } })));

describe('uploads', () => {
	beforeEach(() => {
		FakeRequest.all = [];
		stored.length = 0;
		vi.stubGlobal('XMLHttpRequest', FakeRequest);
		render(<Probe />);
	});
	afterEach(() => {
		cleanup();
		vi.unstubAllGlobals();
	});

	it('go two at a time, and show how far they are', async () => {
		add('a.pdf', 'b.pdf', 'c.pdf');
		await waitFor(() => expect(FakeRequest.all.length).toBe(2));
		const [first] = FakeRequest.all;
		first?.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 4 });
		await waitFor(() => expect((screen.find('progress') as HTMLProgressElement).value).toBe(0.25));
		first?.answer(201, { id: 'one' });
		await waitFor(() => expect(FakeRequest.all.length).toBe(3));
		expect(stored).toEqual(['one']);
		expect(JSON.parse(first?.headers['X-Document'] ?? '')).toEqual({ name: 'a.pdf', kind: 'other', sensitivity: 1 });
	});
	it('say what is wrong with each file, and send the others', async () => {
		add('a.exe', 'b.pdf');
		await waitFor(() => expect(FakeRequest.all.length).toBe(1));
		expect(screen.find('.field-error')?.textContent).toContain('no se admite');
		FakeRequest.all[0]?.answer(422, { code: 'file.magic', errors: [{ pointer: '/name', code: 'file.magic' }] });
		await waitFor(() => expect(document.querySelectorAll('.field-error').length).toBe(2));
		expect(document.querySelectorAll('.upload button').length).toBe(2);
	});
	it('are tried again with the same key when nobody knows, and not stored twice', async () => {
		add('a.pdf');
		await waitFor(() => expect(FakeRequest.all.length).toBe(1));
		FakeRequest.all[0]?.onerror?.();
		await waitFor(() => expect(screen.find('.upload button')?.getAttribute('aria-label')).toContain('Reintentar'));
		fireEvent(screen.find('.upload button'), 'click');
		await waitFor(() => expect(FakeRequest.all.length).toBe(2));
		expect(FakeRequest.all[1]?.headers['Idempotency-Key']).toBe(FakeRequest.all[0]?.headers['Idempotency-Key']);
		FakeRequest.all[1]?.answer(409, { code: 'idempotency.repeated' });
		await waitFor(() => expect(uploads.list.length).toBe(0));
	});
	it('stop when told to', async () => {
		add('a.pdf');
		await waitFor(() => expect(FakeRequest.all.length).toBe(1));
		fireEvent(screen.find('.upload button'), 'click');
		await waitFor(() => expect(uploads.list.length).toBe(0));
		expect(stored).toEqual([]);
	});
	it('stop when the page is left', async () => {
		add('a.pdf');
		await waitFor(() => expect(FakeRequest.all.length).toBe(1));
		const abort = vi.spyOn(FakeRequest.all[0] as FakeRequest, 'abort');
		cleanup();
		expect(abort).toHaveBeenCalled();
	});
});
