-- Waits that belong to names; functions that nobody's temporary tables can
-- deceive; documents that know when their key was destroyed; what is offered.

-- Failures to sign in with a name, whether or not somebody has it: the wait
-- that follows must not tell.  Of an unknown name they are kept with the first
-- municipality.  name_mac is made by keyd; a day without a failure ends it.
create table login_wait (
	tenant_id	uuid not null references tenant,
	name_mac	bytea not null check (length(name_mac) = 32),
	failures	int not null,
	failed_at	timestamptz not null,
	primary key (tenant_id, name_mac)
);
create index login_wait_age on login_wait (tenant_id, failed_at);
select protect('login_wait', 'select, insert, update, delete');

-- What checking a password needs; for an unknown login the municipality whose
-- keys do the same work.
create or replace function login_find(wanted text) returns json
language sql stable security definer set search_path = public, pg_temp as $$
	select coalesce((select json_build_object('tenantId', tenant_id,
	       'staffId', id, 'passwordHash', password_hash,
	       'totp', translate(encode(totp_secret, 'base64'), e'\n', ''),
	       'totpLastStep', totp_last_step)
	  from staff where login = wanted and is_active),
	(select json_build_object('tenantId', min(id::text)) from tenant))
$$;
alter table staff drop column failed_at;

-- A path that does not name pg_temp has it first: a temporary table would stand
-- in for ours, with the rights of the function's owner.
do $$
declare
	f	regprocedure;
begin
	for f in select oid from pg_proc where prosecdef
	   and pronamespace = 'public'::regnamespace
	loop
		execute format('alter function %s '
		    'set search_path = public, pg_temp', f);
	end loop;
end
$$;

-- A document is erased in the transaction that destroys its key.  Its bytes, now
-- noise, go later; chunks is null when they are gone.
alter table file drop constraint file_complete,
	add constraint file_complete check (state = 'uploading' or
	    (head is not null and envelope is not null and
	    (chunks is not null or state = 'erased')));
update file set chunks = null where state = 'erased';
update file f set state = 'erased' from data_key k
 where k.tenant_id = f.tenant_id and k.subject_id = f.id and k.kind = 5
   and k.state = 'destroyed' and f.state = 'stored';
create index file_noise on file (tenant_id, id)
	where state = 'erased' and chunks is not null;

-- One that is uploading now finds out when it is complete.
create function file_key_destroyed() returns trigger language plpgsql as $$
begin
	update file set state = 'erased'
	 where tenant_id = new.tenant_id and id = new.subject_id
	   and state = 'stored';
	return new;
end
$$;
create trigger file_key_destroyed after update of state on data_key
	for each row when (new.kind = 5 and new.state = 'destroyed')
	execute function file_key_destroyed();

-- Open tasks that nobody has and that are offered to this person, or to one of
-- these pools, besides those of the pools themselves.
create function offered_tasks(me text, units uuid[], roles text[])
returns setof task language sql stable as $$
	select t.* from task t
	 where t.tenant_id = app_tenant() and t.state = 'open'
	   and t.assignee_id is null and t.candidates <> '{}'
	   and t.candidates && (array(select w.unit || ' ' || w.role
	       from unnest(units, roles) as w (unit, role)) || me)
	   and (t.sensitivity < 3 or me = any(t.candidates))
	   and not exists (select from unnest(units, roles) as w (unit, role)
	        where w.unit = t.unit_id and w.role = t.role)
$$;
