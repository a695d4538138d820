-- Decision and form definitions.

-- name: decision_get
-- The newest version of a decision, or a certain one.
select id, key, version, name, xml from decision_definition
 where tenant_id = app_tenant() and key = $1
   and ($2::int is null or version = $2::int)
 order by version desc limit 1;

-- name: decision_insert
-- The next version, or nothing when the last one is the same.
insert into decision_definition (tenant_id, key, version, name, model, xml,
       checksum, deployed_by)
select app_tenant(), $1,
       coalesce((select max(version) from decision_definition
           where tenant_id = app_tenant() and key = $1), 0) + 1,
       $2, $3, $4, $5::bytea, $6::uuid
 where not exists (select from decision_definition d
        where d.tenant_id = app_tenant() and d.key = $1
          and d.checksum = $5::bytea
          and d.version = (select max(version) from decision_definition
              where tenant_id = app_tenant() and key = $1))
returning id;

-- name: decision_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', id, 'key', key, 'version', version, 'name', name,
       'model', model, 'deployedAt', deployed_at)
       order by key, version desc), '[]'))
  from decision_definition where tenant_id = app_tenant();

-- name: decision_card
select json_build_object('id', id, 'key', key, 'version', version,
       'name', name, 'model', model, 'deployedAt', deployed_at)
  from decision_definition where tenant_id = app_tenant() and key = $1
 order by version desc limit 1;

-- name: form_insert
insert into form_definition (tenant_id, key, version, schema, checksum,
       deployed_by)
select app_tenant(), $1,
       coalesce((select max(version) from form_definition
           where tenant_id = app_tenant() and key = $1), 0) + 1,
       $2::json, $3::bytea, $4::uuid
 where not exists (select from form_definition f
        where f.tenant_id = app_tenant() and f.key = $1
          and f.checksum = $3::bytea
          and f.version = (select max(version) from form_definition
              where tenant_id = app_tenant() and key = $1))
returning id;

-- name: form_card
select json_build_object('id', id, 'key', key, 'version', version)
  from form_definition where tenant_id = app_tenant() and key = $1
 order by version desc limit 1;

-- name: form_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', id, 'key', key, 'version', version, 'deployedAt', deployed_at)
       order by key, version desc), '[]'))
  from form_definition where tenant_id = app_tenant();
