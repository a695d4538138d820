-- Working days and holidays of a municipality.

-- name: calendar_read
-- For the engine, which counts from today on, with every event: bits of weekdays
-- (null: as work_days() says, whose call would cost more than the rest), and days
-- since 1970.
select (select weekdays from work_week where tenant_id = app_tenant()),
       array(select day - date '1970-01-01' from holiday
              where tenant_id = app_tenant() and day >= current_date - 1
              order by day limit 2000);

-- name: calendar_get
select json_build_object('year', $1::int, 'version', coalesce((select version
           from work_week where tenant_id = app_tenant()), 1),
       'weekdays', (select json_agg(n) from generate_series(1, 7) n
           where work_days() >> (n - 1) & 1 = 1),
       'holidays', coalesce((select json_agg(json_build_object('day', h.day,
           'name', h.name) order by h.day) from holiday h
           where h.tenant_id = app_tenant()
             and h.day between make_date($1::int, 1, 1)
                 and make_date($1::int, 12, 31)), '[]'));

-- name: calendar_version
select coalesce((select version from work_week
       where tenant_id = app_tenant()), 1);

-- name: calendar_lock
-- Its version; it begins with Monday to Friday.
insert into work_week as w (tenant_id) values (app_tenant())
on conflict (tenant_id) do update set weekdays = w.weekdays
returning version;

-- name: calendar_touch
-- $1 weekdays or null: as they are.
update work_week set version = version + 1,
       weekdays = coalesce($1::smallint, weekdays)
 where tenant_id = app_tenant();

-- name: holiday_put
-- [{"day", "name"}]; of a day that is named twice the last name counts.
insert into holiday (tenant_id, day, name)
select distinct on (x.item ->> 'day') app_tenant(),
       (x.item ->> 'day')::date, x.item ->> 'name'
  from json_array_elements($1::json) with ordinality as x (item, n)
 order by x.item ->> 'day', x.n desc
on conflict (tenant_id, day) do update set name = excluded.name;

-- name: holiday_delete
delete from holiday where tenant_id = app_tenant() and day = $1::date
returning day;
