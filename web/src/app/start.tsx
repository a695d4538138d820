/* start.tsx - what every entry does before its first page. */
import { QueryClientProvider } from '@tanstack/preact-query';
import { type ComponentChildren, render } from 'preact';
import { LocationProvider } from 'preact-iso';
import '../styles/index.css';
import { startLocale, startPrefs } from './prefs';
import { queryClient } from './queries';

export async function start(app: () => ComponentChildren, prepare?: () => Promise<void>): Promise<void> {
	const root = document.getElementById('app');
	if (!root)
		throw new Error('no #app');
	startPrefs();
	await startLocale();
	await prepare?.();
	root.replaceChildren();
	const App = app as () => preact.JSX.Element;
	render(
		<QueryClientProvider client={queryClient}>
			<LocationProvider><App /></LocationProvider>
		</QueryClientProvider>, root);
}
