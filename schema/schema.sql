-- Made by `make schema` from schema/migrations/; do not edit.
CREATE DOMAIN public.data_key_gen AS integer
	CONSTRAINT data_key_gen_check1 CHECK (((VALUE >= 1) AND (VALUE <= 65535)));
CREATE DOMAIN public.data_key_kind AS smallint
	CONSTRAINT data_key_kind_check1 CHECK (((VALUE >= 1) AND (VALUE <= 7)));
CREATE DOMAIN public.data_key_state AS text
	CONSTRAINT data_key_state_check1 CHECK ((VALUE = ANY (ARRAY['active'::text, 'decrypt_only'::text, 'destroyed'::text])));
CREATE DOMAIN public.event_outcome AS text
	CONSTRAINT event_outcome_check CHECK ((VALUE = ANY (ARRAY['ok'::text, 'denied'::text, 'failed'::text])));
CREATE DOMAIN public.instance_state AS text
	CONSTRAINT instance_state_check CHECK ((VALUE = ANY (ARRAY['running'::text, 'completed'::text, 'terminated'::text, 'incident'::text])));
CREATE TYPE public.route_place AS (
	id uuid,
	name text,
	above uuid,
	root uuid,
	is_staffed boolean
);
CREATE DOMAIN public.task_kind AS text
	CONSTRAINT task_kind_check1 CHECK ((VALUE = ANY (ARRAY['task'::text, 'subtask'::text, 'vote'::text, 'ballot'::text])));
CREATE DOMAIN public.task_priority AS smallint
	CONSTRAINT task_priority_check1 CHECK (((VALUE >= 0) AND (VALUE <= 100)));
CREATE DOMAIN public.task_state AS text
	CONSTRAINT task_state_check1 CHECK ((VALUE = ANY (ARRAY['open'::text, 'done'::text, 'cancelled'::text])));
CREATE DOMAIN public.wrapped_key AS bytea
	CONSTRAINT wrapped_key_check CHECK ((length(VALUE) = 78));
CREATE FUNCTION public.app_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
	select current_setting('app.tenant')::uuid
