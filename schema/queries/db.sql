-- What the database layer itself asks.

-- name: db_begin
begin;

-- name: db_commit
commit;

-- name: db_scope
-- Who the transaction acts for; row-level security reads it.
select set_config('app.tenant', $1, true), set_config('app.user', $2, true);

-- name: db_enter
-- The same for a transaction that takes several round trips, and its number.
select pg_current_xact_id()::text, set_config('app.tenant', $1, true),
       set_config('app.user', $2, true);

-- name: db_lazily
-- This transaction need not reach the disk by itself.
select set_config('synchronous_commit', 'off', true);

-- name: db_xid
-- The number of the running transaction.
select pg_current_xact_id()::text;

-- name: db_xact_status
-- What became of a transaction whose commit nobody answered.
select pg_xact_status($1::text::xid8);

-- name: db_ledger
-- The migrations that were applied.
select version, name, sha256 from schema_migration order by version;

-- name: db_clock
-- What time it is there, in microseconds since 1970.
select (extract(epoch from clock_timestamp()) * 1000000)::bigint;
