-- Keys of sealed data, and the index of exact identifiers.
--
-- No key is here in the clear: a tenant's keys are wrapped by the root key, a
-- subject's data keys by the tenant's, and the root key never is in the
-- database.  docs/security.md has the formats.

-- A tenant's own keys, wrapped by the root key ("C1", 78 bytes for the file
-- provider).  Purposes: 1 wraps data keys, 2 makes blind-index tags, 3 writes
-- audit MACs, 4 peppers passwords.
create table tenant_key (
	tenant_id	uuid not null references tenant,
	purpose		smallint not null check (purpose between 1 and 4),
	key_id		integer not null check (key_id > 0),
	wrapped		bytea check (length(wrapped) between 78 and 1024),
	state		text not null default 'active'
			check (state in ('active', 'decrypt_only', 'destroyed')),
	created_at	timestamptz not null default now(),
	destroyed_at	timestamptz,
	primary key (tenant_id, purpose, key_id),
	constraint tenant_key_destroyed check (
	    (state = 'destroyed') = (wrapped is null) and
	    (state = 'destroyed') = (destroyed_at is not null))
);
-- One key of each purpose is used for new work.
create unique index tenant_key_active on tenant_key (tenant_id, purpose)
	where state = 'active';

-- A subject's data key, wrapped by the tenant's ("D1", 78 bytes).  Kinds: 1
-- person, 2 record, 3 case, 4 application, 5 document, 6 the tenant itself, 7
-- a subject's audit trail.  Destroying the key erases the subject.
create table data_key (
	tenant_id	uuid not null references tenant,
	dek_id		uuid not null,
	kind		smallint not null check (kind between 1 and 7),
	subject_id	uuid not null,
	gen		integer not null check (gen between 1 and 65535),
	key_id		integer not null,
	wrapped		bytea check (length(wrapped) = 78),
	state		text not null default 'active'
			check (state in ('active', 'decrypt_only', 'destroyed')),
	created_at	timestamptz not null default now(),
	destroyed_at	timestamptz,
	primary key (tenant_id, dek_id),
	constraint data_key_destroyed check (
	    (state = 'destroyed') = (wrapped is null) and
	    (state = 'destroyed') = (destroyed_at is not null))
);
create unique index data_key_subject on data_key (tenant_id, subject_id, gen);
create unique index data_key_active on data_key (tenant_id, subject_id)
	where state = 'active';
-- What a rotation has still to do.
create index data_key_wrapped_by on data_key (tenant_id, key_id, dek_id)
	where state <> 'destroyed';

-- A process that has not yet heard of a rotation must not wrap with a key that is
-- about to be forgotten.
create function data_key_wrapped_live() returns trigger language plpgsql as $$
begin
	perform from tenant_key
	  where tenant_id = new.tenant_id and purpose = 1
	    and key_id = new.key_id and state = 'active'
	    for share;
	if not found then
		raise exception 'the key of the tenant was rotated meanwhile'
		    using errcode = '40001';
	end if;
	return new;
end
$$;
create trigger data_key_wrapped_live
	before insert or update of key_id on data_key
	for each row execute function data_key_wrapped_live();

-- Exact identifiers, found by keyed hashes that only keyd can compute.  Kinds:
-- 1 national identifier (16 bytes), 2 phone, 3 e-mail, 4 bank account (2
-- bytes: shared by several on purpose, so verify after opening).
create table blind_index (
	tenant_id	uuid not null references tenant,
	kind		smallint not null check (kind between 1 and 32),
	epoch		smallint not null default 1 check (epoch > 0),
	tag		bytea not null check (length(tag) between 2 and 16),
	subject_id	uuid not null,
	primary key (tenant_id, kind, epoch, tag, subject_id)
);
create unique index blind_index_nid on blind_index (tenant_id, epoch, tag)
	where kind = 1;
create index blind_index_subject on blind_index (tenant_id, subject_id);

-- A sealed value inside the JSON of a reply: the name of its place in
-- server/security/crypto_registry.def, its row, whose key, and the envelope,
-- behind a character that no input may contain.  The server opens it on the
-- way out, or says {"masked": category}.
-- The casts make it immutable, so that it is expanded where it is used.
create function sealed(place text, record_id uuid, subject_id uuid,
	envelope bytea) returns text
	language sql immutable parallel safe
	return e'\x01' || place || ':' || record_id::text || ':' ||
	    subject_id::text || ':' ||
	    translate(encode(envelope, 'base64'), e'\n', '');

select protect('tenant_key', 'select, insert');
grant update (wrapped, state, destroyed_at) on tenant_key to vinculo_app;
select protect('data_key', 'select, insert');
grant update (key_id, wrapped, state, destroyed_at) on data_key to vinculo_app;
select protect('blind_index', 'select, insert, delete');
