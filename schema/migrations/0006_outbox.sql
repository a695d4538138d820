-- What leaves the house: scheduled exports, messages to connectors, receipts.

create table export_schedule (
	tenant_id	uuid not null references tenant,
	kind		text not null,		-- 'siuss'
	connector	text not null,
	cron		text not null default '0 3 1 * *',
	is_active	boolean not null default true,
	next_at		timestamptz,
	primary key (tenant_id, kind)
);
select protect('export_schedule', 'select, insert, update');

create table export_run (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	kind		text not null,
	period_from	date not null,
	period_to	date not null,
	state		text not null default 'requested' check (state in (
			'requested', 'running', 'invalid', 'queued', 'delivered',
			'failed')),
	records		bigint,
	interventions	bigint,
	size_bytes	bigint,
	sha256		bytea,
	-- What the schema said, line by line, when the document was not valid.
	findings	jsonb not null default '[]',
	attempt		int not null default 0,
	lease_until	timestamptz,
	requested_at	timestamptz not null default now(),
	requested_by	uuid,
	finished_at	timestamptz,
	primary key (tenant_id, id),
	check (period_to >= period_from)
);
create index export_run_waiting on export_run (tenant_id, requested_at)
	where state in ('requested', 'running');
create index export_run_time on export_run (tenant_id, id desc);
select protect('export_run', 'select, insert, update');

-- A message for a connector, written in the transaction that causes it.  The id
-- goes with every delivery: the receiver tells repetitions by it.
create table outbox (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	connector	text not null,
	kind		text not null,
	export_id	uuid,
	job_id		uuid,
	-- Small payloads are here; documents are files in the spool.
	payload		bytea,
	file		text,
	sha256		bytea not null,
	state		text not null default 'waiting' check (state in ('waiting',
			'delivered', 'given_up')),
	attempt		int not null default 0,	-- fence token
	next_at		timestamptz not null default now(),
	lease_until	timestamptz,
	created_at	timestamptz not null default now(),
	delivered_at	timestamptz,
	primary key (tenant_id, id)
);
create index outbox_waiting on outbox (tenant_id, next_at) where state = 'waiting';
create index outbox_export on outbox (tenant_id, export_id);
select protect('outbox', 'select, insert, update');

create table delivery (
	tenant_id	uuid not null,
	outbox_id	uuid not null,
	attempt		int not null,
	started_at	timestamptz not null default now(),
	ended_at	timestamptz,
	outcome		text check (outcome in ('delivered', 'retry', 'given_up',
			'unknown')),
	detail		text,
	primary key (tenant_id, outbox_id, attempt),
	foreign key (tenant_id, outbox_id) references outbox (tenant_id, id)
);
select protect('delivery', 'select, insert, update');

create table receipt (
	tenant_id	uuid not null,
	outbox_id	uuid not null,
	number		text not null,		-- the receiver's registry number
	received_at	timestamptz not null default now(),
	body		bytea not null,
	primary key (tenant_id, outbox_id),
	foreign key (tenant_id, outbox_id) references outbox (tenant_id, id)
);
select protect('receipt', 'select, insert');
