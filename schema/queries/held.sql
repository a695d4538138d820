-- A person's copy of what is held about them (server/api/person_copy.c), part by
-- part.  Each gives items as JSON and the cursor of the next page, null when there
-- is none: of person $1 in record $2, after cursor $3, $4 items.  Nobody of the
-- staff is named, and of other persons nothing is said but how they are kin.

-- name: held_records
-- Where the person lives and lived, the newest first.
select record_id, max(valid_from) from household_member
 where tenant_id = app_tenant() and person_id = $1::uuid
 group by record_id order by max(valid_from) desc, record_id limit $2::int;

-- name: held_head
-- How the document begins; $1: the categories that are shown.
select json_build_object('format', 'vinculo-person-copy/1', 'madeAt', now(),
       'municipality', name, 'categories', $1::json)
  from tenant where id = app_tenant();

-- name: held_person
select json_build_array(json_build_object('id', id, 'pseudonym', pseudonym,
       'sensitivity', sensitivity, 'isDeceased', is_deceased,
       'registeredAt', created_at)), null
  from person where tenant_id = app_tenant() and id = $1::uuid;

-- name: held_data
select coalesce(json_agg(json_build_object('category', category,
       'value', sealed('person.' || category, person_id, person_id, envelope),
       'updatedAt', updated_at) order by category), '[]'), null
  from person_data where tenant_id = app_tenant() and person_id = $1::uuid;

-- name: held_households
-- Of a household that the person left, nothing of what it is now.
select coalesce(json_agg(json_build_object('recordNumber', r.number,
       'relation', m.relation, 'from', m.valid_from, 'to', m.valid_to,
       'now', case when m.valid_to is null then json_build_object(
           'isHolder', r.holder_id = m.person_id, 'unit', u.name,
           'territory', t.name, 'state', r.state, 'openedAt', r.opened_at,
           'closedAt', r.closed_at, 'sensitivity', r.sensitivity,
           'risk', r.risk) end) order by m.valid_from, m.id), '[]'), null
  from household_member m
  join record r on r.tenant_id = m.tenant_id and r.id = m.record_id
  join unit u on u.tenant_id = r.tenant_id and u.id = r.unit_id
  left join territory t on t.tenant_id = r.tenant_id and t.id = r.territory_id
 where m.tenant_id = app_tenant() and m.person_id = $1::uuid
   and m.record_id = $2::uuid;

-- name: held_household_data
-- Of where the person lives now: what has become of a household since somebody
-- left it is the business of those who stayed.
select coalesce(json_agg(json_build_object('recordNumber', r.number,
       'category', d.category, 'value', sealed('record.' || d.category,
           d.record_id, d.record_id, d.envelope), 'updatedAt', d.updated_at)
       order by d.category), '[]'), null
  from record_data d
  join record r on r.tenant_id = d.tenant_id and r.id = d.record_id
 where d.tenant_id = app_tenant() and d.record_id = $2::uuid
   and exists (select from household_member m where m.tenant_id = d.tenant_id
        and m.record_id = d.record_id and m.person_id = $1::uuid
        and m.valid_to is null);

-- name: held_kinships
-- How, not who.
select coalesce(json_agg(json_build_object('kind', kind,
       'isSaidOf', case when person_id = $1::uuid then 'person'
           else 'relative' end, 'from', valid_from, 'to', valid_to)
       order by kind, valid_from), '[]'), null
  from kinship
 where tenant_id = app_tenant() and $1::uuid in (person_id, relative_id);

-- name: held_notes
-- Those of the person.  Of those of the whole household, written while the
-- person lived there, only that there are: others are spoken of in them.
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select e.id, json_build_object('kind', e.kind,
               'category', e.category, 'at', e.created_at,
               'recordNumber', r.number, 'interventionNumber', i.number,
               'reviewOn', e.review_on,
               'isCorrection', e.corrects_id is not null,
               'isOfHousehold', w.household, 'value',
               case when not w.household then sealed('entry.' || e.category,
                   e.id, e.record_id, e.envelope) end) as item
          from entry e
          join record r on r.tenant_id = e.tenant_id and r.id = e.record_id
          left join intervention i on i.tenant_id = e.tenant_id
               and i.id = e.intervention_id
         cross join lateral (select coalesce(e.person_id, i.person_id)
               is null as household) w
         where e.tenant_id = app_tenant() and e.record_id = $2::uuid
           and ($3::uuid is null or e.id > $3::uuid)
           and (coalesce(e.person_id, i.person_id) = $1::uuid
             or (w.household and lived_in($1::uuid, e.record_id,
                   e.created_at)))
         order by e.id limit $4::int) q;

