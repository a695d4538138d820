-- Exports: the rows of a document, its runs, deliveries and receipts.

-- name: export_header
select code, name, region, country,
       to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from tenant where id = app_tenant();

-- name: export_cursor
-- Granted interventions decided in the period (days of the municipality), file
-- by file.  Protected persons (S3) never leave the house, nor do those whose data
-- are restricted.
declare export_rows no scroll cursor for
select json_build_object('file', h.pseudonym, 'fileOpened',
       (r.opened_at at time zone t.zone)::date, 'id', i.id, 'uts', u.code,
       'centre', (select c.code from unit c where c.tenant_id = i.tenant_id
           and c.id = any (u.path) and c.kind = 'centre' limit 1),
       'sector', i.sector, 'programme', i.programme,
       'opened', (i.opened_at at time zone t.zone)::date,
       'decided', (i.decided_at at time zone t.zone)::date,
       'closed', (i.closed_at at time zone t.zone)::date,
       'person', p.pseudonym,
       'identity', sealed('person.identity', i.person_id, i.person_id,
           (select d.envelope from person_data d
             where d.tenant_id = i.tenant_id and d.person_id = i.person_id
               and d.category = 'identity')),
       'items', (select json_agg(json_build_object('kind', m.kind,
           'code', m.code, 'cents', m.amount_cents, 'from', m.starts_on,
           'to', m.ends_on) order by m.id)
           from intervention_item m where m.tenant_id = i.tenant_id
            and m.intervention_id = i.id))
  from tenant t
  join intervention i on i.tenant_id = t.id
  join record r on r.tenant_id = i.tenant_id and r.id = i.record_id
  join person h on h.tenant_id = r.tenant_id and h.id = r.holder_id
  join person p on p.tenant_id = i.tenant_id and p.id = i.person_id
  join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id
 where t.id = app_tenant() and i.tenant_id = app_tenant()
   and i.state = 'granted' and i.sensitivity < 3
   and i.decided_at >= $1::date::timestamp at time zone t.zone
   and i.decided_at < ($2::date + 1)::timestamp at time zone t.zone
   and not exists (select from restriction x where x.tenant_id = i.tenant_id
        and x.person_id = i.person_id and x.lifted_at is null)
 order by i.record_id, i.person_id, i.id;

-- name: export_restricted
-- How many of the period are left out because their persons' data are
-- restricted.
select count(*)
  from restriction r
  join tenant t on t.id = r.tenant_id
  join intervention i on i.tenant_id = r.tenant_id
       and i.person_id = r.person_id
 where r.tenant_id = app_tenant() and r.lifted_at is null
   and i.state = 'granted' and i.sensitivity < 3
   and i.decided_at >= $1::date::timestamp at time zone t.zone
   and i.decided_at < ($2::date + 1)::timestamp at time zone t.zone;

-- name: export_left_out
update export_run set restricted = $3::bigint
 where tenant_id = app_tenant() and id = $1::uuid and attempt = $2::int;

-- name: export_fetch
fetch forward 500 from export_rows;

-- name: export_patience
-- Sorting a year of interventions takes longer than a request may.
select set_config('statement_timeout', $1, true);

-- name: export_claim
-- The run that waits for longest, leased; attempt tells this lease from others.
update export_run set state = 'running', attempt = attempt + 1,
       tries = tries + 1, lease_until = now() + interval '2 minutes'
 where tenant_id = app_tenant() and id = (select id from export_run
        where tenant_id = app_tenant() and state in ('requested', 'running')
          and (lease_until is null or lease_until <= now())
        order by requested_at limit 1 for update skip locked)
returning id, kind, period_from, period_to, attempt;

-- name: export_wait
select ceil(extract(epoch from min(lease_until) - now()) * 1000)::bigint
  from export_run where tenant_id = app_tenant()
   and state in ('requested', 'running') and lease_until > now();

-- name: export_renew
-- No row: the lease ended and another has the run.
update export_run set lease_until = now() + interval '2 minutes'
 where tenant_id = app_tenant() and id = $1::uuid and attempt = $2::int
   and state = 'running'
returning id;

