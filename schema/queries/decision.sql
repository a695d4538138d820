-- Decision and form definitions.

-- name: decision_find
-- Which version is meant: $2 a certain one; $3 the newest with this tag; $4
-- the one in force when this process was deployed; else the newest.
select d.id from decision_definition d
 where d.tenant_id = app_tenant() and d.key = $1
   and case when $2::int is not null then d.version = $2::int
       when $4::uuid is not null then d.deployed_at <= (
           select p.deployed_at from process_definition p
            where p.tenant_id = app_tenant() and p.id = $4::uuid)
       else d.state = 'active' and ($3::text is null or d.version_tag = $3) end
 order by d.version desc limit 1;

-- name: decision_xml
select id, key, xml from decision_definition
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: decision_insert
-- The next version, or nothing when the last one is the same.
insert into decision_definition (tenant_id, key, version, name, model, xml,
       checksum, deployed_by, version_tag)
select app_tenant(), $1,
       coalesce((select max(version) from decision_definition
           where tenant_id = app_tenant() and key = $1), 0) + 1,
       $2, $3, $4, $5::bytea, $6::uuid, $7
 where not exists (select from decision_definition d
        where d.tenant_id = app_tenant() and d.key = $1
          and d.checksum = $5::bytea
          and d.version = (select max(version) from decision_definition
              where tenant_id = app_tenant() and key = $1))
returning id;

-- name: decision_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', id, 'key', key, 'version', version, 'versionTag', version_tag,
       'name', name, 'model', model, 'state', state,
       'deployedAt', deployed_at)
       order by key, version desc), '[]'))
  from decision_definition where tenant_id = app_tenant();

-- name: decision_card
select json_build_object('id', id, 'key', key, 'version', version,
       'versionTag', version_tag, 'name', name, 'model', model,
       'state', state, 'deployedAt', deployed_at)
  from decision_definition where tenant_id = app_tenant() and key = $1
 order by version desc limit 1;

-- name: decision_card_of
select json_build_object('id', id, 'key', key, 'version', version,
       'versionTag', version_tag, 'name', name, 'model', model,
       'state', state, 'deployedAt', deployed_at)
  from decision_definition where tenant_id = app_tenant() and id = $1::uuid;

-- name: decision_show
-- The card and the model it came with.
select json_build_object('id', id, 'key', key, 'version', version,
       'versionTag', version_tag, 'name', name, 'model', model,
       'state', state, 'deployedAt', deployed_at, 'xml', xml)
  from decision_definition where tenant_id = app_tenant() and id = $1::uuid;

-- name: decision_state
update decision_definition set state = $2
 where tenant_id = app_tenant() and id = $1::uuid
returning id;

-- name: form_insert
insert into form_definition (tenant_id, key, version, schema, checksum,
       deployed_by, decisions)
select app_tenant(), $1,
       coalesce((select max(version) from form_definition
           where tenant_id = app_tenant() and key = $1), 0) + 1,
       $2::json, $3::bytea, $4::uuid, $5::text[]
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
