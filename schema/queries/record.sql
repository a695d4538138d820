-- The single social record: households, kinship, entries.

-- name: record_access
-- What authz needs to know about a record and one of the staff, who belongs to
-- its team while a case lasts that they work on.
select r.id, r.unit_id,
       greatest(r.sensitivity, (select max(p.sensitivity) from person p
           join household_member m on m.tenant_id = p.tenant_id
            and m.person_id = p.id
          where m.tenant_id = r.tenant_id and m.record_id = r.id
            and m.valid_to is null)),
       r.version,
       coalesce(r.referent_id = $2::uuid, false) or exists (select from task t
             left join intervention i on i.tenant_id = t.tenant_id
              and i.id = t.intervention_id
           where t.tenant_id = r.tenant_id and t.record_id = r.id
             and $2::uuid in (t.assignee_id, t.completed_by)
             and (t.state = 'open' or i.closed_at is null)),
       exists (select from staff_conflict c where c.tenant_id = r.tenant_id
           and c.staff_id = $2::uuid and c.record_id = r.id),
       exists (select from break_glass g where g.tenant_id = r.tenant_id
           and g.staff_id = $2::uuid and g.record_id = r.id
           and g.expires_at > now()),
       coalesce((select array_agg(distinct m.person_id)
           from household_member m where m.tenant_id = r.tenant_id
            and m.record_id = r.id), '{}')
  from record r where r.tenant_id = app_tenant() and r.id = $1::uuid;

-- name: record_lock
-- Before a change that depends on what was read.
select from record where tenant_id = app_tenant() and id = $1::uuid for update;

-- name: record_get
-- The whole-family view.
select json_build_object('id', r.id, 'number', r.number, 'state', r.state,
       'sensitivity', r.sensitivity, 'risk', r.risk, 'version', r.version,
       'unitId', r.unit_id, 'unitName', u.name, 'territoryName', t.name,
       'referentId', r.referent_id, 'referentName', f.name,
       'openedAt', r.opened_at,
       'contact', d.contact, 'social', d.social, 'economic', d.economic,
       'violence', d.violence, 'notes', d.notes,
       'members', coalesce((select json_agg(json_build_object('id', m.id,
           'relation', m.relation, 'from', m.valid_from, 'to', m.valid_to,
           'version', m.version, 'person', json_build_object('id', p.id,
               'sensitivity', p.sensitivity, 'isDeceased', p.is_deceased,
               'version', p.version,
               'restriction', restriction_card(p.tenant_id, p.id), 'identity', x.identity,
               'contact', x.contact, 'social', x.social,
               'economic', x.economic, 'health', x.health,
               'violence', x.violence, 'minors', x.minors, 'notes', x.notes))
           order by m.valid_to is not null, m.relation <> 'holder',
               m.valid_from, m.id)
           from household_member m
           join person p on p.tenant_id = m.tenant_id and p.id = m.person_id
           cross join lateral (select
               max(s) filter (where category = 'identity') as identity,
               max(s) filter (where category = 'contact') as contact,
               max(s) filter (where category = 'social') as social,
               max(s) filter (where category = 'economic') as economic,
               max(s) filter (where category = 'health') as health,
               max(s) filter (where category = 'violence') as violence,
               max(s) filter (where category = 'minors') as minors,
               max(s) filter (where category = 'notes') as notes
               from (select category, sealed('person.' || category,
                         person_id, person_id, envelope) as s
                       from person_data y where y.tenant_id = p.tenant_id
                        and y.person_id = p.id) z) x
          where m.tenant_id = r.tenant_id and m.record_id = r.id), '[]'),
       'kinships', coalesce((select json_agg(json_build_object(
           'personId', k.person_id, 'relativeId', k.relative_id,
           'kind', k.kind, 'from', k.valid_from, 'to', k.valid_to)
           order by k.person_id, k.relative_id)
           from kinship k where k.tenant_id = r.tenant_id
            and k.person_id in (select person_id from household_member m
                where m.tenant_id = r.tenant_id and m.record_id = r.id)), '[]'),
       'interventions', coalesce((select json_agg(json_build_object(
           'id', i.id, 'number', i.number, 'programme', i.programme,
           'sector', i.sector, 'state', i.state, 'openedAt', i.opened_at,
           'decidedAt', i.decided_at, 'personId', i.person_id,
           'unitName', iu.name) order by i.id desc)
           from intervention i join unit iu on iu.tenant_id = i.tenant_id
            and iu.id = i.unit_id
          where i.tenant_id = r.tenant_id and i.record_id = r.id), '[]'),
       'alerts', coalesce((select json_agg(json_build_object('id', e.id,
           'kind', e.kind, 'category', e.category, 'at', e.created_at,
           'author', ef.name, 'personId', e.person_id,
           'reviewOn', e.review_on, 'body', sealed('entry.' || e.category,
               e.id, e.record_id, e.envelope)) order by e.id desc)
           from entry e join staff ef on ef.tenant_id = e.tenant_id
            and ef.id = e.created_by
          where e.tenant_id = r.tenant_id and e.record_id = r.id
            and e.kind = 'alert'
            and not exists (select from entry c where c.tenant_id = e.tenant_id
                and c.record_id = e.record_id and c.corrects_id = e.id)), '[]'),
       'access', json_build_object('categories', $2::json,
           'mayWrite', $3::boolean, 'breakGlass', $4::boolean,
           'breakGlassUntil', (select max(g.expires_at) from break_glass g
               where g.tenant_id = r.tenant_id and g.record_id = r.id
                 and g.staff_id = $5::uuid and g.expires_at > now())))
  from record r
  join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
  left join territory t on t.tenant_id = r.tenant_id and t.id = r.territory_id
  left join staff f on f.tenant_id = r.tenant_id and f.id = r.referent_id
  cross join lateral (select
       max(s) filter (where category = 'contact') as contact,
       max(s) filter (where category = 'social') as social,
       max(s) filter (where category = 'economic') as economic,
       max(s) filter (where category = 'violence') as violence,
       max(s) filter (where category = 'notes') as notes
       from (select category, sealed('record.' || category, record_id,
                 record_id, envelope) as s
               from record_data y where y.tenant_id = r.tenant_id
                and y.record_id = r.id) z) d
 where r.tenant_id = app_tenant() and r.id = $1::uuid;

