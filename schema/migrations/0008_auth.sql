-- Questions asked before it is known for which tenant: who holds this session,
-- who has this login.  Each answers for exactly one secret or name.

drop function session_tenant(bytea);
drop function login_tenant(text);

-- Everything a request needs to know about who asks, in one round trip; null
-- when the session is over.  Marks it as seen once a minute.
create function session_load(hash bytea, idle interval, age interval)
returns json language plpgsql volatile security definer
set search_path = public as $$
declare
	s	session;
	answer	json;
begin
	select * into s from session where token_hash = hash
	   and seen_at > now() - idle and created_at > now() - age;
	if not found then
		return null;
	end if;
	with role_now as (
		select r.role, r.unit_id, u.name
		  from staff_role r join unit u on u.tenant_id = r.tenant_id
		   and u.id = r.unit_id
		 where r.tenant_id = s.tenant_id and r.staff_id = s.staff_id
		   and r.valid_from <= current_date
		   and (r.valid_to is null or r.valid_to >= current_date)
	), covered as (
		select u.id, array_agg(distinct r.role) as roles
		  from role_now r join unit u on u.tenant_id = s.tenant_id
		   and u.path @> array[r.unit_id]
		 group by u.id
	)
	select json_build_object(
	       'tenant', json_build_object('id', t.id, 'name', t.name,
	           'country', t.country, 'language', t.language, 'zone', t.zone),
	       'staff', json_build_object('id', f.id, 'name', f.name,
	           'login', f.login, 'language', f.language),
	       'csrf', s.csrf,
	       'stepUpAt', extract(epoch from s.step_up_at)::bigint,
	       'roles', coalesce((select json_agg(json_build_object('role', role,
	           'unitId', unit_id, 'unitName', name)) from role_now), '[]'),
	       'units', coalesce((select json_agg(json_build_object('id', id,
	           'roles', roles)) from covered), '[]'))
	  into answer
	  from tenant t, staff f
	 where t.id = s.tenant_id and f.tenant_id = s.tenant_id
	   and f.id = s.staff_id and f.is_active;
	if s.seen_at < now() - interval '1 minute' then
		update session set seen_at = now() where token_hash = hash;
	end if;
	return answer;
end
$$;

-- What checking a password needs; null for an unknown login.
create function login_find(wanted text) returns json
language sql stable security definer set search_path = public as $$
	select json_build_object('tenantId', tenant_id, 'staffId', id,
	       'passwordHash', password_hash,
	       'totp', translate(encode(totp_secret, 'base64'), e'\n', ''),
	       'totpLastStep', totp_last_step, 'failures', failures,
	       'failedAt', coalesce(extract(epoch from failed_at)::bigint, 0))
	  from staff where login = wanted and is_active
$$;
