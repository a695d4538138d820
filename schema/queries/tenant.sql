-- Municipalities, their staff and lists, as the operator's commands make them.

-- name: tenant_find
-- By code; every one when it is null.
select id, code, name from tenant
 where $1::text is null or code = $1::text order by code;

-- name: tenant_insert
insert into tenant (id, code, name, country, region, language, zone)
values ($1::uuid, $2, $3, 'ES', $4, 'es', 'Europe/Madrid');

-- name: unit_insert
insert into unit (tenant_id, id, parent_id, code, name, kind)
select app_tenant(), $1::uuid,
       (select id from unit where tenant_id = app_tenant() and code = $2),
       $3, $4, $5;

-- name: unit_by_code
select id from unit where tenant_id = app_tenant() and code = $1;

-- name: territory_insert
insert into territory (tenant_id, id, code, name, unit_id)
select app_tenant(), $1::uuid, $2, $3, u.id
  from unit u where u.tenant_id = app_tenant() and u.code = $4;

-- name: staff_insert
insert into staff (tenant_id, id, login, name, language)
select app_tenant(), $1::uuid, $2, $3, t.language
  from tenant t where t.id = app_tenant();

-- name: staff_role_insert
insert into staff_role (tenant_id, staff_id, unit_id, role)
values (app_tenant(), $1::uuid, $2::uuid, $3);

-- name: staff_by_login
select id, name from staff where tenant_id = app_tenant() and login = $1;

-- name: staff_report
select s.login, s.name, coalesce(string_agg(r.role || ' ' || u.code, ', '
       order by r.role, u.code), ''),
       case when not s.is_active then 'disabled'
            when s.password_hash is null then 'not activated'
            else 'active' end
  from staff s
  left join staff_role r on r.tenant_id = s.tenant_id and r.staff_id = s.id
       and r.valid_from <= current_date
       and (r.valid_to is null or r.valid_to >= current_date)
  left join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
 where s.tenant_id = app_tenant()
 group by s.id, s.login, s.name, s.is_active, s.password_hash
 order by s.login;

-- name: code_insert
insert into code (tenant_id, scheme, code, parent, label, position)
values (app_tenant(), $1, $2, $3, $4::jsonb, $5::int);

-- name: programme_insert
insert into programme (tenant_id, code, label, process_key, sector, sensitivity)
values (app_tenant(), $1, $2::jsonb, $3, $4, $5::smallint);

-- name: number_go_on writes
select number_go_on($1, $2::bigint);

-- name: demo_records
-- The newest records of the demo, to start cases in.
select id, holder_id, referent_id from record
 where tenant_id = app_tenant() and state = 'open' and sensitivity < 3
 order by opened_at desc limit $1::int;
