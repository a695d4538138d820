-- Looking through the audit trail; views of the queue that staff keep; voters'
-- substitutes.

-- An event as people see it.  In which roles somebody acted is part of the
-- detail (docs/decisions/0020-roles-in-the-detail.md) and shown beside it.
create function audit_shown(e audit_event) returns json
language sql stable as $$
	select json_build_object('id', e.id, 'at', e.at, 'actorId', e.actor_id,
	       'actor', coalesce(s.name, 'Vínculo'),
	       'actedAs', coalesce((select json_agg(json_build_object(
	           'role', a ->> 'role', 'unitId', a ->> 'unit',
	           'unitName', u.name) order by n)
	           from jsonb_array_elements(d.detail -> 'as')
	                with ordinality as x (a, n)
	           left join unit u on u.tenant_id = e.tenant_id
	            and u.id = (a ->> 'unit')::uuid), '[]'),
	       'action', e.action, 'objectType', e.object_type,
	       'objectId', e.object_id, 'recordId', r.id,
	       'recordNumber', r.number, 'outcome', e.outcome,
	       'purpose', e.purpose, 'detail', nullif(d.detail - 'as', '{}'),
	       'isSealed', e.at < now() - interval '5 seconds')
	  from (select audit_detail(e.leaf)::jsonb as detail) d
	  left join staff s on s.tenant_id = e.tenant_id and s.id = e.actor_id
	  left join record r on r.tenant_id = e.tenant_id and r.id = e.record_id
$$;

-- Everything that belongs to a case, by which its events are found.
create function case_objects(wanted uuid) returns setof uuid
language sql stable as $$
	select wanted
	union all select id from task
	           where tenant_id = app_tenant() and intervention_id = wanted
	union all select id from process_instance
	           where tenant_id = app_tenant() and intervention_id = wanted
	union all select id from entry
	           where tenant_id = app_tenant() and intervention_id = wanted
$$;

-- May whoever supervises these units see events of this record?  As authz.h has it for supervisors: none of protected records, none
-- of the family.
create function audit_within(wanted uuid, units uuid[], staff uuid)
returns boolean language sql stable as $$
	select exists (select from record r
	        where r.tenant_id = app_tenant() and r.id = wanted
	          and r.unit_id = any(units) and r.sensitivity < 3
	          and not exists (select from household_member m
	              join person p on p.tenant_id = m.tenant_id
	               and p.id = m.person_id
	             where m.tenant_id = r.tenant_id and m.record_id = r.id
	               and m.valid_to is null and p.sensitivity > 2)
	          and not exists (select from staff_conflict c
	             where c.tenant_id = r.tenant_id and c.record_id = r.id
	               and c.staff_id = audit_within.staff))
$$;

-- What somebody did, in a word: looked at data, changed something, or only came
-- and went.
create function audit_kind(action text) returns text
language sql immutable as $$
	select case when action ~ '\.(read|search|audit|persons)$' then 'read'
	            when action ~ '^(session|request)\.' then 'session'
	            else 'write' end
$$;

-- Events that fit what is asked, each null unless it is.  Whoever supervises
-- units sees those of their records; null: an auditor, who sees all.
create function audit_found(units uuid[], asking uuid, actor uuid, record uuid,
       of_case uuid, kind text, wanted text, ended text, since timestamptz,
       until timestamptz) returns setof audit_event
language sql stable as $$
	select e.* from audit_event e
	 where e.tenant_id = app_tenant()
	   and (units is null or audit_within(e.record_id, units, asking))
	   and (actor is null or e.actor_id = actor)
	   and (record is null or e.record_id = record)
	   and (of_case is null or e.object_id = any(array(
	       select case_objects(of_case))))
	   and (kind is null or audit_kind(e.action) = kind)
	   and (wanted is null or e.action = wanted)
	   and (ended is null or e.outcome = ended)
	   and (since is null or e.at >= since)
	   and (until is null or e.at <= until)
$$;

-- Whose data somebody touched: of a record, everybody who had lived in the
-- household by then; a person by themselves; whoever a search showed.  The last
-- two only to auditors, whose units are null.
create function audit_touched(units uuid[], asking uuid, actor uuid,
	since timestamptz, until timestamptz)
returns table (person_id uuid, record_id uuid, number text, events bigint,
	actions text[], first_at timestamptz, last_at timestamptz)
