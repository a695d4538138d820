-- What needs a second person (server/security/approval.h).

-- name: approval_insert
-- $4 asks, null for the operator; it waits for $5 hours.
insert into approval (tenant_id, id, action, subject, reason, requested_by,
       expires_at)
values (app_tenant(), $1::uuid, $2, $3::jsonb, $6, $4::uuid,
       now() + make_interval(hours => $5::int));

-- name: approval_waiting
-- How many of somebody's wait; one request of an account at a time.
select (select count(*) from approval a where a.tenant_id = app_tenant()
           and a.requested_by = $1::uuid and a.state = 'waiting'
           and a.expires_at > now())
  from staff where tenant_id = app_tenant() and id = $1::uuid for update;

-- name: approval_get
select approval_card(a, $2::uuid) from approval a
 where a.tenant_id = app_tenant() and a.id = $1::uuid;

-- name: approval_list
-- What waits for $1, who may approve the actions $2, or, where that is null,
-- what $1 asked for; the newest first, after the id $3.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.id))[count(*)] end)
  from (select approval_card(a, $1::uuid) as item, a.id from approval a
         where a.tenant_id = app_tenant()
           and case when $2::text[] is null then a.requested_by = $1::uuid
               else a.requested_by is distinct from $1::uuid
                and a.state = 'waiting' and a.expires_at > now()
                and a.action = any ($2::text[]) end
           and ($3::uuid is null or a.id < $3::uuid)
         order by a.id desc limit $4::int) q;

-- name: approval_lock
-- Action, is it $2's own, may it still be decided?
select action, requested_by is not distinct from $2::uuid,
       state = 'waiting' and expires_at > now()
  from approval
 where tenant_id = app_tenant() and id = $1::uuid for update;

-- name: approval_decide
update approval set state = $2, decided_by = $3::uuid, decided_at = now(),
       answer = $4
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: approval_use
-- Once, for exactly what was approved, by who asked for it.
update approval set state = 'used', used_at = now()
 where tenant_id = app_tenant() and id = $1::uuid and action = $2
   and subject = $3::jsonb and requested_by is not distinct from $4::uuid
   and state = 'approved' and expires_at > now()
returning id;

-- name: approval_expire
update approval set state = 'expired'
 where tenant_id = app_tenant() and id in (select id from approval
        where tenant_id = app_tenant() and state in ('waiting', 'approved')
          and expires_at <= now()
        order by expires_at limit $1::int for update skip locked)
returning id;

-- name: export_count
-- How many interventions export_cursor would find now.
select count(*)
  from intervention i join tenant t on t.id = i.tenant_id
 where i.tenant_id = app_tenant() and i.state = 'granted' and i.sensitivity < 3
   and i.decided_at >= $1::date::timestamp at time zone t.zone
   and i.decided_at < ($2::date + 1)::timestamp at time zone t.zone;
