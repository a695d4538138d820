-- Several people on one task: candidates, sub-tasks, votes, comments.
--
-- Besides the pool of its unit and role a task may be offered to others: the id
-- of one of the staff, or "unit role" of another pool.
--
-- A sub-task and a ballot are tasks below another one.  They bear its instance,
-- activity and element, so that whatever closes the task closes them as well;
-- queues, routing and access treat them like any other.

alter table task
	add column kind text not null default 'task'
		check (kind in ('task', 'subtask', 'vote', 'ballot')),
	add column parent_id uuid,
	add constraint task_parent foreign key (tenant_id, parent_id)
		references task (tenant_id, id),
	add constraint task_below
		check ((kind in ('subtask', 'ballot')) = (parent_id is not null));
create index task_children on task (tenant_id, parent_id)
	where parent_id is not null;
alter table task drop column candidates;
alter table task add column candidates text[] not null default '{}';
create index task_candidates on task using gin (candidates)
	where state = 'open' and assignee_id is null and candidates <> '{}';
-- One ballot for a person in one vote.
create unique index task_voter on task (tenant_id, parent_id, assignee_id)
	where kind = 'ballot' and state <> 'cancelled';

-- What a sub-task has besides.
create table subtask (
	tenant_id	uuid not null,
	task_id		uuid not null,
	is_mandatory	boolean not null,
	created_by	uuid not null,
	instructions	bytea,			-- sealed
	-- The result, or why it was cancelled; sealed.
	outcome		bytea,
	primary key (tenant_id, task_id),
	foreign key (tenant_id, task_id) references task (tenant_id, id)
);
select protect('subtask', 'select, insert, update');

-- What a task that is voted on has besides (workflows/bpmn/votes.h).
create table vote (
	tenant_id	uuid not null,
	task_id		uuid not null,
	rule		text not null
			check (rule in ('threshold', 'majority', 'unanimity')),
	needed		int not null,		-- of a threshold; else 0
	quorum		int not null,
	field		text not null,		-- of the form: what counts
	is_secret	boolean not null,	-- until it is closed
	-- How it ended.
	is_approved	boolean,
	in_favour	int,
	against		int,
	abstained	int,
	primary key (tenant_id, task_id),
	foreign key (tenant_id, task_id) references task (tenant_id, id)
);
select protect('vote', 'select, insert, update');

