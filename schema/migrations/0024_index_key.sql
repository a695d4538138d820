-- The key of the index of exact identifiers is changed while everything is read
-- and written (docs/decisions/0016-index-epochs.md).
--
-- An epoch is one key: the number of a tenant's key of purpose 2.  While the key
-- is changed there are two, and every identifier has a tag in each.  Which there
-- are is said here and nowhere else: who writes tags holds them for the
-- transaction, who only reads asks for them in the statement that reads.

create function index_epochs(tenant uuid) returns smallint[]
	language sql stable as $$
	select array_agg(key_id::smallint order by key_id) from tenant_key
	 where tenant_id = tenant and purpose = 2 and state <> 'destroyed'
$$;

-- Until the transaction ends the epochs stay as they are.
create function index_hold(tenant uuid) returns void
	language sql volatile as $$
	select pg_advisory_xact_lock_shared(
	    hashtextextended('index ' || tenant, 0))
$$;

-- Nobody else holds the epochs now: they may be changed.  Waits for a moment
-- only, because those who come meanwhile queue behind it.
create function index_close(tenant uuid) returns void
	language plpgsql volatile as $$
begin
	perform set_config('lock_timeout', '300ms', true);
	perform pg_advisory_xact_lock(hashtextextended('index ' || tenant, 0));
end
$$;

-- A process that has not yet heard of another key must not write tags of one
-- epoch alone: two people could then have one identifier.
create function blind_index_every_epoch() returns trigger
language plpgsql as $$
declare
	tenant uuid;
begin
	for tenant in select distinct f.tenant_id from fresh f loop
		perform index_hold(tenant);
		perform from (select subject_id, kind, epoch, count(*) as n
		    from fresh where tenant_id = tenant
		    group by subject_id, kind, epoch) e
		 group by subject_id, kind
		having array_agg(epoch order by epoch) is distinct from
		       index_epochs(tenant) or min(n) <> max(n);
		if found then
			raise exception 'the key of the index was changed meanwhile'
			    using errcode = '40001';
		end if;
	end loop;
	return null;
end
$$;
create trigger blind_index_every_epoch
	after insert on blind_index referencing new table as fresh
	for each statement execute function blind_index_every_epoch();
alter table blind_index alter epoch drop default;

-- The last change of a tenant's key, or the one going on: people get tags of the
-- new epoch in the order of their ids (filling); only the new epoch is left and
-- the tags of the old one are removed (dropping).
create table index_rotation (
	tenant_id	uuid primary key references tenant,
	epoch		smallint not null check (epoch > 1),
	state		text not null check (state in
			('filling', 'dropping', 'done')),
	-- Whoever has tags, up to this one, has those of the new epoch.
	subject_id	uuid not null default
			'00000000-0000-0000-0000-000000000000',
	done		bigint not null default 0,
	total		bigint not null,
	started_at	timestamptz not null default now(),
	ended_at	timestamptz check ((state = 'done') = (ended_at is not null))
);
select protect('index_rotation', 'select, insert, update');

-- Put a sealed value where another is, in the row version that was read: whoever
-- wrote meanwhile made another one, and wins.
create function sealed_replace(relation oid, attribute name, at tid,
	was bytea, becomes bytea) returns void
language plpgsql volatile as $$
begin
	execute format('update %s set %I = $1 where ctid = $2 and %I = $3',
	    relation::regclass, attribute, attribute)
	    using becomes, at, was;
end
$$;
