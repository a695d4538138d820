-- :n processes with one task that ended in the last three years, as bench-one
-- leaves them: instances, keys, tasks, and history in its months.
\set t '''018f0000-0000-7000-8000-000000000001'''
\set staff '''018f0000-0000-7000-8000-000000000021'''
\set months 36
select format('create table history_%s partition of history for values '
       'from (%L) to (%L)', to_char(m, 'YYYYMM'), m, m + interval '1 month')
  from generate_series(date_trunc('month', now()) - interval '1 month' * :months,
       date_trunc('month', now()) - interval '1 month', interval '1 month') m
\gexec
create function pg_temp.id(n bigint) returns uuid language sql immutable as $$
	select ('01700000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
create function pg_temp.at(n bigint, of bigint) returns timestamptz
language sql stable as $$
	select now() - interval '36 months' * (1 - (n - 1)::float8 / of)
$$;
set synchronous_commit = off;
insert into data_key (tenant_id, dek_id, kind, subject_id, gen, key_id, wrapped)
select :t, pg_temp.id(n), 3, pg_temp.id(n), 1, k.key_id, k.wrapped
  from (select key_id, wrapped from data_key where kind = 3 limit 1) k,
       generate_series(1, :n) n;
insert into process_instance (tenant_id, id, definition_id, state, envelope, seq,
       started_at, started_by, ended_at)
select :t, pg_temp.id(n), i.definition_id, 'completed', i.envelope, 1,
       pg_temp.at(n, :n), :staff, pg_temp.at(n, :n) + interval '3 hours'
  from (select definition_id, envelope from process_instance
         where definition_id = '018f0000-0000-7000-8000-000000000032'
           and state = 'completed' limit 1) i, generate_series(1, :n) n;
insert into task (tenant_id, id, instance_id, activity, element_id, name, state,
       unit_id, role, form_key, why, version, created_at, completed_at,
       completed_by)
select :t, pg_temp.id(n), pg_temp.id(n), 2, k.element_id, k.name, 'done',
       k.unit_id, k.role, k.form_key, k.why, 2, pg_temp.at(n, :n),
       pg_temp.at(n, :n) + interval '3 hours', :staff
  from (select * from task where state = 'done' and element_id = 'assess'
         limit 1) k, generate_series(1, :n) n;
insert into history (tenant_id, at, instance_id, element_id, element_type, event,
       actor_id)
select :t, pg_temp.at(n, :n) + e.after, pg_temp.id(n), e.id, e.type, e.event,
       :staff
  from generate_series(1, :n) n
 cross join (values ('bench-one', 'process', 'entered', interval '0'),
           ('start', 'startEvent', 'entered', interval '0'),
           ('start', 'startEvent', 'completed', interval '0'),
           ('assess', 'userTask', 'entered', interval '0'),
           ('assess', 'userTask', 'completed', interval '3 hours'),
           ('end', 'endEvent', 'entered', interval '3 hours'),
           ('end', 'endEvent', 'completed', interval '3 hours'),
           ('bench-one', 'process', 'completed', interval '3 hours'))
       as e (id, type, event, after);
vacuum analyze data_key, process_instance, task, history;
checkpoint;
