-- Timers of start events: what starts a process at its time.

-- name: start_timer_list
-- All of a process, locked, also those that no version in service has.
select element_id, ordinal, timer, cycle, remaining,
       case when due_at < 'infinity'
            then (extract(epoch from due_at) * 1000000)::bigint end,
       definition_id is not null
  from start_timer
 where tenant_id = app_tenant() and key = $1
   for update;

-- name: start_timer_zone
select zone from tenant where id = app_tenant();

-- name: start_timer_park
update start_timer set definition_id = null
 where tenant_id = app_tenant() and key = $1 and definition_id is not null;

-- name: start_timer_put
-- Whoever holds a lease from before fires nothing any more.
insert into start_timer as t (tenant_id, key, element_id, ordinal,
       definition_id, timer, cycle, remaining, due_at)
values (app_tenant(), $1, $2, $3::smallint, $4::uuid, $5, $6, $7::bigint,
       coalesce(to_timestamp($8::float8 / 1000000), 'infinity'))
on conflict (tenant_id, key, element_id, ordinal) do update
   set definition_id = excluded.definition_id, timer = excluded.timer,
       cycle = excluded.cycle, remaining = excluded.remaining,
       due_at = excluded.due_at, attempt = t.attempt + 1, lease_until = null,
       failures = 0, is_skipped = false;

-- name: start_timer_claim
-- Due, leased for a minute; attempt tells this lease from later ones.
update start_timer set attempt = attempt + 1,
       lease_until = now() + interval '1 minute'
 where tenant_id = app_tenant() and id in (select id from start_timer
        where tenant_id = app_tenant() and definition_id is not null
          and due_at <= now()
          and (lease_until is null or lease_until <= now())
        order by due_at limit $1::int for update skip locked)
returning id, attempt, key;

-- name: start_timer_wait
-- Milliseconds until there is something to claim; null: nothing waits.
select ceil(extract(epoch from min(greatest(due_at, lease_until))
       - now()) * 1000)::bigint
  from start_timer
 where tenant_id = app_tenant() and definition_id is not null
   and due_at < 'infinity';

-- name: start_timer_hold
select definition_id, element_id, ordinal, cycle, remaining,
       (extract(epoch from due_at) * 1000000)::bigint, is_skipped
  from start_timer
 where tenant_id = app_tenant() and id = $1::uuid and attempt = $2::int
   and definition_id is not null
   for update;

-- name: start_timer_fired
update start_timer
   set fired_at = case when is_skipped then fired_at else due_at end,
       due_at = coalesce(to_timestamp($2::float8 / 1000000), 'infinity'),
       remaining = $3::bigint, lease_until = null, failures = 0,
       is_skipped = false
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: start_timer_failed
-- Again after 30 s, 1 min, 2 min, 4 min, 8 min ... up to an hour; an incident
-- at the fifth time.
with failed as (update start_timer set failures = failures + 1,
            lease_until = now() + least(make_interval(
                secs => 30 * 2 ^ least(failures, 10)), interval '1 hour')
         where tenant_id = app_tenant() and id = $1::uuid
           and attempt = $2::int
     returning id, element_id, failures)
insert into incident (tenant_id, start_timer_id, element_id, kind, message)
select app_tenant(), id, element_id, 'start.failed', left($3, 2000)
  from failed where failures = 5;

-- name: start_timer_retry
-- Of an incident: at once; or not this time.
update start_timer t set lease_until = null, failures = 0,
       is_skipped = not $2::boolean
  from incident n
 where n.tenant_id = app_tenant() and n.id = $1::uuid
   and t.tenant_id = n.tenant_id and t.id = n.start_timer_id;
