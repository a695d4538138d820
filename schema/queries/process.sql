-- Process definitions, instances and what they wait for.

-- name: definition_get
select id, key, version, name, xml, deployed_at from process_definition
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: definition_latest
-- By key, perhaps by version tag; without its model if it is $3, which is kept.
select id, key, version, name,
       case when id is distinct from $3::uuid then xml end
  from process_definition
 where tenant_id = app_tenant() and key = $1 and state = 'active'
   and ($2::text is null or version_tag = $2)
 order by version desc limit 1;

-- name: definition_insert
-- The next version, or nothing when the last one is the same.
insert into process_definition (tenant_id, id, key, version, version_tag, name,
       xml, checksum, deployed_by, routing)
select app_tenant(), $1::uuid, $2,
       coalesce((select max(version) from process_definition
           where tenant_id = app_tenant() and key = $2), 0) + 1,
       $3, $4, $5, $6::bytea, $7::uuid, $8::text[]
 where not exists (select from process_definition d
        where d.tenant_id = app_tenant() and d.key = $2
          and d.checksum = $6::bytea
          and d.version = (select max(version) from process_definition
              where tenant_id = app_tenant() and key = $2))
returning id;

-- name: definition_card
select definition_card(d) from process_definition d
 where d.tenant_id = app_tenant() and d.key = $1
 order by d.version desc limit 1;

-- name: definition_is_active
select state = 'active' from process_definition
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: definition_state
update process_definition set state = $2
 where tenant_id = app_tenant() and id = $1::uuid
returning key;

-- name: definition_card_of
select definition_card(d) from process_definition d
 where d.tenant_id = app_tenant() and d.id = $1::uuid;

-- name: definition_list
select json_build_object('items', coalesce(json_agg(definition_card(d)
       order by d.key, d.version desc), '[]'))
  from process_definition d where d.tenant_id = app_tenant();

-- name: definition_show
select (definition_card(d)::jsonb || jsonb_build_object('xml', d.xml,
       'startTimers', coalesce((select jsonb_agg(jsonb_build_object(
           'elementId', t.element_id, 'nextAt', nullif(t.due_at, 'infinity'),
           'lastAt', t.fired_at, 'remaining', t.remaining)
           order by t.due_at, t.element_id)
          from start_timer t where t.tenant_id = d.tenant_id
           and t.definition_id = d.id), '[]')))::json
  from process_definition d where d.tenant_id = app_tenant()
   and d.id = $1::uuid;

-- name: definition_statistics
-- Per element, of the newest $2 instances of each state: entered, there now, and
-- the median stay in seconds.  History is read by instance (its limit makes it
-- so), and how long it is does not matter.  The n-th time that an instance
-- leaves an element ends the n-th time that it entered it.
with seen as (select h.id, h.started_at, h.ended_at, s.state
          from unnest('{running,incident,completed,terminated}'::text[])
               as s (state)
         cross join lateral (select i.id, i.started_at, i.ended_at
                  from process_instance i
                 where i.tenant_id = app_tenant()
                   and i.definition_id = $1::uuid and i.state = s.state
                 order by i.id desc limit $2::int) h),
     visit as (select v.element_id, v.left_at is null and s.ended_at is null
               as is_there, extract(epoch from v.left_at - v.at) as seconds
          from seen s cross join lateral (select n.element_id,
                       min(n.at) filter (where n.is_entry) as at,
                       min(n.at) filter (where not n.is_entry) as left_at
                  from (select h.*, row_number() over (partition by
                                h.element_id, h.is_entry
                                order by h.at, h.id, h.n)
                          from (select element_id, event = 'entered'
                                       as is_entry, at, id, n
                                  from history_event
                                 where tenant_id = app_tenant()
                                   and instance_id = s.id
                                   and at >= s.started_at
                                   and at <= coalesce(s.ended_at, 'infinity')
                                   and event in ('entered', 'completed',
                                       'ended')
                                 order by at, id, n limit 1000) h) n
                 group by n.element_id, n.row_number) v
         where v.at is not null)
select json_build_object('instances', (select count(*) from seen),
       'isSample', exists (select from seen group by state
           having count(*) = $2::int),
       'items', coalesce((select json_agg(json_build_object(
           'elementId', element_id, 'entered', entered, 'waiting', waiting,
           'medianSeconds', median) order by element_id)
          from (select element_id, count(*) as entered,
                       count(*) filter (where is_there) as waiting,
                       percentile_cont(0.5) within group (order by seconds)
                           as median
                  from visit group by element_id) v), '[]'))
 where exists (select from process_definition
        where tenant_id = app_tenant() and id = $1);

