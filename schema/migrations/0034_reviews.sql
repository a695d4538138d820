-- Periodic reviews: of extraordinary access, of the staff's roles, of the audit
-- trail.

-- What came of looking at an extraordinary access: all four, or nothing yet.
alter table break_glass
	add column outcome text check (outcome in ('justified',
		'not_justified', 'to_investigate')),
	add constraint break_glass_reviewed check (num_nulls(reviewed_at,
		reviewed_by, review, outcome) in (0, 4)),
	add constraint break_glass_remark check (length(review)
		between 1 and 2000),
	add constraint break_glass_own check (reviewed_by <> staff_id),
	add foreign key (tenant_id, reviewed_by)
		references staff (tenant_id, id);
create index break_glass_waiting on break_glass (tenant_id, granted_at)
	where reviewed_at is null;

-- Until when somebody else has to look at it.
create function glass_due(g break_glass) returns timestamptz
language sql stable as $$
	select g.granted_at + interval '72 hours'
$$;

-- Extraordinary accesses that somebody may know of: whoever supervises units,
-- those to records whose events they see; null: an auditor, who sees all.
create function glass_seen(units uuid[], asking uuid)
returns setof break_glass language sql stable as $$
	select g.* from break_glass g
	 where g.tenant_id = app_tenant()
	   and (units is null or audit_within(g.record_id, units, asking))
$$;

-- Whether somebody needs a role is asked again and again.  Confirmed by nobody
-- is by the operator.
alter table staff_role
	add column confirmed_at timestamptz,
	add column confirmed_by uuid,
	add constraint staff_role_confirmed check (
		confirmed_at is not null or confirmed_by is null),
	add constraint staff_role_own check (confirmed_by <> staff_id),
	add foreign key (tenant_id, confirmed_by)
		references staff (tenant_id, id);

-- Roles of today, of accounts that are in use, and when each has to be
-- confirmed again.
create function roles_held(days int)
returns table (id uuid, staff_id uuid, unit_id uuid, role text,
	valid_from date, valid_to date, confirmed_at timestamptz,
	confirmed_by uuid, due_at timestamptz)
language sql stable as $$
	select r.id, r.staff_id, r.unit_id, r.role, r.valid_from, r.valid_to,
	       r.confirmed_at, r.confirmed_by,
	       coalesce(r.confirmed_at, r.valid_from::timestamptz)
	           + make_interval(days => days)
	  from staff_role r
	  join staff s on s.tenant_id = r.tenant_id and s.id = r.staff_id
	   and s.is_active
	 where r.tenant_id = app_tenant() and r.valid_from <= current_date
	   and (r.valid_to is null or r.valid_to >= current_date)
$$;

-- That somebody looked at what happened in a week, which begins on a Monday.
create table audit_review (
	tenant_id	uuid not null,
	week		date not null check (extract(isodow from week) = 1),
	reviewed_at	timestamptz not null default now(),
	reviewed_by	uuid not null,
	remark		text not null check (length(remark) between 1 and 2000),
	primary key (tenant_id, week),
	foreign key (tenant_id, reviewed_by) references staff (tenant_id, id)
);
select protect('audit_review', 'select, insert');

-- The weeks that are over where the municipality is, since it began; a year of
-- them at most.
create function audit_weeks()
returns table (week date, since timestamptz, until timestamptz)
language sql stable as $$
	select w::date, w at time zone t.zone,
	       (w + interval '7 days') at time zone t.zone
	  from tenant t cross join lateral generate_series(
	       date_trunc('week', greatest(t.created_at,
	           now() - interval '52 weeks') at time zone t.zone),
	       date_trunc('week', now() at time zone t.zone)
	           - interval '7 days', interval '7 days') as w
	 where t.id = app_tenant()
$$;

-- What an auditor looks for each week is counted without reading the rest.
create index audit_event_watched on audit_event (tenant_id, at)
	where outcome = 'denied' or action = 'record.break_glass';
