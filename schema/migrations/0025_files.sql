-- Documents that people hand in: identity cards, certificates, reports.
--
-- Each has a data key of its own (kind 5 of data_key), so that it can be erased
-- by itself.  Its bytes are sealed in chunks (server/security/stream.h), its
-- name, size and description in one value; what is in the clear is what lists
-- and rights need.
create table file (
	tenant_id	uuid not null references tenant,
	id		uuid not null,
	-- Of a process without a case: null.
	record_id	uuid,
	intervention_id	uuid,
	person_id	uuid,			-- whom it is about
	task_id		uuid,			-- whose form it is for
	instance_id	uuid,			-- of that task
	kind		text not null check (kind in ('identity', 'residence',
			'income', 'housing', 'medical', 'disability', 'school',
			'legal', 'report', 'consent', 'other')),
	category	text not null check (category in ('social', 'economic',
			'health', 'violence', 'minors', 'notes')),
	sensitivity	smallint not null default 1
			check (sensitivity between 0 and 3),
	extension	text not null,
	-- Chunks come one by one while it is uploading; nobody sees it then.
	state		text not null default 'uploading'
			check (state in ('uploading', 'stored', 'erased')),
	head		bytea check (length(head) = 44),
	envelope	bytea,			-- name, size ...; sealed
	chunks		int check (chunks > 0),
	-- When it became part of the record.  Null: it was uploaded for a task
	-- that is not completed, and goes if it never is.
	kept_at		timestamptz,
	created_at	timestamptz not null default now(),
	created_by	uuid not null,
	withdrawn_at	timestamptz,
	withdrawn_by	uuid,
	reason		bytea,			-- sealed
	primary key (tenant_id, id),
	foreign key (tenant_id, record_id) references record (tenant_id, id),
	foreign key (tenant_id, intervention_id)
		references intervention (tenant_id, id),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	foreign key (tenant_id, task_id) references task (tenant_id, id),
	foreign key (tenant_id, created_by) references staff (tenant_id, id),
	foreign key (tenant_id, withdrawn_by) references staff (tenant_id, id),
	constraint file_of check (record_id is not null or task_id is not null),
	constraint file_complete check (state = 'uploading' or
	    (head is not null and envelope is not null and
	    chunks is not null)),
	constraint file_withdrawn check
	    ((withdrawn_at is null) = (withdrawn_by is null))
);
create index file_record on file (tenant_id, record_id, id desc);
create index file_intervention on file (tenant_id, intervention_id)
	where intervention_id is not null;
create index file_person on file (tenant_id, person_id)
	where person_id is not null;
create index file_task on file (tenant_id, task_id) where task_id is not null;
create index file_instance on file (tenant_id, instance_id)
	where instance_id is not null;
-- What may have to go.
create index file_loose on file (tenant_id, created_at) where kept_at is null;
select protect('file', 'select, insert, update, delete');

-- Sealed bytes do not compress.
create table file_chunk (
	tenant_id	uuid not null,
	file_id		uuid not null,
	n		int not null check (n >= 0),
	bytes		bytea not null,
	primary key (tenant_id, file_id, n),
	foreign key (tenant_id, file_id) references file (tenant_id, id)
		on delete cascade
);
alter table file_chunk alter column bytes set storage external;
select protect('file_chunk', 'select, insert, delete');

-- A document as lists show it.  Name and size only while it stands; taking it
-- back can be undone for a quarter of an hour by who did.
create function file_card(f file, reader uuid) returns json
language sql stable as $$
	select json_build_object('id', f.id, 'kind', f.kind,
	       'category', f.category, 'sensitivity', f.sensitivity,
	       'extension', f.extension, 'at', f.created_at,
	       'authorId', f.created_by, 'authorName', (select s.name
	           from staff s where s.tenant_id = f.tenant_id
	            and s.id = f.created_by),
	       'recordId', f.record_id, 'interventionId', f.intervention_id,
	       'interventionNumber', (select i.number from intervention i
	           where i.tenant_id = f.tenant_id
	             and i.id = f.intervention_id),
	       'personId', f.person_id, 'taskId', f.task_id,
	       'taskName', (select t.name from task t
	           where t.tenant_id = f.tenant_id and t.id = f.task_id),
	       'isKept', f.kept_at is not null,
	       'withdrawnAt', f.withdrawn_at, 'withdrawnByName', (select s.name
	           from staff s where s.tenant_id = f.tenant_id
	            and s.id = f.withdrawn_by),
	       'mayRestore', coalesce(f.withdrawn_by = reader and
	           f.withdrawn_at > now() - interval '15 minutes', false),
	       'body', case when f.withdrawn_at is null then
	           sealed('file.' || f.category, f.id, f.id, f.envelope) end,
	       'reason', case when f.reason is not null then
	           sealed('file.reason', f.id, f.id, f.reason) end)
$$;
