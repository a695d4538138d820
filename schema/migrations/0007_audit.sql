-- The audit trail (docs/security.md): insert-only events, sealed into one
-- Merkle tree (RFC 9162) with signed checkpoints.
--
-- The server may add events and nothing else.  The sealer writes batches, tiles
-- and checkpoints; nobody may change or remove a row.

create table audit_event (
	xid		xid8 not null default pg_current_xact_id(),
	at		timestamptz not null default now(),
	id		uuid not null,
	tenant_id	uuid not null,
	writer		uuid not null,
	wseq		bigint not null,
	-- For looking up without opening leaves.  All but purpose is in the leaf
	-- too, so a changed purpose goes unnoticed (docs/security.md).
	actor_id	uuid not null,
	action		text not null,
	object_type	text not null,
	object_id	uuid not null,
	record_id	uuid,
	outcome		text not null check (outcome in ('ok', 'denied', 'failed')),
	purpose		text not null default '',
	leaf		bytea not null,
	mac		bytea not null,
	primary key (tenant_id, at, id)
) partition by range (at);
create index audit_event_order on audit_event (xid, id);
create index audit_event_record on audit_event (tenant_id, record_id, at desc, id desc);
create index audit_event_actor on audit_event (tenant_id, actor_id, at desc, id desc);
create index audit_event_object on audit_event (tenant_id, object_id, at desc, id desc);
select protect('audit_event', 'select, insert');
select ensure_partitions('audit_event', 3);
create table audit_event_other partition of audit_event default;

create table audit_batch (
	log		smallint not null,
	first_index	bigint not null,
	n		int not null check (n > 0),
	xid_low		xid8 not null,
	xid_high	xid8 not null,
	ids		uuid[] not null,
	leaf_hashes	bytea not null,
	tree_size	bigint not null,
	root		bytea not null,
	sealed_at	timestamptz not null default now(),
	primary key (log, first_index)
);
create table audit_tile (
	log		smallint not null,
	level		smallint not null,
	n		bigint not null,
	width		smallint not null,
	hashes		bytea not null,
	primary key (log, level, n, width)
);
create table audit_checkpoint (
	log		smallint not null,
	tree_size	bigint not null,
	note		text not null,
	made_at		timestamptz not null default now(),
	primary key (log, tree_size)
);
grant select, insert on audit_batch, audit_tile, audit_checkpoint to vinculo_app;

-- A second net under the privileges: not even the owner changes these by
-- accident.
create function audit_is_final() returns trigger language plpgsql as $$
begin
	raise exception 'the audit trail is final' using errcode = '42501';
end
$$;
create trigger audit_final before update or delete on audit_event
	for each row execute function audit_is_final();
create trigger audit_final before update or delete or truncate on audit_batch
	for each statement execute function audit_is_final();
create trigger audit_final before update or delete or truncate on audit_tile
	for each statement execute function audit_is_final();
create trigger audit_final before update or delete or truncate on audit_checkpoint
	for each statement execute function audit_is_final();

-- The sealer reads events of every tenant, and only their order and hashes.
create function audit_unsealed(after_xid xid8, after_id uuid, most int)
returns table (xid xid8, id uuid, leaf bytea)
language sql stable security definer set search_path = public as $$
	select e.xid, e.id, e.leaf
	  from audit_event e
	 where (e.xid, e.id) > (after_xid, after_id)
	   and e.xid < pg_snapshot_xmin(pg_current_snapshot())
	 order by e.xid, e.id
	 limit most
$$;
