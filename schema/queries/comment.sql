-- Comments on tasks, and whom they mention.

-- name: comment_task
-- The task that a comment is about: sub-tasks and ballots are discussed with
-- what they are part of.
select coalesce(t.parent_id, t.id), t.record_id
  from task t where t.tenant_id = app_tenant() and t.id = $1::uuid;

-- name: comment_of_task
-- The newest $3 before $2, the newest last.
select json_build_object('items', coalesce(json_agg(q.item order by q.id), '[]'),
       'next', case when count(*) = $3::int
               then (array_agg(q.id order by q.id))[1]::text end)
  from (select c.id, comment_card(c, $4::uuid) as item from comment c
         where c.tenant_id = app_tenant() and c.task_id = $1::uuid
           and ($2::uuid is null or c.id < $2)
         order by c.id desc limit $3::int) q;

-- name: comment_of_intervention
select json_build_object('items', coalesce(json_agg(q.item order by q.id), '[]'),
       'next', case when count(*) = $3::int
               then (array_agg(q.id order by q.id))[1]::text end)
  from (select c.id, comment_card(c, $4::uuid) as item from comment c
         where c.tenant_id = app_tenant() and c.intervention_id = $1::uuid
           and ($2::uuid is null or c.id < $2)
         order by c.id desc limit $3::int) q;

-- name: comment_seen
-- Who reads the comments of a task has seen that they were mentioned.
update mention set seen_at = now()
 where tenant_id = app_tenant() and staff_id = $1::uuid
   and task_id = $2::uuid and seen_at is null;

-- name: comment_insert
insert into comment (tenant_id, id, task_id, intervention_id, subject_id,
       author_id, envelope)
select app_tenant(), $1::uuid, t.id, t.intervention_id,
       coalesce(t.intervention_id, t.instance_id), $3::uuid, $4::bytea
  from task t where t.tenant_id = app_tenant() and t.id = $2::uuid;

-- name: comment_lock
select c.task_id, c.subject_id, c.author_id, c.version,
       c.withdrawn_at is not null,
       c.created_at > now() - interval '15 minutes', t.record_id
  from comment c join task t on t.tenant_id = c.tenant_id and t.id = c.task_id
 where c.tenant_id = app_tenant() and c.id = $1::uuid for update of c;

-- name: comment_edit
update comment set envelope = $2::bytea, edited_at = now(),
       version = version + 1
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: comment_withdraw
update comment set withdrawn_at = now(), version = version + 1
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: comment_get
select comment_card(c, $2::uuid) from comment c
 where c.tenant_id = app_tenant() and c.id = $1::uuid;

-- name: mention_blind
-- Is one of $2 not somebody who works on tasks of this unit in a role ($3) that
-- reads notes, or on this very task?  What is protected is shown to nobody but
-- those who work on it already.
select exists (select from unnest($2::uuid[]) as m (staff_id), task t
      where t.tenant_id = app_tenant() and t.id = $1::uuid
        and not exists (select from task k where k.tenant_id = t.tenant_id
             and (k.id = t.id or k.parent_id = t.id) and k.state = 'open'
             and m.staff_id = k.assignee_id)
        and (not exists (select from staff_role r
               join unit u on u.tenant_id = r.tenant_id and u.id = t.unit_id
               join staff s on s.tenant_id = r.tenant_id and s.id = r.staff_id
              where r.tenant_id = t.tenant_id and r.staff_id = m.staff_id
                and u.path @> array[r.unit_id] and s.is_active
                and r.valid_from <= current_date
                and (r.valid_to is null or r.valid_to >= current_date)
                and r.role = any($3::text[]))
          or t.sensitivity >= 3 and not exists (select from task k
              where k.tenant_id = t.tenant_id and k.instance_id = t.instance_id
                and m.staff_id in (k.assignee_id, k.owner_id,
                    k.completed_by))));

-- name: mention_put
-- Those of $3 and no others; who was mentioned already is not told again.
with gone as (delete from mention where tenant_id = app_tenant()
       and comment_id = $1::uuid and staff_id <> all($3::uuid[]))
insert into mention (tenant_id, staff_id, comment_id, task_id)
select app_tenant(), m, $1::uuid, $2::uuid from unnest($3::uuid[]) as m
on conflict do nothing;

-- name: mention_end
-- A comment was withdrawn: nobody has to look at it any more.
update mention set seen_at = now()
 where tenant_id = app_tenant() and comment_id = $1::uuid and seen_at is null;

-- name: comment_notify writes
-- Tell open browsers of the tasks' units, and whom comments mention.
select pg_notify('event', json_build_object('tenant', t.tenant_id,
       'topic', 'comment', 'id', t.id, 'unit', t.unit_id,
       'staff', t.assignee_id)::text)
  from some_ids($1::uuid[]) w join comment c on c.tenant_id = app_tenant()
       and c.id = any(w.ids)
  join task t on t.tenant_id = c.tenant_id and t.id = c.task_id
 union all
select pg_notify('event', json_build_object('tenant', m.tenant_id,
       'topic', 'mention', 'id', m.task_id, 'unit', '',
       'staff', m.staff_id)::text)
  from some_ids($1::uuid[]) w join mention m on m.tenant_id = app_tenant()
       and m.comment_id = any(w.ids)
 where m.seen_at is null;
