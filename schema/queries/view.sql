-- Views of the queue that somebody keeps.

-- name: view_list
-- In the order they were kept.
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', v.id, 'name', v.name, 'view', v.view, 'programme', v.programme,
       'overdue', v.overdue, 'unitId', v.unit_id) order by v.id), '[]'))
  from saved_view v
 where v.tenant_id = app_tenant() and v.staff_id = $1::uuid;

-- name: view_lock
-- Before they are counted: one request of an account at a time.
select from staff where tenant_id = app_tenant() and id = $1::uuid for update;

-- name: view_count
-- How many there are, and is there a programme $2?
select count(*), $2 = '' or exists (select from programme p
           where p.tenant_id = app_tenant() and p.code = $2)
  from saved_view v
 where v.tenant_id = app_tenant() and v.staff_id = $1::uuid;

-- name: view_insert
insert into saved_view (tenant_id, id, staff_id, name, view, programme, overdue,
       unit_id)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4, $5, $6::boolean, $7::uuid)
on conflict do nothing
returning json_build_object('id', id, 'name', name, 'view', view,
       'programme', programme, 'overdue', overdue, 'unitId', unit_id);

-- name: view_delete
delete from saved_view where tenant_id = app_tenant() and staff_id = $1::uuid
   and id = $2::uuid
returning id;
