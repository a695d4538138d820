-- The process engine's rows: definitions, instances, tasks, timers,
-- subscriptions, jobs, incidents, history.
--
-- An instance is one row that is locked for every event; its state is one sealed
-- value.  Tasks, timers and subscriptions are rows of their own, denormalised
-- for queues, written in the transaction of the event.

create table process_definition (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	key		text not null,		-- the BPMN process id
	version		int not null,
	version_tag	text,
	name		text not null,
	xml		text not null,
	checksum	bytea not null,
	state		text not null default 'active'
			check (state in ('active', 'retired')),
	deployed_at	timestamptz not null default now(),
	deployed_by	uuid,
	primary key (tenant_id, id),
	unique (tenant_id, key, version)
);
select protect('process_definition', 'select, insert, update');

create table decision_definition (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	key		text not null,		-- the DMN decision id
	version		int not null,
	name		text not null,
	model		text not null,		-- name of the model it came with
	xml		text not null,
	checksum	bytea not null,
	deployed_at	timestamptz not null default now(),
	deployed_by	uuid,
	primary key (tenant_id, id),
	unique (tenant_id, key, version)
);
select protect('decision_definition', 'select, insert');

create table form_definition (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	key		text not null,		-- form id
	version		int not null,
	schema		json not null,
	checksum	bytea not null,
	deployed_at	timestamptz not null default now(),
	deployed_by	uuid,
	primary key (tenant_id, id),
	unique (tenant_id, key, version)
);
select protect('form_definition', 'select, insert');

create table process_instance (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	definition_id	uuid not null,
	intervention_id	uuid,
	parent_id	uuid,			-- the calling instance
	parent_element	text,
	state		text not null default 'running' check (state in ('running',
			'completed', 'terminated', 'incident')),
	-- What step() needs, sealed with the intervention's key.
	envelope	bytea,
	-- Counts events; a writer that saw another number lost.
	seq		bigint not null default 0,
	started_at	timestamptz not null default now(),
	started_by	uuid,
	ended_at	timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, definition_id)
		references process_definition (tenant_id, id),
	foreign key (tenant_id, intervention_id)
		references intervention (tenant_id, id)
);
create index process_instance_intervention
	on process_instance (tenant_id, intervention_id);
create index process_instance_definition
	on process_instance (tenant_id, definition_id, state);
create index process_instance_parent on process_instance (tenant_id, parent_id)
	where parent_id is not null;
select protect('process_instance', 'select, insert, update');

create table task (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	instance_id	uuid not null,
	-- Which of the instance's activities: the engine's own number.
	activity	bigint not null,
	element_id	text not null,
	name		text not null,
	state		text not null default 'open'
			check (state in ('open', 'done', 'cancelled')),
	intervention_id	uuid,
	record_id	uuid,
	person_id	uuid,
	number		text not null default '',	-- of the intervention
	programme	text not null default '',
	sensitivity	smallint not null default 1,
	unit_id		uuid not null,
	role		text not null,
	assignee_id	uuid,
	owner_id	uuid,			-- who delegated it
	candidates	uuid[] not null default '{}',
	form_key	text,
	priority	smallint not null default 50 check (priority between 0 and 100),
	due_at		timestamptz not null default 'infinity',
	follow_up_at	timestamptz,
	escalated_at	timestamptz,
	-- "Why here": how routing found unit, role and assignee.
	why		jsonb not null default '[]',
	-- Sealed, half filled in.
	draft		bytea,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	completed_at	timestamptz,
	completed_by	uuid,
	primary key (tenant_id, id),
	foreign key (tenant_id, instance_id)
		references process_instance (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, id),
	foreign key (tenant_id, assignee_id) references staff (tenant_id, id)
);
-- The pool of a unit and role, most urgent first; mine; by instance.
create index task_pool on task (tenant_id, unit_id, role, due_at, id)
	where state = 'open' and assignee_id is null;
create index task_mine on task (tenant_id, assignee_id, due_at, id)
	where state = 'open' and assignee_id is not null;
create index task_unit on task (tenant_id, unit_id, due_at, id)
	where state = 'open';
create index task_done on task (tenant_id, completed_by, completed_at desc, id)
	where state = 'done';
create index task_instance on task (tenant_id, instance_id, activity);
create index task_intervention on task (tenant_id, intervention_id);
select protect('task', 'select, insert, update');