-- name: held_interventions
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select i.id, json_build_object('number', i.number,
               'recordNumber', r.number, 'programme', i.programme,
               'sector', i.sector, 'unit', u.name, 'state', i.state,
               'sensitivity', i.sensitivity, 'openedAt', i.opened_at,
               'decidedAt', i.decided_at, 'closedAt', i.closed_at,
               'legalTerm', i.legal_term, 'legalFrom', i.legal_from,
               'legalDays', i.legal_days, 'extendedDays', i.extended_days,
               'items', coalesce((select json_agg(json_build_object(
                   'kind', t.kind, 'scheme', t.scheme, 'code', t.code,
                   'amountCents', t.amount_cents, 'from', t.starts_on,
                   'to', t.ends_on, 'at', t.created_at) order by t.id)
                   from intervention_item t where t.tenant_id = i.tenant_id
                    and t.intervention_id = i.id), '[]'),
               'suspensions', coalesce((select json_agg(json_build_object(
                   'reason', s.reason, 'since', s.since, 'until', s.until,
                   'days', s.days) order by s.since)
                   from suspension s where s.tenant_id = i.tenant_id
                    and s.intervention_id = i.id), '[]')) as item
          from intervention i
          join record r on r.tenant_id = i.tenant_id and r.id = i.record_id
          join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id
         where i.tenant_id = app_tenant() and i.person_id = $1::uuid
           and i.record_id = $2::uuid
           and ($3::uuid is null or i.id > $3::uuid)
         order by i.id limit $4::int) q;

-- name: held_tasks
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select t.id, json_build_object('interventionNumber', i.number,
               'name', t.name, 'kind', t.kind, 'state', t.state,
               'form', t.form_key, 'unit', u.name, 'role', t.role,
               'createdAt', t.created_at, 'completedAt', t.completed_at,
               'dueAt', nullif(t.due_at, 'infinity'),
               'followUpAt', t.follow_up_at, 'escalatedAt', t.escalated_at,
               'heldSince', t.held_since, 'routedBecause', (select json_agg(
                   y -> 'code') from jsonb_array_elements(t.why) y),
               'draft', sealed('task.draft', t.id, i.id, t.draft),
               'instructions', sealed('subtask.instructions', t.id, i.id,
                   x.instructions),
               'outcome', sealed('subtask.outcome', t.id, i.id,
                   x.outcome)) as item
          from intervention i
          join task t on t.tenant_id = i.tenant_id
               and t.intervention_id = i.id
          join unit u on u.tenant_id = t.tenant_id and u.id = t.unit_id
          left join subtask x on x.tenant_id = t.tenant_id
               and x.task_id = t.id
         where i.tenant_id = app_tenant() and i.person_id = $1::uuid
           and i.record_id = $2::uuid and t.kind <> 'ballot'
           and ($3::uuid is null or t.id > $3::uuid)
         order by t.id limit $4::int) q;

-- name: held_comments
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select c.id, json_build_object('interventionNumber', i.number,
               'at', c.created_at, 'editedAt', c.edited_at,
               'withdrawnAt', c.withdrawn_at, 'value',
               case when c.withdrawn_at is null then sealed('comment.notes',
                   c.id, c.subject_id, c.envelope) end) as item
          from intervention i
          join comment c on c.tenant_id = i.tenant_id
               and c.intervention_id = i.id
         where i.tenant_id = app_tenant() and i.person_id = $1::uuid
           and i.record_id = $2::uuid
           and ($3::uuid is null or c.id > $3::uuid)
         order by c.id limit $4::int) q;

