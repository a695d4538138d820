-- What was sealed last, and where: so that a sealed value that is set back to an
-- older one of its place, or removed, shows (server/security/record_digest.h).

-- Which sealed values the event wrote: 52 bytes for each, whose digest is in the
-- leaf.  Null: none, or the event is older than this migration.
alter table audit_event add column sealed bytea;

-- What the trail says must be there now, gathered from it by the sweep.  Only
-- the owner's functions change it.
create table record_digest (
	tenant_id	uuid not null,
	table_id	int not null,
	row_id		uuid not null,
	column_id	int not null,
	event_id	uuid not null,		-- that wrote it last
	at_us		bigint not null,	-- when, as its leaf says
	written_at	timestamptz not null,	-- the first event we know of
	-- SHA-256 of the last value, then of others written so shortly before
	-- that nobody can say in which order.
	digests		bytea not null,
	primary key (tenant_id, table_id, row_id, column_id)
);
select protect('record_digest', 'select');

-- How far it was gathered, in the order of sealing; one row.  Events from before
-- have no lists.
create table record_digest_place (
	xid		xid8 not null,
	id		uuid not null,
	swept_at	timestamptz not null	-- the last sweep began
);
insert into record_digest_place
values (pg_snapshot_xmin(pg_current_snapshot()),
    '00000000-0000-0000-0000-000000000000', '-infinity');

-- A message is named by its sender's text; its row in lists by this.
create function message_row(id text) returns uuid
	language sql immutable parallel safe
	return encode(substring(sha256(convert_to(id, 'UTF8')) for 16),
	    'hex')::uuid;
create index message_buffer_row on message_buffer (tenant_id, message_row(id));

-- The entries of a list.
create function sealed_entries(list bytea)
returns table (table_id int, column_id int, row_id uuid, digest bytea)
language sql immutable parallel safe as $$
	select get_byte(list, o) * 256 + get_byte(list, o + 1),
	       get_byte(list, o + 2) * 256 + get_byte(list, o + 3),
	       encode(substring(list from o + 5 for 16), 'hex')::uuid,
	       substring(list from o + 21 for 32)
	  from generate_series(0, length(list) - 52, 52) as o
$$;

-- And back.
create function sealed_entry(table_id int, column_id int, row_id uuid,
    digest bytea) returns bytea
	language sql immutable parallel safe
	return substring(int4send(table_id) from 3) ||
	    substring(int4send(column_id) from 3) || uuid_send(row_id) || digest;

-- The time in a leaf.
create function leaf_us(leaf bytea) returns bigint
	language sql immutable parallel safe
	return ('x' || encode(substring(leaf from 58 for 8),
	    'hex'))::bit(64)::bigint;

-- Gather the next events whose transactions have ended; how many there were.
-- Of two that wrote one value within ten seconds (clocks differ, and who waits
-- for a lock wrote its event before) both count; so do two whose times say the
-- contrary of the order of sealing, because a clock was set back.
create function record_digest_gather(most int) returns int
language plpgsql as $$
declare
	place	record;
	last	record;
begin
	select * into place from record_digest_place for update;
	with e as materialized (
		select x.* from audit_event x
		 where (x.xid, x.id) > (place.xid, place.id)
		   and x.xid < pg_snapshot_xmin(pg_current_snapshot())
		 order by x.xid, x.id limit most
	), s as (
		select e.xid, e.tenant_id, d.*, e.id as event_id, e.at,
		       leaf_us(e.leaf) as at_us
		  from e cross join lateral sealed_entries(e.sealed) d
		 where e.sealed is not null
	), m as (
		select s.*, max(at_us) over (partition by tenant_id, table_id,
		           row_id, column_id) as newest_us,
		       row_number() over (partition by tenant_id, table_id,
		           row_id, column_id order by xid desc, event_id desc)
		           as from_end
		  from s
	), g as (
		select tenant_id, table_id, row_id, column_id, newest_us,
		       min(at) as at,
		       (array_agg(event_id order by at_us desc,
		           event_id desc))[1] as event_id,
		       string_agg(digest, ''::bytea order by at_us desc,
		           event_id desc) as digests
		  from m where at_us > newest_us - 10000000 or from_end = 1
		 group by tenant_id, table_id, row_id, column_id, newest_us
	), p as (
		insert into record_digest as r (tenant_id, table_id, row_id,
		       column_id, event_id, at_us, written_at, digests)
		select tenant_id, table_id, row_id, column_id, event_id,
		       newest_us, at, digests from g
		    on conflict (tenant_id, table_id, row_id, column_id)
		    do update set
		       event_id = case when excluded.at_us >= r.at_us
		           then excluded.event_id else r.event_id end,
		       at_us = greatest(excluded.at_us, r.at_us),
		       written_at = least(excluded.written_at, r.written_at),
		       digests = case
		           when excluded.at_us >= r.at_us + 10000000
		           then excluded.digests
		           when excluded.at_us >= r.at_us
		           then excluded.digests || substring(r.digests for 32)
		           else substring(r.digests for 32) || excluded.digests
		           end
	)
	select count(*) over () as n, e.xid, e.id into last
	  from e order by e.xid desc, e.id desc limit 1;
	if not found then
		return 0;
	end if;
	update record_digest_place set xid = last.xid, id = last.id;
	return last.n;
end
$$;

-- For a check that believes nothing but the trail: from now on this connection has
-- tables of its own, empty, which these functions find first.
create function record_digest_apart() returns void
language plpgsql as $$
begin
	create temp table record_digest (like public.record_digest
	    including indexes);
	create temp table record_digest_place (like public.record_digest_place);
	insert into pg_temp.record_digest_place
	values ('0', '00000000-0000-0000-0000-000000000000', now());
end
$$;

-- The same for the server, over all municipalities.  It is true for whoever may
-- begin the sweep of this night; messages that are gone are forgotten then.
create function sweep_begin() returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	update record_digest_place set swept_at = now()
	 where swept_at < now() - interval '20 hours';
	if not found then
		return false;
	end if;
	delete from record_digest d using (select r.ctid from record_digest r
	        where r.table_id = 6 and r.at_us <
	           (extract(epoch from now()) - 2592000) * 1000000
	        limit 100000) old
	 where d.ctid = old.ctid;
	return true;
end
$$;

create function sweep_gather(most int) returns int
language sql security definer set search_path = public, pg_temp as $$
	select record_digest_gather(most)
$$;

revoke execute on function sweep_begin(), sweep_gather(int) from public;
grant execute on function sweep_begin(), sweep_gather(int) to vinculo_app;

-- History that was kept for long enough goes, and the caller says in an event
-- which notes went with it.
drop function expire_history(int);
create function expire_history(most int)
returns table (instances int, notes uuid[])
language plpgsql security definer set search_path = public as $$
begin
	return query
	with over as (select id, started_at, ended_at from process_instance
	         where tenant_id = app_tenant() and history_until <= now()
	         order by history_until limit most for update skip locked),
	     gone as (delete from history h using over o
	         where h.tenant_id = app_tenant() and h.instance_id = o.id
	           and h.at >= o.started_at and h.at <= o.ended_at
	        returning h.id, h.note),
	     done as (update process_instance i set history_until = null
	         from over o
	        where i.tenant_id = app_tenant() and i.id = o.id
	       returning i.id)
	select (select count(*)::int from done),
	       (select coalesce(array_agg(g.id), '{}') from gone g
	         where g.note is not null);
end
$$;
