-- Queues and tasks.

-- name: task_insert
-- Routed on the way in: $12 candidate group, $13 mode, $14 elements whose doers must not do it,
-- $15 the login of whoever the model names as assignee.
insert into task (tenant_id, id, instance_id, activity, element_id, name,
       intervention_id, record_id, person_id, number, programme, sensitivity,
       unit_id, role, assignee_id, form_key, priority, due_at, follow_up_at,
       held_since, why)
select app_tenant(), $1::uuid, $2::uuid, $3::bigint, $4, $5, i.id, i.record_id,
       i.person_id, coalesce(i.number, ''), coalesce(i.programme, ''),
       coalesce(i.sensitivity, 1), r.unit_id, r.role,
       coalesce(s.id, r.assignee_id), $7, $8::smallint,
       coalesce(to_timestamp($9::float8 / 1000000), 'infinity'),
       to_timestamp($10::float8 / 1000000),
       (select now() from suspension h where h.tenant_id = i.tenant_id
           and h.intervention_id = i.id and h.until is null),
       r.why || case when s.id is null then '[]'::jsonb
                else route_note('named', '{}') end
  from (select) one
  left join intervention i on i.tenant_id = app_tenant() and i.id = $6::uuid
  cross join lateral route_task(i.record_id, coalesce(i.unit_id, $11::uuid),
       $12, $13, task_doers($2::uuid, $14::text[])) r
  left join staff s on s.tenant_id = app_tenant() and s.login = $15
returning unit_id, assignee_id;

-- name: task_candidates
-- Offer task $1 to further groups $2 and to the logins $3; to nobody else when
-- $4 and one of the logins is known.
with s as (select s.id::text as candidate from staff s
        where s.tenant_id = app_tenant() and s.login = any($3::text[])
          and s.is_active),
     g as (select distinct r.unit_id || ' ' || r.role as candidate
             from task t
             left join intervention i on i.tenant_id = t.tenant_id
                  and i.id = t.intervention_id
            cross join unnest($2::text[]) as g (spec)
            cross join lateral route_task(t.record_id, i.unit_id, g.spec,
                  'pool', '{}') r
            where t.tenant_id = app_tenant() and t.id = $1::uuid)
update task set candidates = array(select candidate from s
           union select candidate from g),
       role = case when $4::boolean and exists (select from s) then ''
              else role end,
       why = why || route_note('candidates', jsonb_build_object('n',
           (select count(*) from s) + (select count(*) from g)))
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: task_why
-- Put notes before those of the routing: what a decision said.
update task set why = $2::jsonb || why
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: route_known
-- For an instance that was not read: $1 keys of decisions, $2 intervention.
select route_known($1::text[], $2::uuid);

-- name: task_notify writes
-- Tell open browsers of the units, assignees and candidates of tasks.
select pg_notify('event', json_build_object('tenant', t.tenant_id,
       'topic', 'task', 'id', t.id, 'unit', t.unit_id,
       'staff', t.assignee_id)::text)
  from some_ids($1::uuid[]) w join task t on t.tenant_id = app_tenant()
       and t.id = any(w.ids)
 union all
select pg_notify('event', json_build_object('tenant', t.tenant_id,
       'topic', 'task', 'id', t.id,
       'unit', case when c like '% %' then split_part(c, ' ', 1) end,
       'staff', case when c not like '% %' then c end)::text)
  from some_ids($1::uuid[]) w join task t on t.tenant_id = app_tenant()
       and t.id = any(w.ids)
 cross join unnest(t.candidates) as c;

-- name: task_close
-- With what is below it, whose people are told: a sub-task or ballot that is
-- still open is cancelled.
with c as (update task set state = case when $3::boolean
               and parent_id is null then 'done' else 'cancelled' end,
               completed_at = now(), draft = null, version = version + 1,
               completed_by = case when parent_id is null then $4::uuid end
        where tenant_id = app_tenant() and instance_id = $1::uuid
          and activity = $2::bigint and state = 'open' returning *)
