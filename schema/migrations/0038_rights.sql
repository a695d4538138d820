-- The rights of the persons concerned (GDPR 15 to 18).

-- ------------------------------------------------------- a copy of one's data

-- Did the person live in the household of a record at this moment?
create function lived_in(person uuid, record uuid, at timestamptz)
returns boolean language sql stable as $$
	select exists (select from household_member m
	        where m.tenant_id = app_tenant() and m.record_id = lived_in.record
	          and m.person_id = person
	          and local_day(at) between m.valid_from
	              and coalesce(m.valid_to, 'infinity'))
$$;

-- Is an event of a record about this person too: not about what is another's?
create function audit_concerns(e audit_event, person uuid)
returns boolean language sql stable as $$
	select lived_in(person, e.record_id, e.at) and case e.object_type
	    when 'person' then e.object_id = person
	    when 'member' then not exists (select from household_member m
	        where m.tenant_id = e.tenant_id and m.id = e.object_id
	          and m.person_id <> person)
	    when 'intervention' then not exists (select from intervention i
	        where i.tenant_id = e.tenant_id and i.id = e.object_id
	          and i.person_id <> person)
	    when 'task' then not exists (select from task t
	        where t.tenant_id = e.tenant_id and t.id = e.object_id
	          and t.person_id <> person)
	    when 'entry' then not exists (select from entry n
	        where n.tenant_id = e.tenant_id and n.id = e.object_id
	          and n.person_id <> person)
	    when 'file' then not exists (select from file f
	        where f.tenant_id = e.tenant_id and f.id = e.object_id
	          and f.person_id <> person)
	    else true end
$$;

-- An event as the person concerned may know it: in which role over which unit,
-- when, what; not who (CJEU C-579/21).
create function audit_access(e audit_event) returns json
language sql stable as $$
	select json_build_object('at', e.at, 'action', e.action,
	       'outcome', e.outcome, 'purpose', e.purpose,
	       'by', coalesce((select json_agg(json_build_object(
	           'role', a ->> 'role', 'unit', u.name) order by n)
	           from jsonb_array_elements(audit_detail(e.leaf)::jsonb -> 'as')
	                with ordinality as x (a, n)
	           left join unit u on u.tenant_id = e.tenant_id
	            and u.id = (a ->> 'unit')::uuid), '[]'))
$$;

-- -------------------------------------------------------------- restriction

-- Data that may be kept and not used (Art. 18): who asked why, set and lifted by
-- whom.  The words are sealed under the person's key.
create table restriction (
	tenant_id	uuid not null,
	id		uuid not null,
	person_id	uuid not null,
	-- The cases of Art. 18(1): contested, unlawful, needed for claims,
	-- objected to.
	ground		text not null check (ground in ('accuracy', 'unlawful',
			'claims', 'objection')),
	reason		bytea not null,
	set_at		timestamptz not null default now(),
	set_by		uuid not null,
	lifted_at	timestamptz,
	lifted_by	uuid,
	lifted_because	bytea,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person (tenant_id, id),
	foreign key (tenant_id, set_by) references staff (tenant_id, id),
	foreign key (tenant_id, lifted_by) references staff (tenant_id, id),
	constraint restriction_lifted check (num_nulls(lifted_at, lifted_by,
	    lifted_because) in (0, 3))
);
create unique index restriction_now on restriction (tenant_id, person_id)
	where lifted_at is null;
create index restriction_person on restriction (tenant_id, person_id, id);
select protect('restriction', 'select, insert, update');

-- Null when there is none.
create function restriction_card(of_tenant uuid, person uuid) returns json
language sql stable as $$
	select json_build_object('ground', r.ground, 'since', r.set_at)
	  from restriction r
	 where r.tenant_id = of_tenant and r.person_id = person
	   and r.lifted_at is null
$$;

-- Was it in force then?
create function was_restricted(person uuid, at timestamptz) returns boolean
language sql stable as $$
	select exists (select from restriction r
	        where r.tenant_id = app_tenant() and r.person_id = person
	          and r.set_at <= at and (r.lifted_at is null or r.lifted_at > at))
$$;

create function refuse_as_restricted() returns void
language plpgsql as $$
begin
	raise exception 'the processing of this person''s data is restricted: '
	    'it has to be lifted first'
	    using errcode = 'VN409', hint = 'person.restricted';
end
$$;

-- Nothing is written about somebody whose data are restricted, whoever asks and
-- on whatever way; of a household, nothing of itself while its holder's are.
-- What others live through is still written: it protects them (Art. 18(2)).
create function refuse_restricted() returns trigger
language plpgsql as $$
declare
	person	uuid;
