-- History is read by instance or intervention, never by time alone: one index of
-- the two that every row paid for does both.  The server gives rows their ids, in
-- the order in which things happened.  The few sealed notes are found by their id.
alter table history drop constraint history_pkey;
drop index history_instance;
alter table history add primary key (tenant_id, instance_id, at, id);
create index history_note on history (tenant_id, id) where note is not null;
