/* brand.tsx - the mark and the woven picture beside the sign-in. */
import type { JSX } from 'preact';

export function Mark(): JSX.Element {
	return (
		<svg viewBox="0 0 32 32" aria-hidden="true">
			<rect width="32" height="32" rx="8" fill="#fff" fill-opacity=".14" />
			<g fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round">
				<path d="M13.5 18.5a5 5 0 0 0 7.1 0l3.2-3.2a5 5 0 0 0-7.1-7.1l-1.5 1.5" />
				<path d="M18.5 13.5a5 5 0 0 0-7.1 0l-3.2 3.2a5 5 0 0 0 7.1 7.1l1.5-1.5" />
			</g>
		</svg>
	);
}

const THREADS = Array.from({ length: 14 }, (_, i) => i);

/** Threads that cross: people and services. */
export function Weave(): JSX.Element {
	return (
		<svg class="weave" viewBox="0 0 400 800" preserveAspectRatio="xMidYMid slice" aria-hidden="true" fill="none"
			stroke-width="2">
			{THREADS.map((i) => (
				<path key={i} stroke={i % 3 ? '#5fb3bf' : '#e8a27c'}
					d={`M${-60 + i * 38} -20 C ${40 + i * 22} 220, ${-120 + i * 52} 460, ${60 + i * 26} 820`} />
			))}
		</svg>
	);
}