select pg_notify('event', json_build_object('tenant', c.tenant_id,
       'topic', 'task', 'id', c.id, 'unit', c.unit_id,
       'staff', c.assignee_id)::text)
  from c where c.parent_id is not null;

-- name: task_is_doer
-- Did this person do one of these elements in this instance, or vote on it?
-- Four eyes.
select exists (select from task
       where tenant_id = app_tenant() and instance_id = $1::uuid
         and element_id = any(string_to_array($2, ',')) and state = 'done'
         and kind <> 'subtask'
         and completed_by = $3::uuid);

-- name: task_escalate
update task set escalated_at = coalesce(escalated_at, now()),
       priority = greatest(priority, 90), version = version + 1
 where tenant_id = app_tenant() and instance_id = $1::uuid and element_id = $2
   and state = 'open' and kind <> 'subtask'
returning id, unit_id;

-- name: task_lock
-- All that acting on a task asks, its row locked: what it is below of, which
-- mandatory sub-tasks are open, the vote that was cast.
select t.unit_id, t.role, t.state, t.sensitivity, t.activity, t.assignee_id,
       t.owner_id, t.instance_id, t.record_id, t.intervention_id,
       t.element_id, t.draft, t.kind, p.id, p.state = 'open', p.assignee_id,
       p.unit_id, case t.kind when 'task' then (
           select string_agg(s.name, ', ' order by s.id) from task s
             join subtask x on x.tenant_id = s.tenant_id and x.task_id = s.id
                  and x.is_mandatory
            where s.tenant_id = t.tenant_id and s.parent_id = t.id
              and s.state = 'open') end,
       case t.kind when 'ballot' then (select b.envelope from ballot b
            where b.tenant_id = t.tenant_id and b.task_id = t.id) end,
       array_to_string(t.candidates, ','), t.version
  from task t
  left join task p on p.tenant_id = t.tenant_id and p.id = t.parent_id
 where t.tenant_id = app_tenant() and t.id = $1::uuid for update of t;

-- name: task_definition
-- The version of the process that a task belongs to.
select i.definition_id from task t join process_instance i
    on i.tenant_id = t.tenant_id and i.id = t.instance_id
 where t.tenant_id = app_tenant() and t.id = $1::uuid;

-- name: task_about
-- What listeners see of a task; $2: $3 is its new assignee, or nobody.
select json_build_object('assignee', case when $2::boolean then n.login
               else a.login end, 'previousAssignee', a.login,
       'dueDate', nullif(t.due_at, 'infinity'),
       'followUpDate', t.follow_up_at, 'priority', t.priority)
  from task t
  left join staff a on a.tenant_id = t.tenant_id and a.id = t.assignee_id
  left join staff n on n.tenant_id = t.tenant_id and n.id = $3::uuid
 where t.tenant_id = app_tenant() and t.id = $1::uuid;

-- name: task_correct
-- What a listener makes of it: $3 says that $4, a login or null, is its assignee;
-- $5 and $7 that $6 and $8 are its dates.  No row: there is no such login.
with s as (select id from staff where tenant_id = app_tenant()
               and login = $4 and is_active)
update task t
   set assignee_id = case when $3::boolean then (select id from s)
               else assignee_id end,
       due_at = case when $5::boolean
               then coalesce(to_timestamp($6::float8 / 1000000), 'infinity')
               else due_at end,
       follow_up_at = case when $7::boolean
               then to_timestamp($8::float8 / 1000000) else follow_up_at end,
       priority = coalesce($9::smallint, priority)
 where t.tenant_id = app_tenant() and t.instance_id = $1::uuid
   and t.activity = $2::bigint and t.state = 'open' and t.parent_id is null
   and (not $3::boolean or $4 is null or exists (select from s));

