-- Interventions: need, demand, resource; SIUSS-shaped code lists.

create table programme (
	tenant_id	uuid not null references tenant,
	code		text not null,
	label		jsonb not null,
	-- The process that an intervention of this programme starts.
	process_key	text,
	sector		text,			-- code of scheme 'sector'
	sensitivity	smallint not null default 1 check (sensitivity between 0 and 3),
	is_active	boolean not null default true,
	primary key (tenant_id, code)
);
select protect('programme', 'select, insert, update');

create table intervention (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	number		text not null,
	record_id	uuid not null,
	person_id	uuid not null,		-- the beneficiary
	programme	text not null,
	sector		text not null,
	unit_id		uuid not null,
	state		text not null default 'open' check (state in ('open',
			'granted', 'denied', 'withdrawn', 'closed')),
	sensitivity	smallint not null default 1 check (sensitivity between 0 and 3),
	instance_id	uuid,
	version		int not null default 1,
	opened_at	timestamptz not null default now(),
	opened_by	uuid,
	decided_at	timestamptz,
	closed_at	timestamptz,
	primary key (tenant_id, id),
	unique (tenant_id, number),
	foreign key (tenant_id, record_id) references record (tenant_id, id),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, id),
	foreign key (tenant_id, programme) references programme (tenant_id, code)
);
create index intervention_record on intervention (tenant_id, record_id, id desc);
create index intervention_decided on intervention (tenant_id, decided_at, id)
	where state = 'granted';
select protect('intervention', 'select, insert, update');

alter table entry add foreign key (tenant_id, intervention_id)
	references intervention (tenant_id, id);

-- What was assessed, asked for, thought ideal and given.
create table intervention_item (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	intervention_id	uuid not null,
	kind		text not null check (kind in ('need', 'demand',
			'resource_ideal', 'resource_applied', 'activity')),
	scheme		text not null,
	code		text not null,
	-- Amount in euro cents of an economic resource; null otherwise.
	amount_cents	bigint check (amount_cents >= 0),
	starts_on	date,
	ends_on		date,
	created_at	timestamptz not null default now(),
	created_by	uuid,
	primary key (tenant_id, id),
	foreign key (tenant_id, intervention_id)
		references intervention (tenant_id, id)
);
create index intervention_item_intervention
	on intervention_item (tenant_id, intervention_id);
select protect('intervention_item', 'select, insert, update, delete');
