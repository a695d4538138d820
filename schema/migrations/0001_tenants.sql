-- Municipalities, their units, territories and staff.
--
-- Every table begins its primary key with tenant_id and is protected by
-- row-level security: a transaction that has not said for which tenant it works
-- (set_config('app.tenant', ...)) gets an error, never another tenant's rows.

do $$
begin
	-- The roles the server connects as: no DDL, no BYPASSRLS.
	if not exists (select from pg_roles where rolname = 'vinculo_app') then
		create role vinculo_app login;
	end if;
	-- Owns the audit trail; nobody logs in as it.
	if not exists (select from pg_roles where rolname = 'vinculo_audit') then
		create role vinculo_audit nologin;
	end if;
end
$$;

-- Time-ordered ids (UUID version 7, RFC 9562) for rows that SQL makes.
create function uuid7() returns uuid language sql volatile parallel safe as $$
	select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
	       placing substring(int8send((extract(epoch from clock_timestamp())
	       * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- The tenant of this transaction; an error when nobody set it.
create function app_tenant() returns uuid language sql stable parallel safe as $$
	select current_setting('app.tenant')::uuid
$$;

-- Row-level security by tenant, forced, and these privileges for the server.
create function protect(t regclass, privileges text) returns void
language plpgsql as $$
begin
	execute format('alter table %s enable row level security', t);
	execute format('alter table %s force row level security', t);
	execute format('create policy tenant on %s '
	    'using (tenant_id = current_setting(''app.tenant'')::uuid) '
	    'with check (tenant_id = current_setting(''app.tenant'')::uuid)', t);
	execute format('grant %s on %s to vinculo_app', privileges, t);
end
$$;

create table tenant (
	id		uuid primary key default uuid7(),
	code		text not null unique check (code ~ '^[A-Za-z0-9_-]{1,32}$'),
	name		text not null,
	country		text not null default 'ES' check (country ~ '^[A-Z]{2}$'),
	region		text not null default '',
	language	text not null default 'es'
			check (language in ('es', 'ca', 'pt', 'it', 'en')),
	zone		text not null default 'Europe/Madrid',
	created_at	timestamptz not null default now()
);
grant select on tenant to vinculo_app;

create table unit (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	parent_id	uuid,
	code		text not null,
	name		text not null,
	kind		text not null default 'uts'
			check (kind in ('municipality', 'centre', 'uts', 'service')),
	-- Ids from the root to this unit, so that "this unit and all below it"
	-- is one array test.
	path		uuid[] not null default '{}',
	is_active	boolean not null default true,
	primary key (tenant_id, id),
	unique (tenant_id, code),
	foreign key (tenant_id, parent_id) references unit (tenant_id, id)
);
create index unit_path on unit using gin (path);
select protect('unit', 'select, insert, update');

create function unit_set_path() returns trigger language plpgsql as $$
begin
	new.path := coalesce((select u.path from unit u
	                       where u.tenant_id = new.tenant_id
	                         and u.id = new.parent_id), '{}') || new.id;
	return new;
end
$$;
create trigger unit_path before insert or update of parent_id on unit
	for each row execute function unit_set_path();

-- Where people live decides which unit looks after them.
create table territory (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	code		text not null,
	name		text not null,
	unit_id		uuid not null,
	primary key (tenant_id, id),
	unique (tenant_id, code),
	foreign key (tenant_id, unit_id) references unit (tenant_id, id)
);
select protect('territory', 'select, insert, update');

create table staff (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	login		text not null check (login ~ '^[a-z0-9._@-]{2,64}$'),
	name		text not null,
	language	text not null default 'es',
	-- argon2id in PHC form over the peppered password; null before the first
	-- sign-in.
	password_hash	text,
	-- Sealed; null until enrolled.
	totp_secret	bytea,
	totp_last_step	bigint not null default 0,
	failures	int not null default 0,
	failed_at	timestamptz,
	last_login_at	timestamptz,
	is_active	boolean not null default true,
	created_at	timestamptz not null default now(),
	primary key (tenant_id, id),
	unique (login)
);
select protect('staff', 'select, insert, update');

create table staff_role (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	staff_id	uuid not null,
	unit_id		uuid not null,
	role		text not null check (role in ('social_worker', 'supervisor',
			'clerk', 'psychologist', 'legal', 'auditor', 'security',
			'administrator', 'manager')),
	valid_from	date not null default current_date,
	valid_to	date,
	primary key (tenant_id, id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, id)
);
create index staff_role_staff on staff_role (tenant_id, staff_id);
create index staff_role_unit on staff_role (tenant_id, unit_id, role);
select protect('staff_role', 'select, insert, update');

-- Who is away, and who stands in.
create table absence (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	staff_id	uuid not null,
	substitute_id	uuid,
	starts_on	date not null,
	ends_on		date not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id),
	foreign key (tenant_id, substitute_id) references staff (tenant_id, id),
	check (ends_on >= starts_on)
);
create index absence_staff on absence (tenant_id, staff_id, ends_on);
select protect('absence', 'select, insert, update, delete');

-- One-time links: first sign-in, reset.  Only the hash is kept.
create table login_link (
	tenant_id	uuid not null,
	token_hash	bytea not null check (length(token_hash) = 32),
	staff_id	uuid not null,
	expires_at	timestamptz not null,
	used_at		timestamptz,
	primary key (tenant_id, token_hash),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);
select protect('login_link', 'select, insert, update');

create table session (
	tenant_id	uuid not null,
	token_hash	bytea not null check (length(token_hash) = 32),
	staff_id	uuid not null,
	csrf		text not null,
	user_agent	text not null default '',
	created_at	timestamptz not null default now(),
	seen_at		timestamptz not null default now(),
	step_up_at	timestamptz,
	primary key (tenant_id, token_hash),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);
create unique index session_token on session (token_hash);
create index session_staff on session (tenant_id, staff_id);
select protect('session', 'select, insert, update, delete');

-- The only questions that are asked before a tenant is known.  They answer for
-- exactly one secret or one login.
create function session_tenant(hash bytea) returns uuid
language sql stable security definer set search_path = public as $$
	select tenant_id from session where token_hash = hash
$$;
create function login_tenant(name text) returns uuid
language sql stable security definer set search_path = public as $$
	select tenant_id from staff where login = name and is_active
$$;
create function link_tenant(hash bytea) returns uuid
language sql stable security definer set search_path = public as $$
	select tenant_id from login_link where token_hash = hash
$$;

-- Answers already given to writes, so that a repeated request converges.
create table idempotency (
	tenant_id	uuid not null,
	actor_id	uuid not null,
	key		text not null check (length(key) between 8 and 128),
	request_hash	bytea not null,
	status		int not null,
	response	bytea not null,
	created_at	timestamptz not null default now(),
	primary key (tenant_id, actor_id, key)
);
create index idempotency_age on idempotency (created_at);
select protect('idempotency', 'select, insert, update, delete');

-- Code lists (SIUSS-shaped and others): rows with dates of validity, never
-- compiled in.
create table code (
	tenant_id	uuid not null references tenant,
	scheme		text not null,
	code		text not null,
	parent		text,
	label		jsonb not null,		-- {"es": "...", "en": "..."}
	valid_from	date not null default '1900-01-01',
	valid_to	date,
	position	int not null default 0,
	primary key (tenant_id, scheme, code, valid_from)
);
select protect('code', 'select, insert, update');