begin
	if tg_table_name = 'record' then
		person := new.holder_id;
	elsif tg_table_name = 'record_data' then
		select r.holder_id into person from record r
		 where r.tenant_id = new.tenant_id and r.id = new.record_id;
	elsif tg_table_name in ('entry', 'file') then
		select coalesce(new.person_id, i.person_id, r.holder_id)
		  into person
		  from (values (1)) one
		  left join intervention i on i.tenant_id = new.tenant_id
		       and i.id = new.intervention_id
		  left join record r on r.tenant_id = new.tenant_id
		       and r.id = new.record_id;
	elsif tg_table_name in ('intervention_item', 'comment') then
		select i.person_id into person from intervention i
		 where i.tenant_id = new.tenant_id
		   and i.id = new.intervention_id;
	else
		person := new.person_id;
	end if;
	if exists (select from restriction r where r.tenant_id = new.tenant_id
	        and r.person_id = person and r.lifted_at is null) then
		perform refuse_as_restricted();
	end if;
	return new;
end
$$;

-- The same for all rows that a statement brings: an import has thousands, and
-- mostly nobody is restricted.
create function refuse_restricted_rows() returns trigger
language plpgsql as $$
declare
	is_restricted	boolean;
begin
	if not exists (select from restriction where lifted_at is null) then
		return null;
	elsif tg_table_name = 'record_data' then
		is_restricted := exists (select from fresh f
		    join record r on r.tenant_id = f.tenant_id
		     and r.id = f.record_id
		    join restriction x on x.tenant_id = r.tenant_id
		     and x.person_id = r.holder_id and x.lifted_at is null);
	else
		is_restricted := exists (select from fresh f
		    join restriction x on x.tenant_id = f.tenant_id
		     and x.person_id = f.person_id and x.lifted_at is null);
	end if;
	if is_restricted then
		perform refuse_as_restricted();
	end if;
	return null;
end
$$;

-- A key that is rotated seals the same again, without a new version.
create trigger restricted after insert on person_data
	referencing new table as fresh
	for each statement execute function refuse_restricted_rows();
create trigger restricted_again before update on person_data
	for each row when (old.version <> new.version)
	execute function refuse_restricted();
create trigger restricted after insert on record_data
	referencing new table as fresh
	for each statement execute function refuse_restricted_rows();
create trigger restricted_again before update on record_data
	for each row when (old.version <> new.version)
	execute function refuse_restricted();
create trigger restricted before update on record
	for each row when (old.version <> new.version)
	execute function refuse_restricted();
create trigger restricted after insert on household_member
	referencing new table as fresh
	for each statement execute function refuse_restricted_rows();
create trigger restricted_again before update on household_member
	for each row when (old.version <> new.version)
	execute function refuse_restricted();
create trigger restricted before insert or update on kinship
	for each row execute function refuse_restricted();
create trigger restricted before insert on entry
	for each row execute function refuse_restricted();
create trigger restricted before insert or update of withdrawn_at on file
	for each row execute function refuse_restricted();
create trigger restricted before insert on intervention
	for each row execute function refuse_restricted();
create trigger restricted before insert on intervention_item
	for each row execute function refuse_restricted();
create trigger restricted before insert on comment
	for each row execute function refuse_restricted();
create trigger restricted before update of state on task
	for each row when (new.person_id is not null and new.state = 'done'
	    and old.state <> 'done')
	execute function refuse_restricted();

-- How many granted interventions were left out of an export for it.
alter table export_run add restricted bigint;

create or replace function export_detail(e export_run) returns json
language sql stable as $$
	select json_build_object('id', e.id, 'kind', e.kind,
	       'from', e.period_from, 'to', e.period_to, 'state', e.state,
	       'interventions', e.interventions, 'sizeBytes', e.size_bytes,
	       'requestedAt', e.requested_at, 'requestedBy', (select s.name
	           from staff s where s.tenant_id = e.tenant_id
	            and s.id = e.requested_by), 'finishedAt', e.finished_at,
	       'records', e.records, 'sha256', encode(e.sha256, 'hex'),
	       'findings', e.findings, 'restricted', e.restricted,
	       'deliveries', coalesce((select json_agg(json_build_object(
	           'attempt', d.attempt, 'startedAt', d.started_at,
	           'endedAt', d.ended_at, 'outcome', d.outcome,
	           'detail', d.detail) order by o.id, d.attempt)
	           from outbox o join delivery d on d.tenant_id = o.tenant_id
	                and d.outbox_id = o.id
	          where o.tenant_id = e.tenant_id and o.export_id = e.id), '[]'),
	       'nextAttemptAt', (select max(o.next_at) from outbox o
	          where o.tenant_id = e.tenant_id and o.export_id = e.id
	            and o.state = 'waiting'),
	       'receipt', (select json_build_object('number', r.number,
	           'receivedAt', r.received_at,
	           'body', encode(r.body, 'escape'))
	           from outbox o join receipt r on r.tenant_id = o.tenant_id
	                and r.outbox_id = o.id
	          where o.tenant_id = e.tenant_id and o.export_id = e.id
	          order by r.received_at desc limit 1))
$$;