create table timer (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	instance_id	uuid not null,
	activity	bigint not null,	-- the engine's number of the timer
	element_id	text not null,
	due_at		timestamptz not null,
	attempt		int not null default 0,
	lease_until	timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, instance_id)
		references process_instance (tenant_id, id)
);
create index timer_due on timer (tenant_id, due_at);
create index timer_instance on timer (tenant_id, instance_id, activity);
select protect('timer', 'select, insert, update, delete');

create table subscription (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	kind		text not null check (kind in ('message', 'signal')),
	name		text not null,
	correlation_key	text not null default '',
	-- Of a waiting instance, or of a definition that starts by it.
	instance_id	uuid,
	definition_id	uuid,
	activity	bigint not null default 0,
	element_id	text not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, instance_id)
		references process_instance (tenant_id, id),
	check ((instance_id is null) <> (definition_id is null))
);
create index subscription_name
	on subscription (tenant_id, kind, name, correlation_key);
create index subscription_instance
	on subscription (tenant_id, instance_id, activity);
select protect('subscription', 'select, insert, update, delete');

-- Messages that nobody waited for yet, until they expire.
create table message_buffer (
	tenant_id	uuid not null references tenant,
	id		text not null,		-- the sender's id: once only
	name		text not null,
	correlation_key	text not null,
	variables	bytea,			-- sealed with the tenant's key
	expires_at	timestamptz not null,
	received_at	timestamptz not null default now(),
	consumed_at	timestamptz,
	primary key (tenant_id, id)
);
create index message_buffer_name
	on message_buffer (tenant_id, name, correlation_key, received_at)
	where consumed_at is null;
select protect('message_buffer', 'select, insert, update, delete');

-- Work for machines: service tasks.
create table job (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	instance_id	uuid not null,
	activity	bigint not null,
	element_id	text not null,
	type		text not null,
	headers		jsonb not null default '{}',
	retries		int not null default 3,
	attempt		int not null default 0,	-- fence token
	next_at		timestamptz not null default now(),
	lease_until	timestamptz,
	last_error	text,
	state		text not null default 'ready' check (state in ('ready',
			'done', 'failed', 'cancelled')),
	primary key (tenant_id, id),
	foreign key (tenant_id, instance_id)
		references process_instance (tenant_id, id)
);
create index job_ready on job (tenant_id, next_at) where state = 'ready';
create index job_instance on job (tenant_id, instance_id, activity);
select protect('job', 'select, insert, update, delete');

create table incident (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	instance_id	uuid,
	activity	bigint,
	element_id	text,
	-- A delivery that gave up has an outbox row instead of an instance.
	outbox_id	uuid,
	kind		text not null,
	message		text not null,
	raised_at	timestamptz not null default now(),
	resolved_at	timestamptz,
	resolved_by	uuid,
	resolution	text,
	primary key (tenant_id, id)
);
create index incident_open on incident (tenant_id, raised_at, id)
	where resolved_at is null;
create index incident_instance on incident (tenant_id, instance_id);
select protect('incident', 'select, insert, update');

-- What happened, for people: kept apart by month so that old months drop at
-- once.  Never read by the queue.
create table history (
	tenant_id	uuid not null,
	at		timestamptz not null default now(),
	id		uuid not null default uuid7(),
	instance_id	uuid not null,
	intervention_id	uuid,
	element_id	text not null,
	element_type	text not null,
	event		text not null,	-- entered, left, taken, created, ...
	actor_id	uuid,
	detail		jsonb,
	primary key (tenant_id, at, id)
) partition by range (at);
create index history_instance on history (tenant_id, instance_id, at, id);
create index history_intervention on history (tenant_id, intervention_id, at, id);
select protect('history', 'select, insert');

-- Partitions for this month and the next ones; called by every migration run
-- and daily by the jobs role.
create function ensure_partitions(parent regclass, months int) returns int
language plpgsql security definer set search_path = public as $$
declare
	first	date := date_trunc('month', now())::date;
	part	text;
	made	int := 0;
begin
	if parent::text not in ('history', 'audit_event') then
		raise exception 'not a partitioned table of ours: %', parent;
	end if;
	for i in 0 .. least(months, 24) loop
		part := format('%s_%s', parent::text,
		    to_char(first + make_interval(months => i), 'YYYYMM'));
		if to_regclass(part) is null then
			execute format('create table %I partition of %s '
			    'for values from (%L) to (%L)', part, parent,
			    first + make_interval(months => i),
			    first + make_interval(months => i + 1));
			made := made + 1;
		end if;
	end loop;
	return made;
end
$$;
select ensure_partitions('history', 3);
create table history_other partition of history default;
