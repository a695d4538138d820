-- Tasks that several people decide.

-- name: vote_open
-- Make task $1 a vote and give each voter a ballot.  $2 rule, $3 needed, $4
-- quorum or null (more than half), $5 field, $6 secret, $7 groups, $8 logins
-- (instead of groups, unless empty), $9 elements whose doers must not vote, $10
-- seats or null (all).  A seat that nobody takes goes to the pool.
with t as (update task set kind = 'vote'
        where tenant_id = app_tenant() and id = $1::uuid returning *),
     c as (select t.*, (select i.unit_id from intervention i
               where i.tenant_id = t.tenant_id and i.id = t.intervention_id)
               as home,
               coalesce((select array_agg(d.completed_by) from task d
                   where d.tenant_id = t.tenant_id
                     and d.instance_id = t.instance_id
                     and d.element_id = any($9::text[]) and d.kind <> 'subtask'
                     and d.completed_by is not null), '{}') as excluded
             from t),
     e as (select x.* from c cross join lateral vote_electorate(c.record_id,
               c.home, $7::text[], c.excluded) x
            where cardinality($8::text[]) = 0
            union all
           select row_number() over (order by l.nth), r.unit_id, r.role, s.id,
                  l.stands_in
             from c
            cross join lateral (select distinct on (v.id) v.id, v.stands_in,
                         l.nth
                    from unnest($8::text[]) with ordinality as l (login, nth)
                    join staff x on x.tenant_id = c.tenant_id
                         and x.login = l.login and x.is_active
                         and x.id <> all(c.excluded)
                    left join absence a on a.tenant_id = x.tenant_id
                         and a.staff_id = x.id and a.substitute_id is not null
                         and current_date between a.starts_on and a.ends_on
                   cross join lateral (select coalesce(a.substitute_id, x.id)
                         as id, a.id is not null as stands_in) v
                   order by v.id, v.stands_in, l.nth) l
             join staff s on s.tenant_id = c.tenant_id and s.id = l.id
                  and s.is_active and s.id <> all(c.excluded)
            cross join lateral (select r.unit_id, r.role from staff_role r
                  where r.tenant_id = s.tenant_id and r.staff_id = s.id
                    and r.valid_from <= current_date
                    and (r.valid_to is null or r.valid_to >= current_date)
                  order by r.role limit 1) r),
     s as (select coalesce($10::int, least(greatest(count(*), $3::int, 1), 50))
               as seats from e),
     v as (insert into vote (tenant_id, task_id, rule, needed, quorum, field,
               is_secret)
           select c.tenant_id, c.id, $2, $3::int,
                  coalesce($4::int, s.seats / 2 + 1), $5, $6::boolean
             from c, s)
insert into task (tenant_id, instance_id, activity, element_id, name, kind,
       parent_id, intervention_id, record_id, person_id, number, programme,
       sensitivity, unit_id, role, assignee_id, form_key, priority, due_at,
       follow_up_at, why)
select c.tenant_id, c.instance_id, c.activity, c.element_id, c.name, 'ballot',
       c.id, c.intervention_id, c.record_id, c.person_id, c.number,
       c.programme, c.sensitivity, coalesce(e.unit_id, r.unit_id),
       coalesce(e.role, r.role), e.staff_id, c.form_key, c.priority, c.due_at,
       c.follow_up_at, route_note(case when e.staff_id is null
           then 'ballot_vacant' else 'ballot' end,
           jsonb_build_object('of', s.seats))
           || case when e.stands_in then route_note('ballot_substitute', '{}')
              else '[]' end
  from c cross join s cross join generate_series(1, s.seats) as g (place)
  left join e on e.place = g.place
 cross join lateral route_task(c.record_id, c.home,
       coalesce(($7::text[])[1], 'supervisor'), 'pool', '{}') r;

-- name: vote_get
-- The rule of a vote, of itself or of one of its ballots, its row locked; how
-- many seats; is it due?
select v.task_id, v.rule, v.needed, v.quorum, v.field,
       (select count(*) from task b where b.tenant_id = t.tenant_id
           and b.parent_id = t.id and b.state <> 'cancelled'),
       t.due_at <= now()
  from vote v join task t on t.tenant_id = v.tenant_id and t.id = v.task_id
 where v.tenant_id = app_tenant() and v.task_id = (
       select coalesce(x.parent_id, x.id) from task x
        where x.tenant_id = app_tenant() and x.id = $1::uuid)
   for update of v;

-- name: ballot_list
-- The votes that were cast, by the vote or one of its ballots.
select b.task_id, s.login, b.envelope
  from ballot b join staff s on s.tenant_id = b.tenant_id
       and s.id = b.staff_id
 where b.tenant_id = app_tenant() and b.vote_id = (
       select coalesce(x.parent_id, x.id) from task x
        where x.tenant_id = app_tenant() and x.id = $1::uuid)
 order by b.cast_at, b.task_id;

-- name: ballot_put
-- Cast a vote, or change it.
with t as (update task set state = 'done', completed_at = now(),
               completed_by = $3::uuid, draft = null, version = version + 1
        where tenant_id = app_tenant() and id = $1::uuid)
insert into ballot (tenant_id, task_id, vote_id, staff_id, envelope)
values (app_tenant(), $1::uuid, $2::uuid, $3::uuid, $4::bytea)
on conflict (tenant_id, task_id) do update
   set envelope = excluded.envelope, cast_at = now();

-- name: vote_end
update vote set is_approved = $2::boolean, in_favour = $3::int,
       against = $4::int, abstained = $5::int
 where tenant_id = app_tenant() and task_id = $1::uuid;

-- name: vote_notify writes
-- Tell everybody who has a part in them.
select pg_notify('event', json_build_object('tenant', t.tenant_id,
       'topic', 'task', 'id', t.id, 'unit', t.unit_id,
       'staff', t.assignee_id)::text)
  from some_ids($1::uuid[]) w join task t on t.tenant_id = app_tenant()
       and (t.id = any(w.ids) or t.parent_id = any(w.ids));
