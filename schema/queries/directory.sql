-- Units, staff, territories, code lists, programmes.

-- name: unit_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', id, 'parentId', parent_id, 'code', code, 'name', name,
       'kind', kind, 'path', path) order by array_length(path, 1), name), '[]'))
  from unit where tenant_id = app_tenant() and is_active;

-- name: territory_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', id, 'code', code, 'name', name, 'unitId', unit_id)
       order by name), '[]'))
  from territory where tenant_id = app_tenant();

-- name: staff_list
-- Who works in these units, with open and overdue tasks; or, when $2 is a unit,
-- who may work on its tasks: its people and those of the units above it.
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', s.id, 'name', s.name, 'roles', g.roles, 'unitId', g.unit_id,
       'open', w.open, 'overdue', w.overdue,
       'isAbsent', exists (select from absence a where a.tenant_id = s.tenant_id
           and a.staff_id = s.id and current_date between a.starts_on
           and a.ends_on)) order by s.name), '[]'))
  from (select staff_id, array_agg(distinct role) as roles,
               (array_agg(unit_id))[1] as unit_id
          from staff_role
         where tenant_id = app_tenant()
           and unit_id = any(case when $2::uuid is null then $1::uuid[]
               else (select u.path from unit u
                      where u.tenant_id = app_tenant() and u.id = $2) end)
           and ($2::uuid is null or role in ('social_worker', 'supervisor',
               'clerk', 'psychologist', 'legal'))
           and valid_from <= current_date
           and (valid_to is null or valid_to >= current_date)
         group by staff_id) g
  join staff s on s.tenant_id = app_tenant() and s.id = g.staff_id
       and s.is_active
  cross join lateral (select count(*) as open,
               count(*) filter (where is_overdue(t)) as overdue
          from task t where t.tenant_id = s.tenant_id and t.state = 'open'
           and t.assignee_id = s.id) w;

-- name: code_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'code', code, 'parent', parent, 'label', label)
       order by position, code), '[]'))
  from code where tenant_id = app_tenant() and scheme = $1
   and valid_from <= current_date
   and (valid_to is null or valid_to >= current_date);

-- name: programme_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'code', code, 'label', label, 'sector', sector,
       'processKey', process_key, 'sensitivity', sensitivity)
       order by code), '[]'))
  from programme where tenant_id = app_tenant() and is_active;
