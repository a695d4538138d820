-- Whoever refers to an instance, a definition or a key of a tenant refers to the
-- tenant: the second check locked the one row that all transactions share.
alter table process_instance drop constraint process_instance_tenant_id_fkey;
alter table task drop constraint task_tenant_id_fkey;
alter table data_key drop constraint data_key_tenant_id_fkey;

-- Nobody looks for what belongs to no record.
drop index audit_event_record;
create index audit_event_record on audit_event
	(tenant_id, record_id, at desc, id desc) where record_id is not null;
drop index task_record;
create index task_record on task (tenant_id, record_id)
	where record_id is not null;
