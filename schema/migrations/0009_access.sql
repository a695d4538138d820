-- What deciding about access asks besides: declared conflicts of interest, and
-- who works on a record.

create table staff_conflict (
	tenant_id	uuid not null,
	staff_id	uuid not null,
	record_id	uuid not null,
	declared_at	timestamptz not null default now(),
	primary key (tenant_id, staff_id, record_id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id),
	foreign key (tenant_id, record_id) references record (tenant_id, id)
);
select protect('staff_conflict', 'select, insert, delete');

create index task_record on task (tenant_id, record_id);