-- name: process_notify writes
-- Instances began, ended, or have another state; many at once are told as one,
-- without an id: whoever hears of them looks at the list.
select pg_notify('event', json_build_object('tenant', app_tenant(),
       'topic', 'process', 'id', i)::text)
  from unnest(case when cardinality($1::uuid[]) > 50 then '{null}'
              else $1 end) i;

-- name: instance_insert
-- $9 how long its history is kept when it has ended already, or null.
insert into process_instance (tenant_id, id, definition_id, intervention_id,
       parent_id, parent_element, started_by, envelope, state, ended_at,
       history_until)
values (app_tenant(), $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6::uuid,
       $7::bytea, $8::text,
       case when $8::text in ('completed', 'terminated') then now() end,
       now() + $9::interval);

-- name: instance_read
-- What instance_lock says, without the lock.
select i.id, i.definition_id, i.intervention_id, i.parent_id,
       i.parent_element, i.state, i.envelope, i.seq, null
  from process_instance i
 where i.tenant_id = app_tenant() and i.id = $1::uuid;

-- name: instance_record
-- Whom an instance is about.
select v.record_id from process_instance i
  left join intervention v on v.tenant_id = i.tenant_id
       and v.id = i.intervention_id
 where i.tenant_id = app_tenant() and i.id = $1::uuid;

-- name: instance_list
-- Newest first: the head of each version and state is read from the index, then
-- they are merged.  $1 version, $2 states, $3 id after which to go on.
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select instance_summary(x.i) as item,
               (x.i).started_at || '~' || (x.i).id as cursor
          from (select h.i
                  from process_definition d
                 cross join unnest(coalesce($2::text[], '{running,completed,terminated,incident}'))
                       as s (state)
                 cross join lateral (select i from process_instance i
                        where i.tenant_id = app_tenant()
                          and i.definition_id = d.id and i.state = s.state
                          and ($3::uuid is null or i.id < $3)
                        order by i.id desc limit $4::int) h
                 where d.tenant_id = app_tenant()
                   and ($1::uuid is null or d.id = $1)
                 order by (h.i).id desc
                 limit $4::int) x
         order by (x.i).id desc) q;

-- name: instance_lock
-- The last column: what decides about the routing of its next tasks.
select i.id, i.definition_id, i.intervention_id, i.parent_id,
       i.parent_element, i.state, i.envelope, i.seq,
       case when d.routing <> '{}' then
           route_known(d.routing, i.intervention_id) end
  from process_instance i join process_definition d
       on d.tenant_id = i.tenant_id and d.id = i.definition_id
 where i.tenant_id = app_tenant() and i.id = $1::uuid for update of i;

-- name: instance_lock_task
-- The same by one of its tasks.
select i.id, i.definition_id, i.intervention_id, i.parent_id,
       i.parent_element, i.state, i.envelope, i.seq,
       case when d.routing <> '{}' then
           route_known(d.routing, i.intervention_id) end
  from task t join process_instance i on i.tenant_id = t.tenant_id
       and i.id = t.instance_id
  join process_definition d on d.tenant_id = i.tenant_id
       and d.id = i.definition_id
 where t.tenant_id = app_tenant() and t.id = $1::uuid for update of i;

-- name: instance_of_definition
-- Locked in one order, so that two migrations do not wait for each other; $2
-- certain ones or null.
select i.id, v.number from process_instance i
  left join intervention v on v.tenant_id = i.tenant_id
       and v.id = i.intervention_id
 where i.tenant_id = app_tenant() and i.definition_id = $1::uuid
   and i.state in ('running', 'incident')
   and ($2::uuid[] is null or i.id = any($2))
 order by i.id
 limit $3::int for update of i;

-- name: instance_called
-- What the call at a node of an instance began, and what has not ended.
select id from process_instance
 where tenant_id = app_tenant() and parent_id = $1::uuid
   and parent_element = $2 and state in ('running', 'incident')
 order by id;

-- name: instance_running
select count(*) from process_instance where tenant_id = app_tenant()
   and definition_id = $1::uuid and state in ('running', 'incident');