-- name: task_show
-- What the page shows besides: why it is here, its sub-tasks, itself as one,
-- its vote.
select (select card from task_card(t)), t.why,
       case t.kind when 'task' then (
           select coalesce(json_agg(subtask_card(s) order by s.id), '[]')
             from task s where s.tenant_id = t.tenant_id
              and s.parent_id = t.id) else '[]' end,
       case t.kind when 'subtask' then subtask_card(t) end,
       case when t.kind in ('vote', 'ballot') then (
           select vote_card(v) from vote v where v.tenant_id = t.tenant_id
              and v.task_id = coalesce(t.parent_id, t.id)) end
  from task t
 where t.tenant_id = app_tenant() and t.id = $1::uuid;

-- name: task_next
-- Where a process went on to, as far as this person works there.
select coalesce(json_agg((select card from task_card(t))
       order by t.due_at, t.id), '[]')
  from task t
 where t.tenant_id = app_tenant() and t.instance_id = $1::uuid
   and t.state = 'open'
   and (t.assignee_id = $2::uuid or $2::text = any(t.candidates)
        or exists (select
           from unnest($3::uuid[], $4::text[]) as w (unit, role)
          where (w.unit = t.unit_id and w.role = t.role)
             or w.unit || ' ' || w.role = any(t.candidates)));

-- name: task_form
-- The form that held when the task was made, and the decisions it asks.
select f.id, f.schema, case when f.decisions <> '{}' then
           decision_ids(f.decisions) end
  from task t
  join form_definition f on f.tenant_id = t.tenant_id and f.key = t.form_key
   and f.deployed_at <= t.created_at
 where t.tenant_id = app_tenant() and t.id = $1::uuid
 order by f.version desc limit 1;

-- name: task_assign
-- $2 assignee or null, $3 unit or null (stays), $4 owner or null.  A draft goes
-- along, unless it is of a vote.
update task set assignee_id = $2::uuid, unit_id = coalesce($3::uuid, unit_id),
       owner_id = $4::uuid, version = version + 1,
       draft = case when kind = 'ballot' then null else draft end,
       why = case when $3::uuid is null then why else why ||
             route_note('transferred', jsonb_build_object('unit',
                 (select name from unit where tenant_id = app_tenant()
                     and id = $3::uuid))) end
 where tenant_id = app_tenant() and id = $1::uuid and state = 'open';

-- name: task_plan
-- $2 and $5 say whether $3 and $6 are to be set.  A date that is set while the
-- clock stands moves only by what it goes on standing.
update task set version = version + 1, priority = coalesce($4::smallint,
           priority),
       due_at = case when $2::boolean then coalesce($3::timestamptz, 'infinity')
           else due_at end,
       held_since = case when $2::boolean and held_since is not null then now()
           else held_since end,
       follow_up_at = case when $5::boolean then $6::timestamptz
           else follow_up_at end
 where tenant_id = app_tenant() and id = $1::uuid and state = 'open';

-- name: task_handed
-- Why it goes to somebody else.
insert into history (tenant_id, id, instance_id, intervention_id, actor_id,
       elements, types, events, note)
select t.tenant_id, $2::uuid, t.instance_id, t.intervention_id, $3::uuid,
       array[t.element_id], '{userTask}', '{handed}', $4::bytea
  from task t where t.tenant_id = app_tenant() and t.id = $1::uuid;

-- name: task_due_moved
-- From where to where, before it moves.
insert into history (tenant_id, id, instance_id, intervention_id, actor_id,
       elements, types, events, detail, note)
select t.tenant_id, $2::uuid, t.instance_id, t.intervention_id, $3::uuid,
       array[t.element_id], '{userTask}', '{due_moved}',
       jsonb_build_object('from', nullif(t.due_at, 'infinity'),
           'to', $4::timestamptz), $5::bytea
  from task t where t.tenant_id = app_tenant() and t.id = $1::uuid;

-- name: task_draft
update task set draft = $2::bytea where tenant_id = app_tenant()
   and id = $1::uuid and state = 'open';

-- name: staff_in_unit
-- Has this person a role that lets them work in this unit?
select exists (select from staff_role r
       join unit u on u.tenant_id = r.tenant_id and u.id = $2::uuid
      where r.tenant_id = app_tenant() and r.staff_id = $1::uuid
        and u.path @> array[r.unit_id] and r.valid_from <= current_date
        and (r.valid_to is null or r.valid_to >= current_date)
        and r.role in ('social_worker', 'supervisor', 'clerk', 'psychologist',
            'legal'));