-- name: export_queued
-- Validated: with it goes the row of the outbox.
update export_run set state = 'queued', lease_until = null,
       records = $3::bigint, interventions = $4::bigint,
       size_bytes = $5::bigint, sha256 = $6::bytea, findings = '[]'
 where tenant_id = app_tenant() and id = $1::uuid and attempt = $2::int
   and state = 'running'
returning id;

-- name: export_invalid
update export_run set state = 'invalid', lease_until = null,
       finished_at = now(), records = $3::bigint, interventions = $4::bigint,
       size_bytes = $5::bigint, findings = $6::jsonb
 where tenant_id = app_tenant() and id = $1::uuid and attempt = $2::int
   and state = 'running';

-- name: export_later
-- Something was away: again after a minute, five times.
with later as (update export_run set lease_until = now() + interval '1 minute',
               state = case when tries >= 5 then 'failed' else state end,
               finished_at = case when tries >= 5 then now() end
         where tenant_id = app_tenant() and id = $1::uuid
           and attempt = $2::int and state = 'running'
     returning id, state)
insert into incident (tenant_id, export_id, kind, message)
select app_tenant(), id, 'export.failed', left($3, 2000)
  from later where state = 'failed';

-- name: outbox_insert
insert into outbox (tenant_id, id, connector, kind, export_id, job_id, payload,
       file, sha256)
values (app_tenant(), $1::uuid, $2, $3, $4::uuid, $5::uuid, $6::bytea, $7,
       $8::bytea);

-- name: export_connector
-- Which connector takes this kind.
select coalesce((select connector from export_schedule
        where tenant_id = app_tenant() and kind = $1), $1);

-- name: schedule_due
-- Schedules without a time yet, or whose time has come.
select kind, cron, next_at is not null,
       to_char((now() at time zone $1) - interval '1 month', 'YYYY-MM-01'),
       to_char(date_trunc('month', now() at time zone $1) - interval '1 day',
           'YYYY-MM-DD')
  from export_schedule
 where tenant_id = app_tenant() and is_active
   and (next_at is null or next_at <= now())
   for update;

-- name: schedule_next
update export_schedule set next_at = to_timestamp($2::bigint)
 where tenant_id = app_tenant() and kind = $1;

-- name: schedule_list
select json_build_object('items', coalesce(json_agg(schedule_card(s)
       order by s.kind), '[]'))
  from export_schedule s where s.tenant_id = app_tenant();

-- name: schedule_put
-- $5: when it is due next, in seconds since 1970.
insert into export_schedule as s (tenant_id, kind, connector, cron, is_active,
       next_at)
values (app_tenant(), $1, coalesce($2, $1), $3, $4::boolean,
       to_timestamp($5::bigint))
    on conflict (tenant_id, kind) do update
   set connector = coalesce($2, s.connector), cron = excluded.cron,
       is_active = excluded.is_active, next_at = excluded.next_at
returning schedule_card(s);

-- name: schedule_wait
select ceil(extract(epoch from min(next_at) - now()) * 1000)::bigint
  from export_schedule where tenant_id = app_tenant() and is_active;

-- name: export_insert
insert into export_run (tenant_id, id, kind, period_from, period_to,
       requested_by)
values (app_tenant(), $1::uuid, $2, $3::date, $4::date, $5::uuid);

-- name: export_list
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $2::int
               then (array_agg(q.id))[count(*)] end)
  from (select export_card(e) as item, e.id from export_run e
         where e.tenant_id = app_tenant()
           and ($1::uuid is null or e.id < $1::uuid)
         order by e.id desc limit $2::int) q;

-- name: export_get
select export_card(e) from export_run e
 where e.tenant_id = app_tenant() and e.id = $1::uuid;

-- name: export_detail
select export_detail(e) from export_run e
 where e.tenant_id = app_tenant() and e.id = $1::uuid;

-- name: export_state
select state, exists (select from outbox o where o.tenant_id = e.tenant_id
           and o.export_id = e.id and o.state = 'given_up')
  from export_run e
 where e.tenant_id = app_tenant() and e.id = $1::uuid for update;

-- name: export_again
-- Make it anew: what was invalid or could not be made.
with again as (update export_run set state = 'requested', lease_until = null,
               tries = 0, findings = '[]', finished_at = null
         where tenant_id = app_tenant() and id = $1::uuid
     returning id)