-- name: instance_migrate
-- To another version; $3 says which elements are called otherwise there.
with m as (select * from json_to_recordset($3::json)
           as m (old text, new text, name text)),
     t as (update task t set element_id = m.new, version = t.version + 1,
                  name = case when t.state = 'open' and t.kind <> 'subtask'
                             then m.name else t.name end
             from m where t.tenant_id = app_tenant()
              and t.instance_id = $1::uuid and t.element_id = m.old),
     d as (update timer d set element_id = m.new
             from m where d.tenant_id = app_tenant()
              and d.instance_id = $1::uuid and d.element_id = m.old),
     s as (update subscription s set element_id = m.new
             from m where s.tenant_id = app_tenant()
              and s.instance_id = $1::uuid and s.element_id = m.old),
     j as (update job j set element_id = m.new
             from m where j.tenant_id = app_tenant() and j.state = 'ready'
              and j.instance_id = $1::uuid and j.element_id = m.old),
     n as (update incident n set element_id = m.new
             from m where n.tenant_id = app_tenant() and n.resolved_at is null
              and n.instance_id = $1::uuid and n.element_id = m.old)
update process_instance set definition_id = $2::uuid
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: history_moved
-- One element of an instance goes on as another.
insert into history (tenant_id, instance_id, intervention_id, actor_id,
       elements, types, events)
values (app_tenant(), $1::uuid, $2::uuid, $3::uuid, array[$4::text, $5],
       array[$6::text, $6], '{ended,entered}');

-- name: instance_store
-- seq guards against a writer that did not lock; keep as in instance_insert.
update process_instance i
   set envelope = x.envelope, seq = i.seq + 1, state = x.state,
       ended_at = case when x.state in ('completed', 'terminated') then now() end,
       history_until = now() + x.keep
  from some_ids($1::uuid[]) a
 cross join unnest(a.ids, $2::bytea[], $3::bigint[], $4::text[],
       $5::interval[]) as x (id, envelope, seq, state, keep)
 where i.tenant_id = app_tenant() and i.id = x.id and i.seq = x.seq;

-- name: instance_get
select instance_card(i), i.intervention_id,
       coalesce((select json_agg(json_build_object('id', n.id,
               'node', n.activity, 'elementId', n.element_id,
               'kind', n.kind, 'message', n.message,
               'raisedAt', n.raised_at) order by n.raised_at)
           from incident n where n.tenant_id = i.tenant_id
            and n.instance_id = i.id and n.resolved_at is null), '[]'),
       instance_summary(i) -> 'variables'
  from process_instance i
 where i.tenant_id = app_tenant() and i.id = $1::uuid;

-- name: instance_of_intervention
select instance_card(i) from intervention v join process_instance i
    on i.tenant_id = v.tenant_id and i.id = v.instance_id
 where v.tenant_id = app_tenant() and v.id = $1::uuid;

-- name: history_insert
-- Steps: each has those of the events $7, $8, $9 that are from $5 to $6.
insert into history (tenant_id, id, instance_id, intervention_id, actor_id,
       elements, types, events)
select app_tenant(), x.id, x.instance, x.intervention, $4::uuid,
       ($7::text[])[x.lo : x.hi], ($8::text[])[x.lo : x.hi],
       ($9::text[])[x.lo : x.hi]
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $5::int[], $6::int[])
       as x (id, instance, intervention, lo, hi);

-- name: timer_insert
-- $5 the case: while its clock stands, so does the timer.
insert into timer (tenant_id, instance_id, activity, element_id, due_at,
       held_since)
values (app_tenant(), $1::uuid, $2::bigint, $3,
       to_timestamp($4::float8 / 1000000), (select now() from suspension s
           where s.tenant_id = app_tenant() and s.intervention_id = $5::uuid
             and s.until is null));

-- name: timer_move
update timer set due_at = to_timestamp($3::float8 / 1000000), held_since = null
 where tenant_id = app_tenant() and instance_id = $1::uuid
   and activity = $2::bigint;

-- name: timer_delete
delete from timer where tenant_id = app_tenant() and instance_id = $1::uuid
   and activity = $2::bigint;

-- name: subscription_insert
insert into subscription (tenant_id, kind, name, correlation_key, instance_id,
       activity, element_id)
values (app_tenant(), $1, $2, $3, $4::uuid, $5::bigint, $6);

-- name: subscription_delete
delete from subscription where tenant_id = app_tenant()
   and instance_id = $1::uuid and activity = $2::bigint;

