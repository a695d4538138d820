/* board.tsx - load by unit and worker: see it, take tasks back, spread them in bulk. */
import { useQuery } from '@tanstack/preact-query';
import { ChartBarStacked } from 'lucide-preact';
import type { JSX } from 'preact';
import { api, data, type Schemas } from '../../app/api';
import { t } from '../../app/i18n';
import { unitId } from '../../app/session';
import { useUrlState } from '../../app/url';
import { LoadBar } from '../../ui/lists';
import { PageHead } from '../../ui/nav';
import { EmptyState, Loaded } from '../../ui/states';
import { Avatar, Tag } from '../../ui/tag';
import { Redistribute } from './redistribute';

interface Unit {
	id: string;
	name: string;
	pool: number;
	overdue: number;
	workers: Schemas['StaffMember'][];
}

const useBoard = () => {
	const unit = unitId.value;
	return useQuery({
		queryKey: ['board', unit],
		queryFn: async () => (await data(api.GET('/api/v1/board', { params: { query: unit ? { unit } : {} } }))).units,
	});
};

function UnitCard({ unit, most, current, open }: {
	unit: Unit; most: number; current: string; open: (assignee: string, unit: string) => void;
}): JSX.Element {
	return (
		<section class="card board-unit">
			<header>
				<h2>{unit.name}</h2>
				<span class="row">
					<button type="button" class="ds-link" aria-pressed={current === `pool:${unit.id}`} onClick={() => open('pool', unit.id)}>
						{t('board.pool', { n: unit.pool })}</button>
					{unit.overdue > 0 && <Tag color="danger">{t('board.overdue', { n: unit.overdue })}</Tag>}
				</span>
			</header>
			{unit.workers.length ? (
				<ul class="stack tight">
					{unit.workers.map((worker) => (
						<li key={worker.id}>
							<button type="button" class="board-worker" aria-pressed={current === `${worker.id}:${unit.id}`} onClick={() => open(worker.id, unit.id)}>
								<Avatar name={worker.name} />
								<span class="grow"><span class="strong">{worker.name}</span>{worker.isAbsent && <> <Tag color="warning">{t('staff.absent')}</Tag></>}
									<LoadBar open={worker.open} overdue={worker.overdue} most={most} /></span>
								<span class="num small">{t('load.short', { open: worker.open, overdue: worker.overdue })}</span>
							</button>
						</li>
					))}
				</ul>
			) : <p class="dim">{t('board.nobody')}</p>}
		</section>
	);
}

export default function Board(): JSX.Element {
	const board = useBoard();
	const url = useUrlState();
	const [worker, unit] = [url.get('worker'), url.get('of')];
	return (
		<>
			<PageHead title={t('nav.board')} sub={t('board.sub')} />
			<Loaded query={board}>
				{(units) => {
					const most = Math.max(1, ...units.flatMap((u) => u.workers.map((w) => w.open)));
					const name = worker === 'pool' ? t('queue.pool') :
						units.flatMap((u) => u.workers).find((w) => w.id === worker)?.name ?? '';
					return units.length ? (
						<div class="board" data-open={worker ? 'true' : undefined}>
							<div class="board-units">
								{units.map((u) => <UnitCard key={u.id} unit={u} most={most} current={`${worker}:${unit}`}
									open={(w, of) => url.set({ worker: w, of })} />)}
							</div>
							{worker && <Redistribute key={worker + unit} worker={worker} unit={unit} name={name} onClose={() => url.set({ worker: '', of: '' })} />}
						</div>
					) : <EmptyState icon={ChartBarStacked} title={t('board.none')} />;
				}}
			</Loaded>
		</>
	);
}
