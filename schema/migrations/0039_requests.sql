-- The register of what persons ask for (GDPR 15 to 21), with the month in which
-- they are answered (Art. 12(3)); and what was corrected.

-- What was asked and answered is sealed under the person's key, and goes with it;
-- that there was a request, when, and how it ended stays.
create table rights_request (
	tenant_id	uuid not null,
	id		uuid not null,
	person_id	uuid not null,
	kind		text not null check (kind in ('access', 'rectification',
			'erasure', 'restriction', 'objection')),
	received_on	date not null,
	due_on		date not null,
	words		bytea not null,
	registered_at	timestamptz not null default now(),
	registered_by	uuid not null,
	outcome		text check (outcome in ('granted', 'refused')),
	-- Why it was refused: Art. 17(3)(b), (e), 12(5), 12(6).
	ground		text check (ground in ('legal_duty', 'claims',
			'unfounded', 'identity')),
	answer		bytea,
	decided_at	timestamptz,
	decided_by	uuid,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	foreign key (tenant_id, registered_by) references staff (tenant_id, id),
	foreign key (tenant_id, decided_by) references staff (tenant_id, id),
	constraint rights_request_decided check (num_nulls(outcome, decided_at,
	    decided_by) in (0, 3)),
	constraint rights_request_refused check (
	    (coalesce(outcome = 'refused', false)) = (ground is not null)),
	constraint rights_request_erasure check (kind <> 'erasure'
	    or outcome is distinct from 'granted' or decided_by <> registered_by)
);
-- The same is not asked twice while it is open.
create unique index rights_request_once on rights_request (tenant_id, person_id,
	kind) where outcome is null;
create index rights_request_open on rights_request (tenant_id, due_on, id)
	where outcome is null;
create index rights_request_person on rights_request (tenant_id, person_id, id);
select protect('rights_request', 'select, insert, update');

create function rights_request_card(q rights_request) returns json
language sql stable as $$
	select json_build_object('id', q.id, 'personId', q.person_id,
	       'recordNumber', (select r.number from household_member m
	           join record r on r.tenant_id = m.tenant_id
	            and r.id = m.record_id
	          where m.tenant_id = q.tenant_id
	            and m.person_id = q.person_id and m.valid_to is null),
	       'kind', q.kind, 'receivedOn', q.received_on, 'dueOn', q.due_on,
	       'daysLeft', case when q.outcome is null
	           then q.due_on - local_day(now()) end,
	       'registeredBy', (select s.name from staff s
	           where s.tenant_id = q.tenant_id and s.id = q.registered_by),
	       'outcome', q.outcome, 'ground', q.ground,
	       'decidedAt', q.decided_at, 'decidedBy', (select s.name
	           from staff s where s.tenant_id = q.tenant_id
	            and s.id = q.decided_by))
$$;

-- What stands in the way of erasing a person: work that is not over, a record in
-- use, claims, and what the law has kept for so many years.
create function erasure_bound(person uuid, keep_years int) returns text[]
language sql stable as $$
	select array_remove(array[
	       case when exists (select from intervention i
	           where i.tenant_id = app_tenant() and i.person_id = person
	             and i.state = 'open') then 'intervention.open' end,
	       case when exists (select from task t
	           where t.tenant_id = app_tenant() and t.person_id = person
	             and t.state = 'open') then 'task.open' end,
	       case when exists (select from household_member m
	           join record r on r.tenant_id = m.tenant_id
	            and r.id = m.record_id
	          where m.tenant_id = app_tenant() and m.person_id = person
	            and m.valid_to is null and r.state <> 'closed')
	           then 'record.open' end,
	       case when exists (select from restriction x
	           where x.tenant_id = app_tenant() and x.person_id = person
	             and x.lifted_at is null) then 'restriction' end,
	       case when exists (select from intervention i
	           where i.tenant_id = app_tenant() and i.person_id = person
	             and i.state <> 'open'
	             and coalesce(i.closed_at, i.decided_at, i.opened_at)
	                 > now() - make_interval(years => keep_years))
	           then 'intervention.kept' end], null)
$$;

-- ------------------------------------------------------------- corrections

-- Which fields of who somebody is were changed, from what to what (Art. 16); both
-- values sealed as one.
create table correction (
	tenant_id	uuid not null,
	id		uuid not null,
	person_id	uuid not null,
	category	text not null check (category in ('identity', 'contact')),
	field		text not null,
	envelope	bytea not null,
	corrected_at	timestamptz not null default now(),
	corrected_by	uuid not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	foreign key (tenant_id, corrected_by) references staff (tenant_id, id)
);
create index correction_person on correction (tenant_id, person_id, id);
select protect('correction', 'select, insert');
grant update (envelope) on correction to vinculo_app;	-- keys are rotated

-- ------------------------------------------------------- the sweep knows them

-- As before, with what is new at the end.
create or replace function sealed_now(tenant uuid, table_id int, column_id int,
    row_id uuid) returns bytea
language sql stable as $$
	select coalesce(sha256(case table_id
	when 1 then (select envelope from person_data d
	    where d.tenant_id = tenant and d.person_id = row_id
	      and d.category = (array['identity', 'contact', 'social',
	          'economic', 'health', 'violence', 'minors',
	          'notes'])[column_id])
	when 2 then (select envelope from record_data d
	    where d.tenant_id = tenant and d.record_id = row_id
	      and d.category = (array[null, 'contact', 'social', 'economic',
	          null, 'violence', null, 'notes'])[column_id])
	when 3 then (select envelope from entry e
	    where e.tenant_id = tenant and e.id = row_id)
	when 4 then (select envelope from process_instance i
	    where i.tenant_id = tenant and i.id = row_id)
	when 5 then (select draft from task t
	    where t.tenant_id = tenant and t.id = row_id)
	when 6 then (select variables from message_buffer m
	    where m.tenant_id = tenant and message_row(m.id) = row_id)
	when 7 then (select totp_secret from staff s
	    where s.tenant_id = tenant and s.id = row_id)
	when 16 then (select note from history h
	    where h.tenant_id = tenant and h.id = row_id
	      and h.note is not null)
	when 20 then (select envelope from comment c
	    where c.tenant_id = tenant and c.id = row_id)
	when 21 then (select case column_id when 1 then instructions
	    else outcome end from subtask s
	    where s.tenant_id = tenant and s.task_id = row_id)
	when 22 then (select envelope from ballot b
	    where b.tenant_id = tenant and b.task_id = row_id)
	when 25 then (select case column_id when 2 then reason
	    else envelope end from file f
	    where f.tenant_id = tenant and f.id = row_id)
	when 26 then (select public_key from passkey p
	    where p.tenant_id = tenant and p.id = row_id)
	when 38 then (select case column_id when 1 then reason
	    else lifted_because end from restriction r
	    where r.tenant_id = tenant and r.id = row_id)
	when 39 then (select case column_id when 1 then words
	    else answer end from rights_request q
	    where q.tenant_id = tenant and q.id = row_id)
	when 40 then (select envelope from correction c
	    where c.tenant_id = tenant and c.id = row_id)
	end), decode(repeat('00', 32), 'hex'))
$$;