-- name: job_insert
insert into job (tenant_id, id, instance_id, activity, element_id, type,
       headers, retries)
values (app_tenant(), $1::uuid, $2::uuid, $3::bigint, $4, $5, $6::jsonb,
       $7::int);

-- name: job_close
update job set state = case when $3::boolean then 'done' else 'cancelled' end
 where tenant_id = app_tenant() and instance_id = $1::uuid
   and activity = $2::bigint and state = 'ready';

-- name: incident_insert
insert into incident (tenant_id, instance_id, activity, element_id, kind,
       message)
values (app_tenant(), $1::uuid, $2::bigint, $3, $4, left($5, 2000));

-- name: incident_close
update incident set resolved_at = now(), resolved_by = $3::uuid
 where tenant_id = app_tenant() and instance_id = $1::uuid
   and activity = $2::bigint and resolved_at is null;

-- name: incident_list
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $3::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select json_build_object('id', n.id, 'instanceId', n.instance_id,
               'elementId', n.element_id, 'exportId', n.export_id,
               'kind', n.kind, 'message', n.message, 'raisedAt', n.raised_at,
               'resolvedAt', n.resolved_at, 'number', v.number) as item,
               n.raised_at || '~' || n.id as cursor
          from incident n
          left join process_instance i on i.tenant_id = n.tenant_id
               and i.id = n.instance_id
          left join intervention v on v.tenant_id = n.tenant_id
               and v.id = i.intervention_id
         where n.tenant_id = app_tenant() and n.resolved_at is null
           and ($1::timestamptz is null
                or (n.raised_at, n.id) > ($1, $2::uuid))
         order by n.raised_at, n.id
         limit $3::int) q;

-- name: incident_get
select n.id, n.instance_id, n.activity, n.element_id,
       n.resolved_at is not null, n.kind = 'timer.failed',
       n.start_timer_id is not null
  from incident n
 where n.tenant_id = app_tenant() and n.id = $1::uuid for update;

-- name: incident_card
select json_build_object('id', n.id, 'instanceId', n.instance_id,
       'elementId', n.element_id, 'kind', n.kind, 'message', n.message,
       'raisedAt', n.raised_at, 'resolvedAt', n.resolved_at)
  from incident n where n.tenant_id = app_tenant() and n.id = $1::uuid;

-- name: incident_resolve
update incident set resolved_at = now(), resolved_by = $2::uuid,
       resolution = $3
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: subscription_match
-- Who waits for this message, locked: with its key, or without any; the oldest
-- first.
select instance_id, definition_id, activity, element_id from subscription
 where tenant_id = app_tenant() and kind = $1 and name = $2
   and (kind = 'signal' or correlation_key in ($3, ''))
 order by correlation_key = '', id for update;

-- name: message_insert
-- Once only by its id; no row when it was here before.
insert into message_buffer (tenant_id, id, name, correlation_key, variables,
       expires_at, consumed_at)
values (app_tenant(), $1, $2, $3, $4::bytea,
       now() + make_interval(secs => $5::float8),
       case when $6::boolean then now() end)
on conflict do nothing
returning id;

-- name: message_take
-- The oldest that fits a new subscription.
update message_buffer m set consumed_at = now()
 where m.tenant_id = app_tenant() and m.id = (select id from message_buffer b
        where b.tenant_id = app_tenant() and b.name = $1
          and $2 in (b.correlation_key, '') and b.consumed_at is null
          and b.expires_at > now()
        order by b.received_at limit 1 for update skip locked)
returning m.id, m.variables;

-- name: message_missed
-- A message that was kept, and somebody who waits for it all the same.
select s.instance_id, s.activity, s.element_id, s.name, s.correlation_key
  from message_buffer b
  join subscription s on s.tenant_id = b.tenant_id and s.kind = 'message'
       and s.name = b.name and s.correlation_key in (b.correlation_key, '')
       and s.instance_id is not null
 where b.tenant_id = app_tenant() and b.consumed_at is null
   and b.expires_at > now()
 order by b.received_at, s.id limit 1;

-- name: history_months
-- The months that have a partition, before this one (YYYYMM).
select right(c.relname, 6) from pg_inherits i join pg_class c
    on c.oid = i.inhrelid
 where i.inhparent = 'history'::regclass and c.relname ~ '^history_[0-9]{6}$'
   and right(c.relname, 6) < $1
 order by 1;
