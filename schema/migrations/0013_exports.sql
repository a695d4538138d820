-- Exports as pages show them; how often a message was tried since somebody
-- last asked for it.

alter table outbox add column tries int not null default 0;

create function export_card(e export_run) returns json
language sql stable as $$
	select json_build_object('id', e.id, 'kind', e.kind,
	       'from', e.period_from, 'to', e.period_to, 'state', e.state,
	       'interventions', e.interventions, 'sizeBytes', e.size_bytes,
	       'requestedAt', e.requested_at, 'requestedBy', (select s.name
	           from staff s where s.tenant_id = e.tenant_id
	            and s.id = e.requested_by), 'finishedAt', e.finished_at)
$$;

create function export_detail(e export_run) returns json
language sql stable as $$
	select json_build_object('id', e.id, 'kind', e.kind,
	       'from', e.period_from, 'to', e.period_to, 'state', e.state,
	       'interventions', e.interventions, 'sizeBytes', e.size_bytes,
	       'requestedAt', e.requested_at, 'requestedBy', (select s.name
	           from staff s where s.tenant_id = e.tenant_id
	            and s.id = e.requested_by), 'finishedAt', e.finished_at,
	       'records', e.records, 'sha256', encode(e.sha256, 'hex'),
	       'findings', e.findings,
	       'deliveries', coalesce((select json_agg(json_build_object(
	           'attempt', d.attempt, 'startedAt', d.started_at,
	           'endedAt', d.ended_at, 'outcome', d.outcome,
	           'detail', d.detail) order by o.id, d.attempt)
	           from outbox o join delivery d on d.tenant_id = o.tenant_id
	                and d.outbox_id = o.id
	          where o.tenant_id = e.tenant_id and o.export_id = e.id), '[]'),
	       'nextAttemptAt', (select max(o.next_at) from outbox o
	          where o.tenant_id = e.tenant_id and o.export_id = e.id
	            and o.state = 'waiting'),
	       'receipt', (select json_build_object('number', r.number,
	           'receivedAt', r.received_at,
	           'body', encode(r.body, 'escape'))
	           from outbox o join receipt r on r.tenant_id = o.tenant_id
	                and r.outbox_id = o.id
	          where o.tenant_id = e.tenant_id and o.export_id = e.id
	          order by r.received_at desc limit 1))
$$;
