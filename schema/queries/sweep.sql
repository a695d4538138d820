-- Sealed values as they are now, against what the audit trail says of them.

-- name: sweep_begin writes
-- True for whoever may begin tonight's.
select sweep_begin();

-- name: sweep_gather writes
select sweep_gather($1::int);

-- name: sweep_compare
-- What differs among the next $5 places, and the last of them.
select tenant_id, table_id, row_id, column_id, event_id, wrong, seen
  from sweep_compare($1::uuid, $2::int, $3::uuid, $4::int, $5::int);

-- name: verify_begin writes
-- The same from the trail alone, in tables of this connection.
select record_digest_apart();

-- name: verify_gather writes
select record_digest_gather($1::int);

-- name: verify_compare
select tenant_id, table_id, row_id, column_id, event_id, wrong, seen
  from record_digest_compare($1::uuid, $2::int, $3::uuid, $4::int, $5::int);
