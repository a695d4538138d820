-- What the jobs role does by itself (server/jobs).

-- name: jobs_tenants
select id, zone from tenant order by id;

-- name: timer_take
-- Due timers with their instances (as instance_lock gives them), all locked; $2
-- certain ones or null.  Whatever somebody else works on is for the next turn:
-- nobody is waited for.
with due as materialized (select id, instance_id, activity, attempt, element_id
          from timer
         where tenant_id = app_tenant() and due_at <= now()
           and held_since is null
           and (lease_until is null or lease_until <= now())
           and ($2::uuid[] is null or id = any($2))
         order by due_at limit $1::int for update skip locked)
select i.id, i.definition_id, i.intervention_id, i.parent_id,
       i.parent_element, i.state, i.envelope, i.seq,
       case when p.routing <> '{}' then
           route_known(p.routing, i.intervention_id) end,
       d.id, d.activity, d.attempt, d.element_id
  from due d join process_instance i on i.tenant_id = app_tenant()
       and i.id = d.instance_id
  join process_definition p on p.tenant_id = i.tenant_id
       and p.id = i.definition_id
   for update of i skip locked;

-- name: timer_wait
-- Milliseconds until there is something to claim; null: nothing waits.
select ceil(extract(epoch from least(
       (select min(due_at) from timer
         where tenant_id = app_tenant() and lease_until is null
           and held_since is null),
       (select min(lease_until) from timer where tenant_id = app_tenant()
           and lease_until is not null and lease_until < 'infinity'
           and held_since is null))
       - now()) * 1000)::bigint;

-- name: timer_drop
delete from timer where tenant_id = app_tenant() and id = any($1::uuid[]);

-- name: timer_failed
-- Again after 30 s, 1 min, 2 min, 4 min; then an incident, and rest.  Unless it
-- failed elsewhere meanwhile: $2 is the attempt that was seen.
with failed as (update timer set attempt = attempt + 1,
               lease_until = case when attempt >= 4
               then 'infinity'::timestamptz
               else now() + make_interval(secs => 30 * 2 ^ attempt) end
         where tenant_id = app_tenant() and id = $1::uuid
           and attempt = $2::int
     returning instance_id, element_id, attempt)
insert into incident (tenant_id, instance_id, activity, element_id, kind,
       message)
select app_tenant(), instance_id, 0, element_id, 'timer.failed',
       left($3, 2000)
  from failed where attempt >= 5;

-- name: timer_retry
-- The timer of an incident fires again, or never.
with stuck as (select t.id from incident n join timer t
            on t.tenant_id = n.tenant_id and t.instance_id = n.instance_id
           and t.element_id = n.element_id
         where n.tenant_id = app_tenant() and n.id = $1::uuid
           and t.lease_until = 'infinity'),
     gone as (delete from timer t using stuck where not $2::boolean
           and t.tenant_id = app_tenant() and t.id = stuck.id)
update timer t set lease_until = null from stuck
 where $2::boolean and t.tenant_id = app_tenant() and t.id = stuck.id;

-- name: message_expire
-- Messages nobody waited for, and the ids of those that were taken.
delete from message_buffer where tenant_id = app_tenant() and id in (
       select id from message_buffer where tenant_id = app_tenant()
          and expires_at < now() limit $1::int);

-- name: history_expire writes
-- Of instances whose model says that it has been kept for long enough: how many
-- there were, and the notes that went with it.
select x.instances, n.id
  from expire_history($1::int) x
  left join lateral unnest(x.notes) as n (id) on true;

-- name: partitions_ensure writes
select ensure_partitions('history', 3), ensure_partitions('audit_event', 3);

-- name: service_queue
-- Service tasks whose type is a connector become messages of the outbox.
with due as (select id, type, json_build_object('element', element_id,
               'headers', headers)::text as body
          from job
         where tenant_id = app_tenant() and state = 'ready'
           and next_at <= now() and type = any ($1::text[])
         order by next_at limit $2::int for update skip locked),
     parked as (update job j set next_at = 'infinity', attempt = j.attempt + 1
          from due where j.tenant_id = app_tenant() and j.id = due.id)
insert into outbox (tenant_id, connector, kind, job_id, payload, sha256)
select app_tenant(), type, type, id, convert_to(body, 'UTF8'),
       sha256(convert_to(body, 'UTF8'))
  from due;

-- name: service_wait
select ceil(extract(epoch from min(next_at) - now()) * 1000)::bigint
  from job where tenant_id = app_tenant() and state = 'ready'
   and next_at < 'infinity' and type = any ($1::text[]);

-- name: service_job
-- No row: it is no longer wanted.
select instance_id, activity, element_id, headers,
       coalesce(headers ->> 'send', '')
  from job where tenant_id = app_tenant() and id = $1::uuid
   and state = 'ready';

-- name: service_done
-- Also when its process ended with it, which left nothing open.
update job set state = 'done' where tenant_id = app_tenant() and id = $1::uuid;

-- name: service_failed
update job set state = 'failed', last_error = left($2, 2000)
 where tenant_id = app_tenant() and id = $1::uuid and state = 'ready';
