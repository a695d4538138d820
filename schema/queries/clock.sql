-- The legal clock of a case.

-- name: clock_begin
-- The term that its process declares; once.
update intervention set legal_term = $2, legal_from = $3::date,
       legal_days = $4::date - $3::date
 where tenant_id = app_tenant() and id = $1::uuid and legal_from is null
   and $4::date > $3::date;

-- name: clock_instances
-- All that runs of a case, locked before anything of it.
select id from process_instance
 where tenant_id = app_tenant() and intervention_id = $1::uuid
   and state in ('running', 'incident')
 order by id for update;

-- name: clock_lock
-- The days that a suspension may begin and end on: not before the case or the
-- last suspension, not after today.
select i.state, i.legal_days, i.extended_days,
       (case_clock(i) ->> 'daysLeft')::int, s.id,
       coalesce(local_day(s.since), (select max(local_day(x.until))
           from suspension x where x.tenant_id = i.tenant_id
            and x.intervention_id = i.id), local_day(i.opened_at)),
       local_day(now())
  from intervention i
  left join suspension s on s.tenant_id = i.tenant_id
       and s.intervention_id = i.id and s.until is null
 where i.tenant_id = app_tenant() and i.id = $1::uuid for update of i;

-- name: suspension_insert
-- From now, or from the beginning of day $4.
insert into suspension (tenant_id, id, intervention_id, reason, since,
       suspended_by)
select i.tenant_id, $1::uuid, i.id, $3, case when $4::date is null then now()
       else greatest($4::date::timestamp at time zone t.zone, i.opened_at,
           (select max(x.until) from suspension x
             where x.tenant_id = i.tenant_id and x.intervention_id = i.id))
       end, $5::uuid
  from intervention i join tenant t on t.id = i.tenant_id
 where i.tenant_id = app_tenant() and i.id = $2::uuid;

-- name: suspension_hold
-- Tasks and timers of its case stand still.
with s as (select * from suspension where tenant_id = app_tenant()
               and id = $1::uuid),
     t as (update task t set version = t.version + 1,
                  held_since = greatest(t.created_at, s.since)
             from s where t.tenant_id = s.tenant_id
              and t.intervention_id = s.intervention_id and t.state = 'open')
update timer d set held_since = greatest(d.armed_at, s.since)
  from s join process_instance i on i.tenant_id = s.tenant_id
       and i.intervention_id = s.intervention_id
 where d.tenant_id = i.tenant_id and d.instance_id = i.id;

-- name: suspension_end
-- Until now, or until the beginning of day $2.
update suspension s set resumed_by = $3::uuid, until = u.until,
       days = local_day(u.until) - local_day(s.since)
  from (select o.id, case when $2::date is null then now()
               else greatest(o.since, $2::date::timestamp at time zone t.zone)
               end as until
          from suspension o join tenant t on t.id = o.tenant_id
         where o.tenant_id = app_tenant() and o.id = $1::uuid) u
 where s.tenant_id = app_tenant() and s.id = u.id
returning s.days;

-- name: suspension_decided
-- Until now, if its case is decided or closed.
update suspension s set resumed_by = $2::uuid, until = greatest(s.since, now()),
       days = greatest(local_day(now()) - local_day(s.since), 0)
  from intervention i
 where s.tenant_id = app_tenant() and s.intervention_id = $1::uuid
   and s.until is null and i.tenant_id = s.tenant_id
   and i.id = s.intervention_id and i.state <> 'open'
returning s.id, s.days;

-- name: suspension_timers
-- When its timers are due, now that it is over.
select d.instance_id, d.activity, (extract(epoch from d.due_at
       + greatest(s.until - d.held_since, interval '0')) * 1000000)::bigint
  from suspension s
  join process_instance i on i.tenant_id = s.tenant_id
       and i.intervention_id = s.intervention_id
  join timer d on d.tenant_id = i.tenant_id and d.instance_id = i.id
       and d.held_since is not null
 where s.tenant_id = app_tenant() and s.id = $1::uuid
 order by d.instance_id, d.activity
 limit $2::int;

-- name: suspension_release
-- Its tasks are due that much later.  A timer that no longer belongs to its
-- instance was not moved; it fires into nothing and goes.
with s as (select * from suspension where tenant_id = app_tenant()
               and id = $1::uuid),
     d as (update timer d set held_since = null
             from s join process_instance i on i.tenant_id = s.tenant_id
                  and i.intervention_id = s.intervention_id
            where d.tenant_id = i.tenant_id and d.instance_id = i.id
              and d.held_since is not null)
update task t set version = t.version + 1, held_since = null,
       due_at = t.due_at + greatest(s.until - t.held_since, interval '0')
  from s where t.tenant_id = s.tenant_id
   and t.intervention_id = s.intervention_id and t.held_since is not null;

-- name: clock_extend
update intervention set extended_days = $2::int
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: clock_history
-- A case without a process has a history too.
insert into history (tenant_id, id, instance_id, intervention_id, actor_id,
       elements, types, events, detail, note)
select i.tenant_id, $1::uuid, coalesce(i.instance_id, i.id), i.id, $3::uuid,
       '{clock}', '{clock}', array[$4::text], $5::jsonb, $6::bytea
  from intervention i where i.tenant_id = app_tenant() and i.id = $2::uuid;

-- name: clock_notify writes
-- Tell open browsers that the tasks of cases look otherwise now.
select pg_notify('event', json_build_object('tenant', t.tenant_id,
       'topic', 'task', 'id', t.id, 'unit', t.unit_id,
       'staff', t.assignee_id)::text)
  from some_ids($1::uuid[]) w join task t on t.tenant_id = app_tenant()
       and t.intervention_id = any(w.ids)
 where t.state = 'open';
