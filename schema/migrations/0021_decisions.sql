-- Decisions: versions by tag, versions that retire, and who calls which.

alter table decision_definition
	add column version_tag text,
	add column state text not null default 'active'
		check (state in ('active', 'retired'));
grant update (state) on decision_definition to vinculo_app;

-- Keys of the decisions that the computed fields of a form ask.
alter table form_definition
	add column decisions text[] not null default '{}';
-- Keys of the decisions that route tasks of a process.
alter table process_definition
	add column routing text[] not null default '{}';

-- The newest version in service of each decision: {key: id}; null for no keys.
create function decision_ids(keys text[]) returns jsonb
language sql stable as $$
	select jsonb_object_agg(k.key, d.id)
	  from unnest(keys) as k (key)
	  join lateral (select id from decision_definition d
	        where d.tenant_id = app_tenant() and d.key = k.key
	          and d.state = 'active'
	        order by d.version desc limit 1) d on true
$$;

-- What is known, in the clear, about what a task belongs to: what decisions
-- about its routing may ask.
create function route_facts(intervention uuid) returns jsonb
language sql stable as $$
	select jsonb_strip_nulls(jsonb_build_object('programme', i.programme,
	       'sector', i.sector, 'sensitivity', i.sensitivity,
	       'risk', r.risk, 'unit', u.code, 'territory', t.code,
	       'members', (select count(*) from household_member m
	           where m.tenant_id = r.tenant_id and m.record_id = r.id
	             and m.valid_to is null),
	       'otherProgrammes', (select coalesce(jsonb_agg(distinct o.programme),
	               '[]') from intervention o
	           where o.tenant_id = r.tenant_id and o.record_id = r.id
	             and o.state = 'open' and o.id <> i.id
	             and o.sensitivity < 3)))
	  from intervention i
	  join record r on r.tenant_id = i.tenant_id and r.id = i.record_id
	  join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
	  left join territory t on t.tenant_id = r.tenant_id
	       and t.id = r.territory_id
	 where i.tenant_id = app_tenant() and i.id = intervention
$$;

-- What routing by these decisions needs, so that it comes with the instance.
create function route_known(keys text[], intervention uuid) returns jsonb
language sql stable as $$
	select jsonb_build_object('facts', route_facts(intervention),
	       'ids', decision_ids(keys))
$$;