-- name: task_mine
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select (select card from task_card(t)) as item,
               t.due_at || '~' || t.id as cursor
          from task t
         where t.tenant_id = app_tenant() and t.assignee_id = $1::uuid
           and t.state = 'open'
           and ($2::timestamptz is null or (t.due_at, t.id) > ($2, $3::uuid))
           and ($5::text is null or t.programme = $5)
           and ($6::boolean is null or is_overdue(t))
           and ($7::boolean is null or is_ready(t))
         order by t.due_at, t.id
         limit $4::int) q;

-- name: task_pool
-- The pools of these units and roles, most urgent first: the head of each pool
-- is read from its index, then they are merged with what is offered to $8 or to
-- one of the pools besides.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $5::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select (select card from task_card(x.t)) as item,
               (x.t).due_at || '~' || (x.t).id as cursor
          from (select p.t from (select h.t
                  from unnest($1::uuid[], $2::text[]) as w (unit, role)
                 cross join lateral (select t from task t
                        where t.tenant_id = app_tenant() and t.unit_id = w.unit
                          and t.role = w.role and t.state = 'open'
                          and t.assignee_id is null and t.sensitivity < 3
                          and ($3::timestamptz is null
                               or (t.due_at, t.id) > ($3, $4::uuid))
                          and ($6::text is null or t.programme = $6)
                          and ($7::boolean is null or is_overdue(t))
                          and ($9::boolean is null or is_ready(t))
                        order by t.due_at, t.id
                        limit $5::int) h
                 union all
                select t from offered_tasks($8, $1, $2) t
                 where ($3::timestamptz is null
                        or (t.due_at, t.id) > ($3, $4::uuid))
                   and ($6::text is null or t.programme = $6)
                   and ($7::boolean is null or is_overdue(t))
                   and ($9::boolean is null or is_ready(t))) p
                 order by (p.t).due_at, (p.t).id
                 limit $5::int) x) q;

-- name: task_unit
-- All open tasks of these units, assigned or not.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select (select card from task_card(x.t)) as item,
               (x.t).due_at || '~' || (x.t).id as cursor
          from (select p.t
                  from unnest($1::uuid[]) as w (unit)
                 cross join lateral (select t from task t
                        where t.tenant_id = app_tenant() and t.unit_id = w.unit
                          and t.state = 'open' and t.sensitivity < 3
                          and ($2::timestamptz is null
                               or (t.due_at, t.id) > ($2, $3::uuid))
                          and ($5::text is null or t.programme = $5)
                          and ($6::boolean is null or is_overdue(t))
                          and ($7::uuid is null or t.assignee_id = $7)
                          and ($8::boolean is null or is_ready(t))
                        order by t.due_at, t.id
                        limit $4::int) p
                 order by (p.t).due_at, (p.t).id
                 limit $4::int) x) q;

-- name: task_done
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select (select card from task_card(t)) as item,
               t.completed_at || '~' || t.id as cursor
          from task t
         where t.tenant_id = app_tenant() and t.completed_by = $1::uuid
           and t.state = 'done'
           and ($2::timestamptz is null
                or (t.completed_at, t.id) < ($2, $3::uuid))
           and ($5::text is null or t.programme = $5)
         order by t.completed_at desc, t.id desc
         limit $4::int) q;

-- name: task_mentions
-- Where somebody asks this person to look, newest first; $2 the comment after
-- which to go on.
select json_build_object('items', coalesce(json_agg(q.item order by q.id desc),
       '[]'), 'next', case when count(*) = $3::int
               then 'mention~' || (array_agg(q.id order by q.id))[1] end)
  from (select x.comment_id as id, (select card from task_card(t)) as item
          from (select distinct on (task_id) task_id, comment_id from mention
                 where tenant_id = app_tenant() and staff_id = $1::uuid
                   and seen_at is null
                 order by task_id, comment_id desc) x
          join task t on t.tenant_id = app_tenant() and t.id = x.task_id
         where ($2::uuid is null or x.comment_id < $2)
           and ($4::text is null or t.programme = $4)
         order by x.comment_id desc limit $3::int) q;

