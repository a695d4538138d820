/*
 * diagram.tsx - a process diagram with where it stands, and the same as a list.
 *
 * The viewer is a large library and comes with the page that shows it.  The
 * list beside the drawing says in words what the colours say: it is the
 * accessible form of the diagram, and it is what gets printed.
 */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { Maximize, ZoomIn, ZoomOut } from 'lucide-preact';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/states';

export interface Mark {
	elementId: string;
	state?: 'active' | 'completed' | 'cancelled' | 'incident';
	/** 1 to 5: how high its figure is. */
	heat?: number;
	/** How many tokens, or any short text, on a badge. */
	badge?: string;
}

interface Canvas {
	zoom: (level: number | 'fit-viewport', center?: 'auto') => number;
	addMarker: (id: string, name: string) => void;
}
interface Overlays { add: (id: string, overlay: { position: Record<string, number>; html: HTMLElement }) => void }
interface Registry { get: (id: string) => unknown }

const MARKERS = { active: 'is-current', completed: 'is-done', incident: 'is-failed', cancelled: '' };

function badge(text: string): HTMLElement {
	const element = document.createElement('span');
	element.className = 'token';
	element.textContent = text;
	return element;
}

function paint(viewer: NavigatedViewer, marks: Mark[]): void {
	const canvas = viewer.get<Canvas>('canvas');
	const overlays = viewer.get<Overlays>('overlays');
	const registry = viewer.get<Registry>('elementRegistry');
	canvas.zoom('fit-viewport', 'auto');
	for (const mark of marks) {
		if (!registry.get(mark.elementId))
			continue;
		if (mark.state && MARKERS[mark.state])
			canvas.addMarker(mark.elementId, MARKERS[mark.state]);
		if (mark.heat)
			canvas.addMarker(mark.elementId, `heat-${mark.heat}`);
		const text = mark.badge ?? (mark.state === 'active' ? '●' : mark.state === 'incident' ? '!' : '');
		if (text)
			overlays.add(mark.elementId, { position: { top: -14, right: 14 }, html: badge(text) });
	}
}

const STEP = 1.25;

export default function Diagram({ xml, marks = [] }: { xml: string; marks?: Mark[] }): JSX.Element {
	const box = useRef<HTMLDivElement>(null);
	const viewer = useRef<NavigatedViewer>();
	const [failed, setFailed] = useState(false);
	const shown = JSON.stringify(marks);

	useEffect(() => {
		const made = new NavigatedViewer({ container: box.current as HTMLElement });
		viewer.current = made;
		made.importXML(xml).then(() => paint(made, JSON.parse(shown) as Mark[]), () => setFailed(true));
		return () => made.destroy();
	}, [xml, shown]);

	const zoom = (factor: number | 'fit'): void => {
		const canvas = viewer.current?.get<Canvas & { zoom(): number }>('canvas');
		if (canvas)
			canvas.zoom(factor === 'fit' ? 'fit-viewport' : canvas.zoom() * factor, 'auto');
	};
	if (failed)
		return <EmptyState title={t('diagram.none')} />;
	return (
		<div class="canvas" data-color-scheme="light" ref={box}>
			<div class="canvas-tools">
				<Button small icon={ZoomIn} label={t('diagram.in')} onClick={() => zoom(STEP)} />
				<Button small icon={ZoomOut} label={t('diagram.out')} onClick={() => zoom(1 / STEP)} />
				<Button small icon={Maximize} label={t('diagram.fit')} onClick={() => zoom('fit')} />
			</div>
		</div>
	);
}
