-- Persons.

-- name: person_insert
insert into person (tenant_id, id, sensitivity, created_by)
values (app_tenant(), $1::uuid, $2::smallint, $3::uuid);

-- name: person_data_put
insert into person_data (tenant_id, person_id, category, envelope, updated_by)
values (app_tenant(), $1::uuid, $2, $3::bytea, $4::uuid)
on conflict (tenant_id, person_id, category) do update
   set envelope = excluded.envelope, version = person_data.version + 1,
       updated_at = now(), updated_by = excluded.updated_by;

-- name: person_touch
-- $2: the name changed, so searchd has to look again.
update person set version = version + 1,
       changed_xid = case when $2::boolean then pg_current_xact_id()
                     else changed_xid end
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: person_notify
select pg_notify('person', app_tenant()::text);

-- name: person_access
-- What authz needs to know about a person: of the record of the household where
-- they live now, or of none.
select p.id, p.sensitivity, p.version, m.record_id
  from person p
  left join household_member m on m.tenant_id = p.tenant_id
       and m.person_id = p.id and m.valid_to is null
 where p.tenant_id = app_tenant() and p.id = $1::uuid;

-- name: person_lock
select from person where tenant_id = app_tenant() and id = $1::uuid for update;

-- name: person_get
select json_build_object('id', p.id, 'sensitivity', p.sensitivity,
       'isDeceased', p.is_deceased, 'version', p.version,
       'restriction', restriction_card(p.tenant_id, p.id),
       'identity', x.identity, 'contact', x.contact, 'social', x.social,
       'economic', x.economic, 'health', x.health, 'violence', x.violence,
       'minors', x.minors, 'notes', x.notes,
       'recordId', (select m.record_id from household_member m
           where m.tenant_id = p.tenant_id and m.person_id = p.id
             and m.valid_to is null))
  from person p
  cross join lateral (select
       max(s) filter (where category = 'identity') as identity,
       max(s) filter (where category = 'contact') as contact,
       max(s) filter (where category = 'social') as social,
       max(s) filter (where category = 'economic') as economic,
       max(s) filter (where category = 'health') as health,
       max(s) filter (where category = 'violence') as violence,
       max(s) filter (where category = 'minors') as minors,
       max(s) filter (where category = 'notes') as notes
       from (select category, sealed('person.' || category, person_id,
                 person_id, envelope) as s
               from person_data y where y.tenant_id = p.tenant_id
                and y.person_id = p.id) z) x
 where p.tenant_id = app_tenant() and p.id = $1::uuid;

-- name: person_cards
-- What a search shows, in the order of the ids given, and whom; protected
-- persons only to those who work with them.
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', p.id, 'score', w.score, 'sensitivity', p.sensitivity,
       'identity', sealed('person.identity', p.id, p.id, d.envelope),
       'recordId', r.id, 'recordNumber', r.number, 'unit', u.name)
       order by w.n), '[]')), coalesce(json_agg(p.id), '[]')
  from unnest($1::uuid[], $2::float[]) with ordinality as w (id, score, n)
  join person p on p.tenant_id = app_tenant() and p.id = w.id
  left join person_data d on d.tenant_id = p.tenant_id and d.person_id = p.id
       and d.category = 'identity'
  left join household_member m on m.tenant_id = p.tenant_id
       and m.person_id = p.id and m.valid_to is null
  left join record r on r.tenant_id = p.tenant_id and r.id = m.record_id
  left join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
 where greatest(p.sensitivity, coalesce(r.sensitivity, 0)) < 3
    or r.referent_id = $3::uuid
    or exists (select from task t where t.tenant_id = p.tenant_id
           and t.record_id = r.id and $3::uuid in (t.assignee_id, t.completed_by));
