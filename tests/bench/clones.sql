-- Cases with ids that a number makes, for pgbench, which cannot keep lists:
-- copies of the cases whose first task is open.
begin;
create temp table pair on commit drop as
select i.id as intervention, p.id as instance, t.id as task,
       ('018f0000-0000-7000-9000-' || lpad((row_number() over ())::text, 12,
           '0'))::uuid as clone
  from task t join process_instance p using (tenant_id)
  join intervention i using (tenant_id)
 where t.instance_id = p.id and t.intervention_id = i.id and t.state = 'open';
insert into intervention (tenant_id, id, number, record_id, person_id,
       programme, sector, unit_id, opened_by)
select tenant_id, clone, number || '/2', record_id, person_id, programme,
       sector, unit_id, opened_by
  from intervention join pair on id = intervention;
insert into data_key (tenant_id, dek_id, kind, subject_id, gen, key_id, wrapped)
select tenant_id, gen_random_uuid(), kind, clone, gen, key_id, wrapped
  from data_key join pair on subject_id = intervention;
insert into process_instance (tenant_id, id, definition_id, intervention_id,
       envelope, seq, started_by)
select tenant_id, clone, definition_id, clone, envelope, seq, started_by
  from process_instance join pair on id = instance;
insert into task (tenant_id, id, instance_id, activity, element_id, name,
       intervention_id, record_id, person_id, number, programme, unit_id,
       role, form_key, why)
select tenant_id, clone, clone, activity, element_id, name, clone,
       record_id, person_id, number, programme, unit_id, role, form_key, why
  from task join pair on id = task;
commit;
vacuum analyze;