update incident n set resolved_at = now(), resolved_by = $2::uuid,
       resolution = 'retried'
  from again where n.tenant_id = app_tenant() and n.export_id = again.id
   and n.resolved_at is null;

-- name: outbox_again
-- Deliver again what was given up.
with again as (update outbox set state = 'waiting', next_at = now(),
               tries = 0, lease_until = null
         where tenant_id = app_tenant() and export_id = $1::uuid
           and state = 'given_up'
     returning id, export_id),
     run as (update export_run e set state = 'queued', finished_at = null
        from again where e.tenant_id = app_tenant() and e.id = again.export_id)
update incident n set resolved_at = now(), resolved_by = $2::uuid,
       resolution = 'retried'
  from again where n.tenant_id = app_tenant() and n.outbox_id = again.id
   and n.resolved_at is null;

-- name: jobs_notify writes
select pg_notify('jobs', $1);

-- name: delivery_claim
-- The next message whose time has come, leased for as long as the connector
-- may take at most (seconds).  An earlier delivery without a certain end means
-- that the receiver may have it.
with next as (select id from outbox where tenant_id = app_tenant()
           and state = 'waiting' and next_at <= now()
           and (lease_until is null or lease_until <= now())
           and connector = any ($1::text[])
         order by next_at limit 1 for update skip locked),
     mine as (update outbox o set attempt = attempt + 1, tries = tries + 1,
               lease_until = now() + make_interval(secs => $2::float8)
          from next where o.tenant_id = app_tenant() and o.id = next.id
        returning o.*),
     note as (insert into delivery (tenant_id, outbox_id, attempt)
        select app_tenant(), id, attempt from mine)
select m.id, m.attempt, m.connector, m.kind, m.export_id, m.job_id, m.payload,
       m.file, m.sha256, m.tries, exists (select from delivery d
           where d.tenant_id = app_tenant() and d.outbox_id = m.id
             and (d.outcome is null or d.outcome = 'unknown'))
  from mine m;

-- name: delivery_wait
select ceil(extract(epoch from min(greatest(next_at,
       coalesce(lease_until, next_at))) - now()) * 1000)::bigint
  from outbox where tenant_id = app_tenant() and state = 'waiting'
   and connector = any ($1::text[]);

-- name: outbox_put_back
-- Nothing was tried.
update outbox set lease_until = null, tries = tries - 1
 where tenant_id = app_tenant() and id = $1::uuid and attempt = $2::int;

-- name: outbox_hold
-- Still ours?
select id from outbox where tenant_id = app_tenant() and id = $1::uuid
   and attempt = $2::int and state = 'waiting' for update;

-- name: delivery_end
update delivery set ended_at = now(), outcome = $3, detail = left($4, 2000)
 where tenant_id = app_tenant() and outbox_id = $1::uuid and attempt = $2::int;

-- name: outbox_delivered
with done as (update outbox set state = 'delivered', delivered_at = now(),
               lease_until = null
         where tenant_id = app_tenant() and id = $1::uuid
     returning export_id),
     note as (insert into receipt (tenant_id, outbox_id, number, body)
        values (app_tenant(), $1::uuid, $2, $3::bytea) on conflict do nothing)
update export_run e set state = 'delivered', finished_at = now()
  from done where e.tenant_id = app_tenant() and e.id = done.export_id;

-- name: outbox_later
-- After 1, 2, 4 ... minutes, an hour at most, or as told (seconds).
update outbox set lease_until = null, next_at = now() +
       make_interval(secs => least(3600, $2::float8 * 2 ^ least(tries - 1, 20)))
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: outbox_given_up
with done as (update outbox set state = 'given_up', lease_until = null
         where tenant_id = app_tenant() and id = $1::uuid
     returning id, export_id),
     note as (insert into incident (tenant_id, outbox_id, export_id, kind,
               message)
        select app_tenant(), id, export_id, 'delivery.failed', left($2, 2000)
          from done
         where export_id is not null)
update export_run e set state = 'failed', finished_at = now()
  from done where e.tenant_id = app_tenant() and e.id = done.export_id;
