-- The audit trail: adding to it, and reading it as people do.

-- name: audit_insert
insert into audit_event (id, tenant_id, writer, wseq, actor_id, action,
       object_type, object_id, record_id, outcome, purpose, leaf, mac,
       sealed)
values ($1, app_tenant(), $2, $3::bigint, $4, $5, $6, $7, $8, $9, $10,
       $11::bytea, $12::bytea, $13::bytea);

-- name: audit_insert_each
-- Events that differ in their objects only; the first one has the sealed values.
insert into audit_event (id, tenant_id, writer, wseq, actor_id, action,
       object_type, object_id, record_id, outcome, purpose, leaf, mac,
       sealed)
select x.id, app_tenant(), $1::uuid, x.wseq, $2::uuid, $3, $4, x.object_id,
       $5::uuid, $6::text, $7, x.leaf, x.mac, case x.i when 1 then $8::bytea end
  from unnest($9::uuid[], $10::bigint[], $11::uuid[], $12::bytea[],
       $13::bytea[]) with ordinality
       as x (id, wseq, object_id, leaf, mac, i);

-- name: plan_for_values
-- What follows in the transaction is planned for its very parameters: most of
-- those below are null, and which are decides about the index.  It may take $1
-- milliseconds.
select set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('statement_timeout', $1, true);

-- name: record_audit
-- Newest first; actors by name for those who may audit.  The cursor is the time
-- and id of the last row.
select json_build_object('items', coalesce(json_agg(r.item), '[]'),
       'next', case when count(*) = $6::int
               then (array_agg(r.cursor))[count(*)] end)
  from (select audit_shown(e) as item, e.at || '~' || e.id as cursor
          from audit_event e
         where e.tenant_id = app_tenant() and e.record_id = $1
           and ($2::uuid is null or e.actor_id = $2)
           and ($3::text is null or e.action = $3)
           and ($4::timestamptz is null or (e.at, e.id) < ($4, $5::uuid))
           and ($7::timestamptz is null or e.at >= $7)
           and ($8::timestamptz is null or e.at <= $8)
         order by e.at desc, e.id desc
         limit $6::int) r;

-- name: audit_accounts
-- Whoever may have left events, those who have gone too.
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', id, 'name', name, 'login', login, 'isActive', is_active)
       order by name, id), '[]'))
  from staff where tenant_id = app_tenant();

-- name: audit_find
-- The record and the case of these numbers or ids, each null unless $1 or $2 is
-- given, for who supervises units $3 (null: an auditor) and is $4.
select (select r.id from record r where r.tenant_id = app_tenant()
           and $1 in (r.number, r.id::text)
           and ($3::uuid[] is null
                or audit_within(r.id, $3::uuid[], $4::uuid))),
       (select i.id from intervention i where i.tenant_id = app_tenant()
           and $2 in (i.number, i.id::text)
           and ($3::uuid[] is null
                or audit_within(i.record_id, $3::uuid[], $4::uuid)));

-- name: audit_list
-- Newest first: $1 and $2 as above, $3 actor, $4 record, $5 case, $6 kind,
-- $7 action, $8 outcome, $9 to $10, cursor $11 and $12.
select json_build_object('items', coalesce(json_agg(r.item), '[]'),
       'next', case when count(*) = $13::int
               then (array_agg(r.cursor))[count(*)] end)
  from (select audit_shown(e) as item, e.at || '~' || e.id as cursor
          from audit_found($1::uuid[], $2::uuid, $3::uuid, $4::uuid, $5::uuid,
               $6, $7, $8, $9::timestamptz, $10::timestamptz) e
         where ($11::timestamptz is null or (e.at, e.id) < ($11, $12::uuid))
         order by e.at desc, e.id desc
         limit $13::int) r;

-- name: audit_csv
-- The same in one piece, how many lines it has, and of how many records and
-- persons; one line more than $11 says that there are too many.
select count(*), count(distinct r.whose), 'at,actor,roles,action,object,objectId,record,outcome,'
       || 'purpose,detail' || e'\r\n'
       || coalesce(string_agg(r.line, '' order by r.at desc, r.id desc), '')
  from (select e.at, e.id, coalesce(e.record_id, case when e.object_type
               = 'person' then e.object_id end) as whose, concat_ws(',', csv_cell(x ->> 'at'),
               csv_cell(x ->> 'actor'), csv_cell((select string_agg(
                   (a ->> 'role') || ' @ ' || coalesce(a ->> 'unitName', ''),
                   ', ') from json_array_elements(x -> 'actedAs') a)),
               csv_cell(e.action), csv_cell(e.object_type),
               csv_cell(e.object_id::text), csv_cell(x ->> 'recordNumber'),
               csv_cell(e.outcome), csv_cell(e.purpose),
               csv_cell(x ->> 'detail')) || e'\r\n' as line
          from audit_found($1::uuid[], $2::uuid, $3::uuid, $4::uuid, $5::uuid,
               $6, $7, $8, $9::timestamptz, $10::timestamptz) e
         cross join lateral audit_shown(e) x
         order by e.at desc, e.id desc
         limit $11::int + 1) r;

-- name: audit_persons
-- Whose data actor $3 touched from $4 to $5, by record; cursor $6 and $7.
select json_build_object('items', coalesce(json_agg(json_build_object(
       'personId', p.person_id, 'recordId', p.record_id,
       'recordNumber', nullif(p.number, ''), 'events', p.events,
       'actions', p.actions, 'firstAt', p.first_at, 'lastAt', p.last_at)
       order by p.number, p.person_id), '[]'),
       'next', case when count(*) = $8::int then
           max(p.number || '~' || p.person_id) end)
  from (select * from audit_touched($1::uuid[], $2::uuid, $3::uuid,
               $4::timestamptz, $5::timestamptz) t
         where $6::text is null or (t.number, t.person_id) > ($6, $7::uuid)
         order by t.number, t.person_id
         limit $8::int) p;

-- name: audit_persons_csv
select count(*), count(distinct p.person_id),
       'person,record,events,actions,first,last' || e'\r\n'
       || coalesce(string_agg(concat_ws(',', csv_cell(p.person_id::text),
           csv_cell(p.number), p.events,
           csv_cell(array_to_string(p.actions, ' ')),
           csv_cell(to_json(p.first_at) #>> '{}'),
           csv_cell(to_json(p.last_at) #>> '{}')) || e'\r\n', ''
           order by p.number, p.person_id), '')
  from (select * from audit_touched($1::uuid[], $2::uuid, $3::uuid,
               $4::timestamptz, $5::timestamptz) t
         limit $6::int + 1) p;
