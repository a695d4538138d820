-- Wrapped keys and the index of exact identifiers (server/security/vault.c).

-- name: tenant_key_insert
insert into tenant_key (tenant_id, purpose, key_id, wrapped)
values (app_tenant(), $1, $2, $3);

-- name: tenant_keys
-- What new work is done with.
select purpose, key_id, wrapped
  from tenant_key
 where tenant_id = app_tenant() and state = 'active';

-- name: data_key_insert
insert into data_key (tenant_id, dek_id, kind, subject_id, gen, key_id, wrapped)
values (app_tenant(), $1, $2, $3, $4, $5, $6);

-- name: data_keys
-- Every generation of these subjects' keys, each with the key that wraps it.
select d.subject_id, d.dek_id, d.kind, d.gen, d.state, d.wrapped,
       t.key_id, t.wrapped
  from data_key d
  left join tenant_key t
    on t.tenant_id = d.tenant_id and t.purpose = 1 and t.key_id = d.key_id
 where d.tenant_id = app_tenant() and d.subject_id = any($1::uuid[]);

-- name: subject_destroy
-- Erase a subject: without this key its sealed values are noise.
update data_key
   set state = 'destroyed', wrapped = null, destroyed_at = now()
 where tenant_id = app_tenant() and subject_id = $1 and state <> 'destroyed';

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

-- name: keys_status
select json_build_object(
       'tenant_keys', (select coalesce(json_agg(json_build_object(
            'purpose', (array['kek', 'index', 'audit', 'pepper'])[purpose],
            'key_id', key_id, 'state', state, 'created_at', created_at,
            'wraps', case when purpose = 1 then
                (select count(*) from data_key d
                  where d.tenant_id = t.tenant_id and d.key_id = t.key_id
                    and d.state <> 'destroyed') end)
            order by purpose, key_id), '[]')
          from tenant_key t where t.tenant_id = app_tenant()),
       'data_keys', (select count(*) from data_key
          where tenant_id = app_tenant() and state <> 'destroyed'),
       'destroyed', (select count(*) from data_key
          where tenant_id = app_tenant() and state = 'destroyed'));
