-- Persons, households and the single social record.
--
-- Nothing that points to a person is in the clear: names, birth dates,
-- addresses, documents, notes are JSON objects sealed per subject and category
-- (docs/security.md).  What is in the clear is what routing and queues need.

create table person (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	-- S0 administrative, S1 ordinary, S2 special category, S3 protected.
	sensitivity	smallint not null default 1 check (sensitivity between 0 and 3),
	is_deceased	boolean not null default false,
	-- Opaque number under which the ministry knows the person.
	pseudonym	uuid not null default gen_random_uuid(),
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	created_by	uuid,
	-- Of the last change to the name: what searchd catches up by.
	changed_xid	xid8 not null default pg_current_xact_id(),
	primary key (tenant_id, id),
	unique (tenant_id, pseudonym)
);
create index person_changed on person (changed_xid);
select protect('person', 'select, insert, update');

-- One sealed JSON object for each category of a subject's data.
create table person_data (
	tenant_id	uuid not null,
	person_id	uuid not null,
	category	text not null check (category in ('identity', 'contact',
			'social', 'economic', 'health', 'violence', 'minors',
			'notes')),
	envelope	bytea not null,
	version		int not null default 1,
	updated_at	timestamptz not null default now(),
	updated_by	uuid,
	primary key (tenant_id, person_id, category),
	foreign key (tenant_id, person_id) references person (tenant_id, id)
);
select protect('person_data', 'select, insert, update, delete');

-- The single social record: the file of one household ("expediente familiar").
create table record (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	number		text not null,		-- "2026/000123"
	holder_id	uuid not null,
	unit_id		uuid not null,
	territory_id	uuid,
	referent_id	uuid,
	state		text not null default 'open'
			check (state in ('open', 'monitoring', 'closed')),
	sensitivity	smallint not null default 1 check (sensitivity between 0 and 3),
	risk		smallint not null default 0 check (risk between 0 and 3),
	version		int not null default 1,
	opened_at	timestamptz not null default now(),
	opened_by	uuid,
	closed_at	timestamptz,
	primary key (tenant_id, id),
	unique (tenant_id, number),
	foreign key (tenant_id, holder_id) references person (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, id),
	foreign key (tenant_id, territory_id) references territory (tenant_id, id),
	foreign key (tenant_id, referent_id) references staff (tenant_id, id)
);
create index record_holder on record (tenant_id, holder_id);
create index record_unit on record (tenant_id, unit_id, id);
select protect('record', 'select, insert, update');

create table record_data (
	tenant_id	uuid not null,
	record_id	uuid not null,
	category	text not null check (category in ('contact', 'social',
			'economic', 'violence', 'notes')),
	envelope	bytea not null,
	version		int not null default 1,
	updated_at	timestamptz not null default now(),
	updated_by	uuid,
	primary key (tenant_id, record_id, category),
	foreign key (tenant_id, record_id) references record (tenant_id, id)
);
select protect('record_data', 'select, insert, update, delete');

-- Who has worked with the record as its referent, and when.
create table record_referent (
	tenant_id	uuid not null,
	record_id	uuid not null,
	staff_id	uuid not null,
	valid_from	timestamptz not null default now(),
	valid_to	timestamptz,
	primary key (tenant_id, record_id, staff_id, valid_from),
	foreign key (tenant_id, record_id) references record (tenant_id, id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);
select protect('record_referent', 'select, insert, update');

-- Who lives in the household of a record, from when to when.
create table household_member (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	record_id	uuid not null,
	person_id	uuid not null,
	-- Relation to the holder: code of scheme 'kinship'.
	relation	text not null,
	valid_from	date not null,
	valid_to	date,
	version		int not null default 1,
	primary key (tenant_id, id),
	foreign key (tenant_id, record_id) references record (tenant_id, id),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	check (valid_to is null or valid_to >= valid_from)
);
create index household_member_record on household_member (tenant_id, record_id);
create index household_member_person on household_member (tenant_id, person_id);
-- A person lives in one household at a time.
create unique index household_member_current
	on household_member (tenant_id, person_id) where valid_to is null;
select protect('household_member', 'select, insert, update');

-- Kinship between two persons, wherever they live.
create table kinship (
	tenant_id	uuid not null,
	person_id	uuid not null,
	relative_id	uuid not null,
	kind		text not null,		-- what relative is to person
	valid_from	date,
	valid_to	date,
	primary key (tenant_id, person_id, relative_id, kind),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	foreign key (tenant_id, relative_id) references person (tenant_id, id),
	check (person_id <> relative_id)
);
create index kinship_relative on kinship (tenant_id, relative_id);
select protect('kinship', 'select, insert, update, delete');

-- Entries of the record: append-only; a correction is a new entry.
create table entry (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	record_id	uuid not null,
	person_id	uuid,
	intervention_id	uuid,
	kind		text not null check (kind in ('note', 'interview', 'visit',
			'call', 'coordination', 'alert', 'report')),
	category	text not null default 'notes' check (category in ('social',
			'economic', 'health', 'violence', 'minors', 'notes')),
	envelope	bytea not null,
	corrects_id	uuid,
	review_on	date,			-- of an alert
	created_at	timestamptz not null default now(),
	created_by	uuid not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, record_id) references record (tenant_id, id),
	foreign key (tenant_id, corrects_id) references entry (tenant_id, id)
);
create index entry_record on entry (tenant_id, record_id, id desc);
select protect('entry', 'select, insert');

-- Extraordinary access to one record, with its reason, for a few hours.
create table break_glass (
	tenant_id	uuid not null,
	id		uuid not null default uuid7(),
	record_id	uuid not null,
	staff_id	uuid not null,
	reason_code	text not null,
	reason		text not null check (length(reason) between 20 and 2000),
	granted_at	timestamptz not null default now(),
	expires_at	timestamptz not null,
	reviewed_at	timestamptz,
	reviewed_by	uuid,
	review		text,
	primary key (tenant_id, id),
	foreign key (tenant_id, record_id) references record (tenant_id, id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);
create index break_glass_live on break_glass (tenant_id, staff_id, record_id, expires_at);
select protect('break_glass', 'select, insert, update');

-- Gapless-enough numbers per tenant and year ("2026/000123").
create table number_series (
	tenant_id	uuid not null references tenant,
	series		text not null,
	last		bigint not null default 0,
	primary key (tenant_id, series)
);
select protect('number_series', 'select, insert, update');

create function next_number(wanted text) returns text
language sql volatile as $$
	insert into number_series as s (tenant_id, series, last)
	values (app_tenant(), wanted || to_char(now(), 'YYYY'), 1)
	on conflict (tenant_id, series) do update set last = s.last + 1
	returning to_char(now(), 'YYYY') || '/' || lpad(last::text, 6, '0')
$$;
