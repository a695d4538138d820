-- :n processes with one task that ended in the last three years, as bench-one
-- leaves them: instances, keys, tasks, and history in its months.
\set t '''018f0000-0000-7000-8000-000000000001'''
\set staff '''018f0000-0000-7000-8000-000000000021'''
set synchronous_commit = off;
-- The rows fit together: nobody need check each reference.
set session_replication_role = replica;
create function pg_temp.id(n bigint) returns uuid language sql immutable as $$
	select ('01700000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
-- The month of 36 that a number falls into, and when in it.
create function pg_temp.month(n bigint, many bigint) returns int
language sql immutable as $$
	select ((n - 1) * 36 / many)::int
$$;
create function pg_temp.first_day(month int) returns timestamptz
language sql stable as $$
	select date_trunc('month', now()) - interval '1 month' * (36 - month)
$$;
create temp table ended as
select pg_temp.id(n) as id, pg_temp.month(n, :n) as month,
       pg_temp.first_day(pg_temp.month(n, :n)) +
           interval '27 days' * ((n - 1) * 36 % :n)::float8 / :n as at
  from generate_series(1::bigint, :n) n;
insert into data_key (tenant_id, dek_id, kind, subject_id, gen, key_id, wrapped)
select :t, e.id, 3, e.id, 1, k.key_id, k.wrapped
  from (select key_id, wrapped from data_key where kind = 3 limit 1) k, ended e;
insert into process_instance (tenant_id, id, definition_id, state, envelope, seq,
       started_at, started_by, ended_at)
select :t, e.id, i.definition_id, 'completed', i.envelope, 1, e.at, :staff,
       e.at + interval '3 hours'
  from (select definition_id, envelope from process_instance
         where definition_id = '018f0000-0000-7000-8000-000000000032'
           and state = 'completed' limit 1) i, ended e;
insert into task (tenant_id, id, instance_id, activity, element_id, name, state,
       unit_id, role, form_key, why, version, created_at, completed_at,
       completed_by)
select :t, e.id, e.id, 2, k.element_id, k.name, 'done', k.unit_id, k.role,
       k.form_key, k.why, 2, e.at, e.at + interval '3 hours', :staff
  from (select * from task where state = 'done' and element_id = 'assess'
         limit 1) k, ended e;
-- A month is filled before it becomes a partition and gets its indexes.
select format('create table %I (like history including defaults)', name),
       format('insert into %I (tenant_id, at, instance_id, elements, types,
           events, actor_id)
           select %L, e.at + h.after, e.id, h.elements, h.types, h.events, %L
           from ended e cross join (values
           (array[''bench-one'', ''start'', ''start'', ''assess''],
            array[''process'', ''startEvent'', ''startEvent'', ''userTask''],
            array[''entered'', ''entered'', ''completed'', ''entered''],
            interval ''0''),
           (array[''assess'', ''end'', ''end'', ''bench-one''],
            array[''userTask'', ''endEvent'', ''endEvent'', ''process''],
            array[''completed'', ''entered'', ''completed'', ''completed''],
            ''3 hours''))
           as h (elements, types, events, after) where e.month = %s',
           name, :t, :staff, month),
       format('alter table history attach partition %I
           for values from (%L) to (%L)', name, pg_temp.first_day(month),
           pg_temp.first_day(month + 1))
  from (select month, 'history_' || to_char(pg_temp.first_day(month),
           'YYYYMM') as name
          from generate_series(0, 35) month) m
\gexec
vacuum analyze data_key, process_instance, task, history;
checkpoint;
