-- How often an export was tried since somebody last asked for it, and incidents
-- of exports.

alter table export_run add column tries int not null default 0;
alter table incident add column export_id uuid;
