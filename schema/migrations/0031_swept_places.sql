-- What the sweep looks at, of all tables that have sealed values.

-- SHA-256 of what is at a place now; 32 zero bytes when there is nothing.
create function sealed_now(tenant uuid, table_id int, column_id int,
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
create function sealed_may_go(tenant uuid, table_id int, row_id uuid,
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

-- Compare the next places with what is there now.  Only what differs, and, for
-- going on behind it, the last place; 'wrong' says what.  An event that was not
-- gathered yet may explain a difference: it is visible in the same instant as
-- what it wrote.
create function record_digest_compare(after_tenant uuid, after_table int,
    after_row uuid, after_column int, most int)
returns table (tenant_id uuid, table_id int, row_id uuid, column_id int,
    event_id uuid, wrong text, seen bigint)
language sql stable as $$
	with b as materialized (
		select d.*, row_number() over (order by d.tenant_id,
		       d.table_id, d.row_id, d.column_id) as n,
		       sealed_now(d.tenant_id, d.table_id, d.column_id, d.row_id)
		           as digest
		  from (select * from record_digest r
		         where (r.tenant_id, r.table_id, r.row_id, r.column_id)
		             > (after_tenant, after_table, after_row, after_column)
		         order by r.tenant_id, r.table_id, r.row_id, r.column_id
		         limit most) d
	), c as (
		select b.*, not exists (select
		           from generate_series(1, length(b.digests), 32) o
		          where substring(b.digests from o for 32) = b.digest)
		       as differs,
		       b.digest = decode(repeat('00', 32), 'hex') as is_gone
		  from b
	), w as (
		select c.*, case when not differs then null
		       when is_gone and sealed_may_go(c.tenant_id, c.table_id,
		           c.row_id, c.written_at) then null
		       when exists (select from audit_event e
		           where (e.xid, e.id) > (select p.xid, p.id
		               from record_digest_place p)
		             and e.tenant_id = c.tenant_id
		             and position(sealed_entry(c.table_id, c.column_id,
		                 c.row_id, c.digest) in e.sealed) > 0) then null
		       when is_gone then 'is missing'
		       else 'is not what was written last' end as wrong
		  from c
	)
	select w.tenant_id, w.table_id, w.row_id, w.column_id, w.event_id,
	       w.wrong, (select count(*) from b)
	  from w
	 where w.wrong is not null or w.n = (select count(*) from b)
	 order by w.n
$$;

create function sweep_compare(after_tenant uuid, after_table int,
    after_row uuid, after_column int, most int)
returns table (tenant_id uuid, table_id int, row_id uuid, column_id int,
    event_id uuid, wrong text, seen bigint)
language sql stable security definer set search_path = public, pg_temp as $$
	select * from record_digest_compare(after_tenant, after_table, after_row,
	    after_column, most)
$$;

revoke execute on function sweep_compare(uuid, int, uuid, int, int) from public;
grant execute on function sweep_compare(uuid, int, uuid, int, int) to vinculo_app;