language sql stable as $$
	with deed as materialized (
		select e.id, e.at, e.action, e.record_id, e.object_type,
		       e.object_id, e.leaf
		  from audit_event e
		 where e.tenant_id = app_tenant() and e.actor_id = actor
		   and e.at >= since and e.at <= until and e.outcome = 'ok'
		   and e.action not in ('record.audit', 'audit.search',
		       'audit.persons')
		   and (units is null or audit_within(e.record_id, units, asking))
	), touched as (
		select d.id, d.at, d.action, m.person_id
		  from deed d
		  join household_member m on m.tenant_id = app_tenant()
		   and m.record_id = d.record_id and m.valid_from <= d.at::date
		union
		select d.id, d.at, d.action, d.object_id
		  from deed d where d.object_type = 'person'
		union
		select d.id, d.at, d.action, x.person::uuid
		  from deed d cross join lateral jsonb_array_elements_text(
		       audit_detail(d.leaf)::jsonb -> 'persons') as x (person)
		 where d.action = 'person.search'
	)
	select t.person_id, r.id, coalesce(r.number, ''), count(distinct t.id),
	       array_agg(distinct t.action order by t.action), min(t.at),
	       max(t.at)
	  from touched t
	  left join household_member m on m.tenant_id = app_tenant()
	       and m.person_id = t.person_id and m.valid_to is null
	  left join record r on r.tenant_id = app_tenant() and r.id = m.record_id
	 group by t.person_id, r.id, r.number
$$;

-- A cell of CSV (RFC 4180) that no spreadsheet takes for a formula.
create function csv_cell(value text) returns text
language sql immutable as $$
	select '"' || replace(regexp_replace(coalesce(value, ''),
	       '^([=+@\t\r-])', '''\1'), '"', '""') || '"'
$$;

-- Filters of the queue that somebody keeps at hand.  Codes only: nothing about
-- anybody is in them.
create table saved_view (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	staff_id	uuid not null,
	name		text not null default '' check (length(name) <= 60),
	view		text not null check (view in ('mine', 'pool', 'unit',
			'done', 'mentions')),
	programme	text not null default '' check (length(programme) <= 64),
	overdue		boolean not null default false,
	unit_id		uuid,
	primary key (tenant_id, id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, id)
);
create unique index saved_view_once on saved_view (tenant_id, staff_id, view,
	programme, overdue, coalesce(unit_id, '00000000-0000-0000-0000-000000000000'));
select protect('saved_view', 'select, insert, update, delete');

-- Who takes a seat: those at hand; and for one who is away the substitute, if
-- that is somebody with the role over the unit, too.  Whoever is excluded has no
-- seat to be represented in.
create function vote_workers(unit uuid, wanted text, excluded uuid[])
returns table (staff_id uuid, load bigint, stands_in boolean)
language sql stable as $$
	select w.staff_id, w.load, false from route_workers(unit, wanted, excluded) w
	union all
	select distinct s.id, (select count(*) from task t
	           where t.tenant_id = s.tenant_id and t.assignee_id = s.id
	             and t.state = 'open'), true
	  from staff_role r
	  join staff x on x.tenant_id = r.tenant_id and x.id = r.staff_id
	   and x.is_active
	  join absence a on a.tenant_id = r.tenant_id and a.staff_id = r.staff_id
	   and current_date between a.starts_on and a.ends_on
	  join staff s on s.tenant_id = a.tenant_id and s.id = a.substitute_id
	   and s.is_active
	 where r.tenant_id = app_tenant() and r.unit_id = unit and r.role = wanted
	   and r.valid_from <= current_date
	   and (r.valid_to is null or r.valid_to >= current_date)
	   and r.staff_id <> all(excluded) and s.id <> all(excluded)
	   and not exists (select from absence b where b.tenant_id = s.tenant_id
	        and b.staff_id = s.id
	        and current_date between b.starts_on and b.ends_on)
	   and exists (select from staff_role h
	          join unit u on u.tenant_id = h.tenant_id and u.id = unit
	         where h.tenant_id = s.tenant_id and h.staff_id = s.id
	           and h.role = wanted and u.path @> array[h.unit_id]
	           and h.valid_from <= current_date
	           and (h.valid_to is null or h.valid_to >= current_date))
$$;

-- The electorate with them.
drop function vote_electorate(uuid, uuid, text[], uuid[]);
create function vote_electorate(record uuid, fallback_unit uuid,
	groups text[], excluded uuid[])
returns table (place bigint, unit_id uuid, role text, staff_id uuid,
	stands_in boolean)
language sql stable as $$
	select row_number() over (order by x.nth, x.of_group), x.unit_id,
	       x.role, x.staff_id, x.stands_in
	  from (select distinct on (w.staff_id) w.staff_id, r.unit_id, r.role,
	               w.stands_in, g.of_group, row_number() over (
	                   partition by g.of_group
	                   order by w.stands_in, w.load, w.staff_id) as nth
	          from unnest(groups) with ordinality as g (spec, of_group)
	         cross join lateral route_task(record, fallback_unit, g.spec,
	               'pool', excluded) r
	         cross join lateral vote_workers(r.unit_id, r.role, excluded) w
	         order by w.staff_id, w.stands_in, g.of_group) x
$$;
