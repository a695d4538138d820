-- A process instance as pages show it: where it stands and where it has been.

create function instance_card(i process_instance) returns json
language sql stable as $$
	select json_build_object('id', i.id, 'definitionId', i.definition_id,
	       'definitionName', d.name, 'definitionVersion', d.version,
	       'state', i.state, 'startedAt', i.started_at, 'endedAt', i.ended_at,
	       'activities', coalesce((select json_agg(json_build_object(
	           'elementId', h.element_id, 'state', case
	               when h.incidents > 0 then 'incident'
	               when h.entered > h.left then 'active'
	               when h.completed > 0 then 'completed' else 'cancelled' end,
	           'since', h.since, 'count', h.entered) order by h.since)
	           from (select element_id, count(*) filter (where event = 'entered')
	                     as entered,
	                     count(*) filter (where event in ('completed', 'ended'))
	                     as left,
	                     count(*) filter (where event = 'completed') as completed,
	                     max(at) as since,
	                     (select count(*) from incident n
	                       where n.tenant_id = i.tenant_id
	                         and n.instance_id = i.id and n.resolved_at is null
	                         and n.element_id = x.element_id) as incidents
	                   from history x where x.tenant_id = i.tenant_id
	                    and x.instance_id = i.id
	                  group by element_id) h), '[]'))
	  from process_definition d
	 where d.tenant_id = i.tenant_id and d.id = i.definition_id
$$;