-- name: task_counts
-- Counted up to 1,000 each: nobody reads further.
select json_build_object(
       'mine', (select count(*) from (select from task t
           where t.tenant_id = app_tenant() and t.assignee_id = $1::uuid
             and t.state = 'open' and is_ready(t) limit 1000) x),
       'mineOverdue', (select count(*) from (select from task t
           where t.tenant_id = app_tenant() and t.assignee_id = $1::uuid
             and t.state = 'open' and is_overdue(t) limit 1000) x),
       'pool', (select count(*) from (select from
           unnest($2::uuid[], $3::text[]) as w (unit, role)
           cross join lateral (select from task t
               where t.tenant_id = app_tenant() and t.unit_id = w.unit
                 and t.role = w.role and t.state = 'open'
                 and t.assignee_id is null and t.sensitivity < 3
                 and is_ready(t) limit 1000) p limit 1000) x)
           + (select count(*) from (select
               from offered_tasks($1::uuid::text, $2, $3) t
               where is_ready(t) limit 1000) x),
       'poolOverdue', (select count(*) from (select from
           unnest($2::uuid[], $3::text[]) as w (unit, role)
           cross join lateral (select from task t
               where t.tenant_id = app_tenant() and t.unit_id = w.unit
                 and t.role = w.role and t.state = 'open'
                 and t.assignee_id is null and t.sensitivity < 3
                 and is_overdue(t) limit 1000) p limit 1000) x)
           + (select count(*) from (select
               from offered_tasks($1::uuid::text, $2, $3) t
               where is_overdue(t) limit 1000) x),
       'doneToday', (select count(*) from (select from task t
           where t.tenant_id = app_tenant() and t.completed_by = $1::uuid
             and t.state = 'done' and t.completed_at >= current_date
           limit 1000) x),
       'mentions', (select count(*) from (select distinct m.task_id
           from mention m where m.tenant_id = app_tenant()
             and m.staff_id = $1::uuid and m.seen_at is null
           limit 1000) x));

-- name: board_get
-- Load by unit and worker.
select json_build_object('units', coalesce(json_agg(json_build_object(
       'id', u.id, 'name', u.name, 'pool', p.pool, 'overdue', p.overdue,
       'workers', coalesce((select json_agg(json_build_object('id', s.id,
           'name', s.name, 'roles', g.roles, 'unitId', u.id,
           'open', w.open, 'overdue', w.overdue,
           'isAbsent', exists (select from absence a
               where a.tenant_id = s.tenant_id and a.staff_id = s.id
                 and current_date between a.starts_on and a.ends_on))
           order by w.open desc, s.name)
           from (select staff_id, array_agg(role) as roles from staff_role r
                  where r.tenant_id = u.tenant_id and r.unit_id = u.id
                    and r.valid_from <= current_date
                    and (r.valid_to is null or r.valid_to >= current_date)
                  group by staff_id) g
           join staff s on s.tenant_id = u.tenant_id and s.id = g.staff_id
                and s.is_active
           cross join lateral (select count(*) as open,
                count(*) filter (where is_overdue(t)) as overdue
                from task t where t.tenant_id = s.tenant_id
                 and t.assignee_id = s.id and t.state = 'open') w), '[]'))
       order by u.name), '[]'))
  from unit u
  cross join lateral (select
       count(*) filter (where (p.t).assignee_id is null) as pool,
       count(*) filter (where is_overdue(p.t)) as overdue
       from (select t from task t
              where t.tenant_id = u.tenant_id and t.unit_id = u.id
                and t.state = 'open' and t.sensitivity < 3
              order by t.due_at, t.id limit 1000) p) p
 where u.tenant_id = app_tenant() and u.id = any($1::uuid[]) and u.is_active;
