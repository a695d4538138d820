/* properties.tsx - what the selected element of a model is: name, form, who, by when, condition. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t, type Key } from '../app/i18n';
import { SelectField, TextArea, TextField } from '../ui/field';
import { type Extended, type Moddle, readSlot, type Slot, withSlot } from './extension';
import { useFormDefinitions } from './models';

interface Expression { body?: string }
interface Business extends Extended {
	$type: string;
	id: string;
	name?: string;
	conditionExpression?: Expression;
	eventDefinitions?: { $type: string; timeDuration?: Expression }[];
}
export interface Shape { id: string; businessObject: Business }

export interface Modeling {
	updateProperties: (shape: Shape, properties: object) => void;
	updateModdleProperties: (shape: Shape, target: object, properties: object) => void;
}

export interface EditorServices { modeling: Modeling; moddle: Moddle }

const FORM: Slot = ['zeebe:formDefinition', 'formId'];
const TASK_SLOTS: [Slot, Key, Key][] = [
	[['zeebe:assignmentDefinition', 'candidateGroups'], 'design.groups', 'design.groupsHint'],
	[['zeebe:taskSchedule', 'dueDate'], 'design.due', 'design.dueHint'],
	[['zeebe:priorityDefinition', 'priority'], 'design.priority', 'design.priorityHint'],
];
const SERVICE: Slot = ['zeebe:taskDefinition', 'type'];

function UserTaskFields({ shape, put }: { shape: Shape; put: (slot: Slot, value: string) => void }): JSX.Element {
	const forms = useFormDefinitions();
	const keys = [...new Set(forms.data?.map((f) => f.key))].sort();
	const chosen = readSlot(shape.businessObject, FORM);
	return (
		<>
			<SelectField name="formId" label={t('design.form')} empty={t('design.noForm')} value={chosen} optional
				options={[...new Set([...keys, ...(chosen ? [chosen] : [])])].map((key) => ({ value: key, label: key }))}
				onChange={(e) => put(FORM, e.currentTarget.value)} />
			{TASK_SLOTS.map(([slot, label, hint]) => (
				<TextField key={slot[1]} name={slot[1]} label={t(label)} hint={t(hint)} optional value={readSlot(shape.businessObject, slot)}
					onChange={(e) => put(slot, e.currentTarget.value.trim())} />
			))}
		</>
	);
}

function Specific({ shape, services }: { shape: Shape; services: EditorServices }): JSX.Element | null {
	const { modeling, moddle } = services;
	const { businessObject: element } = shape;
	const put = (slot: Slot, value: string): void =>
		modeling.updateProperties(shape, { extensionElements: withSlot(moddle, element, slot, value) });
	const expression = (body: string): object => moddle.create('bpmn:FormalExpression', { body });
	const timer = element.eventDefinitions?.find((d) => d.$type === 'bpmn:TimerEventDefinition');
	if (element.$type === 'bpmn:UserTask')
		return <UserTaskFields shape={shape} put={put} />;
	if (element.$type === 'bpmn:ServiceTask')
		return <TextField name="jobType" label={t('design.job')} hint={t('design.jobHint')} value={readSlot(element, SERVICE)}
			onChange={(e) => put(SERVICE, e.currentTarget.value.trim())} />;
	if (element.$type === 'bpmn:SequenceFlow')
		return <TextArea name="condition" label={t('design.condition')} hint={t('design.conditionHint')} optional rows={3} spellcheck={false}
			value={element.conditionExpression?.body ?? ''} onChange={(e) => modeling.updateProperties(shape,
				{ conditionExpression: e.currentTarget.value.trim() ? expression(e.currentTarget.value.trim()) : undefined })} />;
	if (timer)
		return <TextField name="duration" label={t('design.duration')} hint={t('design.durationHint')} value={timer.timeDuration?.body ?? ''}
			onChange={(e) => modeling.updateModdleProperties(shape, timer, { timeDuration: expression(e.currentTarget.value.trim()) })} />;
	return null;
}

export function Properties({ shape, services }: { shape: Shape | null; services: EditorServices | null }): JSX.Element {
	const [name, setName] = useState('');
	useEffect(() => setName(shape?.businessObject.name ?? ''), [shape]);
	if (!shape || !services)
		return <p class="dim">{t('design.select')}</p>;
	return (
		<div class="stack" key={shape.id}>
			<p class="small dim"><code>{shape.businessObject.$type.replace('bpmn:', '')}</code> · <code>{shape.businessObject.id}</code></p>
			<TextField name="elementName" label={t('design.name')} value={name} onInput={(e) => setName(e.currentTarget.value)}
				onChange={(e) => services.modeling.updateProperties(shape, { name: e.currentTarget.value })} />
			<Specific shape={shape} services={services} />
		</div>
	);
}
