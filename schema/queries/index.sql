-- The index of exact identifiers (server/security/vault_index.c) and the change
-- of its key (server/record/reindex.c).

-- name: index_hold writes
-- The epochs stay as they are until this transaction ends.
select index_hold(app_tenant());

-- name: tag_find
-- Whose tags these are, by epoch and tag: which of the list, and the subject.
-- Each row, and there is one at least, says which epochs there are.
select e.epochs, b.n, b.subject_id
  from (select index_epochs(app_tenant()) as epochs) e
  left join (select u.n, i.subject_id
          from unnest($2::smallint[], $3::bytea[])
               with ordinality u (epoch, tag, n)
          join blind_index i on i.tenant_id = app_tenant()
           and i.kind = $1::smallint and i.epoch = u.epoch and i.tag = u.tag
         limit 1000) b on true;

-- name: tag_insert
insert into blind_index (tenant_id, kind, epoch, tag, subject_id)
select app_tenant(), $1::smallint, u.epoch, u.tag, $4::uuid
  from unnest($2::smallint[], $3::bytea[]) u (epoch, tag);

-- name: tag_delete
delete from blind_index where tenant_id = app_tenant() and subject_id = $1::uuid
   and kind = $2::smallint;

-- name: index_people
-- How many have to get tags of another epoch.
select count(distinct subject_id) from blind_index
 where tenant_id = app_tenant();

-- name: index_close writes
-- Nobody writes tags until this transaction ends; db.locked when somebody is
-- at it.
select index_close(app_tenant());

-- name: index_rotation
select epoch, state, done, total from index_rotation
 where tenant_id = app_tenant();

-- name: index_unfinished
select to_char(started_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') || ' UTC'
  from index_rotation where tenant_id = app_tenant() and state <> 'done';

-- name: index_rotation_begin
insert into index_rotation (tenant_id, epoch, state, total)
values (app_tenant(), $1::smallint, 'filling', $2::bigint)
on conflict (tenant_id) do update set epoch = excluded.epoch,
       state = excluded.state, total = excluded.total, done = 0,
       subject_id = default, started_at = default, ended_at = null;

-- name: index_rotation_lock
-- One batch at a time, whoever does it.
select from index_rotation
 where tenant_id = app_tenant() and state = 'filling'
   and epoch = $1::smallint for update;

-- name: index_next
-- The next people in the order of their ids.
select distinct subject_id from (
	select subject_id from blind_index
	 where tenant_id = app_tenant()
	   and subject_id > (select subject_id from index_rotation
	                      where tenant_id = app_tenant())
	 order by subject_id limit $1::int) b
 order by subject_id;

-- name: index_people_lock
-- Those of them without tags of the new epoch, once for each of their keys.
-- Nobody changes their documents, or erases them, before this transaction ends.
select p.id from person p
  join data_key k on k.tenant_id = p.tenant_id and k.subject_id = p.id
   and k.state <> 'destroyed'
 where p.tenant_id = app_tenant() and p.id = any($1::uuid[])
   and not exists (select from blind_index b where b.tenant_id = p.tenant_id
                and b.subject_id = p.id and b.epoch = $2::smallint)
 order by p.id for share of p, k;

-- name: index_identities
select person_id, envelope from person_data
 where tenant_id = app_tenant() and category = 'identity'
   and person_id = any($1::uuid[]);

-- name: index_clear
delete from blind_index where tenant_id = app_tenant() and kind = $1::smallint
   and subject_id = any($2::uuid[]);

-- name: index_fill
insert into blind_index (tenant_id, kind, epoch, tag, subject_id)
select app_tenant(), $1::smallint, u.epoch, u.tag, u.subject_id
  from unnest($2::smallint[], $3::bytea[], $4::uuid[])
       u (epoch, tag, subject_id);

-- name: index_rotation_step
update index_rotation set subject_id = $1::uuid, done = done + $2::int
 where tenant_id = app_tenant();

-- name: index_missing
-- Somebody who is known by an old tag and not yet by a new one.
select b.subject_id from blind_index b
  join data_key k on k.tenant_id = b.tenant_id
   and k.subject_id = b.subject_id and k.state = 'active'
 where b.tenant_id = app_tenant()
 group by b.subject_id
having max(b.epoch) < $1::smallint limit 1;

-- name: index_rotation_again
update index_rotation set subject_id = default
 where tenant_id = app_tenant() and state = 'filling'
   and epoch = $1::smallint;

-- name: index_key_destroy
-- The old one, unless somebody else did it and has begun anew meanwhile.
update tenant_key t
   set state = 'destroyed', wrapped = null, destroyed_at = now()
  from index_rotation r
 where t.tenant_id = app_tenant() and t.purpose = 2
   and t.state = 'decrypt_only' and r.tenant_id = t.tenant_id
   and r.state = 'filling' and r.epoch = $1::smallint;

-- name: index_rotation_drop
update index_rotation set state = 'dropping'
 where tenant_id = app_tenant() and state = 'filling'
   and epoch = $1::smallint;

-- name: index_drop
-- Tags that no key makes any more.
delete from blind_index b using (
	select kind, epoch, tag, subject_id from blind_index
	 where tenant_id = app_tenant() and epoch < $1::smallint
	 limit $2::int) o
 where b.tenant_id = app_tenant() and b.kind = o.kind and b.epoch = o.epoch
   and b.tag = o.tag and b.subject_id = o.subject_id;

-- name: index_rotation_end
update index_rotation set state = 'done', ended_at = now()
 where tenant_id = app_tenant() and state = 'dropping'
   and epoch = $1::smallint;
