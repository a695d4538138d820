-- Keys that are changed while everything is read and written: the root key, and
-- the data keys of one subject.

-- Which generation of its subject's key opens an envelope ("E1"); 0 when it is
-- none.
create function envelope_gen(envelope bytea) returns integer
	language sql immutable parallel safe
	return case when length(envelope) >= 44
	    then get_byte(envelope, 2) * 256 + get_byte(envelope, 3) else 0 end;

-- Who was erased.
create index data_key_destroyed on data_key (tenant_id, subject_id)
	where state = 'destroyed';

-- Root keys, by number only: which one wraps tenants' keys now.  Only the owner
-- changes this, so a server cannot bring an old one back.
create table root_key (
	root_id		bigint primary key check (root_id > 0),
	state		text not null default 'active'
			check (state in ('active', 'decrypt_only', 'destroyed')),
	created_at	timestamptz not null default now(),
	destroyed_at	timestamptz
);
create unique index root_key_active on root_key (state)
	where state = 'active';
grant select on root_key to vinculo_app;

-- The root key that wrapped a tenant's key ("C1"), as it says itself.
create function wrapped_root(wrapped bytea) returns bigint
	language sql immutable parallel safe
	return get_byte(wrapped, 2)::bigint * 16777216 +
	    get_byte(wrapped, 3) * 65536 + get_byte(wrapped, 4) * 256 +
	    get_byte(wrapped, 5);

insert into root_key (root_id)
select wrapped_root(wrapped) from tenant_key where wrapped is not null limit 1;

-- A keyd that has not yet heard of a new root key must not wrap by the one that
-- is about to be forgotten.  The first root key of all is simply noted.
create function tenant_key_root_live() returns trigger
language plpgsql security definer set search_path = public as $$
begin
	if new.wrapped is null then
		return new;
	end if;
	insert into root_key (root_id)
	select wrapped_root(new.wrapped)
	 where not exists (select from root_key) on conflict do nothing;
	perform from root_key
	  where root_id = wrapped_root(new.wrapped) and state = 'active'
	    for share;
	if not found then
		raise exception 'the root key was changed meanwhile'
		    using errcode = '40001';
	end if;
	return new;
end
$$;
create trigger tenant_key_root_live
	before insert or update of wrapped on tenant_key
	for each row execute function tenant_key_root_live();

-- The detail of an audit event, behind the fixed part and the purpose of its
-- leaf (server/security/audit_leaf.h).
create function audit_detail(leaf bytea) returns json
	language sql immutable parallel safe
	return case when length(leaf) > 172 + get_byte(leaf, 119) then
	    convert_from(substring(leaf from 173 + get_byte(leaf, 119)),
	        'UTF8')::json end;

-- What others said about checkpoints: witnesses on other machines that they
-- continue what they saw before, time stamp authorities when they were there.
create table audit_cosignature (
	log		smallint not null,
	tree_size	bigint not null,
	witness		text not null,
	line		text not null,
	made_at		timestamptz not null default now(),
	primary key (log, witness, tree_size)
);
create table audit_timestamp (
	log		smallint not null,
	tree_size	bigint not null,
	token		bytea not null,
	made_at		timestamptz not null default now(),
	primary key (log, tree_size)
);
grant select, insert on audit_cosignature, audit_timestamp to vinculo_app;
create trigger audit_final
	before update or delete or truncate on audit_cosignature
	for each statement execute function audit_is_final();
create trigger audit_final
	before update or delete or truncate on audit_timestamp
	for each statement execute function audit_is_final();
