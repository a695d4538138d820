-- Documents that people hand in (server/api/files.c, server/jobs/files.c).

-- name: file_count
-- How many a record has, or a task without a record.
select count(*) from file
 where tenant_id = app_tenant() and state <> 'erased' and withdrawn_at is null
   and (record_id = $1::uuid or ($1 is null and task_id = $2::uuid));

-- name: file_insert
-- Nothing when it refers to what is not of the record.  $8 is the task.
insert into file (tenant_id, id, record_id, intervention_id, person_id, kind,
       category, sensitivity, extension, task_id, instance_id, created_by)
select app_tenant(), $1::uuid, $2::uuid, coalesce($3::uuid, t.intervention_id),
       $4::uuid, $5, $6, $7::smallint, $9, t.id, t.instance_id, $10::uuid
  from (values (1)) as one
  left join task t on t.tenant_id = app_tenant() and t.id = $8::uuid
 where ($3 is null or exists (select from intervention
           where tenant_id = app_tenant() and record_id = $2::uuid
             and id = $3::uuid))
   and ($4 is null or exists (select from household_member
           where tenant_id = app_tenant() and record_id = $2::uuid
             and person_id = $4::uuid))
returning id;

-- name: file_unsynced
-- Chunks need not be on the disk before the commit of the whole, which is.
select set_config('synchronous_commit', 'off', true);

-- name: file_chunk_insert
insert into file_chunk (tenant_id, file_id, n, bytes)
values (app_tenant(), $1::uuid, $2::int, $3::bytea);

-- name: file_store
-- It is there, if all its chunks are: nothing when they are not.  Whom it is
-- about may have been erased meanwhile.
update file set state = case when exists (select from data_key k
           where k.tenant_id = file.tenant_id and k.subject_id = file.id
             and k.state = 'destroyed') then 'erased' else 'stored' end,
       head = $2::bytea, envelope = $3::bytea,
       chunks = $4::int, created_at = now(),
       kept_at = case when task_id is null then now() end
 where tenant_id = app_tenant() and id = $1::uuid and state = 'uploading'
   and $4::int = (select count(*) from file_chunk c
        where c.tenant_id = file.tenant_id and c.file_id = file.id)
returning id;

-- name: file_discard
-- An upload that came to nothing.
delete from file
 where tenant_id = app_tenant() and id = $1::uuid and state = 'uploading';

-- name: file_facts
-- What deciding about it asks.
select record_id, task_id, sensitivity, category, extension, kept_at is null,
       withdrawn_at is not null, created_by, chunks, head, envelope
  from file
 where tenant_id = app_tenant() and id = $1::uuid and state <> 'uploading';

-- name: file_get
select file_card(f, $2::uuid) from file f
 where f.tenant_id = app_tenant() and f.id = $1::uuid;

-- name: file_of_record
-- Those of a record that are part of it, $2 those of one intervention, up to a
-- sensitivity; and their ids by sensitivity: up to 1, 2, 3.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.id))[count(*)]::text end),
       array_agg(q.id) filter (where q.sensitivity <= 1),
       array_agg(q.id) filter (where q.sensitivity = 2),
       array_agg(q.id) filter (where q.sensitivity = 3)
  from (select f.id, f.sensitivity, file_card(f, $6::uuid) as item
          from file f
         where f.tenant_id = app_tenant() and f.record_id = $1::uuid
           and f.state <> 'uploading' and f.kept_at is not null
           and ($2::uuid is null or f.intervention_id = $2::uuid)
           and ($3::uuid is null or f.id < $3::uuid)
           and f.sensitivity <= $5::int
         order by f.id desc
         limit $4::int) q;

-- name: file_of_task
-- Those for its form, and those that earlier tasks of its process brought, up to
-- a sensitivity; its own all the same for who has it in hand ($5).
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', null),
       array_agg(q.id) filter (where q.sensitivity <= 1),
       array_agg(q.id) filter (where q.sensitivity = 2),
       array_agg(q.id) filter (where q.sensitivity = 3),
       array_agg(q.id) filter (where q.task_id = $1::uuid)
  from (select f.id, f.sensitivity, f.task_id,
               file_card(f, $4::uuid) as item
          from file f
         where f.tenant_id = app_tenant() and f.state <> 'uploading'
           and (f.task_id = $1::uuid or (f.instance_id = $2::uuid
                and f.kept_at is not null))
           and (f.sensitivity <= $3::int
                or (f.task_id = $1::uuid and $5::boolean))
         order by f.id
         limit 200) q;

-- name: file_chunk_get
-- The next piece, as long as it may still be read.
select c.bytes from file_chunk c
  join file f on f.tenant_id = c.tenant_id and f.id = c.file_id
 where c.tenant_id = app_tenant() and c.file_id = $1::uuid and c.n = $2::int
   and f.state = 'stored' and f.withdrawn_at is null;

-- name: file_withdraw
update file set withdrawn_at = now(), withdrawn_by = $2::uuid,
       reason = $3::bytea
 where tenant_id = app_tenant() and id = $1::uuid and withdrawn_at is null;

-- name: file_restore
-- By who withdrew it, a moment ago.
update file set withdrawn_at = null, withdrawn_by = null, reason = null
 where tenant_id = app_tenant() and id = $1::uuid
   and withdrawn_by = $2::uuid
   and withdrawn_at > now() - interval '15 minutes';

-- name: file_delete
-- One that never became part of a record.
delete from file
 where tenant_id = app_tenant() and id = $1::uuid and kept_at is null;

-- name: file_of_form
-- Of these, those that were uploaded for this task.
select id, extension from file
 where tenant_id = app_tenant() and id = any($1::uuid[]) and task_id = $2::uuid
   and state = 'stored' and withdrawn_at is null;

-- name: file_keep
-- The task was completed with them.
update file set kept_at = now()
 where tenant_id = app_tenant() and id = any($1::uuid[]) and task_id = $2::uuid
   and kept_at is null;

-- name: file_abandoned
-- Uploads whose process died: no request lasts so long.
delete from file where tenant_id = app_tenant() and id in (
       select id from file
        where tenant_id = app_tenant() and state = 'uploading'
          and kept_at is null and created_at < now() - interval '3 hours'
        limit $1::int);

-- name: file_unused
-- Uploaded for a task that was not completed with it in $1 days: gone, with its
-- key.
with gone as (delete from file where tenant_id = app_tenant() and id in (
              select id from file
               where tenant_id = app_tenant() and state = 'stored'
                 and kept_at is null
                 and created_at < now() - make_interval(days => $1::int)
               limit $2::int for update skip locked)
     returning id, record_id),
     keys as (update data_key k
         set state = 'destroyed', wrapped = null, destroyed_at = now()
        from gone where k.tenant_id = app_tenant() and k.subject_id = gone.id
         and k.state <> 'destroyed')
select id, record_id from gone;

-- name: file_erased
-- Without their key the bytes are noise: give the room back.
with noise as (select id from file
          where tenant_id = app_tenant() and state = 'erased'
            and chunks is not null
          limit $1::int for update skip locked),
     bytes as (delete from file_chunk c using noise
         where c.tenant_id = app_tenant() and c.file_id = noise.id)
update file f set chunks = null from noise
 where f.tenant_id = app_tenant() and f.id = noise.id;

-- name: file_keys_notify writes
-- Other processes forget the keys of what was erased with this subject.
select pg_notify('keys', app_tenant() || ':' || id) from file
 where tenant_id = app_tenant()
   and (record_id = $1::uuid or intervention_id = $1::uuid
        or person_id = $1::uuid);
