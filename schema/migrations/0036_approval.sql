-- What one alone may not do: one asks, with a reason, another approves, and then
-- it is done once (docs/security.md, requirement 42).

create table approval (
	tenant_id	uuid not null references tenant,
	id		uuid not null default uuid7(),
	action		text not null check (action in ('export.run',
			'export.file', 'export.schedule', 'audit.events',
			'audit.persons', 'key.destroy')),
	-- Exactly what is asked for: periods, filters, ids.
	subject		jsonb not null check (jsonb_typeof(subject) = 'object'),
	reason		text not null check (length(reason) between 10 and 500),
	-- Null: the operator, by a command.
	requested_by	uuid,
	requested_at	timestamptz not null default now(),
	expires_at	timestamptz not null,
	state		text not null default 'waiting' check (state in (
			'waiting', 'approved', 'refused', 'expired', 'used')),
	decided_by	uuid,
	decided_at	timestamptz,
	answer		text check (length(answer) <= 500),
	used_at		timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, requested_by) references staff (tenant_id, id),
	foreign key (tenant_id, decided_by) references staff (tenant_id, id),
	-- Nobody approves his own.
	check (decided_by <> requested_by),
	check ((decided_by is null) = (decided_at is null)),
	check (state not in ('approved', 'refused', 'used')
	    or decided_by is not null),
	check ((state = 'used') = (used_at is not null))
);
create index approval_open on approval (tenant_id, expires_at)
	where state in ('waiting', 'approved');
create index approval_asked on approval (tenant_id, requested_by, id desc);
-- What was asked for stays as it was asked.
select protect('approval', 'select, insert, '
    'update (state, decided_by, decided_at, answer, used_at)');

create function approval_card(a approval, me uuid) returns json
language sql stable as $$
	select json_build_object('id', a.id, 'action', a.action,
	       'subject', a.subject, 'actor', (select s.name from staff s
	           where s.tenant_id = a.tenant_id
	             and s.id::text = a.subject ->> 'actor'),
	       'reason', a.reason,
	       'isMine', a.requested_by is not distinct from me,
	       'requestedBy', (select s.name from staff s
	           where s.tenant_id = a.tenant_id and s.id = a.requested_by),
	       'requestedAt', a.requested_at, 'expiresAt', a.expires_at,
	       'state', case when a.state in ('waiting', 'approved')
	           and a.expires_at <= now() then 'expired' else a.state end,
	       'decidedBy', (select s.name from staff s
	           where s.tenant_id = a.tenant_id and s.id = a.decided_by),
	       'decidedAt', a.decided_at, 'answer', a.answer,
	       'usedAt', a.used_at)
$$;