-- name: held_votes
-- Opinions when they are no longer secret.
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select t.id, json_build_object('interventionNumber', i.number,
               'name', t.name, 'isApproved', v.is_approved,
               'inFavour', v.in_favour, 'against', v.against,
               'abstained', v.abstained, 'isSecret', v.is_secret,
               'ballots', coalesce((select json_agg(json_build_object(
                   'at', b.cast_at, 'value', case when not v.is_secret
                       or v.is_approved is not null then
                       sealed('ballot.notes', b.task_id, i.id, b.envelope)
                       end) order by b.cast_at)
                   from ballot b where b.tenant_id = t.tenant_id
                    and b.vote_id = t.id), '[]')) as item
          from intervention i
          join task t on t.tenant_id = i.tenant_id
               and t.intervention_id = i.id
          join vote v on v.tenant_id = t.tenant_id and v.task_id = t.id
         where i.tenant_id = app_tenant() and i.person_id = $1::uuid
           and i.record_id = $2::uuid
           and ($3::uuid is null or t.id > $3::uuid)
         order by t.id limit $4::int) q;

-- name: held_instance
-- The next process instance of the person's cases; what was filled in is in its
-- state.
select p.id, json_build_object('interventionNumber', i.number,
       'process', d.name, 'version', d.version, 'state', p.state,
       'startedAt', p.started_at, 'endedAt', p.ended_at)
  from intervention i
  join process_instance p on p.tenant_id = i.tenant_id
       and p.intervention_id = i.id
  join process_definition d on d.tenant_id = p.tenant_id
       and d.id = p.definition_id
 where i.tenant_id = app_tenant() and i.person_id = $1::uuid
   and i.record_id = $2::uuid and ($3::uuid is null or p.id > $3::uuid)
 order by p.id limit 1;

-- name: held_history
select coalesce(json_agg(q.item order by q.at, q.id), '[]'),
       case when count(*) = $4::int then
           (array_agg(q.at || '~' || q.id order by q.at, q.id))[$4] end
  from (select h.at, h.id, json_build_object('interventionNumber', i.number,
               'at', h.at, 'events', (select json_agg(json_build_object(
                   'element', e.element, 'type', e.type, 'event', e.event)
                   order by e.n) from unnest(h.elements, h.types, h.events)
                   with ordinality as e (element, type, event, n)),
               'detail', h.detail, 'note', sealed('history.note', h.id,
                   h.intervention_id, h.note)) as item
          from intervention i
          join history h on h.tenant_id = i.tenant_id
               and h.intervention_id = i.id
         where i.tenant_id = app_tenant() and i.person_id = $1::uuid
           and i.record_id = $2::uuid
           and ($3::text is null or (h.at, h.id) >
                (split_part($3, '~', 1)::timestamptz,
                 split_part($3, '~', 2)::uuid))
         order by h.at, h.id limit $4::int) q;

-- name: held_files
-- Those of one sensitivity, $5: what may be shown of them depends on it.
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select f.id, json_build_object('recordNumber', r.number,
               'interventionNumber', i.number, 'kind', f.kind,
               'category', f.category, 'sensitivity', f.sensitivity,
               'extension', f.extension, 'at', f.created_at,
               'withdrawnAt', f.withdrawn_at,
               'address', case when f.state = 'stored'
                   and f.withdrawn_at is null
                   then '/api/v1/files/' || f.id || '/content' end,
               'value', sealed('file.' || f.category, f.id, f.id, f.envelope),
               'reason', sealed('file.reason', f.id, f.id, f.reason)) as item
          from file f
          join record r on r.tenant_id = f.tenant_id and r.id = f.record_id
          left join intervention i on i.tenant_id = f.tenant_id
               and i.id = f.intervention_id
         where f.tenant_id = app_tenant() and f.record_id = $2::uuid
           and coalesce(f.person_id, i.person_id) = $1::uuid
           and f.state <> 'uploading' and f.kept_at is not null
           and greatest(f.sensitivity, 1) = $5::int
           and ($3::uuid is null or f.id > $3::uuid)
         order by f.id limit $4::int) q;

-- name: held_accesses
-- Who looked at the record while the person lived there, or at the person's own
-- things; not at those of others.
select coalesce(json_agg(audit_access(q.e) order by q.at desc, q.id desc), '[]'),
       case when count(*) = $4::int then
           (array_agg(q.at || '~' || q.id order by q.at desc, q.id desc))[$4]
       end
  from (select e, e.at, e.id from audit_event e
         where e.tenant_id = app_tenant() and e.record_id = $2::uuid
           and ($3::text is null or (e.at, e.id) <
                (split_part($3, '~', 1)::timestamptz,
                 split_part($3, '~', 2)::uuid))
           and audit_concerns(e, $1::uuid)
         order by e.at desc, e.id desc limit $4::int) q;