-- name: record_insert
-- The unit follows from the territory.
insert into record (tenant_id, id, number, holder_id, unit_id, territory_id,
       referent_id, sensitivity, opened_by)
select app_tenant(), $1::uuid, next_number('R'), p.id, t.unit_id, t.id,
       $4::uuid, p.sensitivity, $4::uuid
  from person p, territory t
 where p.tenant_id = app_tenant() and p.id = $2::uuid
   and t.tenant_id = app_tenant() and t.id = $3::uuid
returning number, unit_id;

-- name: record_referent_insert
insert into record_referent (tenant_id, record_id, staff_id)
values (app_tenant(), $1::uuid, $2::uuid);

-- name: record_referent_end
update record_referent set valid_to = now()
 where tenant_id = app_tenant() and record_id = $1::uuid and valid_to is null;

-- name: record_update
-- Null leaves a column as it is; $7 says whether the referent changes.
update record r
   set state = coalesce($2, state), risk = coalesce($3::smallint, risk),
       sensitivity = coalesce($4::smallint, sensitivity),
       territory_id = coalesce($5::uuid, territory_id),
       unit_id = coalesce((select t.unit_id from territory t
           where t.tenant_id = r.tenant_id and t.id = $5::uuid), unit_id),
       referent_id = case when $7::boolean then $6::uuid else referent_id end,
       closed_at = case when $2 = 'closed' then now()
           when $2 is null then closed_at end,
       version = version + 1
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: record_touch
update record set version = version + 1
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: record_data_put
insert into record_data (tenant_id, record_id, category, envelope, updated_by)
values (app_tenant(), $1::uuid, $2, $3::bytea, $4::uuid)
on conflict (tenant_id, record_id, category) do update
   set envelope = excluded.envelope, version = record_data.version + 1,
       updated_at = now(), updated_by = excluded.updated_by;

-- name: record_list
-- And whose names it shows.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.id))[count(*)]::text end),
       coalesce(json_agg(q.holder_id), '[]')
  from (select r.id, r.holder_id, json_build_object('id', r.id, 'number', r.number,
               'state', r.state, 'sensitivity', r.sensitivity,
               'openedAt', r.opened_at, 'unitName', u.name,
               'referentName', f.name,
               'holder', sealed('person.identity', r.holder_id, r.holder_id,
                   d.envelope)) as item
          from record r
          join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
          left join staff f on f.tenant_id = r.tenant_id
               and f.id = r.referent_id
          left join person_data d on d.tenant_id = r.tenant_id
               and d.person_id = r.holder_id and d.category = 'identity'
         where r.tenant_id = app_tenant()
           and r.unit_id = any($1::uuid[])
           and ($2::uuid is null or r.referent_id = $2::uuid)
           and ($3::uuid is null or r.id < $3::uuid)
           and r.sensitivity <= $5::int
           and not exists (select from household_member m
               join person p on p.tenant_id = m.tenant_id
                and p.id = m.person_id
             where m.tenant_id = r.tenant_id and m.record_id = r.id
               and m.valid_to is null and p.sensitivity > $5::int)
           and not exists (select from staff_conflict c
             where c.tenant_id = r.tenant_id and c.record_id = r.id
               and c.staff_id = $6::uuid)
         order by r.id desc
         limit $4::int) q;