$$;
CREATE FUNCTION public.uuid7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    AS $$
	select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
	       placing substring(int8send((extract(epoch from clock_timestamp())
	       * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
CREATE TABLE public.approval (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    action text NOT NULL,
    subject jsonb NOT NULL,
    reason text NOT NULL,
    requested_by uuid,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    answer text,
    used_at timestamp with time zone,
    CONSTRAINT approval_action_check CHECK ((action = ANY (ARRAY['export.run'::text, 'export.file'::text, 'export.schedule'::text, 'audit.events'::text, 'audit.persons'::text, 'key.destroy'::text]))),
    CONSTRAINT approval_answer_check CHECK ((length(answer) <= 500)),
    CONSTRAINT approval_check CHECK ((decided_by <> requested_by)),
    CONSTRAINT approval_check1 CHECK (((decided_by IS NULL) = (decided_at IS NULL))),
    CONSTRAINT approval_check2 CHECK (((state <> ALL (ARRAY['approved'::text, 'refused'::text, 'used'::text])) OR (decided_by IS NOT NULL))),
    CONSTRAINT approval_check3 CHECK (((state = 'used'::text) = (used_at IS NOT NULL))),
    CONSTRAINT approval_reason_check CHECK (((length(reason) >= 10) AND (length(reason) <= 500))),
    CONSTRAINT approval_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text, 'expired'::text, 'used'::text]))),
    CONSTRAINT approval_subject_check CHECK ((jsonb_typeof(subject) = 'object'::text))
);
ALTER TABLE ONLY public.approval FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.approval_card(a public.approval, me uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE TABLE public.audit_event (
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    writer uuid NOT NULL,
    wseq bigint NOT NULL,
    actor_id uuid NOT NULL,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id uuid NOT NULL,
    record_id uuid,
    outcome public.event_outcome NOT NULL,
    purpose text DEFAULT ''::text NOT NULL,
    leaf bytea NOT NULL,
    mac bytea NOT NULL,
    sealed bytea
)
PARTITION BY RANGE (at);
ALTER TABLE ONLY public.audit_event FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.audit_access(e public.audit_event) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('at', e.at, 'action', e.action,
	       'outcome', e.outcome, 'purpose', e.purpose,
	       'by', coalesce((select json_agg(json_build_object(
	           'role', a ->> 'role', 'unit', u.name) order by n)
	           from jsonb_array_elements(audit_detail(e.leaf)::jsonb -> 'as')
	                with ordinality as x (a, n)
	           left join unit u on u.tenant_id = e.tenant_id
	            and u.id = (a ->> 'unit')::uuid), '[]'))
$$;
CREATE FUNCTION public.audit_concerns(e public.audit_event, person uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.audit_detail(leaf bytea) RETURNS json
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (length(leaf) > (172 + get_byte(leaf, 119))) THEN (convert_from(SUBSTRING(leaf FROM (173 + get_byte(leaf, 119))), 'UTF8'::name))::json ELSE NULL::json END;
CREATE FUNCTION public.audit_forward_lag() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select coalesce(extract(epoch from now() - (select e.at
	          from audit_event e
	         where (e.xid, e.id) > (
	               coalesce((select xid from audit_forward where log = 1),
	                   '0'::xid8),
	               coalesce((select id from audit_forward where log = 1),
	                   '00000000-0000-0000-0000-000000000000'::uuid))
	         order by e.xid, e.id limit 1)), 0)::bigint
$$;
CREATE FUNCTION public.audit_found(units uuid[], asking uuid, actor uuid, record uuid, of_case uuid, kind text, wanted text, ended text, since timestamp with time zone, until timestamp with time zone) RETURNS SETOF public.audit_event
    LANGUAGE sql STABLE
    AS $$
	select e.* from audit_event e
	 where e.tenant_id = app_tenant()
	   and (units is null or audit_within(e.record_id, units, asking))
	   and (actor is null or e.actor_id = actor)
	   and (record is null or e.record_id = record)
	   and (of_case is null or e.object_id = any(array(
	       select case_objects(of_case))))
	   and (kind is null or audit_kind(e.action) = kind)
	   and (wanted is null or e.action = wanted)
	   and (ended is null or e.outcome = ended)
	   and (since is null or e.at >= since)
	   and (until is null or e.at <= until)
$$;
CREATE FUNCTION public.audit_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	raise exception 'the audit trail is final' using errcode = '42501';
end
$$;
CREATE FUNCTION public.audit_kind(action text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
	select case when action ~ '\.(read|search|audit|persons)$' then 'read'
	            when action ~ '^(session|request)\.' then 'session'
	            else 'write' end
$_$;
CREATE FUNCTION public.audit_shown(e public.audit_event) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('id', e.id, 'at', e.at, 'actorId', e.actor_id,
	       'actor', coalesce(s.name, 'Vínculo'),
	       'actedAs', coalesce((select json_agg(json_build_object(
	           'role', a ->> 'role', 'unitId', a ->> 'unit',
	           'unitName', u.name) order by n)
	           from jsonb_array_elements(d.detail -> 'as')
	                with ordinality as x (a, n)
	           left join unit u on u.tenant_id = e.tenant_id
	            and u.id = (a ->> 'unit')::uuid), '[]'),
	       'action', e.action, 'objectType', e.object_type,
	       'objectId', e.object_id, 'recordId', r.id,
	       'recordNumber', r.number, 'outcome', e.outcome,
	       'purpose', e.purpose, 'detail', nullif(d.detail - 'as', '{}'),
	       'isSealed', e.at < now() - interval '5 seconds')
	  from (select audit_detail(e.leaf)::jsonb as detail) d
	  left join staff s on s.tenant_id = e.tenant_id and s.id = e.actor_id
	  left join record r on r.tenant_id = e.tenant_id and r.id = e.record_id
$$;
CREATE FUNCTION public.audit_to_forward(after_xid xid8, after_id uuid, most integer) RETURNS TABLE(xid xid8, id uuid, at text, action text, outcome text, body json)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select e.xid, e.id, n.at, e.action, e.outcome, json_build_object(
	       'id', e.id, 'at', n.at, 'tenant', t.code, 'actor', e.actor_id,
	       'action', e.action, 'objectType', e.object_type,
	       'object', e.object_id, 'outcome', e.outcome,
	       'leaf', encode(sha256('\x00'::bytea || e.leaf), 'hex'))
	  from audit_event e
	  left join tenant t on t.id = e.tenant_id
	 cross join lateral (select to_char(e.at at time zone 'UTC',
	       'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at) n
	 where (e.xid, e.id) > (after_xid, after_id)
	   and (e.xid, e.id) <= (
	       (select xid_high from audit_batch where log = 1
	         order by first_index desc limit 1),
	       (select ids[n] from audit_batch where log = 1
	         order by first_index desc limit 1))
	 order by e.xid, e.id
	 limit most
$$;
CREATE FUNCTION public.audit_touched(units uuid[], asking uuid, actor uuid, since timestamp with time zone, until timestamp with time zone) RETURNS TABLE(person_id uuid, record_id uuid, number text, events bigint, actions text[], first_at timestamp with time zone, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
	with deed as materialized (
		select e.id, e.at, e.action, e.record_id, e.object_type,
		       e.object_id, e.leaf
		  from audit_event e
		 where e.tenant_id = app_tenant() and e.actor_id = actor
		   and e.at >= since and e.at <= until and e.outcome = 'ok'
		   and e.action not in ('record.audit', 'audit.search',
		       'audit.persons')
		   and (units is null or audit_within(e.record_id, units, asking))
	), touched as (
		select d.id, d.at, d.action, m.person_id
		  from deed d
		  join household_member m on m.tenant_id = app_tenant()
		   and m.record_id = d.record_id and m.valid_from <= d.at::date
		union
		select d.id, d.at, d.action, d.object_id
		  from deed d where d.object_type = 'person'
		union
		select d.id, d.at, d.action, x.person::uuid
		  from deed d cross join lateral jsonb_array_elements_text(
		       audit_detail(d.leaf)::jsonb -> 'persons') as x (person)
		 where d.action = 'person.search'
	)
	select t.person_id, r.id, coalesce(r.number, ''), count(distinct t.id),
	       array_agg(distinct t.action order by t.action), min(t.at),
	       max(t.at)
	  from touched t
	  left join household_member m on m.tenant_id = app_tenant()
	       and m.person_id = t.person_id and m.valid_to is null
	  left join record r on r.tenant_id = app_tenant() and r.id = m.record_id
	 group by t.person_id, r.id, r.number
$$;
CREATE FUNCTION public.audit_unsealed(after_xid xid8, after_id uuid, most integer) RETURNS TABLE(xid xid8, id uuid, leaf bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select e.xid, e.id, e.leaf
	  from audit_event e
	 where (e.xid, e.id) > (after_xid, after_id)
	   and e.xid < pg_snapshot_xmin(pg_current_snapshot())
	 order by e.xid, e.id
	 limit most
$$;
CREATE FUNCTION public.audit_weeks() RETURNS TABLE(week date, since timestamp with time zone, until timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
	select w::date, w at time zone t.zone,
	       (w + interval '7 days') at time zone t.zone
	  from tenant t cross join lateral generate_series(
	       date_trunc('week', greatest(t.created_at,
	           now() - interval '52 weeks') at time zone t.zone),
	       date_trunc('week', now() at time zone t.zone)
	           - interval '7 days', interval '7 days') as w
	 where t.id = app_tenant()
$$;
CREATE FUNCTION public.audit_within(wanted uuid, units uuid[], staff uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select exists (select from record r
	        where r.tenant_id = app_tenant() and r.id = wanted
	          and r.unit_id = any(units) and r.sensitivity < 3
	          and not exists (select from household_member m
	              join person p on p.tenant_id = m.tenant_id
	               and p.id = m.person_id
	             where m.tenant_id = r.tenant_id and m.record_id = r.id
	               and m.valid_to is null and p.sensitivity > 2)
	          and not exists (select from staff_conflict c
	             where c.tenant_id = r.tenant_id and c.record_id = r.id
	               and c.staff_id = audit_within.staff))
$$;
CREATE FUNCTION public.blind_index_every_epoch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
	tenant uuid;
begin
	for tenant in select distinct f.tenant_id from fresh f loop
		perform index_hold(tenant);
		perform from (select subject_id, kind, epoch, count(*) as n
		    from fresh where tenant_id = tenant
		    group by subject_id, kind, epoch) e
		 group by subject_id, kind
		having array_agg(epoch order by epoch) is distinct from
		       index_epochs(tenant) or min(n) <> max(n);
		if found then
			raise exception 'the key of the index was changed meanwhile'
			    using errcode = '40001';
		end if;
	end loop;
	return null;
end
$$;
CREATE TABLE public.intervention (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    number text NOT NULL,
    record_id uuid NOT NULL,
    person_id uuid NOT NULL,
    programme text NOT NULL,
    sector text NOT NULL,
    unit_id uuid NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    sensitivity smallint DEFAULT 1 NOT NULL,
    instance_id uuid,
    version integer DEFAULT 1 NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    opened_by uuid,
    decided_at timestamp with time zone,
    closed_at timestamp with time zone,
    legal_term text,
    legal_from date,
    legal_days integer,
    extended_days integer,
    CONSTRAINT intervention_check CHECK (((extended_days > 0) AND (extended_days <= (legal_days / 2)))),
    CONSTRAINT intervention_check1 CHECK (((legal_from IS NULL) = (legal_days IS NULL))),
    CONSTRAINT intervention_legal_days_check CHECK ((legal_days > 0)),
    CONSTRAINT intervention_sensitivity_check CHECK (((sensitivity >= 0) AND (sensitivity <= 3))),
    CONSTRAINT intervention_state_check CHECK ((state = ANY (ARRAY['open'::text, 'granted'::text, 'denied'::text, 'withdrawn'::text, 'closed'::text])))
);
ALTER TABLE ONLY public.intervention FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.case_clock(i public.intervention) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('legalTerm', i.legal_term,
	       'legalLatest', l.latest,
	       'daysLeft', case when i.state = 'open'
	           then l.latest - local_day(now()) end,
	       'suspendedSince', s.since, 'suspendedReason', s.reason,
	       'suspendedBy', (select f.name from staff f
	           where f.tenant_id = i.tenant_id and f.id = s.suspended_by),
	       'suspendedDays', d.days, 'extendedDays', i.extended_days,
	       'extensionMax', i.legal_days / 2)
	  from (select coalesce(sum(coalesce(x.days,
	               local_day(now()) - local_day(x.since))), 0)::int as days
	          from suspension x where x.tenant_id = i.tenant_id
	           and x.intervention_id = i.id) d
	  left join suspension s on s.tenant_id = i.tenant_id
	       and s.intervention_id = i.id and s.until is null
	 cross join lateral (select working_day_from(i.legal_from + i.legal_days
	       + d.days + coalesce(i.extended_days, 0)) as latest) l
$$;
CREATE FUNCTION public.case_objects(wanted uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    AS $$
	select wanted
	union all select id from task
	           where tenant_id = app_tenant() and intervention_id = wanted
	union all select id from process_instance
	           where tenant_id = app_tenant() and intervention_id = wanted
	union all select id from entry
	           where tenant_id = app_tenant() and intervention_id = wanted
$$;
CREATE TABLE public.comment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    intervention_id uuid,
    subject_id uuid NOT NULL,
    author_id uuid NOT NULL,
    envelope bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL
);
ALTER TABLE ONLY public.comment FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.comment_card(c public.comment, reader uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.csv_cell(value text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
	select '"' || replace(regexp_replace(coalesce(value, ''),
	       '^([=+@\t\r-])', '''\1'), '"', '""') || '"'
$$;
CREATE FUNCTION public.data_key_is_sound() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	if (new.state = 'destroyed') is distinct from (new.wrapped is null)
	    or (new.state = 'destroyed') is distinct from
	        (new.destroyed_at is not null) then
		raise exception 'a key is destroyed wholly or not at all'
		    using errcode = '23514';
	end if;
	if (tg_op = 'INSERT' or new.key_id <> old.key_id) and not exists (
	    select from tenant_key where tenant_id = new.tenant_id
	       and purpose = 1 and key_id = new.key_id and state = 'active') then
		raise exception 'the key of the tenant was rotated meanwhile'
		    using errcode = '40001';
	end if;
	return new;
end
$$;
CREATE FUNCTION public.data_keys_settle() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
	lock table data_key in share mode;
end
$$;
CREATE FUNCTION public.decision_ids(keys text[]) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	select jsonb_object_agg(k.key, d.id)
	  from unnest(keys) as k (key)
	  join lateral (select id from decision_definition d
	        where d.tenant_id = app_tenant() and d.key = k.key
	          and d.state = 'active'
	        order by d.version desc limit 1) d on true
$$;
CREATE TABLE public.process_definition (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    version_tag text,
    name text NOT NULL,
    xml text NOT NULL,
    checksum bytea NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    deployed_at timestamp with time zone DEFAULT now() NOT NULL,
    deployed_by uuid,
    routing text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT process_definition_state_check CHECK ((state = ANY (ARRAY['active'::text, 'retired'::text])))
);
ALTER TABLE ONLY public.process_definition FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.definition_card(d public.process_definition) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('id', d.id, 'key', d.key, 'version', d.version,
	       'versionTag', d.version_tag, 'name', d.name, 'state', d.state,
	       'deployedAt', d.deployed_at,
	       'running', (select count(*) from process_instance i
	           where i.tenant_id = d.tenant_id and i.definition_id = d.id
	             and i.state in ('running', 'incident')),
	       'nextStartAt', (select min(t.due_at) from start_timer t
	           where t.tenant_id = d.tenant_id and t.definition_id = d.id
	             and t.due_at < 'infinity'))
$$;
CREATE FUNCTION public.ensure_partitions(parent regclass, months integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
	first	date := date_trunc('month', now())::date;
	part	text;
	made	int := 0;
begin
	if parent::text not in ('history', 'audit_event') then
		raise exception 'not a partitioned table of ours: %', parent;
	end if;
	for i in 0 .. least(months, 24) loop
		part := format('%s_%s', parent::text,
		    to_char(first + make_interval(months => i), 'YYYYMM'));
		if to_regclass(part) is null then
			execute format('create table %I partition of %s '
			    'for values from (%L) to (%L)', part, parent,
			    first + make_interval(months => i),
			    first + make_interval(months => i + 1));
			perform leave_room(part::regclass);
			made := made + 1;
		end if;
	end loop;
	return made;
end
$$;
CREATE FUNCTION public.envelope_gen(envelope bytea) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (length(envelope) >= 44) THEN ((get_byte(envelope, 2) * 256) + get_byte(envelope, 3)) ELSE 0 END;
CREATE FUNCTION public.erasure_bound(person uuid, keep_years integer) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.expire_history(most integer) RETURNS TABLE(instances integer, notes uuid[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
	return query
	with over as (select id, started_at, ended_at from process_instance
	         where tenant_id = app_tenant() and history_until <= now()
	         order by history_until limit most for update skip locked),
	     gone as (delete from history h using over o
	         where h.tenant_id = app_tenant() and h.instance_id = o.id
	           and h.at >= o.started_at and h.at <= o.ended_at
	        returning h.id, h.note),
	     done as (update process_instance i set history_until = null
	         from over o
	        where i.tenant_id = app_tenant() and i.id = o.id
	       returning i.id)
	select (select count(*)::int from done),
	       (select coalesce(array_agg(g.id), '{}') from gone g
	         where g.note is not null);
end
$$;
CREATE TABLE public.export_run (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    kind text NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    state text DEFAULT 'requested'::text NOT NULL,
    records bigint,
    interventions bigint,
    size_bytes bigint,
    sha256 bytea,
    findings jsonb DEFAULT '[]'::jsonb NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    requested_by uuid,
    finished_at timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    restricted bigint,
    CONSTRAINT export_run_check CHECK ((period_to >= period_from)),
    CONSTRAINT export_run_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'running'::text, 'invalid'::text, 'queued'::text, 'delivered'::text, 'failed'::text])))
);
ALTER TABLE ONLY public.export_run FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.export_card(e public.export_run) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('id', e.id, 'kind', e.kind,
	       'from', e.period_from, 'to', e.period_to, 'state', e.state,
	       'interventions', e.interventions, 'sizeBytes', e.size_bytes,
	       'requestedAt', e.requested_at, 'requestedBy', (select s.name
	           from staff s where s.tenant_id = e.tenant_id
	            and s.id = e.requested_by), 'finishedAt', e.finished_at)
$$;
CREATE FUNCTION public.export_detail(e public.export_run) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE TABLE public.file (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    record_id uuid,
    intervention_id uuid,
    person_id uuid,
    task_id uuid,
    instance_id uuid,
    kind text NOT NULL,
    category text NOT NULL,
    sensitivity smallint DEFAULT 1 NOT NULL,
    extension text NOT NULL,
    state text DEFAULT 'uploading'::text NOT NULL,
    head bytea,
    envelope bytea,
    chunks integer,
    kept_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    reason bytea,
    CONSTRAINT file_category_check CHECK ((category = ANY (ARRAY['social'::text, 'economic'::text, 'health'::text, 'violence'::text, 'minors'::text, 'notes'::text]))),
    CONSTRAINT file_chunks_check CHECK ((chunks > 0)),
    CONSTRAINT file_complete CHECK (((state = 'uploading'::text) OR ((head IS NOT NULL) AND (envelope IS NOT NULL) AND ((chunks IS NOT NULL) OR (state = 'erased'::text))))),
    CONSTRAINT file_head_check CHECK ((length(head) = 44)),
    CONSTRAINT file_kind_check CHECK ((kind = ANY (ARRAY['identity'::text, 'residence'::text, 'income'::text, 'housing'::text, 'medical'::text, 'disability'::text, 'school'::text, 'legal'::text, 'report'::text, 'consent'::text, 'other'::text]))),
    CONSTRAINT file_of CHECK (((record_id IS NOT NULL) OR (task_id IS NOT NULL))),
    CONSTRAINT file_sensitivity_check CHECK (((sensitivity >= 0) AND (sensitivity <= 3))),
    CONSTRAINT file_state_check CHECK ((state = ANY (ARRAY['uploading'::text, 'stored'::text, 'erased'::text]))),
    CONSTRAINT file_withdrawn CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL)))
);
ALTER TABLE ONLY public.file FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.file_card(f public.file, reader uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.file_key_destroyed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	update file set state = 'erased'
	 where tenant_id = new.tenant_id and id = new.subject_id
	   and state = 'stored';
	return new;
end
$$;
CREATE TABLE public.break_glass (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    record_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    reason_code text NOT NULL,
    reason text NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by uuid,
    review text,
    outcome text,
    CONSTRAINT break_glass_outcome_check CHECK ((outcome = ANY (ARRAY['justified'::text, 'not_justified'::text, 'to_investigate'::text]))),
    CONSTRAINT break_glass_own CHECK ((reviewed_by <> staff_id)),
    CONSTRAINT break_glass_reason_check CHECK (((length(reason) >= 20) AND (length(reason) <= 2000))),
    CONSTRAINT break_glass_remark CHECK (((length(review) >= 1) AND (length(review) <= 2000))),
    CONSTRAINT break_glass_reviewed CHECK ((num_nulls(reviewed_at, reviewed_by, review, outcome) = ANY (ARRAY[0, 4])))
);
ALTER TABLE ONLY public.break_glass FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.glass_due(g public.break_glass) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
	select g.granted_at + interval '72 hours'
$$;
CREATE FUNCTION public.glass_seen(units uuid[], asking uuid) RETURNS SETOF public.break_glass
    LANGUAGE sql STABLE
    AS $$
	select g.* from break_glass g
	 where g.tenant_id = app_tenant()
	   and (units is null or audit_within(g.record_id, units, asking))
$$;
CREATE FUNCTION public.incident_notify() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	perform pg_notify('event', json_build_object('tenant', new.tenant_id,
	    'topic', 'incident', 'id', new.id)::text);
	return null;
end
$$;
CREATE FUNCTION public.index_close(tenant uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
	perform set_config('lock_timeout', '300ms', true);
	perform pg_advisory_xact_lock(hashtextextended('index ' || tenant, 0));
end
$$;
CREATE FUNCTION public.index_epochs(tenant uuid) RETURNS smallint[]
    LANGUAGE sql STABLE
    AS $$
	select array_agg(key_id::smallint order by key_id) from tenant_key
	 where tenant_id = tenant and purpose = 2 and state <> 'destroyed'
$$;
CREATE FUNCTION public.index_hold(tenant uuid) RETURNS void
    LANGUAGE sql
    AS $$
	select pg_advisory_xact_lock_shared(
	    hashtextextended('index ' || tenant, 0))
$$;
CREATE TABLE public.process_instance (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    definition_id uuid NOT NULL,
    intervention_id uuid,
    parent_id uuid,
    parent_element text,
    state public.instance_state DEFAULT 'running'::text NOT NULL,
    envelope bytea,
    seq bigint DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    started_by uuid,
    ended_at timestamp with time zone,
    history_until timestamp with time zone
);
ALTER TABLE ONLY public.process_instance FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.instance_card(i public.process_instance) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('id', i.id, 'definitionId', i.definition_id,
	       'definitionName', d.name, 'definitionVersion', d.version,
	       'state', i.state, 'startedAt', i.started_at, 'endedAt', i.ended_at,
	       'activities', coalesce((select json_agg(json_build_object(
	           'elementId', h.element_id, 'state', case
	               when h.incidents > 0 then 'incident'
	               when h.entered > h.left then 'active'
	               when h.completed > 0 then 'completed' else 'cancelled' end,
	           'since', h.since, 'count', h.entered) order by h.since)
	           from (select element_id, count(*) filter (where event = 'entered')
	                     as entered,
	                     count(*) filter (where event in ('completed', 'ended'))
	                     as left,
	                     count(*) filter (where event = 'completed') as completed,
	                     max(at) as since,
	                     (select count(*) from incident n
	                       where n.tenant_id = i.tenant_id
	                         and n.instance_id = i.id and n.resolved_at is null
	                         and n.element_id = x.element_id) as incidents
	                   from history_event x where x.tenant_id = i.tenant_id
	                    and x.instance_id = i.id
	                  group by element_id) h), '[]'))
	  from process_definition d
	 where d.tenant_id = i.tenant_id and d.id = i.definition_id
$$;
CREATE FUNCTION public.instance_summary(i public.process_instance) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('id', i.id, 'definitionId', i.definition_id,
	       'definitionKey', d.key, 'definitionName', d.name,
	       'definitionVersion', d.version, 'state', i.state,
	       'startedAt', i.started_at, 'endedAt', i.ended_at,
	       'number', (select v.number from intervention v
	           where v.tenant_id = i.tenant_id and v.id = i.intervention_id),
	       'variables', coalesce((select json_object_agg(w.name, w.value
	               order by w.name) from instance_variable w
	           where w.tenant_id = i.tenant_id and w.instance_id = i.id),
	           '{}'))
	  from process_definition d
	 where d.tenant_id = i.tenant_id and d.id = i.definition_id
$$;
CREATE TABLE public.task (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    instance_id uuid NOT NULL,
    activity bigint NOT NULL,
    element_id text NOT NULL,
    name text NOT NULL,
    state public.task_state DEFAULT 'open'::text NOT NULL,
    intervention_id uuid,
    record_id uuid,
    person_id uuid,
    number text DEFAULT ''::text NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    sensitivity smallint DEFAULT 1 NOT NULL,
    unit_id uuid NOT NULL,
    role text NOT NULL,
    assignee_id uuid,
    owner_id uuid,
    form_key text,
    priority public.task_priority DEFAULT 50 NOT NULL,
    due_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    follow_up_at timestamp with time zone,
    escalated_at timestamp with time zone,
    why jsonb DEFAULT '[]'::jsonb NOT NULL,
    draft bytea,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    completed_at timestamp with time zone,
    completed_by uuid,
    held_since timestamp with time zone,
    kind public.task_kind DEFAULT 'task'::text NOT NULL,
    parent_id uuid,
    candidates text[] DEFAULT '{}'::text[] NOT NULL
);
ALTER TABLE ONLY public.task FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.is_overdue(t public.task) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select t.due_at < now() and t.held_since is null
$$;
CREATE FUNCTION public.is_ready(t public.task) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select t.follow_up_at is null or t.follow_up_at <= now() or is_overdue(t)
$$;
CREATE FUNCTION public.is_working_day(day date) RETURNS boolean
    LANGUAGE sql STABLE STRICT
    AS $_$
	select work_days() >> (extract(isodow from $1)::int - 1) & 1 = 1
	   and not exists (select from holiday h
	        where h.tenant_id = app_tenant() and h.day = $1)
$_$;
CREATE FUNCTION public.jobs_wake() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	perform pg_notify('jobs', tg_argv[0]);
	return null;
end
$$;
CREATE FUNCTION public.leaf_us(leaf bytea) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((('x'::text || encode(SUBSTRING(leaf FROM 58 FOR 8), 'hex'::text)))::bit(64))::bigint;
CREATE FUNCTION public.leave_room(part regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
	index	text := part::text || '_pkey';
begin
	if part::text like 'history\_%' then
		execute format('alter index %I set (fillfactor = 60)', index);
		execute format('reindex index %I', index);
	end if;
end
$$;
CREATE FUNCTION public.link_tenant(hash bytea) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select tenant_id from login_link where token_hash = hash
$$;
CREATE FUNCTION public.lived_in(person uuid, record uuid, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select exists (select from household_member m
	        where m.tenant_id = app_tenant() and m.record_id = lived_in.record
	          and m.person_id = person
	          and local_day(at) between m.valid_from
	              and coalesce(m.valid_to, 'infinity'))
$$;
CREATE FUNCTION public.local_day(at timestamp with time zone) RETURNS date
    LANGUAGE sql STABLE STRICT
    AS $_$
	select ($1 at time zone t.zone)::date from tenant t
	 where t.id = app_tenant()
$_$;
CREATE FUNCTION public.login_find(wanted text) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select coalesce((select json_build_object('tenantId', tenant_id,
	       'staffId', id, 'passwordHash', password_hash,
	       'totp', translate(encode(totp_secret, 'base64'), e'\n', ''),
	       'totpLastStep', totp_last_step)
	  from staff where login = wanted and is_active),
	(select json_build_object('tenantId', min(id::text)) from tenant))
$$;
CREATE FUNCTION public.message_row(id text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (encode(SUBSTRING(sha256(convert_to(id, 'UTF8'::name)) FROM 1 FOR 16), 'hex'::text))::uuid;
CREATE FUNCTION public.next_number(wanted text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
	year	text := to_char(now(), 'YYYY');
	n	text := nextval(number_sequence(wanted || year))::text;
begin
	return year || '/' || lpad(n, greatest(length(n), 6), '0');
end
$$;
CREATE FUNCTION public.number_go_on(series text, given bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select setval(s, greatest(nextval(s), given + 1), false)
	  from number_sequence(series) as s
$$;
CREATE FUNCTION public.number_sequence(series text) RETURNS regclass
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
	name	text := format('number_%s_%s', lower(series),
		    replace(app_tenant()::text, '-', ''));
begin
	if to_regclass(name) is null then
		perform pg_advisory_xact_lock(hashtextextended(name, 0));
		execute format('create sequence if not exists %I', name);
	end if;
	return name::regclass;
end
$$;
CREATE FUNCTION public.offered_tasks(me text, units uuid[], roles text[]) RETURNS SETOF public.task
    LANGUAGE sql STABLE
    AS $$
	select t.* from task t
	 where t.tenant_id = app_tenant() and t.state = 'open'
	   and t.assignee_id is null and t.candidates <> '{}'
	   and t.candidates && (array(select w.unit || ' ' || w.role
	       from unnest(units, roles) as w (unit, role)) || me)
	   and (t.sensitivity < 3 or me = any(t.candidates))
	   and not exists (select from unnest(units, roles) as w (unit, role)
	        where w.unit = t.unit_id and w.role = t.role)
$$;
CREATE TABLE public.passkey (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    staff_id uuid NOT NULL,
    name text NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    is_synced boolean NOT NULL,
    is_backed_up boolean NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT passkey_credential_id_check CHECK (((length(credential_id) >= 16) AND (length(credential_id) <= 1023))),
    CONSTRAINT passkey_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);
ALTER TABLE ONLY public.passkey FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.passkey_card(p public.passkey) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('id', p.id, 'name', p.name,
	       'isSynced', p.is_synced, 'version', p.version,
	       'createdAt', p.created_at, 'lastUsedAt', p.last_used_at)
$$;
CREATE FUNCTION public.passkey_challenge_begin(challenge bytea, holder bytea, why text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	delete from passkey_challenge where challenge_hash in (
	       select challenge_hash from passkey_challenge
	        where expires_at < now() order by expires_at limit 100
	          for update skip locked);
	insert into passkey_challenge (challenge_hash, holder_hash, purpose,
	       expires_at)
	values (challenge, holder, why, now() + interval '5 minutes');
$$;
CREATE FUNCTION public.passkey_challenge_use(challenge bytea, holder bytea, why text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	with gone as (
		delete from passkey_challenge where challenge_hash = challenge
		   and holder_hash = holder returning purpose, expires_at
	)
	select exists (select from gone where purpose = why
	   and expires_at > now());
$$;
CREATE FUNCTION public.passkey_counts_on(seen bigint, now_at bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	select now_at > seen or (seen = 0 and now_at = 0)
$$;
CREATE FUNCTION public.passkey_find(wanted bytea) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select json_build_object('id', p.id, 'tenantId', p.tenant_id,
	       'staffId', p.staff_id,
	       'publicKey', translate(encode(p.public_key, 'base64'), e'\n', ''),
	       'signCount', p.sign_count, 'isSynced', p.is_synced)
	  from passkey p join staff s on s.tenant_id = p.tenant_id
	   and s.id = p.staff_id and s.is_active
	 where p.credential_id = wanted
$$;
CREATE FUNCTION public.passkey_is_required(staff uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select exists (select from staff_role r join passkey_rule w
	       on w.tenant_id = r.tenant_id and w.role = r.role
	    where r.tenant_id = app_tenant() and r.staff_id = staff
	      and r.valid_from <= current_date
	      and (r.valid_to is null or r.valid_to >= current_date))
$$;
CREATE FUNCTION public.protect(t regclass, privileges text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
	execute format('alter table %s enable row level security', t);
	execute format('alter table %s force row level security', t);
	execute format('create policy tenant on %s '
	    'using (tenant_id = current_setting(''app.tenant'')::uuid) '
	    'with check (tenant_id = current_setting(''app.tenant'')::uuid)', t);
	execute format('grant %s on %s to vinculo_app', privileges, t);
end
$$;
CREATE FUNCTION public.record_digest_apart() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
	create temp table record_digest (like public.record_digest
	    including indexes);
	create temp table record_digest_place (like public.record_digest_place);
	insert into pg_temp.record_digest_place
	values ('0', '00000000-0000-0000-0000-000000000000', now());
end
$$;
CREATE FUNCTION public.record_digest_compare(after_tenant uuid, after_table integer, after_row uuid, after_column integer, most integer) RETURNS TABLE(tenant_id uuid, table_id integer, row_id uuid, column_id integer, event_id uuid, wrong text, seen bigint)
    LANGUAGE sql STABLE
    AS $$
	with b as materialized (
		select d.*, row_number() over (order by d.tenant_id,
		       d.table_id, d.row_id, d.column_id) as n,
		       sealed_now(d.tenant_id, d.table_id, d.column_id, d.row_id)
		           as digest
		  from (select * from record_digest r
		         where (r.tenant_id, r.table_id, r.row_id, r.column_id)
		             > (after_tenant, after_table, after_row, after_column)
		         order by r.tenant_id, r.table_id, r.row_id, r.column_id
		         limit most) d
	), c as (
		select b.*, not exists (select
		           from generate_series(1, length(b.digests), 32) o
		          where substring(b.digests from o for 32) = b.digest)
		       as differs,
		       b.digest = decode(repeat('00', 32), 'hex') as is_gone
		  from b
	), w as (
		select c.*, case when not differs then null
		       when is_gone and sealed_may_go(c.tenant_id, c.table_id,
		           c.row_id, c.written_at) then null
		       when exists (select from audit_event e
		           where (e.xid, e.id) > (select p.xid, p.id
		               from record_digest_place p)
		             and e.tenant_id = c.tenant_id
		             and position(sealed_entry(c.table_id, c.column_id,
		                 c.row_id, c.digest) in e.sealed) > 0) then null
		       when is_gone then 'is missing'
		       else 'is not what was written last' end as wrong
		  from c
	)
	select w.tenant_id, w.table_id, w.row_id, w.column_id, w.event_id,
	       w.wrong, (select count(*) from b)
	  from w
	 where w.wrong is not null or w.n = (select count(*) from b)
	 order by w.n
$$;
CREATE FUNCTION public.record_digest_gather(most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
	place	record;
	last	record;
begin
	select * into place from record_digest_place for update;
	with e as materialized (
		select x.* from audit_event x
		 where (x.xid, x.id) > (place.xid, place.id)
		   and x.xid < pg_snapshot_xmin(pg_current_snapshot())
		 order by x.xid, x.id limit most
	), s as (
		select e.xid, e.tenant_id, d.*, e.id as event_id, e.at,
		       leaf_us(e.leaf) as at_us
		  from e cross join lateral sealed_entries(e.sealed) d
		 where e.sealed is not null
	), m as (
		select s.*, max(at_us) over (partition by tenant_id, table_id,
		           row_id, column_id) as newest_us,
		       row_number() over (partition by tenant_id, table_id,
		           row_id, column_id order by xid desc, event_id desc)
		           as from_end
		  from s
	), g as (
		select tenant_id, table_id, row_id, column_id, newest_us,
		       min(at) as at,
		       (array_agg(event_id order by at_us desc,
		           event_id desc))[1] as event_id,
		       string_agg(digest, ''::bytea order by at_us desc,
		           event_id desc) as digests
		  from m where at_us > newest_us - 10000000 or from_end = 1
		 group by tenant_id, table_id, row_id, column_id, newest_us
	), p as (
		insert into record_digest as r (tenant_id, table_id, row_id,
		       column_id, event_id, at_us, written_at, digests)
		select tenant_id, table_id, row_id, column_id, event_id,
		       newest_us, at, digests from g
		    on conflict (tenant_id, table_id, row_id, column_id)
		    do update set
		       event_id = case when excluded.at_us >= r.at_us
		           then excluded.event_id else r.event_id end,
		       at_us = greatest(excluded.at_us, r.at_us),
		       written_at = least(excluded.written_at, r.written_at),
		       digests = case
		           when excluded.at_us >= r.at_us + 10000000
		           then excluded.digests
		           when excluded.at_us >= r.at_us
		           then excluded.digests || substring(r.digests for 32)
		           else substring(r.digests for 32) || excluded.digests
		           end
	)
	select count(*) over () as n, e.xid, e.id into last
	  from e order by e.xid desc, e.id desc limit 1;
	if not found then
		return 0;
	end if;
	update record_digest_place set xid = last.xid, id = last.id;
	return last.n;
end
$$;
CREATE FUNCTION public.refuse_as_restricted() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
	raise exception 'the processing of this person''s data is restricted: '
	    'it has to be lifted first'
	    using errcode = 'VN409', hint = 'person.restricted';
end
$$;
CREATE FUNCTION public.refuse_restricted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.refuse_restricted_rows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.refuse_restricted_task() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	if new.state = 'done' and old.state <> 'done' and exists (
	    select from restriction r where r.tenant_id = new.tenant_id
	       and r.person_id = new.person_id and r.lifted_at is null) then
		perform refuse_as_restricted();
	end if;
	return new;
end
$$;
CREATE FUNCTION public.restriction_card(of_tenant uuid, person uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('ground', r.ground, 'since', r.set_at)
	  from restriction r
	 where r.tenant_id = of_tenant and r.person_id = person
	   and r.lifted_at is null
$$;
CREATE TABLE public.rights_request (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    words bytea NOT NULL,
    registered_at timestamp with time zone DEFAULT now() NOT NULL,
    registered_by uuid NOT NULL,
    outcome text,
    ground text,
    answer bytea,
    decided_at timestamp with time zone,
    decided_by uuid,
    CONSTRAINT rights_request_decided CHECK ((num_nulls(outcome, decided_at, decided_by) = ANY (ARRAY[0, 3]))),
    CONSTRAINT rights_request_erasure CHECK (((kind <> 'erasure'::text) OR (outcome IS DISTINCT FROM 'granted'::text) OR (decided_by <> registered_by))),
    CONSTRAINT rights_request_ground_check CHECK ((ground = ANY (ARRAY['legal_duty'::text, 'claims'::text, 'unfounded'::text, 'identity'::text]))),
    CONSTRAINT rights_request_kind_check CHECK ((kind = ANY (ARRAY['access'::text, 'rectification'::text, 'erasure'::text, 'restriction'::text, 'objection'::text]))),
    CONSTRAINT rights_request_outcome_check CHECK ((outcome = ANY (ARRAY['granted'::text, 'refused'::text]))),
    CONSTRAINT rights_request_refused CHECK ((COALESCE((outcome = 'refused'::text), false) = (ground IS NOT NULL)))
);
ALTER TABLE ONLY public.rights_request FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.rights_request_card(q public.rights_request) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.roles_held(days integer) RETURNS TABLE(id uuid, staff_id uuid, unit_id uuid, role text, valid_from date, valid_to date, confirmed_at timestamp with time zone, confirmed_by uuid, due_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
	select r.id, r.staff_id, r.unit_id, r.role, r.valid_from, r.valid_to,
	       r.confirmed_at, r.confirmed_by,
	       coalesce(r.confirmed_at, r.valid_from::timestamptz)
	           + make_interval(days => days)
	  from staff_role r
	  join staff s on s.tenant_id = r.tenant_id and s.id = r.staff_id
	   and s.is_active
	 where r.tenant_id = app_tenant() and r.valid_from <= current_date
	   and (r.valid_to is null or r.valid_to >= current_date)
$$;
CREATE FUNCTION public.route_facts(intervention uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	select jsonb_strip_nulls(jsonb_build_object('programme', i.programme,
	       'sector', i.sector, 'sensitivity', i.sensitivity,
	       'risk', r.risk, 'unit', u.code, 'territory', t.code,
	       'members', (select count(*) from household_member m
	           where m.tenant_id = r.tenant_id and m.record_id = r.id
	             and m.valid_to is null),
	       'otherProgrammes', (select coalesce(jsonb_agg(distinct o.programme),
	               '[]') from intervention o
	           where o.tenant_id = r.tenant_id and o.record_id = r.id
	             and o.state = 'open' and o.id <> i.id
	             and o.sensitivity < 3)))
	  from intervention i
	  join record r on r.tenant_id = i.tenant_id and r.id = i.record_id
	  join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
	  left join territory t on t.tenant_id = r.tenant_id
	       and t.id = r.territory_id
	 where i.tenant_id = app_tenant() and i.id = intervention
$$;
CREATE FUNCTION public.route_known(keys text[], intervention uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	select jsonb_build_object('facts', route_facts(intervention),
	       'ids', decision_ids(keys))
$$;
CREATE FUNCTION public.route_note(code text, params jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	select jsonb_build_array(jsonb_build_object('code', code, 'params', params))
$$;
CREATE FUNCTION public.route_task(record uuid, fallback_unit uuid, spec text, mode text, excluded uuid[], OUT unit_id uuid, OUT role text, OUT assignee_id uuid, OUT why jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    AS $$
declare
	place	text := nullif(split_part(spec, '@', 2), '');
	home	route_place;
	here	route_place;
	of_unit	uuid;
	referent uuid;
	region	text;
	worker	record;
begin
	role := split_part(spec, '@', 1);
	if record is not null then
		select r.unit_id, r.referent_id, t.name
		  into of_unit, referent, region
		  from record r left join territory t on t.tenant_id = r.tenant_id
		   and t.id = r.territory_id
		 where r.tenant_id = app_tenant() and r.id = record;
	end if;
	if place <> 'parent' and place <> 'root' then
		select p.* into here from unit u
		 cross join lateral route_unit(u.id, role) p
		 where u.tenant_id = app_tenant() and u.code = place
		   and u.is_active;
	end if;
	if here.id is not null then
		why := route_note('unit_named',
		    jsonb_build_object('unit', here.name));
	else
		of_unit := coalesce(of_unit, fallback_unit);
		-- A task that belongs to no record and names no place is the
		-- municipality's.
		if of_unit is null then
			select u.id into of_unit from unit u
			 where u.tenant_id = app_tenant() and u.parent_id is null
			 order by u.id limit 1;
		end if;
		select * into home from route_unit(of_unit, role);
		here := home;
		if place = 'parent' then
			select * into here from route_unit(
			    coalesce(home.above, home.id), role);
			why := route_note('parent_unit', jsonb_build_object(
			    'unit', here.name, 'of', home.name));
		elsif place = 'root' then
			select * into here from route_unit(home.root, role);
			why := route_note('root_unit',
			    jsonb_build_object('unit', here.name));
		elsif place is null then
			why := route_note('territory', jsonb_build_object(
			    'territory', region, 'unit', home.name));
		else
			why := route_note('unit_unknown', jsonb_build_object(
			    'code', place, 'unit', home.name));
		end if;
	end if;
	-- Nobody there has the role: ask the unit above.
	while not here.is_staffed and here.above is not null loop
		why := why || route_note('nobody_with_role', jsonb_build_object(
		    'unit', here.name, 'role', role));
		select * into here from route_unit(here.above, role);
	end loop;
	unit_id := here.id;
	if mode = 'referent' and referent is not null then
		select coalesce(a.substitute_id, s.id) as id,
		       a.substitute_id is not null as stands_in into worker
		  from staff s left join absence a on a.tenant_id = s.tenant_id
		   and a.staff_id = s.id
		   and current_date between a.starts_on and a.ends_on
		 where s.tenant_id = app_tenant() and s.id = referent
		   and (a.id is null or a.substitute_id is not null);
		if worker.id is not null and worker.id <> all(excluded)
		   and exists (select from staff_role r
		       join unit u on u.tenant_id = r.tenant_id and u.id = here.id
		      where r.tenant_id = app_tenant() and r.staff_id = worker.id
		        and r.role = route_task.role and u.path @> array[r.unit_id])
		then
			assignee_id := worker.id;
			why := why || route_note(case when worker.stands_in
			    then 'substitute' else 'referent' end, '{}');
		end if;
	elsif mode = 'least_loaded' then
		select w.staff_id, w.load into worker
		  from route_workers(here.id, role, excluded) w
		 order by w.load, w.staff_id limit 1;
		if worker.staff_id is not null then
			assignee_id := worker.staff_id;
			why := why || route_note('least_loaded',
			    jsonb_build_object('open', worker.load));
		end if;
	end if;
	if assignee_id is null then
		why := why || route_note('pool', jsonb_build_object(
		    'unit', here.name, 'role', role));
	end if;
end
$$;
CREATE FUNCTION public.route_unit(wanted uuid, wanted_role text) RETURNS SETOF public.route_place
    LANGUAGE sql STABLE
    AS $$
	select u.id, u.name, u.parent_id, u.path[1],
	       exists (select from staff_role r where r.tenant_id = u.tenant_id
	           and r.unit_id = u.id and r.role = wanted_role
	           and (r.valid_to is null or r.valid_to >= current_date))
	  from unit u where u.tenant_id = app_tenant() and u.id = wanted
$$;
CREATE FUNCTION public.route_workers(unit uuid, wanted text, excluded uuid[]) RETURNS TABLE(staff_id uuid, name text, load bigint)
    LANGUAGE sql STABLE
    AS $$
	select s.id, s.name, (select count(*) from task t
	        where t.tenant_id = s.tenant_id and t.assignee_id = s.id
	          and t.state = 'open')
	  from staff_role r join staff s on s.tenant_id = r.tenant_id
	   and s.id = r.staff_id and s.is_active
	 where r.tenant_id = app_tenant() and r.unit_id = unit and r.role = wanted
	   and r.valid_from <= current_date
	   and (r.valid_to is null or r.valid_to >= current_date)
	   and s.id <> all(excluded)
	   and not exists (select from absence a where a.tenant_id = s.tenant_id
	        and a.staff_id = s.id
	        and current_date between a.starts_on and a.ends_on)
$$;
CREATE TABLE public.export_schedule (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    connector text NOT NULL,
    cron text DEFAULT '0 3 1 * *'::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    next_at timestamp with time zone
);
ALTER TABLE ONLY public.export_schedule FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.schedule_card(s public.export_schedule) RETURNS json
    LANGUAGE sql STABLE
    AS $$
	select json_build_object('kind', s.kind, 'connector', s.connector,
	       'cron', s.cron, 'isActive', s.is_active,
	       'nextAt', case when s.is_active then s.next_at end)
$$;
CREATE FUNCTION public.sealed(place text, record_id uuid, subject_id uuid, envelope bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((((((''::text || place) || ':'::text) || (record_id)::text) || ':'::text) || (subject_id)::text) || ':'::text) || translate(encode(envelope, 'base64'::text), '
'::text, ''::text));
CREATE FUNCTION public.sealed_entries(list bytea) RETURNS TABLE(table_id integer, column_id integer, row_id uuid, digest bytea)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	select get_byte(list, o) * 256 + get_byte(list, o + 1),
	       get_byte(list, o + 2) * 256 + get_byte(list, o + 3),
	       encode(substring(list from o + 5 for 16), 'hex')::uuid,
	       substring(list from o + 21 for 32)
	  from generate_series(0, length(list) - 52, 52) as o
$$;
CREATE FUNCTION public.sealed_entry(table_id integer, column_id integer, row_id uuid, digest bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((SUBSTRING(int4send(table_id) FROM 3) || SUBSTRING(int4send(column_id) FROM 3)) || uuid_send(row_id)) || digest);
CREATE FUNCTION public.sealed_may_go(tenant uuid, table_id integer, row_id uuid, written_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select table_id in (5, 6, 26)
	    or (table_id = 16 and exists (select from audit_event e
	           where e.tenant_id = tenant and e.object_id = tenant
	             and e.action = 'history.drop' and written_at <
	                 to_date(audit_detail(e.leaf) ->> 'before', 'YYYY-MM')
	                 + interval '1 day'))
	    or exists (select from audit_event e
	           where e.tenant_id = tenant and e.object_id = row_id
	             and e.action in ('key.destroy', 'file.erase')
	             and e.outcome = 'ok')
$$;
CREATE FUNCTION public.sealed_now(tenant uuid, table_id integer, column_id integer, row_id uuid) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.sealed_replace(relation oid, attribute name, at tid, was bytea, becomes bytea) RETURNS void
    LANGUAGE plpgsql
    AS $_$
begin
	execute format('update %s set %I = $1 where ctid = $2 and %I = $3',
	    relation::regclass, attribute, attribute)
	    using becomes, at, was;
end
$_$;
CREATE FUNCTION public.session_load(hash bytea, idle interval, age interval) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
	s	session;
	answer	json;
begin
	select * into s from session where token_hash = hash
	   and seen_at > now() - idle and created_at > now() - age;
	if not found then
		return null;
	end if;
	with role_now as (
		select r.role, r.unit_id, u.name
		  from staff_role r join unit u on u.tenant_id = r.tenant_id
		   and u.id = r.unit_id
		 where r.tenant_id = s.tenant_id and r.staff_id = s.staff_id
		   and r.valid_from <= current_date
		   and (r.valid_to is null or r.valid_to >= current_date)
	), covered as (
		select u.id, array_agg(distinct r.role) as roles
		  from role_now r join unit u on u.tenant_id = s.tenant_id
		   and u.path @> array[r.unit_id]
		 group by u.id
	)
	select json_build_object(
	       'tenant', json_build_object('id', t.id, 'name', t.name,
	           'country', t.country, 'language', t.language, 'zone', t.zone),
	       'staff', json_build_object('id', f.id, 'name', f.name,
	           'login', f.login, 'language', f.language),
	       'csrf', s.csrf,
	       'createdAt', extract(epoch from s.created_at)::bigint,
	       'stepUpAt', extract(epoch from s.step_up_at)::bigint,
	       'mustEnrol', s.must_enrol,
	       'roles', coalesce((select json_agg(json_build_object('role', role,
	           'unitId', unit_id, 'unitName', name)) from role_now), '[]'),
	       'units', coalesce((select json_agg(json_build_object('id', id,
	           'roles', roles)) from covered), '[]'))
	  into answer
	  from tenant t, staff f
	 where t.id = s.tenant_id and f.tenant_id = s.tenant_id
	   and f.id = s.staff_id and f.is_active;
	if s.seen_at < now() - interval '1 minute' then
		update session set seen_at = now() where token_hash = hash;
	end if;
	return answer;
end
$$;
CREATE FUNCTION public.some_ids(wanted uuid[]) RETURNS TABLE(ids uuid[])
    LANGUAGE sql STABLE ROWS 1
    AS $$ select wanted offset 0 $$;
CREATE FUNCTION public.subtask_card(t public.task) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.sweep_begin() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
	update record_digest_place set swept_at = now()
	 where swept_at < now() - interval '20 hours';
	if not found then
		return false;
	end if;
	delete from record_digest d using (select r.ctid from record_digest r
	        where r.table_id = 6 and r.at_us <
	           (extract(epoch from now()) - 2592000) * 1000000
	        limit 100000) old
	 where d.ctid = old.ctid;
	return true;
end
$$;
CREATE FUNCTION public.sweep_compare(after_tenant uuid, after_table integer, after_row uuid, after_column integer, most integer) RETURNS TABLE(tenant_id uuid, table_id integer, row_id uuid, column_id integer, event_id uuid, wrong text, seen bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select * from record_digest_compare(after_tenant, after_table, after_row,
	    after_column, most)
$$;
CREATE FUNCTION public.sweep_gather(most integer) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	select record_digest_gather(most)
$$;
CREATE FUNCTION public.task_card(t public.task) RETURNS TABLE(card json)
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.task_doers(instance uuid, elements text[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    AS $$
begin
	if cardinality(elements) = 0 then
		return '{}';
	end if;
	return coalesce((select array_agg(t.completed_by) from task t
	       where t.tenant_id = app_tenant() and t.instance_id = instance
	         and t.element_id = any(elements)
	         and t.kind <> 'subtask'
	         and t.completed_by is not null), '{}');
end
$$;
CREATE FUNCTION public.task_is_sound() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	if (new.kind = 'subtask' or new.kind = 'ballot')
	    is distinct from (new.parent_id is not null) then
		raise exception 'sub-tasks and ballots are below a task'
		    using errcode = '23514';
	end if;
	return new;
end
$$;
CREATE FUNCTION public.tenant_key_root_live() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
	if new.wrapped is null then
		return new;
	end if;
	insert into root_key (root_id)
	select wrapped_root(new.wrapped)
	 where not exists (select from root_key) on conflict do nothing;
	perform from root_key
	  where root_id = wrapped_root(new.wrapped) and state = 'active'
	    for share;
	if not found then
		raise exception 'the root key was changed meanwhile'
		    using errcode = '40001';
	end if;
	return new;
end
$$;
CREATE FUNCTION public.unit_set_path() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
	new.path := coalesce((select u.path from unit u
	                       where u.tenant_id = new.tenant_id
	                         and u.id = new.parent_id), '{}') || new.id;
	return new;
end
$$;
CREATE TABLE public.vote (
    tenant_id uuid NOT NULL,
    task_id uuid NOT NULL,
    rule text NOT NULL,
    needed integer NOT NULL,
    quorum integer NOT NULL,
    field text NOT NULL,
    is_secret boolean NOT NULL,
    is_approved boolean,
    in_favour integer,
    against integer,
    abstained integer,
    CONSTRAINT vote_rule_check CHECK ((rule = ANY (ARRAY['threshold'::text, 'majority'::text, 'unanimity'::text])))
);
ALTER TABLE ONLY public.vote FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.vote_card(v public.vote) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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
CREATE FUNCTION public.vote_electorate(record uuid, fallback_unit uuid, groups text[], excluded uuid[]) RETURNS TABLE(place bigint, unit_id uuid, role text, staff_id uuid, stands_in boolean)
    LANGUAGE sql STABLE
    AS $$
	select row_number() over (order by x.nth, x.of_group), x.unit_id,
	       x.role, x.staff_id, x.stands_in
	  from (select distinct on (w.staff_id) w.staff_id, r.unit_id, r.role,
	               w.stands_in, g.of_group, row_number() over (
	                   partition by g.of_group
	                   order by w.stands_in, w.load, w.staff_id) as nth
	          from unnest(groups) with ordinality as g (spec, of_group)
	         cross join lateral route_task(record, fallback_unit, g.spec,
	               'pool', excluded) r
	         cross join lateral vote_workers(r.unit_id, r.role, excluded) w
	         order by w.staff_id, w.stands_in, g.of_group) x
$$;
CREATE FUNCTION public.vote_workers(unit uuid, wanted text, excluded uuid[]) RETURNS TABLE(staff_id uuid, load bigint, stands_in boolean)
    LANGUAGE sql STABLE
    AS $$
	select w.staff_id, w.load, false from route_workers(unit, wanted, excluded) w
	union all
	select distinct s.id, (select count(*) from task t
	           where t.tenant_id = s.tenant_id and t.assignee_id = s.id
	             and t.state = 'open'), true
	  from staff_role r
	  join staff x on x.tenant_id = r.tenant_id and x.id = r.staff_id
	   and x.is_active
	  join absence a on a.tenant_id = r.tenant_id and a.staff_id = r.staff_id
	   and current_date between a.starts_on and a.ends_on
	  join staff s on s.tenant_id = a.tenant_id and s.id = a.substitute_id
	   and s.is_active
	 where r.tenant_id = app_tenant() and r.unit_id = unit and r.role = wanted
	   and r.valid_from <= current_date
	   and (r.valid_to is null or r.valid_to >= current_date)
	   and r.staff_id <> all(excluded) and s.id <> all(excluded)
	   and not exists (select from absence b where b.tenant_id = s.tenant_id
	        and b.staff_id = s.id
	        and current_date between b.starts_on and b.ends_on)
	   and exists (select from staff_role h
	          join unit u on u.tenant_id = h.tenant_id and u.id = unit
	         where h.tenant_id = s.tenant_id and h.staff_id = s.id
	           and h.role = wanted and u.path @> array[h.unit_id]
	           and h.valid_from <= current_date
	           and (h.valid_to is null or h.valid_to >= current_date))
$$;
CREATE FUNCTION public.was_restricted(person uuid, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	select exists (select from restriction r
	        where r.tenant_id = app_tenant() and r.person_id = person
	          and r.set_at <= at and (r.lifted_at is null or r.lifted_at > at))
$$;
CREATE FUNCTION public.work_days() RETURNS smallint
    LANGUAGE sql STABLE
    AS $$
	select coalesce((select weekdays from work_week
	        where tenant_id = app_tenant()), 31::smallint)
$$;
CREATE FUNCTION public.working_day_from(day date) RETURNS date
    LANGUAGE plpgsql STABLE STRICT
    AS $$
declare
	at	date := day;
begin
	for i in 1 .. 366 loop
		exit when is_working_day(at);
		at := at + 1;
	end loop;
	return at;
end
$$;
CREATE FUNCTION public.wrapped_root(wrapped bytea) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((((get_byte(wrapped, 2))::bigint * 16777216) + (get_byte(wrapped, 3) * 65536)) + (get_byte(wrapped, 4) * 256)) + get_byte(wrapped, 5));
CREATE TABLE public.absence (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    staff_id uuid NOT NULL,
    substitute_id uuid,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT absence_check CHECK ((ends_on >= starts_on))
);
ALTER TABLE ONLY public.absence FORCE ROW LEVEL SECURITY;
CREATE TABLE public.audit_batch (
    log smallint NOT NULL,
    first_index bigint NOT NULL,
    n integer NOT NULL,
    xid_low xid8 NOT NULL,
    xid_high xid8 NOT NULL,
    ids uuid[] NOT NULL,
    leaf_hashes bytea NOT NULL,
    tree_size bigint NOT NULL,
    root bytea NOT NULL,
    sealed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_batch_n_check CHECK ((n > 0))
);
CREATE TABLE public.audit_checkpoint (
    log smallint NOT NULL,
    tree_size bigint NOT NULL,
    note text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.audit_cosignature (
    log smallint NOT NULL,
    tree_size bigint NOT NULL,
    witness text NOT NULL,
    line text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.audit_event_other (
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    writer uuid NOT NULL,
    wseq bigint NOT NULL,
    actor_id uuid NOT NULL,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id uuid NOT NULL,
    record_id uuid,
    outcome public.event_outcome NOT NULL,
    purpose text DEFAULT ''::text NOT NULL,
    leaf bytea NOT NULL,
    mac bytea NOT NULL,
    sealed bytea
);
CREATE TABLE public.audit_forward (
    log smallint NOT NULL,
    xid xid8 NOT NULL,
    id uuid NOT NULL,
    forwarded_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.audit_review (
    tenant_id uuid NOT NULL,
    week date NOT NULL,
    reviewed_at timestamp with time zone DEFAULT now() NOT NULL,
    reviewed_by uuid NOT NULL,
    remark text NOT NULL,
    CONSTRAINT audit_review_remark_check CHECK (((length(remark) >= 1) AND (length(remark) <= 2000))),
    CONSTRAINT audit_review_week_check CHECK ((EXTRACT(isodow FROM week) = (1)::numeric))
);
ALTER TABLE ONLY public.audit_review FORCE ROW LEVEL SECURITY;
CREATE TABLE public.audit_tile (
    log smallint NOT NULL,
    level smallint NOT NULL,
    n bigint NOT NULL,
    width smallint NOT NULL,
    hashes bytea NOT NULL
);
CREATE TABLE public.audit_timestamp (
    log smallint NOT NULL,
    tree_size bigint NOT NULL,
    token bytea NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.ballot (
    tenant_id uuid NOT NULL,
    task_id uuid NOT NULL,
    vote_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    envelope bytea NOT NULL,
    cast_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.ballot FORCE ROW LEVEL SECURITY;
CREATE TABLE public.blind_index (
    tenant_id uuid NOT NULL,
    kind smallint NOT NULL,
    epoch smallint NOT NULL,
    tag bytea NOT NULL,
    subject_id uuid NOT NULL,
    CONSTRAINT blind_index_epoch_check CHECK ((epoch > 0)),
    CONSTRAINT blind_index_kind_check CHECK (((kind >= 1) AND (kind <= 32))),
    CONSTRAINT blind_index_tag_check CHECK (((length(tag) >= 2) AND (length(tag) <= 16)))
);
ALTER TABLE ONLY public.blind_index FORCE ROW LEVEL SECURITY;
CREATE TABLE public.code (
    tenant_id uuid NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    parent text,
    label jsonb NOT NULL,
    valid_from date DEFAULT '1900-01-01'::date NOT NULL,
    valid_to date,
    "position" integer DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.code FORCE ROW LEVEL SECURITY;
CREATE TABLE public.correction (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    category text NOT NULL,
    field text NOT NULL,
    envelope bytea NOT NULL,
    corrected_at timestamp with time zone DEFAULT now() NOT NULL,
    corrected_by uuid NOT NULL,
    CONSTRAINT correction_category_check CHECK ((category = ANY (ARRAY['identity'::text, 'contact'::text])))
);
ALTER TABLE ONLY public.correction FORCE ROW LEVEL SECURITY;
CREATE TABLE public.data_key (
    tenant_id uuid NOT NULL,
    dek_id uuid NOT NULL,
    kind public.data_key_kind NOT NULL,
    subject_id uuid NOT NULL,
    gen public.data_key_gen NOT NULL,
    key_id integer NOT NULL,
    wrapped public.wrapped_key,
    state public.data_key_state DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    destroyed_at timestamp with time zone
);
ALTER TABLE ONLY public.data_key FORCE ROW LEVEL SECURITY;
CREATE TABLE public.decision_definition (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    model text NOT NULL,
    xml text NOT NULL,
    checksum bytea NOT NULL,
    deployed_at timestamp with time zone DEFAULT now() NOT NULL,
    deployed_by uuid,
    version_tag text,
    state text DEFAULT 'active'::text NOT NULL,
    CONSTRAINT decision_definition_state_check CHECK ((state = ANY (ARRAY['active'::text, 'retired'::text])))
);
ALTER TABLE ONLY public.decision_definition FORCE ROW LEVEL SECURITY;
CREATE TABLE public.delivery (
    tenant_id uuid NOT NULL,
    outbox_id uuid NOT NULL,
    attempt integer NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    outcome text,
    detail text,
    CONSTRAINT delivery_outcome_check CHECK ((outcome = ANY (ARRAY['delivered'::text, 'retry'::text, 'given_up'::text, 'unknown'::text])))
);
ALTER TABLE ONLY public.delivery FORCE ROW LEVEL SECURITY;
CREATE TABLE public.entry (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    record_id uuid NOT NULL,
    person_id uuid,
    intervention_id uuid,
    kind text NOT NULL,
    category text DEFAULT 'notes'::text NOT NULL,
    envelope bytea NOT NULL,
    corrects_id uuid,
    review_on date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT entry_category_check CHECK ((category = ANY (ARRAY['social'::text, 'economic'::text, 'health'::text, 'violence'::text, 'minors'::text, 'notes'::text]))),
    CONSTRAINT entry_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'interview'::text, 'visit'::text, 'call'::text, 'coordination'::text, 'alert'::text, 'report'::text])))
);
ALTER TABLE ONLY public.entry FORCE ROW LEVEL SECURITY;
CREATE TABLE public.file_chunk (
    tenant_id uuid NOT NULL,
    file_id uuid NOT NULL,
    n integer NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT file_chunk_n_check CHECK ((n >= 0))
);
ALTER TABLE ONLY public.file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.file_chunk FORCE ROW LEVEL SECURITY;
CREATE TABLE public.form_definition (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    schema json NOT NULL,
    checksum bytea NOT NULL,
    deployed_at timestamp with time zone DEFAULT now() NOT NULL,
    deployed_by uuid,
    decisions text[] DEFAULT '{}'::text[] NOT NULL
);
ALTER TABLE ONLY public.form_definition FORCE ROW LEVEL SECURITY;
CREATE TABLE public.history (
    tenant_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    instance_id uuid NOT NULL,
    intervention_id uuid,
    elements text[] NOT NULL,
    types text[] NOT NULL,
    events text[] NOT NULL,
    actor_id uuid,
    detail jsonb,
    note bytea
)
PARTITION BY RANGE (at);
ALTER TABLE ONLY public.history FORCE ROW LEVEL SECURITY;
CREATE VIEW public.history_event WITH (security_invoker='true') AS
 SELECT h.tenant_id,
    h.at,
    h.id,
    e.n,
    h.instance_id,
    h.intervention_id,
    e.element_id,
    e.element_type,
    e.event,
    h.actor_id
   FROM (public.history h
     CROSS JOIN LATERAL UNNEST(h.elements, h.types, h.events) WITH ORDINALITY e(element_id, element_type, event, n));
CREATE TABLE public.history_other (
    tenant_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    instance_id uuid NOT NULL,
    intervention_id uuid,
    elements text[] NOT NULL,
    types text[] NOT NULL,
    events text[] NOT NULL,
    actor_id uuid,
    detail jsonb,
    note bytea
);
CREATE TABLE public.holiday (
    tenant_id uuid NOT NULL,
    day date NOT NULL,
    name text NOT NULL,
    CONSTRAINT holiday_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)))
);
ALTER TABLE ONLY public.holiday FORCE ROW LEVEL SECURITY;
CREATE TABLE public.household_member (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    record_id uuid NOT NULL,
    person_id uuid NOT NULL,
    relation text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT household_member_check CHECK (((valid_to IS NULL) OR (valid_to >= valid_from)))
);
ALTER TABLE ONLY public.household_member FORCE ROW LEVEL SECURITY;
CREATE TABLE public.idempotency (
    tenant_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    response bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_key_check CHECK (((length(key) >= 8) AND (length(key) <= 128)))
);
ALTER TABLE ONLY public.idempotency FORCE ROW LEVEL SECURITY;
CREATE TABLE public.incident (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    instance_id uuid,
    activity bigint,
    element_id text,
    outbox_id uuid,
    kind text NOT NULL,
    message text NOT NULL,
    raised_at timestamp with time zone DEFAULT now() NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    resolution text,
    export_id uuid,
    start_timer_id uuid
);
ALTER TABLE ONLY public.incident FORCE ROW LEVEL SECURITY;
CREATE TABLE public.index_rotation (
    tenant_id uuid NOT NULL,
    epoch smallint NOT NULL,
    state text NOT NULL,
    subject_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    total bigint NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT index_rotation_check CHECK (((state = 'done'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT index_rotation_epoch_check CHECK ((epoch > 1)),
    CONSTRAINT index_rotation_state_check CHECK ((state = ANY (ARRAY['filling'::text, 'dropping'::text, 'done'::text])))
);
ALTER TABLE ONLY public.index_rotation FORCE ROW LEVEL SECURITY;
CREATE TABLE public.instance_variable (
    tenant_id uuid NOT NULL,
    instance_id uuid NOT NULL,
    name text NOT NULL,
    is_open boolean NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    value json NOT NULL
);
ALTER TABLE ONLY public.instance_variable FORCE ROW LEVEL SECURITY;
CREATE TABLE public.intervention_item (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    intervention_id uuid NOT NULL,
    kind text NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    amount_cents bigint,
    starts_on date,
    ends_on date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    CONSTRAINT intervention_item_amount_cents_check CHECK ((amount_cents >= 0)),
    CONSTRAINT intervention_item_kind_check CHECK ((kind = ANY (ARRAY['need'::text, 'demand'::text, 'resource_ideal'::text, 'resource_applied'::text, 'activity'::text])))
);
ALTER TABLE ONLY public.intervention_item FORCE ROW LEVEL SECURITY;
CREATE TABLE public.job (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    instance_id uuid NOT NULL,
    activity bigint NOT NULL,
    element_id text NOT NULL,
    type text NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    retries integer DEFAULT 3 NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    last_error text,
    state text DEFAULT 'ready'::text NOT NULL,
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
ALTER TABLE ONLY public.job FORCE ROW LEVEL SECURITY;
CREATE TABLE public.kinship (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    relative_id uuid NOT NULL,
    kind text NOT NULL,
    valid_from date,
    valid_to date,
    CONSTRAINT kinship_check CHECK ((person_id <> relative_id))
);
ALTER TABLE ONLY public.kinship FORCE ROW LEVEL SECURITY;
CREATE TABLE public.login_link (
    tenant_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    staff_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT login_link_token_hash_check CHECK ((length(token_hash) = 32))
);
ALTER TABLE ONLY public.login_link FORCE ROW LEVEL SECURITY;
CREATE TABLE public.login_wait (
    tenant_id uuid NOT NULL,
    name_mac bytea NOT NULL,
    failures integer NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    CONSTRAINT login_wait_name_mac_check CHECK ((length(name_mac) = 32))
);
ALTER TABLE ONLY public.login_wait FORCE ROW LEVEL SECURITY;
CREATE TABLE public.mention (
    tenant_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    task_id uuid NOT NULL,
    seen_at timestamp with time zone
);
ALTER TABLE ONLY public.mention FORCE ROW LEVEL SECURITY;
CREATE TABLE public.message_buffer (
    tenant_id uuid NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    correlation_key text NOT NULL,
    variables bytea,
    expires_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    consumed_at timestamp with time zone
);
ALTER TABLE ONLY public.message_buffer FORCE ROW LEVEL SECURITY;
CREATE TABLE public.outbox (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    connector text NOT NULL,
    kind text NOT NULL,
    export_id uuid,
    job_id uuid,
    payload bytea,
    file text,
    sha256 bytea NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    delivered_at timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given_up'::text])))
);
ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;
CREATE TABLE public.passkey_challenge (
    challenge_hash bytea NOT NULL,
    holder_hash bytea NOT NULL,
    purpose text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT passkey_challenge_challenge_hash_check CHECK ((length(challenge_hash) = 32)),
    CONSTRAINT passkey_challenge_holder_hash_check CHECK ((length(holder_hash) = 32)),
    CONSTRAINT passkey_challenge_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'confirm'::text, 'enrol'::text])))
);
CREATE TABLE public.passkey_rule (
    tenant_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.passkey_rule FORCE ROW LEVEL SECURITY;
CREATE TABLE public.person (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    sensitivity smallint DEFAULT 1 NOT NULL,
    is_deceased boolean DEFAULT false NOT NULL,
    pseudonym uuid DEFAULT gen_random_uuid() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    changed_xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT person_sensitivity_check CHECK (((sensitivity >= 0) AND (sensitivity <= 3)))
);
ALTER TABLE ONLY public.person FORCE ROW LEVEL SECURITY;
CREATE TABLE public.person_data (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    category text NOT NULL,
    envelope bytea NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT person_data_category_check CHECK ((category = ANY (ARRAY['identity'::text, 'contact'::text, 'social'::text, 'economic'::text, 'health'::text, 'violence'::text, 'minors'::text, 'notes'::text])))
);
ALTER TABLE ONLY public.person_data FORCE ROW LEVEL SECURITY;
CREATE TABLE public.programme (
    tenant_id uuid NOT NULL,
    code text NOT NULL,
    label jsonb NOT NULL,
    process_key text,
    sector text,
    sensitivity smallint DEFAULT 1 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT programme_sensitivity_check CHECK (((sensitivity >= 0) AND (sensitivity <= 3)))
);
ALTER TABLE ONLY public.programme FORCE ROW LEVEL SECURITY;
CREATE TABLE public.receipt (
    tenant_id uuid NOT NULL,
    outbox_id uuid NOT NULL,
    number text NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.receipt FORCE ROW LEVEL SECURITY;
CREATE TABLE public.record (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    number text NOT NULL,
    holder_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    territory_id uuid,
    referent_id uuid,
    state text DEFAULT 'open'::text NOT NULL,
    sensitivity smallint DEFAULT 1 NOT NULL,
    risk smallint DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    opened_by uuid,
    closed_at timestamp with time zone,
    CONSTRAINT record_risk_check CHECK (((risk >= 0) AND (risk <= 3))),
    CONSTRAINT record_sensitivity_check CHECK (((sensitivity >= 0) AND (sensitivity <= 3))),
    CONSTRAINT record_state_check CHECK ((state = ANY (ARRAY['open'::text, 'monitoring'::text, 'closed'::text])))
);
ALTER TABLE ONLY public.record FORCE ROW LEVEL SECURITY;
CREATE TABLE public.record_data (
    tenant_id uuid NOT NULL,
    record_id uuid NOT NULL,
    category text NOT NULL,
    envelope bytea NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT record_data_category_check CHECK ((category = ANY (ARRAY['contact'::text, 'social'::text, 'economic'::text, 'violence'::text, 'notes'::text])))
);
ALTER TABLE ONLY public.record_data FORCE ROW LEVEL SECURITY;
CREATE TABLE public.record_digest (
    tenant_id uuid NOT NULL,
    table_id integer NOT NULL,
    row_id uuid NOT NULL,
    column_id integer NOT NULL,
    event_id uuid NOT NULL,
    at_us bigint NOT NULL,
    written_at timestamp with time zone NOT NULL,
    digests bytea NOT NULL
);
ALTER TABLE ONLY public.record_digest FORCE ROW LEVEL SECURITY;
CREATE TABLE public.record_digest_place (
    xid xid8 NOT NULL,
    id uuid NOT NULL,
    swept_at timestamp with time zone NOT NULL
);
CREATE TABLE public.record_referent (
    tenant_id uuid NOT NULL,
    record_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    valid_from timestamp with time zone DEFAULT now() NOT NULL,
    valid_to timestamp with time zone
);
ALTER TABLE ONLY public.record_referent FORCE ROW LEVEL SECURITY;
CREATE TABLE public.restriction (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    ground text NOT NULL,
    reason bytea NOT NULL,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    set_by uuid NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by uuid,
    lifted_because bytea,
    CONSTRAINT restriction_ground_check CHECK ((ground = ANY (ARRAY['accuracy'::text, 'unlawful'::text, 'claims'::text, 'objection'::text]))),
    CONSTRAINT restriction_lifted CHECK ((num_nulls(lifted_at, lifted_by, lifted_because) = ANY (ARRAY[0, 3])))
);
ALTER TABLE ONLY public.restriction FORCE ROW LEVEL SECURITY;
CREATE TABLE public.root_key (
    root_id bigint NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    destroyed_at timestamp with time zone,
    CONSTRAINT root_key_root_id_check CHECK ((root_id > 0)),
    CONSTRAINT root_key_state_check CHECK ((state = ANY (ARRAY['active'::text, 'decrypt_only'::text, 'destroyed'::text])))
);
CREATE TABLE public.saved_view (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    staff_id uuid NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    view text NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    overdue boolean DEFAULT false NOT NULL,
    unit_id uuid,
    CONSTRAINT saved_view_name_check CHECK ((length(name) <= 60)),
    CONSTRAINT saved_view_programme_check CHECK ((length(programme) <= 64)),
    CONSTRAINT saved_view_view_check CHECK ((view = ANY (ARRAY['mine'::text, 'pool'::text, 'unit'::text, 'done'::text, 'mentions'::text])))
);
ALTER TABLE ONLY public.saved_view FORCE ROW LEVEL SECURITY;
CREATE TABLE public.schema_migration (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.search_variable (
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    CONSTRAINT search_variable_type_check CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'boolean'::text])))
);
ALTER TABLE ONLY public.search_variable FORCE ROW LEVEL SECURITY;
CREATE TABLE public.session (
    tenant_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    staff_id uuid NOT NULL,
    csrf text NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    step_up_at timestamp with time zone,
    must_enrol boolean DEFAULT false NOT NULL,
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32))
);
ALTER TABLE ONLY public.session FORCE ROW LEVEL SECURITY;
CREATE TABLE public.staff (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    language text DEFAULT 'es'::text NOT NULL,
    password_hash text,
    totp_secret bytea,
    totp_last_step bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    last_login_at timestamp with time zone,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT staff_login_check CHECK ((login ~ '^[a-z0-9._@-]{2,64}$'::text))
);
ALTER TABLE ONLY public.staff FORCE ROW LEVEL SECURITY;
CREATE TABLE public.staff_conflict (
    tenant_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    record_id uuid NOT NULL,
    declared_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.staff_conflict FORCE ROW LEVEL SECURITY;
CREATE TABLE public.staff_role (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    staff_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    role text NOT NULL,
    valid_from date DEFAULT CURRENT_DATE NOT NULL,
    valid_to date,
    confirmed_at timestamp with time zone,
    confirmed_by uuid,
    CONSTRAINT staff_role_confirmed CHECK (((confirmed_at IS NOT NULL) OR (confirmed_by IS NULL))),
    CONSTRAINT staff_role_own CHECK ((confirmed_by <> staff_id)),
    CONSTRAINT staff_role_role_check CHECK ((role = ANY (ARRAY['social_worker'::text, 'supervisor'::text, 'clerk'::text, 'psychologist'::text, 'legal'::text, 'auditor'::text, 'security'::text, 'administrator'::text, 'manager'::text])))
);
ALTER TABLE ONLY public.staff_role FORCE ROW LEVEL SECURITY;
CREATE TABLE public.start_timer (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    key text NOT NULL,
    element_id text NOT NULL,
    ordinal smallint NOT NULL,
    definition_id uuid,
    timer text NOT NULL,
    cycle text NOT NULL,
    remaining bigint,
    due_at timestamp with time zone NOT NULL,
    fired_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    is_skipped boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY public.start_timer FORCE ROW LEVEL SECURITY;
CREATE TABLE public.subscription (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    correlation_key text DEFAULT ''::text NOT NULL,
    instance_id uuid,
    definition_id uuid,
    activity bigint DEFAULT 0 NOT NULL,
    element_id text NOT NULL,
    CONSTRAINT subscription_check CHECK (((instance_id IS NULL) <> (definition_id IS NULL))),
    CONSTRAINT subscription_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'signal'::text])))
);
ALTER TABLE ONLY public.subscription FORCE ROW LEVEL SECURITY;
CREATE TABLE public.subtask (
    tenant_id uuid NOT NULL,
    task_id uuid NOT NULL,
    is_mandatory boolean NOT NULL,
    created_by uuid NOT NULL,
    instructions bytea,
    outcome bytea
);
ALTER TABLE ONLY public.subtask FORCE ROW LEVEL SECURITY;
CREATE TABLE public.suspension (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    intervention_id uuid NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone NOT NULL,
    suspended_by uuid,
    until timestamp with time zone,
    resumed_by uuid,
    days integer,
    CONSTRAINT suspension_check CHECK ((until >= since)),
    CONSTRAINT suspension_check1 CHECK (((until IS NULL) = (days IS NULL))),
    CONSTRAINT suspension_days_check CHECK ((days >= 0)),
    CONSTRAINT suspension_reason_check CHECK ((reason = ANY (ARRAY['citizen_requirement'::text, 'expert_report'::text, 'other_administration'::text, 'appeal'::text])))
);
ALTER TABLE ONLY public.suspension FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tenant (
    id uuid DEFAULT public.uuid7() NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    country text DEFAULT 'ES'::text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    language text DEFAULT 'es'::text NOT NULL,
    zone text DEFAULT 'Europe/Madrid'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenant_code_check CHECK ((code ~ '^[A-Za-z0-9_-]{1,32}$'::text)),
    CONSTRAINT tenant_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT tenant_language_check CHECK ((language = ANY (ARRAY['es'::text, 'ca'::text, 'pt'::text, 'it'::text, 'en'::text])))
);
CREATE TABLE public.tenant_key (
    tenant_id uuid NOT NULL,
    purpose smallint NOT NULL,
    key_id integer NOT NULL,
    wrapped bytea,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    destroyed_at timestamp with time zone,
    CONSTRAINT tenant_key_destroyed CHECK ((((state = 'destroyed'::text) = (wrapped IS NULL)) AND ((state = 'destroyed'::text) = (destroyed_at IS NOT NULL)))),
    CONSTRAINT tenant_key_key_id_check CHECK ((key_id > 0)),
    CONSTRAINT tenant_key_purpose_check CHECK (((purpose >= 1) AND (purpose <= 4))),
    CONSTRAINT tenant_key_state_check CHECK ((state = ANY (ARRAY['active'::text, 'decrypt_only'::text, 'destroyed'::text]))),
    CONSTRAINT tenant_key_wrapped_check CHECK (((length(wrapped) >= 78) AND (length(wrapped) <= 1024)))
);
ALTER TABLE ONLY public.tenant_key FORCE ROW LEVEL SECURITY;
CREATE TABLE public.territory (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    unit_id uuid NOT NULL
);
ALTER TABLE ONLY public.territory FORCE ROW LEVEL SECURITY;
CREATE TABLE public.timer (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    instance_id uuid NOT NULL,
    activity bigint NOT NULL,
    element_id text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    held_since timestamp with time zone,
    armed_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.timer FORCE ROW LEVEL SECURITY;
CREATE TABLE public.unit (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    parent_id uuid,
    code text NOT NULL,
    name text NOT NULL,
    kind text DEFAULT 'uts'::text NOT NULL,
    path uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT unit_kind_check CHECK ((kind = ANY (ARRAY['municipality'::text, 'centre'::text, 'uts'::text, 'service'::text])))
);
ALTER TABLE ONLY public.unit FORCE ROW LEVEL SECURITY;
CREATE TABLE public.work_week (
    tenant_id uuid NOT NULL,
    weekdays smallint DEFAULT 31 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT work_week_weekdays_check CHECK (((weekdays >= 1) AND (weekdays <= 127)))
);
ALTER TABLE ONLY public.work_week FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.audit_event ATTACH PARTITION public.audit_event_other DEFAULT;
ALTER TABLE ONLY public.history ATTACH PARTITION public.history_other DEFAULT;
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.audit_batch
    ADD CONSTRAINT audit_batch_pkey PRIMARY KEY (log, first_index);
ALTER TABLE ONLY public.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (log, tree_size);
ALTER TABLE ONLY public.audit_cosignature
    ADD CONSTRAINT audit_cosignature_pkey PRIMARY KEY (log, witness, tree_size);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (tenant_id, at, id);
ALTER TABLE ONLY public.audit_event_other
    ADD CONSTRAINT audit_event_other_pkey PRIMARY KEY (tenant_id, at, id);
ALTER TABLE ONLY public.audit_forward
    ADD CONSTRAINT audit_forward_pkey PRIMARY KEY (log);
ALTER TABLE ONLY public.audit_review
    ADD CONSTRAINT audit_review_pkey PRIMARY KEY (tenant_id, week);
ALTER TABLE ONLY public.audit_tile
    ADD CONSTRAINT audit_tile_pkey PRIMARY KEY (log, level, n, width);
ALTER TABLE ONLY public.audit_timestamp
    ADD CONSTRAINT audit_timestamp_pkey PRIMARY KEY (log, tree_size);
ALTER TABLE ONLY public.ballot
    ADD CONSTRAINT ballot_pkey PRIMARY KEY (tenant_id, task_id);
ALTER TABLE ONLY public.ballot
    ADD CONSTRAINT ballot_tenant_id_vote_id_staff_id_key UNIQUE (tenant_id, vote_id, staff_id);
ALTER TABLE ONLY public.blind_index
    ADD CONSTRAINT blind_index_pkey PRIMARY KEY (tenant_id, kind, epoch, tag, subject_id);
ALTER TABLE ONLY public.break_glass
    ADD CONSTRAINT break_glass_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (tenant_id, scheme, code, valid_from);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.data_key
    ADD CONSTRAINT data_key_pkey PRIMARY KEY (tenant_id, dek_id);
ALTER TABLE ONLY public.decision_definition
    ADD CONSTRAINT decision_definition_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.decision_definition
    ADD CONSTRAINT decision_definition_tenant_id_key_version_key UNIQUE (tenant_id, key, version);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, outbox_id, attempt);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.export_run
    ADD CONSTRAINT export_run_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.export_schedule
    ADD CONSTRAINT export_schedule_pkey PRIMARY KEY (tenant_id, kind);
ALTER TABLE ONLY public.file_chunk
    ADD CONSTRAINT file_chunk_pkey PRIMARY KEY (tenant_id, file_id, n);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.form_definition
    ADD CONSTRAINT form_definition_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.form_definition
    ADD CONSTRAINT form_definition_tenant_id_key_version_key UNIQUE (tenant_id, key, version);
ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (tenant_id, instance_id, at, id);
ALTER TABLE ONLY public.history_other
    ADD CONSTRAINT history_other_pkey PRIMARY KEY (tenant_id, instance_id, at, id) WITH (fillfactor='60');
ALTER TABLE ONLY public.holiday
    ADD CONSTRAINT holiday_pkey PRIMARY KEY (tenant_id, day);
ALTER TABLE ONLY public.household_member
    ADD CONSTRAINT household_member_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, actor_id, key);
ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.index_rotation
    ADD CONSTRAINT index_rotation_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY public.instance_variable
    ADD CONSTRAINT instance_variable_pkey PRIMARY KEY (tenant_id, instance_id, name);
ALTER TABLE ONLY public.intervention_item
    ADD CONSTRAINT intervention_item_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.intervention
    ADD CONSTRAINT intervention_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.intervention
    ADD CONSTRAINT intervention_tenant_id_number_key UNIQUE (tenant_id, number);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.kinship
    ADD CONSTRAINT kinship_pkey PRIMARY KEY (tenant_id, person_id, relative_id, kind);
ALTER TABLE ONLY public.login_link
    ADD CONSTRAINT login_link_pkey PRIMARY KEY (tenant_id, token_hash);
ALTER TABLE ONLY public.login_wait
    ADD CONSTRAINT login_wait_pkey PRIMARY KEY (tenant_id, name_mac);
ALTER TABLE ONLY public.mention
    ADD CONSTRAINT mention_pkey PRIMARY KEY (tenant_id, staff_id, comment_id);
ALTER TABLE ONLY public.message_buffer
    ADD CONSTRAINT message_buffer_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.passkey_challenge
    ADD CONSTRAINT passkey_challenge_pkey PRIMARY KEY (challenge_hash);
ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.passkey_rule
    ADD CONSTRAINT passkey_rule_pkey PRIMARY KEY (tenant_id, role);
ALTER TABLE ONLY public.person_data
    ADD CONSTRAINT person_data_pkey PRIMARY KEY (tenant_id, person_id, category);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_tenant_id_pseudonym_key UNIQUE (tenant_id, pseudonym);
ALTER TABLE ONLY public.process_definition
    ADD CONSTRAINT process_definition_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.process_definition
    ADD CONSTRAINT process_definition_tenant_id_key_version_key UNIQUE (tenant_id, key, version);
ALTER TABLE ONLY public.process_instance
    ADD CONSTRAINT process_instance_pkey PRIMARY KEY (tenant_id, id) WITH (fillfactor='60');
ALTER TABLE ONLY public.programme
    ADD CONSTRAINT programme_pkey PRIMARY KEY (tenant_id, code);
ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (tenant_id, outbox_id);
ALTER TABLE ONLY public.record_data
    ADD CONSTRAINT record_data_pkey PRIMARY KEY (tenant_id, record_id, category);
ALTER TABLE ONLY public.record_digest
    ADD CONSTRAINT record_digest_pkey PRIMARY KEY (tenant_id, table_id, row_id, column_id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.record_referent
    ADD CONSTRAINT record_referent_pkey PRIMARY KEY (tenant_id, record_id, staff_id, valid_from);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_tenant_id_number_key UNIQUE (tenant_id, number);
ALTER TABLE ONLY public.restriction
    ADD CONSTRAINT restriction_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.rights_request
    ADD CONSTRAINT rights_request_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.root_key
    ADD CONSTRAINT root_key_pkey PRIMARY KEY (root_id);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT saved_view_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.search_variable
    ADD CONSTRAINT search_variable_pkey PRIMARY KEY (tenant_id, name);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (tenant_id, token_hash);
ALTER TABLE ONLY public.staff_conflict
    ADD CONSTRAINT staff_conflict_pkey PRIMARY KEY (tenant_id, staff_id, record_id);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_login_key UNIQUE (login);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT staff_role_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.start_timer
    ADD CONSTRAINT start_timer_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.start_timer
    ADD CONSTRAINT start_timer_tenant_id_key_element_id_ordinal_key UNIQUE (tenant_id, key, element_id, ordinal);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.subtask
    ADD CONSTRAINT subtask_pkey PRIMARY KEY (tenant_id, task_id);
ALTER TABLE ONLY public.suspension
    ADD CONSTRAINT suspension_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (tenant_id, id) WITH (fillfactor='60');
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_code_key UNIQUE (code);
ALTER TABLE ONLY public.tenant_key
    ADD CONSTRAINT tenant_key_pkey PRIMARY KEY (tenant_id, purpose, key_id);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT territory_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT territory_tenant_id_code_key UNIQUE (tenant_id, code);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT timer_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_tenant_id_code_key UNIQUE (tenant_id, code);
ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (tenant_id, task_id);
ALTER TABLE ONLY public.work_week
    ADD CONSTRAINT work_week_pkey PRIMARY KEY (tenant_id);
CREATE INDEX absence_staff ON public.absence USING btree (tenant_id, staff_id, ends_on);
CREATE INDEX approval_asked ON public.approval USING btree (tenant_id, requested_by, id DESC);
CREATE INDEX approval_open ON public.approval USING btree (tenant_id, expires_at) WHERE (state = ANY (ARRAY['waiting'::text, 'approved'::text]));
CREATE INDEX audit_event_actor ON ONLY public.audit_event USING btree (tenant_id, actor_id, at DESC, id DESC);
CREATE INDEX audit_event_object ON ONLY public.audit_event USING btree (tenant_id, object_id, at DESC, id DESC);
CREATE INDEX audit_event_order ON ONLY public.audit_event USING btree (xid, id);
CREATE INDEX audit_event_other_tenant_id_actor_id_at_id_idx ON public.audit_event_other USING btree (tenant_id, actor_id, at DESC, id DESC);
CREATE INDEX audit_event_watched ON ONLY public.audit_event USING btree (tenant_id, at) WHERE (((outcome)::text = 'denied'::text) OR (action = 'record.break_glass'::text));
CREATE INDEX audit_event_other_tenant_id_at_idx ON public.audit_event_other USING btree (tenant_id, at) WHERE (((outcome)::text = 'denied'::text) OR (action = 'record.break_glass'::text));
CREATE INDEX audit_event_other_tenant_id_object_id_at_id_idx ON public.audit_event_other USING btree (tenant_id, object_id, at DESC, id DESC);
CREATE INDEX audit_event_record ON ONLY public.audit_event USING btree (tenant_id, record_id, at DESC, id DESC) WHERE (record_id IS NOT NULL);
CREATE INDEX audit_event_other_tenant_id_record_id_at_id_idx ON public.audit_event_other USING btree (tenant_id, record_id, at DESC, id DESC) WHERE (record_id IS NOT NULL);
CREATE INDEX audit_event_other_xid_id_idx ON public.audit_event_other USING btree (xid, id);
CREATE UNIQUE INDEX blind_index_nid ON public.blind_index USING btree (tenant_id, epoch, tag) WHERE (kind = 1);
CREATE INDEX blind_index_subject ON public.blind_index USING btree (tenant_id, subject_id);
CREATE INDEX break_glass_live ON public.break_glass USING btree (tenant_id, staff_id, record_id, expires_at);
CREATE INDEX break_glass_waiting ON public.break_glass USING btree (tenant_id, granted_at) WHERE (reviewed_at IS NULL);
CREATE INDEX comment_intervention ON public.comment USING btree (tenant_id, intervention_id, id) WHERE (intervention_id IS NOT NULL);
CREATE INDEX comment_task ON public.comment USING btree (tenant_id, task_id, id);
CREATE INDEX correction_person ON public.correction USING btree (tenant_id, person_id, id);
CREATE UNIQUE INDEX data_key_active ON public.data_key USING btree (tenant_id, subject_id) WHERE ((state)::text = 'active'::text);
CREATE INDEX data_key_destroyed ON public.data_key USING btree (tenant_id, subject_id) WHERE ((state)::text = 'destroyed'::text);
CREATE UNIQUE INDEX data_key_subject ON public.data_key USING btree (tenant_id, subject_id, gen);
CREATE INDEX data_key_wrapped_by ON public.data_key USING btree (tenant_id, key_id, dek_id) WHERE ((state)::text <> 'destroyed'::text);
CREATE INDEX entry_record ON public.entry USING btree (tenant_id, record_id, id DESC);
CREATE INDEX export_run_time ON public.export_run USING btree (tenant_id, id DESC);
CREATE INDEX export_run_waiting ON public.export_run USING btree (tenant_id, requested_at) WHERE (state = ANY (ARRAY['requested'::text, 'running'::text]));
CREATE INDEX file_instance ON public.file USING btree (tenant_id, instance_id) WHERE (instance_id IS NOT NULL);
CREATE INDEX file_intervention ON public.file USING btree (tenant_id, intervention_id) WHERE (intervention_id IS NOT NULL);
CREATE INDEX file_loose ON public.file USING btree (tenant_id, created_at) WHERE (kept_at IS NULL);
CREATE INDEX file_noise ON public.file USING btree (tenant_id, id) WHERE ((state = 'erased'::text) AND (chunks IS NOT NULL));
CREATE INDEX file_person ON public.file USING btree (tenant_id, person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX file_record ON public.file USING btree (tenant_id, record_id, id DESC);
CREATE INDEX file_task ON public.file USING btree (tenant_id, task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX history_intervention ON ONLY public.history USING btree (tenant_id, intervention_id, at, id) WHERE (intervention_id IS NOT NULL);
CREATE INDEX history_note ON ONLY public.history USING btree (tenant_id, id) WHERE (note IS NOT NULL);
CREATE INDEX history_other_tenant_id_id_idx ON public.history_other USING btree (tenant_id, id) WHERE (note IS NOT NULL);
CREATE INDEX history_other_tenant_id_intervention_id_at_id_idx ON public.history_other USING btree (tenant_id, intervention_id, at, id) WHERE (intervention_id IS NOT NULL);
CREATE UNIQUE INDEX household_member_current ON public.household_member USING btree (tenant_id, person_id) WHERE (valid_to IS NULL);
CREATE INDEX household_member_person ON public.household_member USING btree (tenant_id, person_id);
CREATE INDEX household_member_record ON public.household_member USING btree (tenant_id, record_id);
CREATE INDEX idempotency_age ON public.idempotency USING btree (created_at);
CREATE INDEX incident_instance ON public.incident USING btree (tenant_id, instance_id);
CREATE INDEX incident_open ON public.incident USING btree (tenant_id, raised_at, id) WHERE (resolved_at IS NULL);
CREATE INDEX instance_variable_key ON public.instance_variable USING btree (tenant_id, name, is_open, key, instance_id);
CREATE INDEX intervention_decided ON public.intervention USING btree (tenant_id, decided_at, id) WHERE (state = 'granted'::text);
CREATE INDEX intervention_item_intervention ON public.intervention_item USING btree (tenant_id, intervention_id);
CREATE INDEX intervention_record ON public.intervention USING btree (tenant_id, record_id, id DESC);
CREATE INDEX job_instance ON public.job USING btree (tenant_id, instance_id, activity);
CREATE INDEX job_ready ON public.job USING btree (tenant_id, next_at) WHERE (state = 'ready'::text);
CREATE INDEX kinship_relative ON public.kinship USING btree (tenant_id, relative_id);
CREATE INDEX login_wait_age ON public.login_wait USING btree (tenant_id, failed_at);
CREATE INDEX mention_unseen ON public.mention USING btree (tenant_id, staff_id, task_id) WHERE (seen_at IS NULL);
CREATE INDEX message_buffer_name ON public.message_buffer USING btree (tenant_id, name, correlation_key, received_at) WHERE (consumed_at IS NULL);
CREATE INDEX message_buffer_row ON public.message_buffer USING btree (tenant_id, public.message_row(id));
CREATE INDEX outbox_export ON public.outbox USING btree (tenant_id, export_id);
CREATE INDEX outbox_waiting ON public.outbox USING btree (tenant_id, next_at) WHERE (state = 'waiting'::text);
CREATE INDEX passkey_challenge_age ON public.passkey_challenge USING btree (expires_at);
CREATE UNIQUE INDEX passkey_credential ON public.passkey USING btree (credential_id);
CREATE INDEX passkey_staff ON public.passkey USING btree (tenant_id, staff_id);
CREATE INDEX person_changed ON public.person USING btree (changed_xid);
CREATE INDEX process_instance_history ON public.process_instance USING btree (tenant_id, history_until) WHERE (history_until IS NOT NULL);
CREATE INDEX process_instance_intervention ON public.process_instance USING btree (tenant_id, intervention_id) WHERE (intervention_id IS NOT NULL);
CREATE INDEX process_instance_list ON public.process_instance USING btree (tenant_id, definition_id, state, id) WITH (fillfactor='60');
CREATE INDEX process_instance_parent ON public.process_instance USING btree (tenant_id, parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX record_holder ON public.record USING btree (tenant_id, holder_id);
CREATE INDEX record_unit ON public.record USING btree (tenant_id, unit_id, id);
CREATE UNIQUE INDEX restriction_now ON public.restriction USING btree (tenant_id, person_id) WHERE (lifted_at IS NULL);
CREATE INDEX restriction_person ON public.restriction USING btree (tenant_id, person_id, id);
CREATE UNIQUE INDEX rights_request_once ON public.rights_request USING btree (tenant_id, person_id, kind) WHERE (outcome IS NULL);
CREATE INDEX rights_request_open ON public.rights_request USING btree (tenant_id, due_on, id) WHERE (outcome IS NULL);
CREATE INDEX rights_request_person ON public.rights_request USING btree (tenant_id, person_id, id);
CREATE UNIQUE INDEX root_key_active ON public.root_key USING btree (state) WHERE (state = 'active'::text);
CREATE UNIQUE INDEX saved_view_once ON public.saved_view USING btree (tenant_id, staff_id, view, programme, overdue, COALESCE(unit_id, '00000000-0000-0000-0000-000000000000'::uuid));
CREATE INDEX session_staff ON public.session USING btree (tenant_id, staff_id);
CREATE UNIQUE INDEX session_token ON public.session USING btree (token_hash);
CREATE INDEX staff_role_staff ON public.staff_role USING btree (tenant_id, staff_id);
CREATE INDEX staff_role_unit ON public.staff_role USING btree (tenant_id, unit_id, role);
CREATE INDEX staff_role_who ON public.staff_role USING btree (tenant_id, role, unit_id, staff_id);
CREATE INDEX start_timer_definition ON public.start_timer USING btree (tenant_id, definition_id);
CREATE INDEX start_timer_due ON public.start_timer USING btree (tenant_id, due_at) WHERE (definition_id IS NOT NULL);
CREATE INDEX subscription_instance ON public.subscription USING btree (tenant_id, instance_id, activity);
CREATE INDEX subscription_name ON public.subscription USING btree (tenant_id, kind, name, correlation_key);
CREATE INDEX suspension_intervention ON public.suspension USING btree (tenant_id, intervention_id, since);
CREATE UNIQUE INDEX suspension_open ON public.suspension USING btree (tenant_id, intervention_id) WHERE (until IS NULL);
CREATE INDEX task_candidates ON public.task USING gin (candidates) WHERE (((state)::text = 'open'::text) AND (assignee_id IS NULL) AND (candidates <> '{}'::text[]));
CREATE INDEX task_children ON public.task USING btree (tenant_id, parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX task_done ON public.task USING btree (tenant_id, completed_by, completed_at DESC, id) WHERE ((state)::text = 'done'::text);
CREATE INDEX task_instance ON public.task USING btree (tenant_id, instance_id, activity) WITH (fillfactor='60');
CREATE INDEX task_intervention ON public.task USING btree (tenant_id, intervention_id);
CREATE INDEX task_mine ON public.task USING btree (tenant_id, assignee_id, due_at, id) WHERE (((state)::text = 'open'::text) AND (assignee_id IS NOT NULL));
CREATE INDEX task_pool ON public.task USING btree (tenant_id, unit_id, role, due_at, id) WHERE (((state)::text = 'open'::text) AND (assignee_id IS NULL));
CREATE INDEX task_record ON public.task USING btree (tenant_id, record_id);
CREATE INDEX task_unit ON public.task USING btree (tenant_id, unit_id, due_at, id) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX task_voter ON public.task USING btree (tenant_id, parent_id, assignee_id) WHERE (((kind)::text = 'ballot'::text) AND ((state)::text <> 'cancelled'::text));
CREATE UNIQUE INDEX tenant_key_active ON public.tenant_key USING btree (tenant_id, purpose) WHERE (state = 'active'::text);
CREATE INDEX timer_due ON public.timer USING btree (tenant_id, due_at) WHERE (held_since IS NULL);
CREATE INDEX timer_instance ON public.timer USING btree (tenant_id, instance_id, activity);
CREATE INDEX timer_leased ON public.timer USING btree (tenant_id, lease_until) WHERE (lease_until IS NOT NULL);
CREATE INDEX unit_path ON public.unit USING gin (path);
ALTER INDEX public.audit_event_pkey ATTACH PARTITION public.audit_event_other_pkey;
ALTER INDEX public.audit_event_actor ATTACH PARTITION public.audit_event_other_tenant_id_actor_id_at_id_idx;
ALTER INDEX public.audit_event_watched ATTACH PARTITION public.audit_event_other_tenant_id_at_idx;
ALTER INDEX public.audit_event_object ATTACH PARTITION public.audit_event_other_tenant_id_object_id_at_id_idx;
ALTER INDEX public.audit_event_record ATTACH PARTITION public.audit_event_other_tenant_id_record_id_at_id_idx;
ALTER INDEX public.audit_event_order ATTACH PARTITION public.audit_event_other_xid_id_idx;
ALTER INDEX public.history_pkey ATTACH PARTITION public.history_other_pkey;
ALTER INDEX public.history_note ATTACH PARTITION public.history_other_tenant_id_id_idx;
ALTER INDEX public.history_intervention ATTACH PARTITION public.history_other_tenant_id_intervention_id_at_id_idx;
CREATE TRIGGER audit_final BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_batch FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_final();
CREATE TRIGGER audit_final BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_final();
CREATE TRIGGER audit_final BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_cosignature FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_final();
CREATE TRIGGER audit_final BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH ROW EXECUTE FUNCTION public.audit_is_final();
CREATE TRIGGER audit_final BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_tile FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_final();
CREATE TRIGGER audit_final BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_timestamp FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_final();
CREATE TRIGGER blind_index_every_epoch AFTER INSERT ON public.blind_index REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.blind_index_every_epoch();
CREATE TRIGGER data_key_is_sound BEFORE INSERT OR UPDATE ON public.data_key FOR EACH ROW EXECUTE FUNCTION public.data_key_is_sound();
CREATE TRIGGER export_run_wake AFTER INSERT ON public.export_run FOR EACH STATEMENT EXECUTE FUNCTION public.jobs_wake('exports');
CREATE TRIGGER file_key_destroyed AFTER UPDATE OF state ON public.data_key FOR EACH ROW WHEN ((((new.kind)::smallint = 5) AND ((new.state)::text = 'destroyed'::text))) EXECUTE FUNCTION public.file_key_destroyed();
CREATE TRIGGER incident_notify AFTER INSERT OR UPDATE OF resolved_at ON public.incident FOR EACH ROW EXECUTE FUNCTION public.incident_notify();
CREATE TRIGGER job_wake AFTER INSERT ON public.job FOR EACH STATEMENT EXECUTE FUNCTION public.jobs_wake('services');
CREATE TRIGGER outbox_wake AFTER INSERT OR UPDATE OF next_at ON public.outbox FOR EACH ROW WHEN (((new.state = 'waiting'::text) AND (new.next_at < (now() + '00:01:30'::interval)))) EXECUTE FUNCTION public.jobs_wake('deliveries');
CREATE TRIGGER restricted BEFORE INSERT ON public.comment FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted BEFORE INSERT ON public.entry FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted BEFORE INSERT OR UPDATE OF withdrawn_at ON public.file FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted AFTER INSERT ON public.household_member REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_restricted_rows();
CREATE TRIGGER restricted BEFORE INSERT ON public.intervention FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted BEFORE INSERT ON public.intervention_item FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted BEFORE INSERT OR UPDATE ON public.kinship FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted AFTER INSERT ON public.person_data REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_restricted_rows();
CREATE TRIGGER restricted BEFORE UPDATE ON public.record FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted AFTER INSERT ON public.record_data REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_restricted_rows();
CREATE TRIGGER restricted BEFORE UPDATE OF state ON public.task FOR EACH ROW EXECUTE FUNCTION public.refuse_restricted_task();
CREATE TRIGGER restricted_again BEFORE UPDATE ON public.household_member FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted_again BEFORE UPDATE ON public.person_data FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER restricted_again BEFORE UPDATE ON public.record_data FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION public.refuse_restricted();
CREATE TRIGGER start_timer_wake AFTER INSERT OR UPDATE OF due_at ON public.start_timer FOR EACH ROW WHEN (((new.definition_id IS NOT NULL) AND (new.due_at < (now() + '00:01:30'::interval)))) EXECUTE FUNCTION public.jobs_wake('starts');
CREATE TRIGGER task_is_sound BEFORE INSERT OR UPDATE OF kind, parent_id ON public.task FOR EACH ROW EXECUTE FUNCTION public.task_is_sound();
CREATE TRIGGER tenant_key_root_live BEFORE INSERT OR UPDATE OF wrapped ON public.tenant_key FOR EACH ROW EXECUTE FUNCTION public.tenant_key_root_live();
CREATE TRIGGER timer_wake AFTER INSERT ON public.timer FOR EACH ROW WHEN ((new.due_at < (now() + '00:01:30'::interval))) EXECUTE FUNCTION public.jobs_wake('timers');
CREATE TRIGGER timer_wake_again AFTER UPDATE OF held_since ON public.timer FOR EACH ROW WHEN (((old.held_since IS NOT NULL) AND (new.held_since IS NULL) AND (new.due_at < (now() + '00:01:30'::interval)))) EXECUTE FUNCTION public.jobs_wake('timers');
CREATE TRIGGER unit_path BEFORE INSERT OR UPDATE OF parent_id ON public.unit FOR EACH ROW EXECUTE FUNCTION public.unit_set_path();
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_tenant_id_substitute_id_fkey FOREIGN KEY (tenant_id, substitute_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_tenant_id_decided_by_fkey FOREIGN KEY (tenant_id, decided_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_tenant_id_requested_by_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.audit_review
    ADD CONSTRAINT audit_review_tenant_id_reviewed_by_fkey FOREIGN KEY (tenant_id, reviewed_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.ballot
    ADD CONSTRAINT ballot_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.ballot
    ADD CONSTRAINT ballot_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES public.task(tenant_id, id);
ALTER TABLE ONLY public.ballot
    ADD CONSTRAINT ballot_tenant_id_vote_id_fkey FOREIGN KEY (tenant_id, vote_id) REFERENCES public.vote(tenant_id, task_id);
ALTER TABLE ONLY public.blind_index
    ADD CONSTRAINT blind_index_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.break_glass
    ADD CONSTRAINT break_glass_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.break_glass
    ADD CONSTRAINT break_glass_tenant_id_reviewed_by_fkey FOREIGN KEY (tenant_id, reviewed_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.break_glass
    ADD CONSTRAINT break_glass_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT comment_tenant_id_author_id_fkey FOREIGN KEY (tenant_id, author_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT comment_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES public.task(tenant_id, id);
ALTER TABLE ONLY public.correction
    ADD CONSTRAINT correction_tenant_id_corrected_by_fkey FOREIGN KEY (tenant_id, corrected_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.correction
    ADD CONSTRAINT correction_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.decision_definition
    ADD CONSTRAINT decision_definition_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_tenant_id_outbox_id_fkey FOREIGN KEY (tenant_id, outbox_id) REFERENCES public.outbox(tenant_id, id);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_tenant_id_corrects_id_fkey FOREIGN KEY (tenant_id, corrects_id) REFERENCES public.entry(tenant_id, id);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_tenant_id_intervention_id_fkey FOREIGN KEY (tenant_id, intervention_id) REFERENCES public.intervention(tenant_id, id);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.export_run
    ADD CONSTRAINT export_run_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.export_schedule
    ADD CONSTRAINT export_schedule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.file_chunk
    ADD CONSTRAINT file_chunk_tenant_id_file_id_fkey FOREIGN KEY (tenant_id, file_id) REFERENCES public.file(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_created_by_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_intervention_id_fkey FOREIGN KEY (tenant_id, intervention_id) REFERENCES public.intervention(tenant_id, id);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES public.task(tenant_id, id);
ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_tenant_id_withdrawn_by_fkey FOREIGN KEY (tenant_id, withdrawn_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.form_definition
    ADD CONSTRAINT form_definition_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.holiday
    ADD CONSTRAINT holiday_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.household_member
    ADD CONSTRAINT household_member_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.household_member
    ADD CONSTRAINT household_member_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.index_rotation
    ADD CONSTRAINT index_rotation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.instance_variable
    ADD CONSTRAINT instance_variable_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.intervention_item
    ADD CONSTRAINT intervention_item_tenant_id_intervention_id_fkey FOREIGN KEY (tenant_id, intervention_id) REFERENCES public.intervention(tenant_id, id);
ALTER TABLE ONLY public.intervention
    ADD CONSTRAINT intervention_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.intervention
    ADD CONSTRAINT intervention_tenant_id_programme_fkey FOREIGN KEY (tenant_id, programme) REFERENCES public.programme(tenant_id, code);
ALTER TABLE ONLY public.intervention
    ADD CONSTRAINT intervention_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.kinship
    ADD CONSTRAINT kinship_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.kinship
    ADD CONSTRAINT kinship_tenant_id_relative_id_fkey FOREIGN KEY (tenant_id, relative_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.login_link
    ADD CONSTRAINT login_link_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.login_wait
    ADD CONSTRAINT login_wait_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.mention
    ADD CONSTRAINT mention_tenant_id_comment_id_fkey FOREIGN KEY (tenant_id, comment_id) REFERENCES public.comment(tenant_id, id);
ALTER TABLE ONLY public.mention
    ADD CONSTRAINT mention_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.message_buffer
    ADD CONSTRAINT message_buffer_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.passkey_rule
    ADD CONSTRAINT passkey_rule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.person_data
    ADD CONSTRAINT person_data_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.process_definition
    ADD CONSTRAINT process_definition_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.programme
    ADD CONSTRAINT programme_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_tenant_id_outbox_id_fkey FOREIGN KEY (tenant_id, outbox_id) REFERENCES public.outbox(tenant_id, id);
ALTER TABLE ONLY public.record_data
    ADD CONSTRAINT record_data_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.record_referent
    ADD CONSTRAINT record_referent_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.record_referent
    ADD CONSTRAINT record_referent_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_tenant_id_holder_id_fkey FOREIGN KEY (tenant_id, holder_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_tenant_id_referent_id_fkey FOREIGN KEY (tenant_id, referent_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_tenant_id_territory_id_fkey FOREIGN KEY (tenant_id, territory_id) REFERENCES public.territory(tenant_id, id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_tenant_id_unit_id_fkey FOREIGN KEY (tenant_id, unit_id) REFERENCES public.unit(tenant_id, id);
ALTER TABLE ONLY public.restriction
    ADD CONSTRAINT restriction_tenant_id_lifted_by_fkey FOREIGN KEY (tenant_id, lifted_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.restriction
    ADD CONSTRAINT restriction_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.restriction
    ADD CONSTRAINT restriction_tenant_id_set_by_fkey FOREIGN KEY (tenant_id, set_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.rights_request
    ADD CONSTRAINT rights_request_tenant_id_decided_by_fkey FOREIGN KEY (tenant_id, decided_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.rights_request
    ADD CONSTRAINT rights_request_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.person(tenant_id, id);
ALTER TABLE ONLY public.rights_request
    ADD CONSTRAINT rights_request_tenant_id_registered_by_fkey FOREIGN KEY (tenant_id, registered_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT saved_view_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT saved_view_tenant_id_unit_id_fkey FOREIGN KEY (tenant_id, unit_id) REFERENCES public.unit(tenant_id, id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.staff_conflict
    ADD CONSTRAINT staff_conflict_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES public.record(tenant_id, id);
ALTER TABLE ONLY public.staff_conflict
    ADD CONSTRAINT staff_conflict_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT staff_role_tenant_id_confirmed_by_fkey FOREIGN KEY (tenant_id, confirmed_by) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT staff_role_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT staff_role_tenant_id_unit_id_fkey FOREIGN KEY (tenant_id, unit_id) REFERENCES public.unit(tenant_id, id);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.start_timer
    ADD CONSTRAINT start_timer_tenant_id_definition_id_fkey FOREIGN KEY (tenant_id, definition_id) REFERENCES public.process_definition(tenant_id, id);
ALTER TABLE ONLY public.start_timer
    ADD CONSTRAINT start_timer_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.subtask
    ADD CONSTRAINT subtask_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES public.task(tenant_id, id);
ALTER TABLE ONLY public.suspension
    ADD CONSTRAINT suspension_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.suspension
    ADD CONSTRAINT suspension_tenant_id_intervention_id_fkey FOREIGN KEY (tenant_id, intervention_id) REFERENCES public.intervention(tenant_id, id);
ALTER TABLE ONLY public.tenant_key
    ADD CONSTRAINT tenant_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT territory_tenant_id_unit_id_fkey FOREIGN KEY (tenant_id, unit_id) REFERENCES public.unit(tenant_id, id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES public.unit(tenant_id, id);
ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES public.task(tenant_id, id);
ALTER TABLE ONLY public.work_week
    ADD CONSTRAINT work_week_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id);
ALTER TABLE public.absence ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_review ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ballot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.blind_index ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.break_glass ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.code ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.comment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.correction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.decision_definition ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.export_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.export_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.file ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.file_chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.form_definition ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.history ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.holiday ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.household_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.incident ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.index_rotation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.instance_variable ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.intervention ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.intervention_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.job ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.kinship ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.login_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.login_wait ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.mention ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.message_buffer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.passkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.passkey_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.person_data ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.process_definition ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.process_instance ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.programme ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.record ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.record_data ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.record_digest ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.record_referent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.restriction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.rights_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.saved_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.search_variable ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_conflict ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_role ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.start_timer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.subscription ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.subtask ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.suspension ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.task ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.absence USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.approval USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.audit_event USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.audit_review USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.ballot USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.blind_index USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.break_glass USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.code USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.comment USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.correction USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.data_key USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.decision_definition USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.delivery USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.entry USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.export_run USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.export_schedule USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.file USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.file_chunk USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.form_definition USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.history USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.holiday USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.household_member USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.idempotency USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.incident USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.index_rotation USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.instance_variable USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.intervention USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.intervention_item USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.job USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.kinship USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.login_link USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.login_wait USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.mention USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.message_buffer USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.outbox USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.passkey USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.passkey_rule USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.person USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.person_data USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.process_definition USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.process_instance USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.programme USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.receipt USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.record USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.record_data USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.record_digest USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.record_referent USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.restriction USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.rights_request USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.saved_view USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.search_variable USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.session USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.staff USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.staff_conflict USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.staff_role USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.start_timer USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.subscription USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.subtask USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.suspension USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.task USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.tenant_key USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.territory USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.timer USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.unit USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.vote USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
CREATE POLICY tenant ON public.work_week USING ((tenant_id = (current_setting('app.tenant'::text))::uuid)) WITH CHECK ((tenant_id = (current_setting('app.tenant'::text))::uuid));
ALTER TABLE public.tenant_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.territory ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.timer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.vote ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.work_week ENABLE ROW LEVEL SECURITY;
GRANT SELECT,INSERT ON TABLE public.approval TO vinculo_app;
GRANT UPDATE(state) ON TABLE public.approval TO vinculo_app;
GRANT UPDATE(decided_by) ON TABLE public.approval TO vinculo_app;
GRANT UPDATE(decided_at) ON TABLE public.approval TO vinculo_app;
GRANT UPDATE(answer) ON TABLE public.approval TO vinculo_app;
GRANT UPDATE(used_at) ON TABLE public.approval TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_event TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.intervention TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.comment TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.process_definition TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.export_run TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.file TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.break_glass TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.process_instance TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.task TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkey TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.rights_request TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.export_schedule TO vinculo_app;
REVOKE ALL ON FUNCTION public.sweep_begin() FROM PUBLIC;
GRANT ALL ON FUNCTION public.sweep_begin() TO vinculo_app;
REVOKE ALL ON FUNCTION public.sweep_compare(after_tenant uuid, after_table integer, after_row uuid, after_column integer, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sweep_compare(after_tenant uuid, after_table integer, after_row uuid, after_column integer, most integer) TO vinculo_app;
REVOKE ALL ON FUNCTION public.sweep_gather(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sweep_gather(most integer) TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.vote TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.absence TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_batch TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_checkpoint TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_cosignature TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.audit_forward TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_review TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_tile TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.audit_timestamp TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.ballot TO vinculo_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.blind_index TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.code TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.correction TO vinculo_app;
GRANT UPDATE(envelope) ON TABLE public.correction TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.data_key TO vinculo_app;
GRANT UPDATE(key_id) ON TABLE public.data_key TO vinculo_app;
GRANT UPDATE(wrapped) ON TABLE public.data_key TO vinculo_app;
GRANT UPDATE(state) ON TABLE public.data_key TO vinculo_app;
GRANT UPDATE(destroyed_at) ON TABLE public.data_key TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.decision_definition TO vinculo_app;
GRANT UPDATE(state) ON TABLE public.decision_definition TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.delivery TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.entry TO vinculo_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.file_chunk TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.form_definition TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.history TO vinculo_app;
GRANT SELECT ON TABLE public.history_event TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.holiday TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.household_member TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.incident TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.index_rotation TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.instance_variable TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intervention_item TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.kinship TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.login_link TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.login_wait TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mention TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message_buffer TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.outbox TO vinculo_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.passkey_rule TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.person TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.person_data TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.programme TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.receipt TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.record TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.record_data TO vinculo_app;
GRANT SELECT ON TABLE public.record_digest TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.record_referent TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.restriction TO vinculo_app;
GRANT SELECT ON TABLE public.root_key TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.saved_view TO vinculo_app;
GRANT SELECT ON TABLE public.schema_migration TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.search_variable TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.session TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.staff TO vinculo_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.staff_conflict TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.staff_role TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.start_timer TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.subscription TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.subtask TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.suspension TO vinculo_app;
GRANT SELECT ON TABLE public.tenant TO vinculo_app;
GRANT SELECT,INSERT ON TABLE public.tenant_key TO vinculo_app;
GRANT UPDATE(wrapped) ON TABLE public.tenant_key TO vinculo_app;
GRANT UPDATE(state) ON TABLE public.tenant_key TO vinculo_app;
GRANT UPDATE(destroyed_at) ON TABLE public.tenant_key TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.territory TO vinculo_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.timer TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.unit TO vinculo_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.work_week TO vinculo_app;
