-- Sub-tasks.

-- name: subtask_insert
-- $2 of this task, $4 its title, $5 unit or null (the task's), $6 role or null,
-- $7 whom, $8 due day and $9 the zone it is of, $10 priority or null.  No row
-- when there is no such unit.
insert into task (tenant_id, id, instance_id, activity, element_id, name, kind,
       parent_id, intervention_id, record_id, person_id, number, programme,
       sensitivity, unit_id, role, assignee_id, priority, due_at, why)
select p.tenant_id, $1::uuid, p.instance_id, p.activity, p.element_id, $4,
       'subtask', p.id, p.intervention_id, p.record_id, p.person_id, p.number,
       p.programme, p.sensitivity, u.id, coalesce($6, p.role), $7::uuid,
       coalesce($10::smallint, p.priority),
       coalesce(($8::date + 1)::timestamp at time zone $9::text,
           'infinity'),
       route_note('subtask', jsonb_build_object('by', s.name, 'of', p.name))
  from task p
  join unit u on u.tenant_id = p.tenant_id and u.id = coalesce($5::uuid,
       p.unit_id) and u.is_active
  join staff s on s.tenant_id = p.tenant_id and s.id = $3::uuid
 where p.tenant_id = app_tenant() and p.id = $2::uuid
returning id;

-- name: subtask_note
insert into subtask (tenant_id, task_id, is_mandatory, created_by, instructions)
values (app_tenant(), $1::uuid, $2::boolean, $3::uuid, $4::bytea);

-- name: subtask_count
select count(*) from task where tenant_id = app_tenant()
   and parent_id = $1::uuid;

-- name: subtask_close
-- $2 done or cancelled, $3 by whom, $4 the outcome.
with x as (update subtask set outcome = $4::bytea
        where tenant_id = app_tenant() and task_id = $1::uuid)
update task set state = $2::text, completed_at = now(),
       completed_by = case when $2::text = 'done' then $3::uuid end, draft = null,
       version = version + 1
 where tenant_id = app_tenant() and id = $1::uuid and state = 'open';

-- name: subtask_get
select subtask_card(t) from task t
 where t.tenant_id = app_tenant() and t.id = $1::uuid;
