-- Waits that belong to names; functions that nobody's temporary tables can
-- deceive.

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
