-- Waking the process that does what is due: a new row says so on channel
-- "jobs", with the name of the job, unless it is for later.

create function jobs_wake() returns trigger language plpgsql as $$
begin
	perform pg_notify('jobs', tg_argv[0]);
	return null;
end
$$;

create trigger timer_wake after insert on timer
	for each row when (new.due_at < now() + interval '90 seconds')
	execute function jobs_wake('timers');
create trigger job_wake after insert on job
	for each statement execute function jobs_wake('services');
create trigger export_run_wake after insert on export_run
	for each statement execute function jobs_wake('exports');
create trigger outbox_wake after insert or update of next_at on outbox
	for each row when (new.state = 'waiting'
	    and new.next_at < now() + interval '90 seconds')
	execute function jobs_wake('deliveries');

create index timer_leased on timer (tenant_id, lease_until)
	where lease_until is not null;
