-- The sweep also looks at documents and passkeys.

-- SHA-256 of what is at a place now; 32 zero bytes when there is nothing.
create or replace function sealed_now(tenant uuid, table_id int, column_id int,
    row_id uuid) returns bytea
language sql stable as $$
	select coalesce(sha256(case table_id
	when 1 then (select envelope from person_data d
	    where d.tenant_id = tenant and d.person_id = row_id
	      and d.category = (array['identity', 'contact', 'social',
	          'economic', 'health', 'violence', 'minors',
	          'notes'])[column_id])
	when 2 then (select envelope from record_data d
	    where d.tenant_id = tenant and d.record_id = row_id
	      and d.category = (array[null, 'contact', 'social', 'economic',
	          null, 'violence', null, 'notes'])[column_id])
	when 3 then (select envelope from entry e
	    where e.tenant_id = tenant and e.id = row_id)
	when 4 then (select envelope from process_instance i
	    where i.tenant_id = tenant and i.id = row_id)
	when 5 then (select draft from task t
	    where t.tenant_id = tenant and t.id = row_id)
	when 6 then (select variables from message_buffer m
	    where m.tenant_id = tenant and message_row(m.id) = row_id)
	when 7 then (select totp_secret from staff s
	    where s.tenant_id = tenant and s.id = row_id)
	when 16 then (select note from history h
	    where h.tenant_id = tenant and h.id = row_id
	      and h.note is not null)
	when 20 then (select envelope from comment c
	    where c.tenant_id = tenant and c.id = row_id)
	when 21 then (select case column_id when 1 then instructions
	    else outcome end from subtask s
	    where s.tenant_id = tenant and s.task_id = row_id)
	when 22 then (select envelope from ballot b
	    where b.tenant_id = tenant and b.task_id = row_id)
	when 25 then (select case column_id when 2 then reason
	    else envelope end from file f
	    where f.tenant_id = tenant and f.id = row_id)
	when 26 then (select public_key from passkey p
	    where p.tenant_id = tenant and p.id = row_id)
	end), decode(repeat('00', 32), 'hex'))
$$;

-- May there be nothing at a place, though the trail says that something was
-- written?  Drafts and messages go by themselves, passkeys by their owner; history
-- goes by months; of what was erased anything may go.
create or replace function sealed_may_go(tenant uuid, table_id int, row_id uuid,
    written_at timestamptz) returns boolean
language sql stable as $$
	select table_id in (5, 6, 26)
	    or (table_id = 16 and exists (select from audit_event e
	           where e.tenant_id = tenant and e.object_id = tenant
	             and e.action = 'history.drop' and written_at <
	                 to_date(audit_detail(e.leaf) ->> 'before', 'YYYY-MM')
	                 + interval '1 day'))
	    or exists (select from audit_event e
	           where e.tenant_id = tenant and e.object_id = row_id
	             and e.action in ('key.destroy', 'file.erase')
	             and e.outcome = 'ok')
$$;
