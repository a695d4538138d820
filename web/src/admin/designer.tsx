/*
 * designer.tsx - change a model by drawing; check it and deploy the next version.
 *
 * The editor is the largest library we have and comes with this page only.
 */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import Modeler from 'bpmn-js/lib/Modeler';
import { Redo2, Rocket, ShieldCheck, Undo2 } from 'lucide-preact';
import type { JSX } from 'preact';
import { useLocation, useRoute } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../app/i18n';
import { Findings } from '../staff/exports/export';
import { useModel } from '../staff/case/use-case';
import { useAction } from '../ui/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/errors';
import { PageHead } from '../ui/nav';
import { Loaded, Notice } from '../ui/states';
import { say } from '../ui/toast';
import { deploy, type Finding, lint } from './models';
import { type EditorServices, Properties, type Shape } from './properties';

interface Stack { undo: () => void; redo: () => void }

function useEditor(xml: string) {
	const box = useRef<HTMLDivElement>(null);
	const editor = useRef<Modeler>();
	const [shape, setShape] = useState<Shape | null>(null);
	const [services, setServices] = useState<EditorServices | null>(null);
	useEffect(() => {
		const made = new Modeler({ container: box.current as HTMLElement });
		editor.current = made;
		void made.importXML(xml).then(() => {
			made.get<{ zoom: (level: string, center: string) => void }>('canvas').zoom('fit-viewport', 'auto');
			setServices({ modeling: made.get('modeling'), moddle: made.get('moddle') });
		});
		made.on('selection.changed', (event: { newSelection: Shape[] }) => setShape(event.newSelection[0] ?? null));
		return () => made.destroy();
	}, [xml]);
	const text = async (): Promise<string> => (await editor.current?.saveXML({ format: true }))?.xml ?? '';
	const stack = (): Stack | undefined => editor.current?.get<Stack>('commandStack');
	return { box, shape, services, text, stack };
}

function Editor({ xml, name }: { xml: string; name: string }): JSX.Element {
	const { route } = useLocation();
	const { box, shape, services, text, stack } = useEditor(xml);
	const [findings, setFindings] = useState<Finding[] | null>(null);
	const check = useAction(async () => setFindings(await lint(await text())));
	const send = useAction(async () => {
		const made = await deploy(await text());
		say(t('process.deployed', { name, n: made.items[0]?.version ?? 1 }));
		route(made.items[0] ? `/admin/processes/${made.items[0].id}` : '/admin/processes');
	});
	return (
		<>
			<PageHead title={t('design.title', { name })} crumbs={[{ href: '/admin/processes', label: t('admin.processes') }]} actions={
				<>
					<Button icon={Undo2} label={t('undo')} onClick={() => stack()?.undo()} />
					<Button icon={Redo2} label={t('design.redo')} onClick={() => stack()?.redo()} />
					<Button icon={ShieldCheck} busy={check.busy} onClick={() => void check.run()}>{t('design.check')}</Button>
					<Button variant="primary" icon={Rocket} busy={send.busy} onClick={() => void send.run()}>{t('design.deploy')}</Button>
				</>
			} />
			<FormError error={check.error ?? send.error} />
			{findings && <section class="card flush">{findings.length ? <Findings items={findings} /> : <Notice kind="success" title={t('findings.none')} />}</section>}
			<div class="designer">
				<div class="card flush"><div class="canvas designer-canvas" data-color-scheme="light" ref={box} /></div>
				<aside class="card" aria-label={t('design.properties')}><h2>{t('design.properties')}</h2><Properties shape={shape} services={services} /></aside>
			</div>
		</>
	);
}

export default function Designer(): JSX.Element {
	const { params } = useRoute();
	const model = useModel(params.id);
	return <Loaded query={model} lines={10}>{(found) => <Editor xml={found.xml} name={found.name || found.key} />}</Loaded>;
}
