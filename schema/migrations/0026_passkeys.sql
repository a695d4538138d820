-- Passkeys (WebAuthn): public keys of staff, challenges that wait for an
-- answer, and the roles that may sign in with nothing else.

-- public_key is a COSE_Key, sealed and bound to its owner: it is no secret, but
-- who may write to the database must not be able to put their own in its place.
-- credential_id is random and made for one account, so it is kept as it is.
create table passkey (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	staff_id	uuid not null,
	name		text not null check (length(name) between 1 and 60),
	credential_id	bytea not null
			check (length(credential_id) between 16 and 1023),
	public_key	bytea not null,
	-- Signatures so far, as the authenticator counts; 0 when it does not.
	sign_count	bigint not null,
	-- May it be copied to other devices of its owner, and was it?
	is_synced	boolean not null,
	is_backed_up	boolean not null,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	last_used_at	timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);
-- Over all tenants, as it is asked for before one is known.
create unique index passkey_credential on passkey (credential_id);
create index passkey_staff on passkey (tenant_id, staff_id);
select protect('passkey', 'select, insert, update, delete');

-- Roles of a municipality whose holders sign in with a passkey.
create table passkey_rule (
	tenant_id	uuid not null references tenant,
	role		text not null,
	created_at	timestamptz not null default now(),
	primary key (tenant_id, role)
);
select protect('passkey_rule', 'select, insert, delete');

-- Challenges, by hash.  No tenant is known yet when somebody signs in, and
-- nobody but the functions below may read or write this.
create table passkey_challenge (
	challenge_hash	bytea primary key check (length(challenge_hash) = 32),
	-- SHA-256 of what the browser holds: the token of its attempt to sign in
	-- or of its session.
	holder_hash	bytea not null check (length(holder_hash) = 32),
	purpose		text not null
			check (purpose in ('sign_in', 'confirm', 'enrol')),
	expires_at	timestamptz not null
);
create index passkey_challenge_age on passkey_challenge (expires_at);

-- Keep a challenge for five minutes; those that nobody answered go, some at a
-- time.
create function passkey_challenge_begin(challenge bytea, holder bytea, why text)
returns void language sql volatile security definer
set search_path = public as $$
	delete from passkey_challenge where challenge_hash in (
	       select challenge_hash from passkey_challenge
	        where expires_at < now() order by expires_at limit 100
	          for update skip locked);
	insert into passkey_challenge (challenge_hash, holder_hash, purpose,
	       expires_at)
	values (challenge, holder, why, now() + interval '5 minutes');
$$;

-- Use a challenge up, once: was it there, for this and in these hands?  Other
-- hands do not use it up.
create function passkey_challenge_use(challenge bytea, holder bytea, why text)
returns boolean language sql volatile security definer
set search_path = public as $$
	with gone as (
		delete from passkey_challenge where challenge_hash = challenge
		   and holder_hash = holder returning purpose, expires_at
	)
	select exists (select from gone where purpose = why
	   and expires_at > now());
$$;

-- What checking a signature needs; null for a credential that nobody who may
-- sign in has.
create function passkey_find(wanted bytea) returns json
language sql stable security definer set search_path = public as $$
	select json_build_object('id', p.id, 'tenantId', p.tenant_id,
	       'staffId', p.staff_id,
	       'publicKey', translate(encode(p.public_key, 'base64'), e'\n', ''),
	       'signCount', p.sign_count, 'isSynced', p.is_synced)
	  from passkey p join staff s on s.tenant_id = p.tenant_id
	   and s.id = p.staff_id and s.is_active
	 where p.credential_id = wanted
$$;

-- A counter may only go up; one that stays at 0 is no counter.
create function passkey_counts_on(seen bigint, now_at bigint) returns boolean
language sql immutable parallel safe as $$
	select now_at > seen or (seen = 0 and now_at = 0)
$$;

-- As pages show it.
create function passkey_card(p passkey) returns json
language sql stable as $$
	select json_build_object('id', p.id, 'name', p.name,
	       'isSynced', p.is_synced, 'version', p.version,
	       'createdAt', p.created_at, 'lastUsedAt', p.last_used_at)
$$;

-- Does a rule hold for one of the roles that this person has today?
create function passkey_is_required(staff uuid) returns boolean
language sql stable as $$
	select exists (select from staff_role r join passkey_rule w
	       on w.tenant_id = r.tenant_id and w.role = r.role
	    where r.tenant_id = app_tenant() and r.staff_id = staff
	      and r.valid_from <= current_date
	      and (r.valid_to is null or r.valid_to >= current_date))
$$;

-- A session whose owner has to make a passkey before anything else.
alter table session add column must_enrol boolean not null default false;

-- As in 0008, with when it began and whether a passkey is missing.
create or replace function session_load(hash bytea, idle interval, age interval)
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
	       'createdAt', extract(epoch from s.created_at)::bigint,
	       'stepUpAt', extract(epoch from s.step_up_at)::bigint,
	       'mustEnrol', s.must_enrol,
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
