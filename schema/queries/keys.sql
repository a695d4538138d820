-- Wrapped keys and the index of exact identifiers (server/security/vault.c).

-- name: tenant_key_insert
insert into tenant_key (tenant_id, purpose, key_id, wrapped)
values (app_tenant(), $1, $2, $3);

-- name: tenant_keys
-- What new work is done with.  The index may have a key more, in the order of
-- its epochs.
select purpose, key_id, wrapped
  from tenant_key
 where tenant_id = app_tenant() and (state = 'active'
    or (purpose = 2 and state = 'decrypt_only'))
 order by purpose, key_id;

-- name: data_key_insert
insert into data_key (tenant_id, dek_id, kind, subject_id, gen, key_id, wrapped)
values (app_tenant(), $1, $2, $3, $4, $5, $6);

-- name: data_keys
-- Every generation of these subjects' keys, each with the key that wraps it.
select d.subject_id, d.dek_id, d.kind, d.gen, d.state, d.wrapped,
       t.key_id, t.wrapped
  from some_ids($1::uuid[]) w
  join data_key d on d.tenant_id = app_tenant() and d.subject_id = any(w.ids)
  left join tenant_key t
    on t.tenant_id = d.tenant_id and t.purpose = 1 and t.key_id = d.key_id;

-- name: subject_destroy
-- Erase a subject: without this key its sealed values are noise.  The documents
-- of a record, a case or a person go with it.
update data_key
   set state = 'destroyed', wrapped = null, destroyed_at = now()
 where tenant_id = app_tenant() and state <> 'destroyed'
   and subject_id = any (array(select $1::uuid union all
       select id from file
        where tenant_id = app_tenant()
          and (record_id = $1::uuid or intervention_id = $1::uuid
               or person_id = $1::uuid)));

-- name: subject_tags_delete
delete from blind_index where tenant_id = app_tenant() and subject_id = $1;

-- name: keys_notify writes
-- Other processes forget what they know of this subject, or of the tenant.
select pg_notify('keys', app_tenant() || coalesce(':' || $1, ''));

-- name: key_tenant
select id from tenant where code = $1;

-- name: tenant_key_lock
-- One rotation at a time.
select pg_advisory_xact_lock(hashtextextended('keys ' || app_tenant(), 0));

-- name: tenant_key_newest
select coalesce(max(key_id), 0) from tenant_key
 where tenant_id = app_tenant() and purpose = $1;

-- name: tenant_key_retire
-- The key still opens what it wrapped, and wraps nothing new.
update tenant_key set state = 'decrypt_only'
 where tenant_id = app_tenant() and purpose = $1 and state = 'active';

-- name: data_keys_settle
-- Wait for those who still insert with the key that was retired (see the trigger
-- data_key_wrapped_live): after it, data_keys_to_rewrap finds all there are.
select data_keys_settle();

-- name: data_keys_to_rewrap
-- The next data keys that another than the tenant's current key wraps.
select d.subject_id, d.dek_id, d.kind, d.gen, d.state, d.wrapped,
       t.key_id, t.wrapped
  from data_key d
  join tenant_key t
    on t.tenant_id = d.tenant_id and t.purpose = 1 and t.key_id = d.key_id
 where d.tenant_id = app_tenant() and d.state <> 'destroyed'
   and t.state <> 'active'
 order by d.key_id, d.dek_id
 limit $1::int;

-- name: data_keys_rewrap
-- Only those that nobody else rewrapped or destroyed meanwhile.
update data_key d set key_id = $2::int, wrapped = u.wrapped
  from unnest($3::uuid[], $4::bytea[]) u (dek_id, wrapped)
 where d.tenant_id = app_tenant() and d.dek_id = u.dek_id
   and d.key_id = $1::int and d.state <> 'destroyed';

