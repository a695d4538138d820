-- Audit events leave the host (docs/security.md): how far they were taken by a
-- collector, in the order of the sealer.

create table audit_forward (
	log		smallint primary key,
	xid		xid8 not null,
	id		uuid not null,
	forwarded_at	timestamptz not null default now()
);
grant select, insert, update on audit_forward to vinculo_app;

-- What comes next: sealed events of every tenant, without their detail, which
-- stays here.  The leaf's hash names what was sealed.
create function audit_to_forward(after_xid xid8, after_id uuid, most int)
returns table (xid xid8, id uuid, at text, action text, outcome text,
       body json)
language sql stable security definer set search_path = public as $$
	select e.xid, e.id, n.at, e.action, e.outcome, json_build_object(
	       'id', e.id, 'at', n.at, 'tenant', t.code, 'actor', e.actor_id,
	       'action', e.action, 'objectType', e.object_type,
	       'object', e.object_id, 'outcome', e.outcome,
	       'leaf', encode(sha256('\x00'::bytea || e.leaf), 'hex'))
	  from audit_event e
	  left join tenant t on t.id = e.tenant_id
	 cross join lateral (select to_char(e.at at time zone 'UTC',
	       'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at) n
	 where (e.xid, e.id) > (after_xid, after_id)
	   and (e.xid, e.id) <= (
	       (select xid_high from audit_batch where log = 1
	         order by first_index desc limit 1),
	       (select ids[n] from audit_batch where log = 1
	         order by first_index desc limit 1))
	 order by e.xid, e.id
	 limit most
$$;

-- For how many seconds the oldest event that no collector has taken waits by
-- now, sealed or not.
create function audit_forward_lag() returns bigint
language sql stable security definer set search_path = public as $$
	select coalesce(extract(epoch from now() - (select e.at
	          from audit_event e
	         where (e.xid, e.id) > (
	               coalesce((select xid from audit_forward where log = 1),
	                   '0'::xid8),
	               coalesce((select id from audit_forward where log = 1),
	                   '00000000-0000-0000-0000-000000000000'::uuid))
	         order by e.xid, e.id limit 1)), 0)::bigint
$$;
