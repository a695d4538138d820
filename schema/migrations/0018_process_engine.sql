-- The process engine: starts by time, search by variables, retention of history.
--
-- What starts a process by itself at its time.
--
-- A row is the timer of one start event of a process.  It outlives the versions
-- and remembers what fired: a version whose event says the same time goes on
-- where the one before it was.

create table start_timer (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	key		text not null,		-- of the process
	element_id	text not null,
	ordinal		smallint not null,	-- of its event definitions
	-- Whom it starts; null: no version in service has this event.
	definition_id	uuid,
	timer		text not null,		-- as the model says it
	cycle		text not null,		-- worked out; '': once
	remaining	bigint,			-- occurrences; null: no end
	due_at		timestamptz not null,	-- infinity: never again
	fired_at	timestamptz,		-- was due, the last that started one
	attempt		int not null default 0,	-- fence token
	lease_until	timestamptz,
	failures	int not null default 0,	-- of this occurrence
	is_skipped	boolean not null default false,	-- so somebody decided
	primary key (tenant_id, id),
	unique (tenant_id, key, element_id, ordinal),
	foreign key (tenant_id, definition_id)
		references process_definition (tenant_id, id)
);
create index start_timer_due on start_timer (tenant_id, due_at)
	where definition_id is not null;
create index start_timer_definition on start_timer (tenant_id, definition_id);
select protect('start_timer', 'select, insert, update');

create trigger start_timer_wake after insert or update of due_at on start_timer
	for each row when (new.definition_id is not null
	    and new.due_at < now() + interval '90 seconds')
	execute function jobs_wake('starts');

-- One that could not start anything has an incident of its own.
alter table incident add column start_timer_id uuid;

-- A version as lists show it.
create function definition_card(d process_definition) returns json
language sql stable as $$
	select json_build_object('id', d.id, 'key', d.key, 'version', d.version,
	       'versionTag', d.version_tag, 'name', d.name, 'state', d.state,
	       'deployedAt', d.deployed_at,
	       'running', (select count(*) from process_instance i
	           where i.tenant_id = d.tenant_id and i.definition_id = d.id
	             and i.state in ('running', 'incident')),
	       'nextStartAt', (select min(t.due_at) from start_timer t
	           where t.tenant_id = d.tenant_id and t.definition_id = d.id
	             and t.due_at < 'infinity'))
$$;

-- Variables that a model declares to search by.  They leave the sealed state
-- and stand here in the clear, one row each, while they have a value; written
-- in the transaction of the event that changed them.  A name has one type in
-- the whole municipality, so a condition needs no process.

create table search_variable (
	tenant_id	uuid not null references tenant,
	name		text not null,
	type		text not null check (type in ('text', 'number', 'date',
			'boolean')),
	primary key (tenant_id, name)
);
select protect('search_variable', 'select, insert');

create table instance_variable (
	tenant_id	uuid not null references tenant,
	instance_id	uuid not null,
	name		text not null,
	is_open		boolean not null,	-- the instance still runs
	-- Its bytes are in the order of the values (workflows/bpmn/search.h).
	key		text collate "C" not null,
	value		json not null,
	primary key (tenant_id, instance_id, name),
	foreign key (tenant_id, instance_id)
		references process_instance (tenant_id, id)
);
create index instance_variable_key
	on instance_variable (tenant_id, name, is_open, key, instance_id);
select protect('instance_variable', 'select, insert, update, delete');

-- An instance as lists show it.
create function instance_summary(i process_instance) returns json
language sql stable as $$
	select json_build_object('id', i.id, 'definitionId', i.definition_id,
	       'definitionKey', d.key, 'definitionName', d.name,
	       'definitionVersion', d.version, 'state', i.state,
	       'startedAt', i.started_at, 'endedAt', i.ended_at,
	       'number', (select v.number from intervention v
	           where v.tenant_id = i.tenant_id and v.id = i.intervention_id),
	       'variables', coalesce((select json_object_agg(w.name, w.value
	               order by w.name) from instance_variable w
	           where w.tenant_id = i.tenant_id and w.instance_id = i.id),
	           '{}'))
	  from process_definition d
	 where d.tenant_id = i.tenant_id and d.id = i.definition_id
$$;

-- Open browsers of those who look after incidents hear of each.
create function incident_notify() returns trigger language plpgsql as $$
begin
	perform pg_notify('event', json_build_object('tenant', new.tenant_id,
	    'topic', 'incident', 'id', new.id)::text);
	return null;
end
$$;
create trigger incident_notify after insert or update of resolved_at on incident
	for each row execute function incident_notify();

-- How long the history of an instance is kept after its end, as its model says;
-- null: as long as its months are.
alter table process_definition add column history_ttl interval;
alter table process_instance add column history_until timestamptz;
create index process_instance_history
	on process_instance (tenant_id, history_until)
	where history_until is not null;

-- History can be written and read only; it goes by this and by whole months.
create function expire_history(most int) returns int
language plpgsql security definer set search_path = public as $$
declare
	n	int;
begin
	with over as (select id, started_at, ended_at from process_instance
	         where tenant_id = app_tenant() and history_until <= now()
	         order by history_until limit most for update skip locked),
	     gone as (delete from history h using over o
	         where h.tenant_id = app_tenant() and h.instance_id = o.id
	           and h.at >= o.started_at and h.at <= o.ended_at)
	update process_instance i set history_until = null from over o
	 where i.tenant_id = app_tenant() and i.id = o.id;
	get diagnostics n = row_count;
	return n;
end
$$;