-- name: tenant_keys_unused
-- Forget keys that wrap nothing any more.
update tenant_key t
   set state = 'destroyed', wrapped = null, destroyed_at = now()
 where t.tenant_id = app_tenant() and t.purpose = 1
   and t.state = 'decrypt_only'
   and not exists (select from data_key d
                    where d.tenant_id = t.tenant_id and d.key_id = t.key_id
                      and d.state <> 'destroyed');

-- name: root_key_use
-- From now on tenants' keys are wrapped by this root key only.
with old as (update root_key set state = 'decrypt_only'
              where root_id <> $1::bigint and state = 'active')
insert into root_key (root_id, state) values ($1::bigint, 'decrypt_only')
on conflict (root_id) do nothing;

-- name: root_key_activate
update root_key set state = 'active'
 where root_id = $1::bigint and state = 'decrypt_only';

-- name: root_key_destroyed
-- Those that wrap nothing any more.
update root_key r set state = 'destroyed', destroyed_at = now()
 where r.state = 'decrypt_only'
   and not exists (select from tenant_key t where t.wrapped is not null
                    and wrapped_root(t.wrapped) = r.root_id);

-- name: root_keys_live
-- Those that something may be wrapped by, the one in use first.
select root_id from root_key where state <> 'destroyed'
 order by state, root_id;

-- name: root_keys_old
-- How many root keys other than this one may still be needed.
select count(*) from root_key
 where root_id <> $1::bigint and state <> 'destroyed';

-- name: tenant_keys_to_reroot
-- The next tenants' keys, of every tenant, that another root key wraps.
select tenant_id, purpose, key_id, wrapped from tenant_key
 where wrapped is not null and wrapped_root(wrapped) <> $1::bigint
 order by tenant_id, purpose, key_id limit $2::int;

-- name: tenant_key_reroot
update tenant_key set wrapped = $5::bytea
 where tenant_id = $1::uuid and purpose = $2::smallint and key_id = $3::int
   and wrapped = $4::bytea;

-- name: tenants_with_keys
select distinct tenant_id from tenant_key order by tenant_id;

-- name: keys_notify_all writes
-- Every process forgets all keys that it knows.
select pg_notify('keys', '*');

-- name: subject_key_lock
-- One rotation of a subject at a time; what keys it has, the newest first.
select dek_id, kind, gen, state from data_key
 where tenant_id = app_tenant() and subject_id = $1::uuid
   and state <> 'destroyed'
 order by gen desc for update;

-- name: data_key_retire
update data_key set state = 'decrypt_only'
 where tenant_id = app_tenant() and subject_id = $1::uuid
   and state = 'active';