-- name: held_accesses_alone
-- While the person had no record.
select coalesce(json_agg(audit_access(q.e) order by q.at desc, q.id desc), '[]'),
       case when count(*) = $4::int then
           (array_agg(q.at || '~' || q.id order by q.at desc, q.id desc))[$4]
       end
  from (select e, e.at, e.id from audit_event e
         where e.tenant_id = app_tenant() and e.object_id = $1::uuid
           and e.record_id is not distinct from $2::uuid
           and ($3::text is null or (e.at, e.id) <
                (split_part($3, '~', 1)::timestamptz,
                 split_part($3, '~', 2)::uuid))
         order by e.at desc, e.id desc limit $4::int) q;

-- name: held_extraordinary
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select g.id, json_build_object('at', g.granted_at,
               'until', g.expires_at, 'reasonCode', g.reason_code,
               'reason', g.reason, 'reviewedAt', g.reviewed_at,
               'review', g.review) as item
          from break_glass g
         where g.tenant_id = app_tenant() and g.record_id = $2::uuid
           and ($3::uuid is null or g.id > $3::uuid)
           and lived_in($1::uuid, g.record_id, g.granted_at)
         order by g.id limit $4::int) q;

-- name: held_deliveries
-- What the state was sent: by the rule that export_cursor sends by.
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select o.id, json_build_object('kind', o.kind,
               'connector', o.connector, 'from', x.period_from,
               'to', x.period_to, 'producedAt', o.created_at,
               'state', o.state, 'deliveredAt', o.delivered_at,
               'receipt', (select c.number from receipt c
                   where c.tenant_id = o.tenant_id
                     and c.outbox_id = o.id limit 1),
               'interventionNumbers', s.numbers) as item
          from export_run x
          join tenant n on n.id = x.tenant_id
          join outbox o on o.tenant_id = x.tenant_id and o.export_id = x.id
         cross join lateral (select json_agg(i.number order by i.id) as numbers
               from intervention i
              where i.tenant_id = x.tenant_id and i.person_id = $1::uuid
                and i.record_id = $2::uuid and i.sensitivity < 3
                and i.state = 'granted' and i.decided_at <= o.created_at
                and not was_restricted(i.person_id, o.created_at)
                and i.decided_at >=
                    x.period_from::timestamp at time zone n.zone
                and i.decided_at <
                    (x.period_to + 1)::timestamp at time zone n.zone) s
         where x.tenant_id = app_tenant() and s.numbers is not null
           and ($3::uuid is null or o.id > $3::uuid)
         order by o.id limit $4::int) q;

-- name: held_restrictions
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select r.id, json_build_object('ground', r.ground, 'setAt', r.set_at,
               'reason', sealed('restriction.reason', r.id, r.person_id,
                   r.reason), 'liftedAt', r.lifted_at, 'liftedBecause',
               sealed('restriction.lifted', r.id, r.person_id,
                   r.lifted_because)) as item
          from restriction r
         where r.tenant_id = app_tenant() and r.person_id = $1::uuid
           and $2::uuid is null and ($3::uuid is null or r.id > $3::uuid)
         order by r.id limit $4::int) q;

-- name: held_requests
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select r.id, json_build_object('kind', r.kind,
               'receivedOn', r.received_on, 'dueOn', r.due_on,
               'words', sealed('request.words', r.id, r.person_id, r.words),
               'outcome', r.outcome, 'ground', r.ground,
               'answer', sealed('request.answer', r.id, r.person_id, r.answer),
               'decidedAt', r.decided_at) as item
          from rights_request r
         where r.tenant_id = app_tenant() and r.person_id = $1::uuid
           and $2::uuid is null and ($3::uuid is null or r.id > $3::uuid)
         order by r.id limit $4::int) q;

-- name: held_corrections
select coalesce(json_agg(q.item order by q.id), '[]'),
       case when count(*) = $4::int then (array_agg(q.id order by q.id))[$4] end
  from (select c.id, json_build_object('at', c.corrected_at,
               'category', c.category, 'field', c.field,
               'values', sealed('correction.' || c.category, c.id,
                   c.person_id, c.envelope)) as item
          from correction c
         where c.tenant_id = app_tenant() and c.person_id = $1::uuid
           and $2::uuid is null and ($3::uuid is null or c.id > $3::uuid)
         order by c.id limit $4::int) q;
