-- Variables that instances are searched by.

-- name: variable_declare
-- Its type in this municipality; and does a form say that it is sensitive?
with new as (insert into search_variable (tenant_id, name, type)
         values (app_tenant(), $1, $2) on conflict do nothing)
select coalesce((select type from search_variable
           where tenant_id = app_tenant() and name = $1), $2),
       exists (select from form_definition f
           where f.tenant_id = app_tenant() and jsonb_path_exists(
               f.schema::jsonb,
               '$.** ? (@.key == $key && @.properties.sensitive == "true")',
               jsonb_build_object('key', $1)));

-- name: variable_types
select name, type from search_variable
 where tenant_id = app_tenant() and name = any ($1::text[]);

-- name: variable_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'name', name, 'type', type) order by name), '[]'))
  from search_variable where tenant_id = app_tenant();

-- name: variable_store
-- $2: all of an instance as they are now; $3: it still runs.
with now as (select * from json_to_recordset($2::json)
           as n (name text, key text, value json)),
     gone as (delete from instance_variable v
         where v.tenant_id = app_tenant() and v.instance_id = $1::uuid
           and not exists (select from now where now.name = v.name))
insert into instance_variable (tenant_id, instance_id, name, is_open, key,
       value)
select app_tenant(), $1::uuid, name, $3::boolean, key, value from now
on conflict (tenant_id, instance_id, name) do update
   set is_open = excluded.is_open, key = excluded.key, value = excluded.value;

-- name: variable_erase
-- Of a case or an instance whose key is destroyed.
delete from instance_variable v using process_instance i
 where v.tenant_id = app_tenant() and i.tenant_id = v.tenant_id
   and i.id = v.instance_id
   and (i.id = $1::uuid or i.intervention_id = $1::uuid);

-- name: instance_search
-- By a variable: $1 its name, $2 its lowest key, ($3, $4) key and instance
-- below which to go on.  Highest first, and newest first among equals: in the
-- order of the index.  $5, $6, $7 names and keys of further conditions, $8
-- which instances: open, closed ones; $9 their states, $10 version.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $11::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select instance_summary(x.i) as item,
               translate(encode(convert_to(x.key, 'UTF8'), 'base64'), E'\n',
                   '') || '~' || (x.i).id as cursor
          from (select h.i, h.key
                  from unnest($8::boolean[]) as o (is_open)
                 cross join lateral (select i, v.key
                          from instance_variable v
                          join process_instance i
                            on i.tenant_id = v.tenant_id
                           and i.id = v.instance_id
                         where v.tenant_id = app_tenant() and v.name = $1
                           and v.is_open = o.is_open and v.key >= $2
                           and (v.key, v.instance_id) < ($3, $4::uuid)
                           and ($9::text[] is null or i.state = any ($9))
                           and ($10::uuid is null or i.definition_id = $10)
                           and not exists (select
                               from unnest($5::text[], $6::text[],
                                   $7::text[]) as c (name, low, high)
                              where not exists (select
                                  from instance_variable w
                                 where w.tenant_id = app_tenant()
                                   and w.instance_id = v.instance_id
                                   and w.name = c.name and w.key >= c.low
                                   and w.key < c.high))
                         order by v.key desc, v.instance_id desc
                         limit $11::int) h
                 order by h.key desc, (h.i).id desc
                 limit $11::int) x
         order by x.key desc, (x.i).id desc) q;