-- name: sealed_of_subject
-- What is still sealed with older generations of a person's, a record's or a
-- case's key: place, row, envelope, and where that is.  A process without a case
-- is its own.  The one list of such places.
with t as (
	select tableoid as relation, ctid as at, * from task
	 where tenant_id = app_tenant() and (intervention_id = $1::uuid
	    or (instance_id = $1::uuid and intervention_id is null))
), s as (
	select 'person.' || category as place, person_id as id, envelope,
	       tableoid as relation, 'envelope' as attribute, ctid as at
	  from person_data
	 where tenant_id = app_tenant() and person_id = $1::uuid
	union all
	select 'correction.' || category, id, envelope, tableoid, 'envelope',
	       ctid
	  from correction
	 where tenant_id = app_tenant() and person_id = $1::uuid
	union all
	select 'request.words', id, words, tableoid, 'words', ctid
	  from rights_request
	 where tenant_id = app_tenant() and person_id = $1::uuid
	union all
	select 'request.answer', id, answer, tableoid, 'answer', ctid
	  from rights_request
	 where tenant_id = app_tenant() and person_id = $1::uuid
	union all
	select 'restriction.reason', id, reason, tableoid, 'reason', ctid
	  from restriction
	 where tenant_id = app_tenant() and person_id = $1::uuid
	union all
	select 'restriction.lifted', id, lifted_because, tableoid,
	       'lifted_because', ctid
	  from restriction
	 where tenant_id = app_tenant() and person_id = $1::uuid
	union all
	select 'record.' || category, record_id, envelope,
	       tableoid, 'envelope', ctid
	  from record_data
	 where tenant_id = app_tenant() and record_id = $1::uuid
	union all
	select 'entry.' || category, id, envelope, tableoid, 'envelope', ctid
	  from entry
	 where tenant_id = app_tenant() and record_id = $1::uuid
	union all
	select 'instance.state', id, envelope, tableoid, 'envelope', ctid
	  from process_instance
	 where tenant_id = app_tenant() and (intervention_id = $1::uuid
	    or (id = $1::uuid and intervention_id is null))
	union all
	select 'task.draft', id, draft, relation, 'draft', at from t
	union all
	select 'subtask.instructions', t.id, x.instructions, x.tableoid,
	       'instructions', x.ctid
	  from t join subtask x on x.tenant_id = t.tenant_id
	   and x.task_id = t.id
	union all
	select 'subtask.outcome', t.id, x.outcome, x.tableoid, 'outcome',
	       x.ctid
	  from t join subtask x on x.tenant_id = t.tenant_id
	   and x.task_id = t.id
	union all
	select 'ballot.notes', t.id, x.envelope, x.tableoid, 'envelope',
	       x.ctid
	  from t join ballot x on x.tenant_id = t.tenant_id
	   and x.task_id = t.id
	union all
	select 'comment.notes', x.id, x.envelope, x.tableoid, 'envelope',
	       x.ctid
	  from t join comment x on x.tenant_id = t.tenant_id
	   and x.task_id = t.id and x.subject_id = $1::uuid
	union all
	select 'history.note', id, note, tableoid, 'note', ctid from history
	 where tenant_id = app_tenant() and (intervention_id = $1::uuid
	    or (instance_id = $1::uuid and intervention_id is null))
)
select place, id, envelope, relation, attribute, at from s
 where envelope is not null and envelope_gen(envelope) < $2::int
   and (place, id) > ($3, $4::uuid)
 order by place, id limit 50;

-- name: sealed_replace writes
-- Only if nobody wrote it meanwhile: where it is, what was there, what shall be.
select sealed_replace($1::oid, $2::name, $3::tid, $4::bytea, $5::bytea);

-- name: data_keys_outlived
-- Old generations go when the newest is so old that nobody can still be
-- writing with one of them.
update data_key d
   set state = 'destroyed', wrapped = null, destroyed_at = now()
 where d.tenant_id = app_tenant() and d.subject_id = $1::uuid
   and d.state = 'decrypt_only'
   and exists (select from data_key n where n.tenant_id = d.tenant_id
        and n.subject_id = d.subject_id and n.state = 'active'
        and n.created_at < now() - make_interval(secs => $2::int));

-- name: keys_status
select json_build_object(
       'root_keys', (select coalesce(json_agg(json_build_object(
            'root_id', root_id, 'state', state, 'created_at', created_at)
            order by root_id), '[]') from root_key),
       'tenant_keys', (select coalesce(json_agg(json_build_object(
            'purpose', (array['kek', 'index', 'audit', 'pepper'])[purpose],
            'key_id', key_id, 'state', state, 'created_at', created_at,
            'wraps', case when purpose = 1 then
                (select count(*) from data_key d
                  where d.tenant_id = t.tenant_id and d.key_id = t.key_id
                    and d.state <> 'destroyed') end)
            order by purpose, key_id), '[]')
          from tenant_key t where t.tenant_id = app_tenant()),
       'index', (select json_build_object('epoch', epoch, 'state', state,
            'done', done, 'total', total, 'started_at', started_at,
            'ended_at', ended_at)
          from index_rotation where tenant_id = app_tenant()),
       'data_keys', (select count(*) from data_key
          where tenant_id = app_tenant() and state <> 'destroyed'),
       'destroyed', (select count(*) from data_key
          where tenant_id = app_tenant() and state = 'destroyed'));
