-- Sealing the audit trail, and checking it.

-- name: seal_lock
-- One sealer at a time, as long as its connection lives.
select pg_try_advisory_lock(hashtextextended('vinculo sealer', 0));

-- name: seal_last
-- Where sealing goes on.
select first_index + n, xid_high::text, ids[n] from audit_batch
 where log = 1 order by first_index desc limit 1;

-- name: seal_next
select xid::text, id, leaf from audit_unsealed($1::text::xid8, $2::uuid, $3::int);

-- name: seal_batch
insert into audit_batch (log, first_index, n, xid_low, xid_high, ids,
       leaf_hashes, tree_size, root)
values (1, $1::bigint, $2::int, $3::text::xid8, $4::text::xid8, $5::uuid[],
       $6::bytea, $1::bigint + $2::int, $7::bytea);

-- name: seal_tile
insert into audit_tile (log, level, n, width, hashes)
values (1, $1::smallint, $2::bigint, 256, $3::bytea);

-- name: seal_checkpoint
insert into audit_checkpoint (log, tree_size, note) values (1, $1::bigint, $2);

-- name: tile_get
select hashes from audit_tile
 where log = 1 and level = $1::smallint and n = $2::bigint and width = 256;

-- name: leaf_hashes_get
-- The batches that hold leaves from $1 to below $2; none has more than 4096.
select first_index, leaf_hashes from audit_batch
 where log = 1 and first_index > $1::bigint - 4096 and first_index < $2::bigint
 order by first_index;

-- name: batches_get
-- From one on, with the checkpoint that each ends with and where the one before
-- ended.
select b.first_index, b.n, b.xid_high::text, array_to_string(b.ids, ','),
       b.leaf_hashes, b.tree_size, b.root, c.note
  from audit_batch b
  left join audit_checkpoint c on c.log = b.log and c.tree_size = b.tree_size
 where b.log = 1 and b.first_index >= $1::bigint
 order by b.first_index limit 20;

-- name: batch_before
-- Where the events of a batch begin: after the last of the one before.
select xid_high::text, ids[n], first_index + n from audit_batch
 where log = 1 and first_index < $1::bigint
 order by first_index desc limit 1;

-- name: events_between
-- All there is after one place up to another, in the order of sealing.
select id, tenant_id, writer, wseq, actor_id, action, object_type, object_id,
       record_id, outcome, purpose, (extract(epoch from at) * 1000000)::bigint,
       leaf, mac, sealed
  from audit_event
 where (xid, id) > ($1::text::xid8, $2::uuid)
   and (xid, id) <= ($3::text::xid8, $4::uuid)
 order by xid, id limit $5::int;

-- name: events_after
-- What is not sealed yet.
select id, tenant_id, writer, wseq, actor_id, action, object_type, object_id,
       record_id, outcome, purpose, (extract(epoch from at) * 1000000)::bigint,
       leaf, mac, sealed, xid::text
  from audit_event
 where (xid, id) > ($1::text::xid8, $2::uuid)
 order by xid, id limit $3::int;

-- name: writer_gaps
-- Numbers of writers that are missing, or there twice, apart from those that
-- their writer announced as void.
with e as (select tenant_id, writer, wseq,
                  lag(wseq, 1, 0::bigint) over (partition by tenant_id, writer
                      order by wseq) as before
             from audit_event),
     d as (select tenant_id, writer, audit_detail(leaf)::jsonb as detail
             from audit_event where action = 'audit.void'),
     -- Older events have one number each.
     v as (select d.tenant_id, d.writer, (r ->> 0)::bigint as low,
                  (r ->> 1)::bigint as high
             from d cross join jsonb_array_elements(coalesce(
                  d.detail -> 'numbers', jsonb_build_array(jsonb_build_array(
                  d.detail -> 'number', d.detail -> 'number')))) as r)
select e.tenant_id, e.writer, g.number - (e.wseq = e.before)::int,
       e.wseq = e.before
  from e
  cross join lateral generate_series(e.before + 1,
       least(greatest(e.wseq - 1, e.before + (e.wseq = e.before)::int),
             e.before + 1000)) as g (number)
 where e.wseq <> e.before + 1
   and not exists (select from v where v.tenant_id = e.tenant_id
        and v.writer = e.writer and g.number between v.low and v.high)
 order by e.tenant_id, e.writer, g.number limit 100;

-- name: event_find
select e.id, e.leaf, b.first_index + array_position(b.ids, e.id) - 1
  from audit_event e
  left join audit_batch b on b.log = 1 and b.xid_low <= e.xid
       and b.xid_high >= e.xid and e.id = any(b.ids)
 where e.id = $1::uuid;

-- name: checkpoint_over
-- The newest checkpoint over this place that a witness cosigned, with what they
-- said of it; or, when there is none, the newest.
select c.tree_size, c.note,
       (select json_agg(s.line order by s.witness) from audit_cosignature s
         where s.log = c.log and s.tree_size = c.tree_size)
  from audit_checkpoint c
 where c.log = 1 and c.tree_size = coalesce(
       (select max(tree_size) from audit_cosignature
         where log = 1 and tree_size > $1::bigint),
       (select max(tree_size) from audit_checkpoint where log = 1));

-- name: cosignature_next
-- The newest checkpoint, when this witness has not cosigned it.
select c.tree_size, c.note from audit_checkpoint c
 where c.log = 1 and not exists (select from audit_cosignature s
        where s.log = c.log and s.witness = $1 and s.tree_size >= c.tree_size)
 order by c.tree_size desc limit 1;

-- name: cosignature_last
-- What this witness has seen of the log, as far as we know.
select coalesce(max(tree_size), 0) from audit_cosignature
 where log = 1 and witness = $1;

-- name: cosignature_insert
insert into audit_cosignature (log, tree_size, witness, line)
values (1, $1::bigint, $2, $3) on conflict do nothing;

-- name: cosignatures_get
select tree_size, line from audit_cosignature
 where log = 1 and witness = $1 and tree_size > $2::bigint
   and tree_size <= $3::bigint order by tree_size limit 1000;

-- name: checkpoint_get
select note from audit_checkpoint where log = 1 and tree_size = $1::bigint;

-- name: timestamp_next
-- The newest checkpoint, when none was stamped in the last $1 hours.
select c.tree_size, c.note from audit_checkpoint c
 where c.log = 1 and not exists (select from audit_timestamp t
        where t.log = c.log and (t.tree_size >= c.tree_size
           or t.made_at > now() - make_interval(hours => $1::int)))
 order by c.tree_size desc limit 1;

-- name: timestamp_insert
insert into audit_timestamp (log, tree_size, token)
values (1, $1::bigint, $2::bytea) on conflict do nothing;

-- name: timestamps_get
select t.tree_size, c.note, t.token
  from audit_timestamp t
  left join audit_checkpoint c on c.log = t.log and c.tree_size = t.tree_size
 where t.log = 1 and t.tree_size > $1::bigint
 order by t.tree_size limit 100;
