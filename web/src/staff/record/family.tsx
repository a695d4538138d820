/*
 * family.tsx - the whole family drawn with the usual symbols, and as a list.
 *
 * Square: man, circle: woman, diamond: other or unknown; double outline: holder;
 * cross: deceased; dashed: no longer in the household.
 */
import type { JSX } from 'preact';
import { ageOn } from '../../app/format';
import { t } from '../../app/i18n';
import { isIdentity, personName } from '../../app/person';
import { useRelation } from './household';
import { type Edge, isCouple, isParentage, layoutFamily, type Place } from './family-layout';
import { memberName } from './kinships';
import type { Member, RecordFile } from './use-record';

const GAP = { x: 150, y: 140 };
const R = 24;

function familyEdges(record: RecordFile): Edge[] {
	const holder = record.members.find((m) => m.relation === 'holder')?.person.id ?? '';
	const stated = record.kinships.map((k) => ({ from: k.personId, to: k.relativeId, kind: k.kind }));
	const relations = record.members.filter((m) => m.relation !== 'holder')
		.map((m) => ({ from: holder, to: m.person.id, kind: m.relation }));
	const has = (e: Edge): boolean => stated.some((s) =>
		(s.from === e.from && s.to === e.to) || (s.from === e.to && s.to === e.from));
	return [...stated, ...relations.filter((e) => !has(e))];
}

function Symbol({ member }: { member: Member }): JSX.Element {
	const { identity, isDeceased } = member.person;
	const sex = isIdentity(identity) ? identity.sex : 'unknown';
	const dash = member.to ? '4 3' : undefined;
	const shape = (r: number): JSX.Element =>
		sex === 'male' ? <rect x={-r} y={-r} width={2 * r} height={2 * r} stroke-dasharray={dash} /> :
			sex === 'female' ? <circle r={r} stroke-dasharray={dash} /> :
				<path d={`M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0z`} stroke-dasharray={dash} />;
	return (
		<g class="symbol">
			{shape(R)}
			{member.relation === 'holder' && shape(R - 4)}
			{isDeceased && <path d={`M${-R} ${-R}L${R} ${R}M${R} ${-R}L${-R} ${R}`} />}
		</g>
	);
}

function Link({ edge, at }: { edge: Edge; at: Map<string, Place> }): JSX.Element | null {
	const [a, b] = [at.get(edge.from), at.get(edge.to)];
	if (!a || !b || (!isCouple(edge.kind) && !isParentage(edge.kind)))
		return null;
	if (isCouple(edge.kind) && a.y === b.y)
		return <path class="link couple" d={`M${a.x} ${a.y}H${b.x}`} />;
	const [up, down] = a.y < b.y ? [a, b] : [b, a];
	const middle = (up.y + down.y) / 2 + 18;
	return <path class="link" d={`M${up.x} ${up.y + R}V${middle}H${down.x}V${down.y - R}`} />;
}

function Person({ member, place, relation }: { member: Member; place: Place; relation: string }): JSX.Element {
	const { identity } = member.person;
	const born = isIdentity(identity) ? identity.birthDate : undefined;
	const name = isIdentity(identity) ? identity.given : personName(identity);
	return (
		<g transform={`translate(${place.x} ${place.y})`}>
			<Symbol member={member} />
			{born && !member.person.isDeceased && <text class="age" y="5">{ageOn(born)}</text>}
			<text class="name" y={R + 19}>{name}</text>
			<text class="relation" y={R + 34}>{relation}</text>
		</g>
	);
}

export function FamilyView({ record }: { record: RecordFile }): JSX.Element {
	const relation = useRelation();
	const edges = familyEdges(record);
	const holder = record.members.find((m) => m.relation === 'holder')?.person.id ?? '';
	const members = new Map(record.members.map((m) => [m.person.id, m]));
	const { places, width, height } = layoutFamily([...members.keys()], edges, holder, GAP);
	const at = new Map(places.map((p) => [p.id, p]));
	return (
		<div class="columns-main">
			{/* A large family is wider than a telephone: it scrolls, also by keyboard. */}
			{/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
			<figure class="card family" tabIndex={0} aria-label={t('family.picture', { n: members.size })}>
				<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('family.picture', { n: members.size })}
					style={{ maxInlineSize: `${width * 1.1}px` }}>
					{edges.map((edge) => <Link key={edge.from + edge.to + edge.kind} edge={edge} at={at} />)}
					{places.map((place) => {
						const member = members.get(place.id);
						return member && <Person key={place.id} member={member} place={place} relation={relation(member.relation)} />;
					})}
				</svg>
				<figcaption class="small dim">{t('family.legend')}</figcaption>
			</figure>
			<aside class="card">
				<header><h2>{t('family.list')}</h2></header>
				{!edges.length && <p class="dim">{t('kinship.none')}</p>}
				<ul class="stack tight">
					{edges.map((e) => (
						<li key={e.from + e.to + e.kind}>{t('kinship.says', {
							relative: memberName(record, e.to), kind: relation(e.kind), person: memberName(record, e.from),
						})}</li>
					))}
				</ul>
			</aside>
		</div>
	);
}
