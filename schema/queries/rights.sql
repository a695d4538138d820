-- What persons ask for of what is held about them (server/api/restrictions.c,
-- rights_requests.c, corrections.c).

-- name: correction_before
-- What is there before it is changed.
select envelope from person_data
 where tenant_id = app_tenant() and person_id = $1::uuid and category = $2;

-- name: correction_insert
insert into correction (tenant_id, id, person_id, category, field, envelope,
       corrected_by)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4, $5::bytea, $6::uuid);

-- name: correction_list
-- The newest first; cursor $2.
select json_build_object('items', coalesce(json_agg(q.item order by q.id desc),
       '[]'), 'next', case when count(*) = $3::int then min(q.id::text) end)
  from (select c.id, json_build_object('id', c.id, 'category', c.category,
               'field', c.field, 'at', c.corrected_at, 'by', s.name,
               'values', sealed('correction.' || c.category, c.id,
                   c.person_id, c.envelope)) as item
          from correction c
          join staff s on s.tenant_id = c.tenant_id and s.id = c.corrected_by
         where c.tenant_id = app_tenant() and c.person_id = $1::uuid
           and ($2::uuid is null or c.id < $2::uuid)
         order by c.id desc limit $3::int) q;

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

-- name: rights_request_insert
-- A month to answer, by the calendar (Art. 12(3)).
insert into rights_request (tenant_id, id, person_id, kind, received_on, due_on,
       words, registered_by)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4::date,
       $4::date + interval '1 month', $5::bytea, $6::uuid);

-- name: rights_request_lock
-- Whose it is, of what kind, and whether it was decided.
select person_id, kind, outcome is not null, registered_by
  from rights_request
 where tenant_id = app_tenant() and id = $1::uuid for update;

-- name: rights_request_decide
update rights_request set outcome = $2, ground = $3, answer = $4::bytea,
       decided_at = now(), decided_by = $5::uuid
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: rights_request_get
select rights_request_card(q) from rights_request q
 where q.tenant_id = app_tenant() and q.id = $1::uuid;

-- name: rights_request_of_person
-- With what was asked and answered, the newest first; cursor $2.
select json_build_object('items', coalesce(json_agg(q.item order by q.id desc),
       '[]'), 'next', case when count(*) = $3::int then min(q.id::text) end)
  from (select r.id, (rights_request_card(r)::jsonb || jsonb_build_object(
               'words', sealed('request.words', r.id, r.person_id, r.words),
               'answer', sealed('request.answer', r.id, r.person_id,
                   r.answer))) as item
          from rights_request r
         where r.tenant_id = app_tenant() and r.person_id = $1::uuid
           and ($2::uuid is null or r.id < $2::uuid)
         order by r.id desc limit $3::int) q;

-- name: rights_request_list
-- Open ones ($5), by when they are due, or decided ones, the last due first, of
-- persons of units $1 or of those whom $6 works for, who are not kin; cursor $2,
-- $3.  No names: who may, opens the person.
select json_build_object('items', coalesce(json_agg(q.card order by
       q.rank, q.id), '[]'), 'next', case when count(*) = $4::int then
       (array_agg(q.due_on || '~' || q.id order by q.rank, q.id))[$4] end)
  from (select x.id, x.due_on, z.rank, rights_request_card(x) as card
          from rights_request x
          join person p on p.tenant_id = x.tenant_id and p.id = x.person_id
          left join household_member m on m.tenant_id = p.tenant_id
               and m.person_id = p.id and m.valid_to is null
          left join record r on r.tenant_id = m.tenant_id
               and r.id = m.record_id
         cross join lateral (select (x.due_on - '2000-01-01'::date) * case
               when $5::boolean then 1 else -1 end as rank) z
         where x.tenant_id = app_tenant()
           and (x.outcome is null) = $5::boolean
           and (r.referent_id = $6::uuid
             or ((r.id is null or r.unit_id = any($1::uuid[]))
               and greatest(p.sensitivity, r.sensitivity) < 3))
           and not exists (select from staff_conflict c
             where c.tenant_id = r.tenant_id and c.record_id = r.id
               and c.staff_id = $6::uuid)
           and ($2::date is null or (z.rank, x.id) >
               (($2::date - '2000-01-01'::date) * case when $5::boolean
                   then 1 else -1 end, $3::uuid))
         order by z.rank, x.id limit $4::int) q;

-- name: erasure_bound
select array_to_string(erasure_bound($1::uuid, $2::int), ', ');

-- name: person_erased
-- Nobody finds the name any more; what is sealed is noise already.
update person set version = version + 1, changed_xid = pg_current_xact_id()
 where tenant_id = app_tenant() and id = $1::uuid;
