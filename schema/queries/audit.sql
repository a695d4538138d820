-- The audit trail: adding to it, and reading it as people do.

-- name: audit_insert
insert into audit_event (id, tenant_id, writer, wseq, actor_id, action,
       object_type, object_id, record_id, outcome, purpose, leaf, mac,
       sealed)
values ($1, app_tenant(), $2, $3::bigint, $4, $5, $6, $7, $8, $9, $10,
       $11::bytea, $12::bytea, $13::bytea);

-- name: record_audit
-- Newest first; actors by name for those who may audit.  The cursor is the time
-- and id of the last row.
select json_build_object('items', coalesce(json_agg(r.item), '[]'),
       'next', case when count(*) = $6::int
               then (array_agg(r.cursor))[count(*)] end)
  from (select json_build_object('id', e.id, 'at', e.at,
               'actorId', e.actor_id, 'actor', coalesce(s.name, 'Vínculo'),
               'action', e.action, 'objectType', e.object_type,
               'objectId', e.object_id, 'outcome', e.outcome,
               'purpose', e.purpose,
               'detail', audit_detail(e.leaf),
               'isSealed', e.at < now() - interval '5 seconds') as item,
               e.at || '~' || e.id as cursor
          from audit_event e
          left join staff s on s.tenant_id = e.tenant_id and s.id = e.actor_id
         where e.tenant_id = app_tenant() and e.record_id = $1
           and ($2::uuid is null or e.actor_id = $2)
           and ($3::text is null or e.action = $3)
           and ($4::timestamptz is null or (e.at, e.id) < ($4, $5::uuid))
         order by e.at desc, e.id desc
         limit $6::int) r;
