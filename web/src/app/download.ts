/* download.ts - give the reader a file of what the server sent. */

export function saveFile(content: Blob, name: string): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken it when the click was handled.
	setTimeout(() => URL.revokeObjectURL(url), 0);
}
