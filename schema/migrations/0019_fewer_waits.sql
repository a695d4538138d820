-- Less to wait for in the transactions of every day.
--
-- Routing asks only for what it needs: a query inside a function costs nearly as
-- much as a statement of its own, and most tasks go straight to a pool.

create type route_place as (id uuid, name text, above uuid, root uuid,
	is_staffed boolean);

-- A unit as routing sees it, and whether anybody there has the role.  It is
-- expanded into the query that asks.
create function route_unit(wanted uuid, wanted_role text)
returns setof route_place language sql stable as $$
	select u.id, u.name, u.parent_id, u.path[1],
	       exists (select from staff_role r where r.tenant_id = u.tenant_id
	           and r.unit_id = u.id and r.role = wanted_role
	           and (r.valid_to is null or r.valid_to >= current_date))
	  from unit u where u.tenant_id = app_tenant() and u.id = wanted
$$;

create or replace function route_task(record uuid, fallback_unit uuid, spec text,
	mode text, excluded uuid[], out unit_id uuid, out role text,
	out assignee_id uuid, out why jsonb)
language plpgsql stable as $$
declare
	place	text := nullif(split_part(spec, '@', 2), '');
	home	route_place;
	here	route_place;
	of_unit	uuid;
	referent uuid;
	region	text;
	worker	record;
begin
	role := split_part(spec, '@', 1);
	if record is not null then
		select r.unit_id, r.referent_id, t.name
		  into of_unit, referent, region
		  from record r left join territory t on t.tenant_id = r.tenant_id
		   and t.id = r.territory_id
		 where r.tenant_id = app_tenant() and r.id = record;
	end if;
	if place <> 'parent' and place <> 'root' then
		select p.* into here from unit u
		 cross join lateral route_unit(u.id, role) p
		 where u.tenant_id = app_tenant() and u.code = place
		   and u.is_active;
	end if;
	if here.id is not null then
		why := route_note('unit_named',
		    jsonb_build_object('unit', here.name));
	else
		of_unit := coalesce(of_unit, fallback_unit);
		-- A task that belongs to no record and names no place is the
		-- municipality's.
		if of_unit is null then
			select u.id into of_unit from unit u
			 where u.tenant_id = app_tenant() and u.parent_id is null
			 order by u.id limit 1;
		end if;
		select * into home from route_unit(of_unit, role);
		here := home;
		if place = 'parent' then
			select * into here from route_unit(
			    coalesce(home.above, home.id), role);
			why := route_note('parent_unit', jsonb_build_object(
			    'unit', here.name, 'of', home.name));
		elsif place = 'root' then
			select * into here from route_unit(home.root, role);
			why := route_note('root_unit',
			    jsonb_build_object('unit', here.name));
		elsif place is null then
			why := route_note('territory', jsonb_build_object(
			    'territory', region, 'unit', home.name));
		else
			why := route_note('unit_unknown', jsonb_build_object(
			    'code', place, 'unit', home.name));
		end if;
	end if;
	-- Nobody there has the role: ask the unit above.
	while not here.is_staffed and here.above is not null loop
		why := why || route_note('nobody_with_role', jsonb_build_object(
		    'unit', here.name, 'role', role));
		select * into here from route_unit(here.above, role);
	end loop;
	unit_id := here.id;
	if mode = 'referent' and referent is not null then
		select coalesce(a.substitute_id, s.id) as id,
		       a.substitute_id is not null as stands_in into worker
		  from staff s left join absence a on a.tenant_id = s.tenant_id
		   and a.staff_id = s.id
		   and current_date between a.starts_on and a.ends_on
		 where s.tenant_id = app_tenant() and s.id = referent
		   and (a.id is null or a.substitute_id is not null);
		if worker.id is not null and worker.id <> all(excluded)
		   and exists (select from staff_role r
		       join unit u on u.tenant_id = r.tenant_id and u.id = here.id
		      where r.tenant_id = app_tenant() and r.staff_id = worker.id
		        and r.role = route_task.role and u.path @> array[r.unit_id])
		then
			assignee_id := worker.id;
			why := why || route_note(case when worker.stands_in
			    then 'substitute' else 'referent' end, '{}');
		end if;
	elsif mode = 'least_loaded' then
		select w.staff_id, w.load into worker
		  from route_workers(here.id, role, excluded) w
		 order by w.load, w.staff_id limit 1;
		if worker.staff_id is not null then
			assignee_id := worker.staff_id;
			why := why || route_note('least_loaded',
			    jsonb_build_object('open', worker.load));
		end if;
	end if;
	if assignee_id is null then
		why := why || route_note('pool', jsonb_build_object(
		    'unit', here.name, 'role', role));
	end if;
end
$$;

-- Who did these elements of an instance: four eyes.  Nearly always none are
-- named, and nothing is asked.
create function task_doers(instance uuid, elements text[]) returns uuid[]
language plpgsql stable as $$
begin
	if cardinality(elements) = 0 then
		return '{}';
	end if;
	return coalesce((select array_agg(t.completed_by) from task t
	       where t.tenant_id = app_tenant() and t.instance_id = instance
	         and t.element_id = any(elements)
	         and t.kind <> 'subtask'
	         and t.completed_by is not null), '{}');
end
$$;

-- Numbers per municipality, series and year ("2026/000123") come from sequences,
-- so that nobody who opens a record waits for the disk of the one before
-- (docs/decisions/0012-numbers.md).  The first number of a year makes its
-- sequence.
create function number_sequence(series text) returns regclass
language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
	name	text := format('number_%s_%s', lower(series),
		    replace(app_tenant()::text, '-', ''));
begin
	if to_regclass(name) is null then
		perform pg_advisory_xact_lock(hashtextextended(name, 0));
		execute format('create sequence if not exists %I', name);
	end if;
	return name::regclass;
end
$$;

create or replace function next_number(wanted text) returns text
language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
	year	text := to_char(now(), 'YYYY');
	n	text := nextval(number_sequence(wanted || year))::text;
begin
	return year || '/' || lpad(n, greatest(length(n), 6), '0');
end
$$;

-- A series goes on after the numbers that were given elsewhere.
create function number_go_on(series text, given bigint) returns void
language sql volatile security definer
set search_path = public, pg_temp as $$
	select setval(s, greatest(nextval(s), given + 1), false)
	  from number_sequence(series) as s
$$;

do $$
declare
	s	number_series;
begin
	for s in select * from number_series loop
		perform set_config('app.tenant', s.tenant_id::text, true);
		perform number_go_on(s.series, s.last);
	end loop;
end
$$;
drop table number_series;

-- What belongs to no intervention is not looked for by it.
drop index history_intervention;
create index history_intervention
	on history (tenant_id, intervention_id, at, id)
	where intervention_id is not null;
drop index process_instance_intervention;
create index process_instance_intervention
	on process_instance (tenant_id, intervention_id)
	where intervention_id is not null;
drop index task_intervention;
create index task_intervention on task (tenant_id, intervention_id)
	where intervention_id is not null;
