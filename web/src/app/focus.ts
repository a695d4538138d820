/*
 * focus.ts - the focus is never lost.
 *
 * A button that goes away with what it did ("claim", "remove") takes the focus
 * with it, and the next Tab would start at the top of the page.  Then the part
 * of the page that it was in takes the focus.
 */
const HOMES = 'section, dialog, main';

/** Watch until the returned function is called. */
export function keepFocus(root: Node): () => void {
	let last: Element | null = null;
	let homes: HTMLElement[] = [];
	const onFocus = (event: FocusEvent): void => {
		last = event.target as Element;
		homes = [];
		for (let at = last.parentElement; at; at = at.parentElement) {
			if (at.matches(HOMES))
				homes.push(at);
		}
	};
	const observer = new MutationObserver(() => {
		if (!last || last.isConnected)
			return;
		last = null;
		const home = homes.find((element) => element.isConnected);
		if (!home || document.activeElement !== document.body)
			return;
		if (!home.hasAttribute('tabindex'))
			home.tabIndex = -1;
		home.focus({ preventScroll: true });
	});
	document.addEventListener('focusin', onFocus);
	observer.observe(root, { childList: true, subtree: true });
	return () => {
		document.removeEventListener('focusin', onFocus);
		observer.disconnect();
	};
}
