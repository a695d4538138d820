-- What persons ask for of what is held about them (server/api/restrictions.c).

-- name: restriction_insert
insert into restriction (tenant_id, id, person_id, ground, reason, set_by)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4::bytea, $5::uuid);

-- name: restriction_now
-- The one in force.
select id from restriction
 where tenant_id = app_tenant() and person_id = $1::uuid and lifted_at is null;

-- name: restriction_lift
update restriction set lifted_at = now(), lifted_by = $2::uuid,
       lifted_because = $3::bytea
 where tenant_id = app_tenant() and id = $1::uuid and lifted_at is null;

-- name: restriction_list
-- The newest first; cursor $2.
select json_build_object('items', coalesce(json_agg(q.item order by q.id desc),
       '[]'), 'next', case when count(*) = $3::int then min(q.id::text) end)
  from (select r.id, json_build_object('id', r.id, 'ground', r.ground,
               'reason', sealed('restriction.reason', r.id, r.person_id,
                   r.reason), 'setAt', r.set_at, 'setBy', s.name,
               'liftedAt', r.lifted_at, 'liftedBy', l.name,
               'liftedBecause', sealed('restriction.lifted', r.id,
                   r.person_id, r.lifted_because)) as item
          from restriction r
          join staff s on s.tenant_id = r.tenant_id and s.id = r.set_by
          left join staff l on l.tenant_id = r.tenant_id and l.id = r.lifted_by
         where r.tenant_id = app_tenant() and r.person_id = $1::uuid
           and ($2::uuid is null or r.id < $2::uuid)
         order by r.id desc limit $3::int) q;