-- name: member_insert
insert into household_member (tenant_id, record_id, person_id, relation,
       valid_from)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4::date);

-- name: member_end_current
-- Where the person lived before: until the day before.
update household_member
   set valid_to = greatest(valid_from, $2::date - 1), version = version + 1
 where tenant_id = app_tenant() and person_id = $1::uuid and valid_to is null;

-- name: member_update
update household_member
   set relation = coalesce($3, relation),
       valid_to = case when $5::boolean then $4::date else valid_to end,
       version = version + 1
 where tenant_id = app_tenant() and record_id = $1::uuid and id = $2::uuid;

-- name: kinship_put
-- Of somebody who lives or lived in the household.
insert into kinship (tenant_id, person_id, relative_id, kind, valid_from,
       valid_to)
select app_tenant(), $1::uuid, $2::uuid, $3, $4::date, $5::date
 where exists (select from household_member m
     where m.tenant_id = app_tenant() and m.record_id = $6::uuid
       and m.person_id = $1::uuid)
on conflict (tenant_id, person_id, relative_id, kind) do update
   set valid_from = excluded.valid_from, valid_to = excluded.valid_to
returning person_id;

-- name: kinship_delete
delete from kinship where tenant_id = app_tenant() and person_id = $1::uuid
   and relative_id = $2::uuid and kind = $3
   and exists (select from household_member m
     where m.tenant_id = app_tenant() and m.record_id = $4::uuid
       and m.person_id = $1::uuid);

-- name: entry_insert
-- Nothing when it refers to what is not of the record.
insert into entry (tenant_id, id, record_id, person_id, intervention_id, kind,
       category, envelope, corrects_id, review_on, created_by)
select app_tenant(), $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6,
       $7::bytea, $8::uuid, $9::date, $10::uuid
 where ($3 is null or exists (select from household_member
           where tenant_id = app_tenant() and record_id = $2::uuid
             and person_id = $3::uuid))
   and ($4 is null or exists (select from intervention
           where tenant_id = app_tenant() and record_id = $2::uuid
             and id = $4::uuid))
   and ($8 is null or exists (select from entry
           where tenant_id = app_tenant() and record_id = $2::uuid
             and id = $8::uuid))
returning id;

-- name: entry_get
select json_build_object('id', e.id, 'kind', e.kind, 'category', e.category,
       'at', e.created_at, 'author', s.name, 'personId', e.person_id,
       'interventionId', e.intervention_id, 'correctsId', e.corrects_id,
       'reviewOn', e.review_on, 'body', sealed('entry.' || e.category, e.id,
           e.record_id, e.envelope))
  from entry e join staff s on s.tenant_id = e.tenant_id and s.id = e.created_by
 where e.tenant_id = app_tenant() and e.id = $1::uuid;

-- name: entry_list
-- Newest first: of kind $2, by author $3, from $4 to $5; cursor $6.  With who
-- has written at all, to choose from.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $7::int
               then (array_agg(q.id))[count(*)]::text end,
       'authors', (select coalesce(json_agg(json_build_object('id', s.id,
               'name', s.name) order by s.name), '[]')
           from staff s where s.tenant_id = app_tenant()
            and s.id in (select created_by from entry
                where tenant_id = app_tenant() and record_id = $1::uuid)))
  from (select e.id, json_build_object('id', e.id, 'kind', e.kind,
               'category', e.category, 'at', e.created_at, 'author', s.name,
               'personId', e.person_id, 'interventionId', e.intervention_id,
               'correctsId', e.corrects_id, 'reviewOn', e.review_on,
               'body', sealed('entry.' || e.category, e.id, e.record_id,
                   e.envelope)) as item
          from entry e join staff s on s.tenant_id = e.tenant_id
               and s.id = e.created_by
         where e.tenant_id = app_tenant() and e.record_id = $1::uuid
           and ($2::text is null or e.kind = $2)
           and ($3::uuid is null or e.created_by = $3)
           and ($4::timestamptz is null or e.created_at >= $4)
           and ($5::timestamptz is null or e.created_at <= $5)
           and ($6::uuid is null or e.id < $6::uuid)
         order by e.id desc
         limit $7::int) q;

-- name: break_glass_insert
insert into break_glass (tenant_id, record_id, staff_id, reason_code, reason,
       expires_at)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4, now() + interval '4 hours')
returning json_build_object('expiresAt', expires_at);

-- name: code_is_valid
select exists (select from code where tenant_id = app_tenant()
       and scheme = $1 and code = $2 and valid_from <= current_date
       and (valid_to is null or valid_to >= current_date));
