/* qr.tsx - a QR code as SVG, made in the browser: the secret goes nowhere. */
import type { JSX } from 'preact';
import { encode } from 'uqr';

export function Qr({ text, label }: { text: string; label: string }): JSX.Element {
	const { data, size } = encode(text, { border: 2 });
	const path = data.map((row, y) => row.map((on, x) => on ? `M${x} ${y}h1v1h-1z` : '').join('')).join('');
	return (
		<svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
			<path d={path} />
		</svg>
	);
}
