-- What every task and every case pays for: less of it, and the same guarantees.

-- A table's check is parsed and planned anew by each statement that writes to it;
-- that of a type is kept with the type.
create domain task_state as text
	check (value in ('open', 'done', 'cancelled'));
create domain task_kind as text
	check (value in ('task', 'subtask', 'vote', 'ballot'));
create domain task_priority as smallint check (value between 0 and 100);
create domain instance_state as text
	check (value in ('running', 'completed', 'terminated', 'incident'));
create domain data_key_state as text
	check (value in ('active', 'decrypt_only', 'destroyed'));
create domain data_key_kind as smallint check (value between 1 and 7);
create domain data_key_gen as integer check (value between 1 and 65535);
create domain wrapped_key as bytea check (length(value) = 78);
create domain event_outcome as text
	check (value in ('ok', 'denied', 'failed'));

alter table task drop constraint task_state_check,
	drop constraint task_kind_check, drop constraint task_priority_check,
	alter column state type task_state,
	alter column kind type task_kind,
	alter column priority type task_priority;
alter table process_instance drop constraint process_instance_state_check,
	alter column state type instance_state;
alter table data_key drop constraint data_key_state_check,
	drop constraint data_key_kind_check, drop constraint data_key_gen_check,
	drop constraint data_key_wrapped_check,
	alter column state type data_key_state,
	alter column kind type data_key_kind,
	alter column gen type data_key_gen,
	alter column wrapped type wrapped_key;
alter table audit_event drop constraint audit_event_outcome_check,
	alter column outcome type event_outcome;

-- Units and definitions are never deleted, the server may not (0001, 0005), and
-- what refers to them read them in the same transaction.  To check it again is
-- to lock one row from all transactions.
alter table task drop constraint task_tenant_id_unit_id_fkey;
alter table intervention drop constraint intervention_tenant_id_unit_id_fkey;
alter table process_instance
	drop constraint process_instance_tenant_id_definition_id_fkey;
-- As in 0032: an instance or a record refers to the tenant.
alter table timer drop constraint timer_tenant_id_fkey;
alter table job drop constraint job_tenant_id_fkey;
alter table subscription drop constraint subscription_tenant_id_fkey;
alter table incident drop constraint incident_tenant_id_fkey;
alter table search_variable drop constraint search_variable_tenant_id_fkey;
alter table intervention drop constraint intervention_tenant_id_fkey;

-- It is in the model, which whoever ends an instance has at hand.
alter table process_definition drop column history_ttl;

-- No lock on the tenant's key, which all openings of cases share: a rotation waits
-- instead, once, for whoever inserts at that moment.  Whoever inserts later sees
-- that the old key is retired: the trigger's question is asked with the lock on
-- data_key already taken.
create function data_keys_settle() returns void language plpgsql
security definer set search_path = public, pg_temp as $$
begin
	lock table data_key in share mode;
end
$$;
create or replace function data_key_wrapped_live() returns trigger
language plpgsql as $$
begin
	if not exists (select from tenant_key where tenant_id = new.tenant_id
	    and purpose = 1 and key_id = new.key_id and state = 'active') then
		raise exception 'the key of the tenant was rotated meanwhile'
		    using errcode = '40001';
	end if;
	return new;
end
$$;