-- A vote that was cast, sealed as a whole: choice, form, reason.
create table ballot (
	tenant_id	uuid not null,
	task_id		uuid not null,		-- the voter's
	vote_id		uuid not null,
	staff_id	uuid not null,
	envelope	bytea not null,
	cast_at		timestamptz not null default now(),
	primary key (tenant_id, task_id),
	unique (tenant_id, vote_id, staff_id),
	foreign key (tenant_id, task_id) references task (tenant_id, id),
	foreign key (tenant_id, vote_id) references vote (tenant_id, task_id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);
select protect('ballot', 'select, insert, update');

create table comment (
	tenant_id	uuid not null,
	id		uuid not null,
	task_id		uuid not null,
	intervention_id	uuid,
	subject_id	uuid not null,		-- whose key seals the text
	author_id	uuid not null,
	envelope	bytea not null,
	created_at	timestamptz not null default now(),
	edited_at	timestamptz,
	withdrawn_at	timestamptz,
	version		int not null default 1,
	primary key (tenant_id, id),
	foreign key (tenant_id, task_id) references task (tenant_id, id),
	foreign key (tenant_id, author_id) references staff (tenant_id, id)
);
create index comment_task on comment (tenant_id, task_id, id);
create index comment_intervention on comment (tenant_id, intervention_id, id)
	where intervention_id is not null;
select protect('comment', 'select, insert, update');

-- Whom a comment asks to look at it.
create table mention (
	tenant_id	uuid not null,
	staff_id	uuid not null,
	comment_id	uuid not null,
	task_id		uuid not null,
	seen_at		timestamptz,
	primary key (tenant_id, staff_id, comment_id),
	foreign key (tenant_id, staff_id) references staff (tenant_id, id),
	foreign key (tenant_id, comment_id) references comment (tenant_id, id)
);
create index mention_unseen on mention (tenant_id, staff_id, task_id)
	where seen_at is null;
select protect('mention', 'select, insert, update, delete');

-- A task as queues show it, with what it belongs to.
create or replace function task_card(t task) returns table (card json)
language sql stable as $$
	select json_build_object('id', t.id, 'name', t.name,
	       'elementId', t.element_id, 'kind', t.kind,
	       'parentId', t.parent_id, 'state', t.state, 'unitId', t.unit_id,
	       'unitName', (select u.name from unit u
	           where u.tenant_id = t.tenant_id and u.id = t.unit_id),
	       'role', t.role, 'assigneeId', t.assignee_id,
	       'assigneeName', (select s.name from staff s
	           where s.tenant_id = t.tenant_id and s.id = t.assignee_id),
	       'ownerId', t.owner_id, 'priority', t.priority,
	       'dueAt', nullif(t.due_at, 'infinity'),
	       'followUpAt', t.follow_up_at,
	       'suspendedSince', t.held_since,
	       'isEscalated', t.escalated_at is not null,
	       'createdAt', t.created_at, 'completedAt', t.completed_at,
	       'number', t.number, 'programme', t.programme,
	       'interventionId', t.intervention_id, 'recordId', t.record_id,
	       'person', (select sealed('person.identity', d.person_id,
	               d.person_id, d.envelope)
	           from person_data d where d.tenant_id = t.tenant_id
	            and d.person_id = t.person_id and d.category = 'identity'),
	       'version', t.version)
$$;

-- Staff of several groups who may vote: one of each group first, then the
-- second of each.  A person votes once whatever their groups.
create function vote_electorate(record uuid, fallback_unit uuid,
	groups text[], excluded uuid[])
returns table (place bigint, unit_id uuid, role text, staff_id uuid)
language sql stable as $$
	select row_number() over (order by x.nth, x.of_group), x.unit_id,
	       x.role, x.staff_id
	  from (select distinct on (w.staff_id) w.staff_id, r.unit_id, r.role,
	               g.of_group, row_number() over (partition by g.of_group
	                   order by w.load, w.staff_id) as nth
	          from unnest(groups) with ordinality as g (spec, of_group)
	         cross join lateral route_task(record, fallback_unit, g.spec,
	               'pool', excluded) r
	         cross join lateral route_workers(r.unit_id, r.role, excluded) w
	         order by w.staff_id, g.of_group) x
$$;

-- What a vote shows: its rule, who voted and who is missing; what was voted only
-- when it may be seen.
create function vote_card(v vote) returns json
language sql stable as $$
	select json_build_object('taskId', v.task_id, 'rule', v.rule,
	       'needed', v.needed, 'quorum', v.quorum, 'field', v.field,
	       'isSecret', v.is_secret, 'isApproved', v.is_approved,
	       'inFavour', v.in_favour, 'against', v.against,
	       'abstained', v.abstained, 'seats', count(*),
	       'cast', count(b.task_id),
	       'ballots', coalesce(json_agg(json_build_object('taskId', t.id,
	           'staffId', t.assignee_id, 'name', s.name,
	           'castAt', b.cast_at, 'vote',
	           case when not v.is_secret or v.is_approved is not null
	                then sealed('ballot.notes', b.task_id, c.subject_id,
	                    b.envelope) end)
	           order by s.name, t.id), '[]'))
	  from task t
	  left join staff s on s.tenant_id = t.tenant_id
	       and s.id = t.assignee_id
	  left join ballot b on b.tenant_id = t.tenant_id and b.task_id = t.id
	 cross join lateral (select coalesce(t.intervention_id, t.instance_id)
	       as subject_id) c
	 where t.tenant_id = v.tenant_id and t.parent_id = v.task_id
	   and (t.state <> 'cancelled' or v.is_approved is not null)
$$;

-- A sub-task with what was asked and what came of it.
create function subtask_card(t task) returns json
language sql stable as $$
	select json_build_object('task', (select card from task_card(t)),
	       'isMandatory', x.is_mandatory, 'createdById', x.created_by,
	       'createdByName', s.name, 'parentName', p.name,
	       'instructions', sealed('subtask.instructions', t.id,
	           coalesce(t.intervention_id, t.instance_id), x.instructions),
	       'outcome', sealed('subtask.outcome', t.id,
	           coalesce(t.intervention_id, t.instance_id), x.outcome))
	  from subtask x
	  join task p on p.tenant_id = x.tenant_id and p.id = t.parent_id
	  join staff s on s.tenant_id = x.tenant_id and s.id = x.created_by
	 where x.tenant_id = t.tenant_id and x.task_id = t.id
$$;

-- A comment; its text only while it stands.
create function comment_card(c comment, reader uuid) returns json
language sql stable as $$
	select json_build_object('id', c.id, 'taskId', c.task_id,
	       'taskName', t.name, 'authorId', c.author_id,
	       'authorName', s.name, 'at', c.created_at,
	       'editedAt', c.edited_at, 'withdrawnAt', c.withdrawn_at,
	       'version', c.version,
	       'body', case when c.withdrawn_at is null then
	           sealed('comment.notes', c.id, c.subject_id, c.envelope) end,
	       'mentions', coalesce((select json_agg(json_build_object(
	           'staffId', m.staff_id, 'name', n.name) order by n.name)
	           from mention m join staff n on n.tenant_id = m.tenant_id
	            and n.id = m.staff_id
	          where m.tenant_id = c.tenant_id and m.comment_id = c.id), '[]'),
	       'mayEdit', c.author_id = reader and c.withdrawn_at is null
	           and c.created_at > now() - interval '15 minutes',
	       'mayWithdraw', c.author_id = reader and c.withdrawn_at is null)
	  from task t, staff s
	 where t.tenant_id = c.tenant_id and t.id = c.task_id
	   and s.tenant_id = c.tenant_id and s.id = c.author_id
$$;
