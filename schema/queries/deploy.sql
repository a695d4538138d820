-- Deployment: what starts a process by itself.

-- name: subscription_start_delete
-- Earlier versions are not started any more.
delete from subscription s using process_definition d
 where s.tenant_id = app_tenant() and d.tenant_id = s.tenant_id
   and d.id = s.definition_id and d.key = $1;

-- name: subscription_start_insert
-- activity: which of the event's definitions.
insert into subscription (tenant_id, kind, name, definition_id, element_id,
       activity)
values (app_tenant(), $1, $2, $3::uuid, $4, $5::bigint);

-- name: deploy_catalogue
-- What a model may refer to: 0 forms, 1 decisions, 2 processes, 3 units.
select distinct 0, key from form_definition where tenant_id = app_tenant()
union all
select distinct 1, key from decision_definition where tenant_id = app_tenant()
union all
select distinct 2, key from process_definition
 where tenant_id = app_tenant() and state = 'active'
union all
select 3, code from unit where tenant_id = app_tenant() and is_active;
