-- The time of cases: which days are working days, and the legal clock, which can
-- stand still and be extended once.

create table work_week (
	tenant_id	uuid not null references tenant,
	-- A bit for each working day; the first is Monday.
	weekdays	smallint not null default 31
			check (weekdays between 1 and 127),
	-- Of the whole calendar, its holidays included.
	version		int not null default 1,
	primary key (tenant_id)
);
select protect('work_week', 'select, insert, update');

create table holiday (
	tenant_id	uuid not null references tenant,
	day		date not null,
	name		text not null check (length(name) between 1 and 120),
	primary key (tenant_id, day)
);
select protect('holiday', 'select, insert, update, delete');

create function work_days() returns smallint language sql stable as $$
	select coalesce((select weekdays from work_week
	        where tenant_id = app_tenant()), 31::smallint)
$$;

create function is_working_day(day date) returns boolean
language sql stable strict as $$
	select work_days() >> (extract(isodow from $1)::int - 1) & 1 = 1
	   and not exists (select from holiday h
	        where h.tenant_id = app_tenant() and h.day = $1)
$$;

-- Where a term that ends on a free day ends: on the next working one.
create function working_day_from(day date) returns date
language plpgsql stable strict as $$
declare
	at	date := day;
begin
	for i in 1 .. 366 loop
		exit when is_working_day(at);
		at := at + 1;
	end loop;
	return at;
end
$$;

-- The day that it is, or was, where the municipality is.
create function local_day(at timestamptz) returns date
language sql stable strict as $$
	select ($1 at time zone t.zone)::date from tenant t
	 where t.id = app_tenant()
$$;

-- A case is to be decided within a term that its process declares: legal_days
-- from legal_from on.
alter table intervention
	add column legal_term text,
	add column legal_from date,
	add column legal_days int check (legal_days > 0),
	-- Once, by half of the term at most.
	add column extended_days int check (extended_days > 0
		and extended_days <= legal_days / 2),
	add check ((legal_from is null) = (legal_days is null));

create table suspension (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	intervention_id	uuid not null,
	reason		text not null check (reason in ('citizen_requirement',
			'expert_report', 'other_administration', 'appeal')),
	since		timestamptz not null,
	suspended_by	uuid,
	until		timestamptz,
	resumed_by	uuid,
	-- Days of the calendar between them: what the latest date moves by.
	days		int check (days >= 0),
	primary key (tenant_id, id),
	foreign key (tenant_id, intervention_id)
		references intervention (tenant_id, id),
	check (until >= since),
	check ((until is null) = (days is null))
);
-- A clock stands still once at a time.
create unique index suspension_open on suspension (tenant_id, intervention_id)
	where until is null;
create index suspension_intervention
	on suspension (tenant_id, intervention_id, since);
select protect('suspension', 'select, insert, update');

-- Since when the clock of its case stands still, or since the row was made
-- while it stood: what it moves by when the clock goes on.
alter table task add column held_since timestamptz;
alter table timer add column held_since timestamptz,
	add column armed_at timestamptz not null default now();
drop index timer_due;
create index timer_due on timer (tenant_id, due_at) where held_since is null;
create trigger timer_wake_again after update of held_since on timer
	for each row when (old.held_since is not null
	    and new.held_since is null
	    and new.due_at < now() + interval '90 seconds')
	execute function jobs_wake('timers');

-- Of open tasks; both are expanded into the query that asks.
create function is_overdue(t task) returns boolean language sql stable as $$
	select t.due_at < now() and t.held_since is null
$$;

-- Not to be followed up later; what is overdue cannot be put off.
create function is_ready(t task) returns boolean language sql stable as $$
	select t.follow_up_at is null or t.follow_up_at <= now() or is_overdue(t)
$$;

-- Why somebody did it, sealed with the key of the case.
alter table history add column note bytea;

-- While the clock stands, the latest date is what it would be if it went on
-- today; so the days that are left stay the same.
create function case_clock(i intervention) returns json
language sql stable as $$
	select json_build_object('legalTerm', i.legal_term,
	       'legalLatest', l.latest,
	       'daysLeft', case when i.state = 'open'
	           then l.latest - local_day(now()) end,
	       'suspendedSince', s.since, 'suspendedReason', s.reason,
	       'suspendedBy', (select f.name from staff f
	           where f.tenant_id = i.tenant_id and f.id = s.suspended_by),
	       'suspendedDays', d.days, 'extendedDays', i.extended_days,
	       'extensionMax', i.legal_days / 2)
	  from (select coalesce(sum(coalesce(x.days,
	               local_day(now()) - local_day(x.since))), 0)::int as days
	          from suspension x where x.tenant_id = i.tenant_id
	           and x.intervention_id = i.id) d
	  left join suspension s on s.tenant_id = i.tenant_id
	       and s.intervention_id = i.id and s.until is null
	 cross join lateral (select working_day_from(i.legal_from + i.legal_days
	       + d.days + coalesce(i.extended_days, 0)) as latest) l
$$;

create or replace function task_card(t task) returns table (card json)
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
	       'suspendedSince', t.held_since,
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
