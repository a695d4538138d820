-- Periodic reviews: of extraordinary access, of roles, of the audit trail.
-- Whoever supervises units is asked for by those units; null: an auditor.

-- name: review_counts
-- What waits for $2, who supervises $1: extraordinary accesses if $3, roles
-- (confirmed for $6 days) if $4, weeks of the trail if $5.
select json_build_object(
       'breakGlass', case when $3::boolean then (
           select json_build_object('waiting', count(*), 'overdue',
                  count(*) filter (where glass_due(g) <= now()))
             from glass_seen($1::uuid[], $2::uuid) g
            where g.reviewed_at is null and g.staff_id <> $2::uuid) end,
       'roles', case when $4::boolean then (
           select json_build_object('due', count(*))
             from roles_held($6::int) r
            where r.due_at <= now() and r.staff_id <> $2::uuid) end,
       'weeks', case when $5::boolean then (
           select json_build_object('missing', count(*))
             from audit_weeks() w
            where not exists (select from audit_review v
                where v.tenant_id = app_tenant() and v.week = w.week)) end);

-- name: glass_list
-- Of others than $2: if $3 those that wait, the longest first; else those that
-- were reviewed, newest first.  Cursor $4 and $5.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $6::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select g.granted_at || '~' || g.id as cursor, json_build_object('id', g.id, 'recordId', g.record_id,
               'recordNumber', r.number, 'unitName', u.name,
               'staffId', g.staff_id, 'staffName', s.name,
               'reasonCode', g.reason_code, 'reason', g.reason,
               'grantedAt', g.granted_at, 'expiresAt', g.expires_at,
               'dueAt', glass_due(g),
               'isOverdue', g.reviewed_at is null and glass_due(g) <= now(),
               'events', (select count(*) from audit_event e
                   where e.tenant_id = g.tenant_id
                     and e.record_id = g.record_id
                     and e.actor_id = g.staff_id
                     and e.at between g.granted_at and g.expires_at),
               'review', case when g.reviewed_at is not null then
                   json_build_object('at', g.reviewed_at, 'by', v.name,
                       'outcome', g.outcome, 'remark', g.review) end) as item
          from glass_seen($1::uuid[], $2::uuid) g
          join record r on r.tenant_id = g.tenant_id and r.id = g.record_id
          join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
          join staff s on s.tenant_id = g.tenant_id and s.id = g.staff_id
          left join staff v on v.tenant_id = g.tenant_id
               and v.id = g.reviewed_by
         where g.staff_id <> $2::uuid
           and (g.reviewed_at is null) = $3::boolean
           and ($4::timestamptz is null or case when $3::boolean
               then (g.granted_at, g.id) > ($4, $5::uuid)
               else (g.granted_at, g.id) < ($4, $5::uuid) end)
         order by case when $3::boolean then g.granted_at end,
               case when $3::boolean then g.id end, g.granted_at desc,
               g.id desc
         limit $6::int) q;

-- name: glass_lock
-- Access $3 for whoever may know of it: whose, to what, of which unit, and
-- whether it was reviewed.
select g.staff_id, g.record_id, r.unit_id, g.reviewed_at is not null
  from break_glass g
  join record r on r.tenant_id = g.tenant_id and r.id = g.record_id
 where g.tenant_id = app_tenant() and g.id = $3::uuid
   and ($1::uuid[] is null or audit_within(g.record_id, $1::uuid[], $2::uuid))
   for update of g;

-- name: glass_review
update break_glass
   set reviewed_at = now(), reviewed_by = $2::uuid, outcome = $3, review = $4
 where tenant_id = app_tenant() and id = $1::uuid and reviewed_at is null;

-- name: role_list
-- Accounts in use with their roles, which are confirmed for $1 days; if $2
-- those only who have one to be confirmed.  Who did not sign in for $6 days is
-- marked.  Cursor $3 and $4.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $5::int then
               (array_agg(q.login || '~' || q.id))[count(*)] end)
  from (select s.login, s.id, json_build_object('id', s.id, 'name', s.name,
               'login', s.login, 'lastLoginAt', s.last_login_at,
               'isDormant', coalesce(s.last_login_at, s.created_at)
                   < now() - make_interval(days => $6::int),
               'roles', json_agg(json_build_object('id', r.id,
                   'role', r.role, 'unitId', r.unit_id, 'unitName', u.name,
                   'from', r.valid_from, 'to', r.valid_to,
                   'confirmedAt', r.confirmed_at, 'confirmedBy', c.name,
                   'dueAt', r.due_at, 'isDue', r.due_at <= now())
                   order by u.name, r.role, r.id)) as item
          from roles_held($1::int) r
          join staff s on s.tenant_id = app_tenant() and s.id = r.staff_id
          join unit u on u.tenant_id = app_tenant() and u.id = r.unit_id
          left join staff c on c.tenant_id = app_tenant()
               and c.id = r.confirmed_by
         where ($3::text is null or (s.login, s.id) > ($3, $4::uuid))
         group by s.tenant_id, s.id
        having not $2::boolean or bool_or(r.due_at <= now())
         order by s.login, s.id
         limit $5::int) q;

-- name: role_lock
-- A role that is held today: whose, which, over what.
select staff_id, role, unit_id from staff_role
 where tenant_id = app_tenant() and id = $1::uuid
   and valid_from <= current_date
   and (valid_to is null or valid_to >= current_date)
   for update;

-- name: role_confirm
update staff_role set confirmed_at = now(), confirmed_by = $2::uuid
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: roles_confirm
-- All that somebody holds, by the operator.
update staff_role set confirmed_at = now(), confirmed_by = null
 where tenant_id = app_tenant() and staff_id = $1::uuid;

-- name: role_end
-- Today it is held no longer.
update staff_role set valid_to = current_date - 1
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: week_list
-- Newest first, with how much there is to look at.
select json_build_object('items', coalesce(json_agg(json_build_object(
       'week', w.week, 'from', w.since, 'to', w.until,
       'denied', c.denied, 'extraordinary', c.extraordinary,
       'failedSignIns', c.failed,
       'review', case when v.week is not null then json_build_object(
           'at', v.reviewed_at, 'by', s.name, 'remark', v.remark) end)
       order by w.week desc), '[]'))
  from audit_weeks() w
 cross join lateral (
       select count(*) filter (where e.outcome = 'denied') as denied,
              count(*) filter (where e.action = 'record.break_glass')
                  as extraordinary,
              count(*) filter (where e.action = 'session.refused') as failed
         from audit_event e
        where e.tenant_id = app_tenant()
          and e.at >= w.since and e.at < w.until
          and (e.outcome = 'denied' or e.action = 'record.break_glass')) c
  left join audit_review v on v.tenant_id = app_tenant() and v.week = w.week
  left join staff s on s.tenant_id = v.tenant_id and s.id = v.reviewed_by;

-- name: week_review
-- Nothing when it is no week that is over.
insert into audit_review (tenant_id, week, reviewed_by, remark)
select app_tenant(), w.week, $2::uuid, $3 from audit_weeks() w
 where w.week = $1::date
returning week;
