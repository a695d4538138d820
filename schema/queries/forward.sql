-- Audit events on their way to a collector (server/jobs/forwarding.c).

-- name: forward_lock
-- One forwarder at a time, as long as its connection lives.
select pg_try_advisory_lock(hashtextextended('vinculo forward', 0));

-- name: forward_last
-- Where forwarding goes on.
select xid::text, id from audit_forward where log = 1;

-- name: forward_next
select xid::text, id, at, action, outcome, body
  from audit_to_forward($1::text::xid8, $2::uuid, $3::int);

-- name: forward_taken
insert into audit_forward (log, xid, id) values (1, $1::text::xid8, $2::uuid)
    on conflict (log) do update
   set xid = excluded.xid, id = excluded.id, forwarded_at = now();

-- name: forward_lag
select audit_forward_lag();
