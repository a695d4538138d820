-- Routing: which unit, role and worker a task goes to, and why.
--
-- A candidate group is a role, perhaps with a place: "social_worker" (the unit
-- of the record, which follows from the citizen's territory),
-- "supervisor@parent", "legal@root", "clerk@CENTRE-2" (a unit by its code).

create index staff_role_who on staff_role (tenant_id, role, unit_id, staff_id);

create function route_note(code text, params jsonb) returns jsonb
language sql stable as $$
	select jsonb_build_array(jsonb_build_object('code', code, 'params', params))
$$;

-- Staff with a role in a unit who are at work today; the load is what they
-- have open.
create function route_workers(unit uuid, wanted text, excluded uuid[])
returns table (staff_id uuid, name text, load bigint)
language sql stable as $$
	select s.id, s.name, (select count(*) from task t
	        where t.tenant_id = s.tenant_id and t.assignee_id = s.id
	          and t.state = 'open')
	  from staff_role r join staff s on s.tenant_id = r.tenant_id
	   and s.id = r.staff_id and s.is_active
	 where r.tenant_id = app_tenant() and r.unit_id = unit and r.role = wanted
	   and r.valid_from <= current_date
	   and (r.valid_to is null or r.valid_to >= current_date)
	   and s.id <> all(excluded)
	   and not exists (select from absence a where a.tenant_id = s.tenant_id
	        and a.staff_id = s.id
	        and current_date between a.starts_on and a.ends_on)
$$;

-- mode: 'pool', 'referent' (who knows the family, or their substitute; else the
-- pool), 'least_loaded'.
create function route_task(record uuid, fallback_unit uuid, spec text,
	mode text, excluded uuid[], out unit_id uuid, out role text,
	out assignee_id uuid, out why jsonb)
language plpgsql stable as $$
declare
	place	text := nullif(split_part(spec, '@', 2), '');
	rec	record;
	home	unit;
	found	unit;
	worker	record;
begin
	role := split_part(spec, '@', 1);
	why := '[]';
	select r.unit_id, r.referent_id, t.name as territory into rec
	  from record r left join territory t on t.tenant_id = r.tenant_id
	   and t.id = r.territory_id
	 where r.tenant_id = app_tenant() and r.id = record;
	-- A task that belongs to no record and names no place is the
	-- municipality's.
	select * into home from unit u where u.tenant_id = app_tenant()
	   and u.id = coalesce(rec.unit_id, fallback_unit, (select r.id
	       from unit r where r.tenant_id = app_tenant()
	        and r.parent_id is null order by r.id limit 1));
	if place is null then
		found := home;
		why := why || route_note('territory', jsonb_build_object(
		    'territory', rec.territory, 'unit', home.name));
	elsif place = 'parent' then
		select * into found from unit u where u.tenant_id = app_tenant()
		   and u.id = coalesce(home.parent_id, home.id);
		why := why || route_note('parent_unit', jsonb_build_object(
		    'unit', found.name, 'of', home.name));
	elsif place = 'root' then
		select * into found from unit u where u.tenant_id = app_tenant()
		   and u.id = home.path[1];
		why := why || route_note('root_unit',
		    jsonb_build_object('unit', found.name));
	else
		select * into found from unit u where u.tenant_id = app_tenant()
		   and u.code = place and u.is_active;
		if found.id is null then
			found := home;
			why := why || route_note('unit_unknown',
			    jsonb_build_object('code', place, 'unit', home.name));
		else
			why := why || route_note('unit_named',
			    jsonb_build_object('unit', found.name));
		end if;
	end if;
	-- Nobody there has the role: ask the unit above.
	while found.parent_id is not null and not exists (
	    select from staff_role r where r.tenant_id = app_tenant()
	       and r.unit_id = found.id and r.role = route_task.role
	       and (r.valid_to is null or r.valid_to >= current_date)) loop
		why := why || route_note('nobody_with_role', jsonb_build_object(
		    'unit', found.name, 'role', role));
		select * into found from unit u where u.tenant_id = app_tenant()
		   and u.id = found.parent_id;
	end loop;
	unit_id := found.id;
	if mode = 'referent' and rec.referent_id is not null then
		select coalesce(a.substitute_id, s.id) as id,
		       a.substitute_id is not null as stands_in into worker
		  from staff s left join absence a on a.tenant_id = s.tenant_id
		   and a.staff_id = s.id
		   and current_date between a.starts_on and a.ends_on
		 where s.tenant_id = app_tenant() and s.id = rec.referent_id
		   and (a.id is null or a.substitute_id is not null);
		if worker.id is not null and worker.id <> all(excluded)
		   and exists (select from staff_role r
		       join unit u on u.tenant_id = r.tenant_id and u.id = found.id
		      where r.tenant_id = app_tenant() and r.staff_id = worker.id
		        and r.role = route_task.role and u.path @> array[r.unit_id])
		then
			assignee_id := worker.id;
			why := why || route_note(case when worker.stands_in
			    then 'substitute' else 'referent' end, '{}');
		end if;
	elsif mode = 'least_loaded' then
		select w.staff_id, w.load into worker
		  from route_workers(found.id, role, excluded) w
		 order by w.load, w.staff_id limit 1;
		if worker.staff_id is not null then
			assignee_id := worker.staff_id;
			why := why || route_note('least_loaded',
			    jsonb_build_object('open', worker.load));
		end if;
	end if;
	if assignee_id is null then
		why := why || route_note('pool', jsonb_build_object(
		    'unit', found.name, 'role', role));
	end if;
end
$$;

-- A task as queues show it.  A function in "from" is expanded into the query
-- and planned with it, so say: (select card from task_card(t)).
create function task_card(t task) returns table (card json)
language sql stable as $$
	select json_build_object('id', t.id, 'name', t.name,
	       'elementId', t.element_id, 'state', t.state, 'unitId', t.unit_id,
	       'unitName', (select u.name from unit u
	           where u.tenant_id = t.tenant_id and u.id = t.unit_id),
	       'role', t.role, 'assigneeId', t.assignee_id,
	       'assigneeName', (select s.name from staff s
	           where s.tenant_id = t.tenant_id and s.id = t.assignee_id),
	       'ownerId', t.owner_id, 'priority', t.priority,
	       'dueAt', nullif(t.due_at, 'infinity'),
	       'followUpAt', t.follow_up_at,
	       'isEscalated', t.escalated_at is not null,
	       'createdAt', t.created_at, 'completedAt', t.completed_at,
	       'number', t.number, 'programme', t.programme,
	       'interventionId', t.intervention_id, 'recordId', t.record_id,
	       'person', (select sealed('person.identity', d.person_id,
	               d.person_id, d.envelope)
	           from person_data d where d.tenant_id = t.tenant_id
	            and d.person_id = t.person_id and d.category = 'identity'),
	       'version', t.version)
$$;
