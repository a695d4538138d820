-- History by steps: one row for all that an instance did in one go.  And what rows
-- of tasks, timers and keys still paid for that nothing can break (as in 0033).

-- What an instance entered and left in one transaction, in order: three arrays
-- of the same length.  Rows from before are steps of one event.
alter table history
	alter column element_id type text[] using array[element_id],
	alter column element_type type text[] using array[element_type],
	alter column event type text[] using array[event];
alter table history rename column element_id to elements;
alter table history rename column element_type to types;
alter table history rename column event to events;

-- The same, each event a row; n is its place in the step.
create view history_event with (security_invoker = true) as
select h.tenant_id, h.at, h.id, e.n, h.instance_id, h.intervention_id,
       e.element_id, e.element_type, e.event, h.actor_id
  from history h
 cross join lateral unnest(h.elements, h.types, h.events)
       with ordinality as e (element_id, element_type, event, n);
grant select on history_event to vinculo_app;

create or replace function instance_card(i process_instance) returns json
language sql stable as $$
	select json_build_object('id', i.id, 'definitionId', i.definition_id,
	       'definitionName', d.name, 'definitionVersion', d.version,
	       'state', i.state, 'startedAt', i.started_at, 'endedAt', i.ended_at,
	       'activities', coalesce((select json_agg(json_build_object(
	           'elementId', h.element_id, 'state', case
	               when h.incidents > 0 then 'incident'
	               when h.entered > h.left then 'active'
	               when h.completed > 0 then 'completed' else 'cancelled' end,
	           'since', h.since, 'count', h.entered) order by h.since)
	           from (select element_id, count(*) filter (where event = 'entered')
	                     as entered,
	                     count(*) filter (where event in ('completed', 'ended'))
	                     as left,
	                     count(*) filter (where event = 'completed') as completed,
	                     max(at) as since,
	                     (select count(*) from incident n
	                       where n.tenant_id = i.tenant_id
	                         and n.instance_id = i.id and n.resolved_at is null
	                         and n.element_id = x.element_id) as incidents
	                   from history_event x where x.tenant_id = i.tenant_id
	                    and x.instance_id = i.id
	                  group by element_id) h), '[]'))
	  from process_definition d
	 where d.tenant_id = i.tenant_id and d.id = i.definition_id
$$;

-- Instances, tasks, cases and people are never deleted, the server may not, and
-- what refers to them has read or locked them in the same transaction.
alter table task drop constraint task_tenant_id_instance_id_fkey,
	drop constraint task_tenant_id_assignee_id_fkey,
	drop constraint task_parent;
alter table timer drop constraint timer_tenant_id_instance_id_fkey;
alter table job drop constraint job_tenant_id_instance_id_fkey;
alter table subscription
	drop constraint subscription_tenant_id_instance_id_fkey;
alter table instance_variable
	drop constraint instance_variable_tenant_id_instance_id_fkey;
alter table process_instance
	drop constraint process_instance_tenant_id_intervention_id_fkey;

-- Nearly every task is about a case: to leave out the others costs each of them
-- more than to have them in.
drop index task_intervention;
create index task_intervention on task (tenant_id, intervention_id);
drop index task_record;
create index task_record on task (tenant_id, record_id);

-- A condition of a trigger is planned by each statement; a function is not.
create function refuse_restricted_task() returns trigger
language plpgsql as $$
begin
	if new.state = 'done' and old.state <> 'done' and exists (
	    select from restriction r where r.tenant_id = new.tenant_id
	       and r.person_id = new.person_id and r.lifted_at is null) then
		perform refuse_as_restricted();
	end if;
	return new;
end
$$;
drop trigger restricted on task;
create trigger restricted before update of state on task
	for each row execute function refuse_restricted_task();

-- So is a check of a table; the trigger that every key passes does it as well.
alter table data_key drop constraint data_key_destroyed;
drop trigger data_key_wrapped_live on data_key;
drop function data_key_wrapped_live();
create function data_key_is_sound() returns trigger language plpgsql as $$
begin
	if (new.state = 'destroyed') is distinct from (new.wrapped is null)
	    or (new.state = 'destroyed') is distinct from
	        (new.destroyed_at is not null) then
		raise exception 'a key is destroyed wholly or not at all'
		    using errcode = '23514';
	end if;
	if (tg_op = 'INSERT' or new.key_id <> old.key_id) and not exists (
	    select from tenant_key where tenant_id = new.tenant_id
	       and purpose = 1 and key_id = new.key_id and state = 'active') then
		raise exception 'the key of the tenant was rotated meanwhile'
		    using errcode = '40001';
	end if;
	return new;
end
$$;
create trigger data_key_is_sound before insert or update on data_key
	for each row execute function data_key_is_sound();

alter table task drop constraint task_below;
create function task_is_sound() returns trigger language plpgsql as $$
begin
	if (new.kind = 'subtask' or new.kind = 'ballot')
	    is distinct from (new.parent_id is not null) then
		raise exception 'sub-tasks and ballots are below a task'
		    using errcode = '23514';
	end if;
	return new;
end
$$;
create trigger task_is_sound before insert or update of kind, parent_id on task
	for each row execute function task_is_sound();

-- Whoever is entered at the end of these indexes comes back to the same page: an
-- instance and a task when they end, history with each further step.  There is
-- room for that, and pages need not split.
alter index process_instance_pkey set (fillfactor = 60);
alter index process_instance_list set (fillfactor = 60);
alter index task_pkey set (fillfactor = 60);
alter index task_instance set (fillfactor = 60);
reindex table process_instance;
reindex table task;

-- In a month of history, too.
create function leave_room(part regclass) returns void language plpgsql as $$
declare
	index	text := part::text || '_pkey';
begin
	if part::text like 'history\_%' then
		execute format('alter index %I set (fillfactor = 60)', index);
		execute format('reindex index %I', index);
	end if;
end
$$;
select leave_room(inhrelid) from pg_inherits
 where inhparent = 'history'::regclass;

create or replace function ensure_partitions(parent regclass, months int)
returns int language plpgsql
security definer set search_path = public, pg_temp as $$
declare
	first	date := date_trunc('month', now())::date;
	part	text;
	made	int := 0;
begin
	if parent::text not in ('history', 'audit_event') then
		raise exception 'not a partitioned table of ours: %', parent;
	end if;
	for i in 0 .. least(months, 24) loop
		part := format('%s_%s', parent::text,
		    to_char(first + make_interval(months => i), 'YYYYMM'));
		if to_regclass(part) is null then
			execute format('create table %I partition of %s '
			    'for values from (%L) to (%L)', part, parent,
			    first + make_interval(months => i),
			    first + make_interval(months => i + 1));
			perform leave_room(part::regclass);
			made := made + 1;
		end if;
	end loop;
	return made;
end
$$;
