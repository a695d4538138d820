-- Interventions.

-- name: intervention_insert
insert into intervention (tenant_id, id, number, record_id, person_id,
       programme, sector, unit_id, sensitivity, opened_by)
select app_tenant(), $1::uuid, next_number('I'), r.id, $3::uuid, p.code,
       coalesce(p.sector, '0'), r.unit_id,
       greatest(p.sensitivity, r.sensitivity), $5::uuid
  from record r, programme p
 where r.tenant_id = app_tenant() and r.id = $2::uuid
   and p.tenant_id = app_tenant() and p.code = $4 and p.is_active
   and exists (select from household_member m where m.tenant_id = r.tenant_id
        and m.record_id = r.id and m.person_id = $3::uuid)
returning number, unit_id, (select process_key from programme p
       where p.tenant_id = app_tenant() and p.code = $4), sector;

-- name: intervention_item_insert
insert into intervention_item (tenant_id, intervention_id, kind, scheme, code,
       amount_cents, starts_on, ends_on, created_by)
values (app_tenant(), $1::uuid, $2, $3, $4, $5::bigint, $6::date, $7::date,
       $8::uuid);

-- name: intervention_state
update intervention set state = $2, version = version + 1,
       decided_at = case when $2 in ('granted', 'denied')
           then coalesce(decided_at, now()) else decided_at end,
       closed_at = case when $2 = 'open' then null
           else coalesce(closed_at, now()) end
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: intervention_close
-- Its process is over without a decision having closed it.
update intervention set state = 'closed', version = version + 1,
       closed_at = now()
 where tenant_id = app_tenant() and id = $1::uuid and state = 'open';

-- name: intervention_instance
update intervention set instance_id = $2::uuid
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: intervention_record
select record_id from intervention
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: intervention_get
select json_build_object('id', i.id, 'number', i.number,
       'programme', i.programme, 'sector', i.sector, 'state', i.state,
       'openedAt', i.opened_at, 'decidedAt', i.decided_at,
       'personId', i.person_id, 'unitName', u.name,
       'recordId', i.record_id, 'recordNumber', r.number,
       'version', i.version, 'sensitivity', i.sensitivity,
       'beneficiary', sealed('person.identity', i.person_id, i.person_id,
           d.envelope),
       'items', coalesce((select json_agg(json_build_object('id', t.id,
           'kind', t.kind, 'scheme', t.scheme, 'code', t.code,
           'amountCents', t.amount_cents, 'from', t.starts_on,
           'to', t.ends_on) order by t.id) from intervention_item t
           where t.tenant_id = i.tenant_id and t.intervention_id = i.id), '[]'),
       'tasks', coalesce((select json_agg((select card from task_card(t))
               order by t.id)
           from task t where t.tenant_id = i.tenant_id
            and t.intervention_id = i.id), '[]'),
       'instanceId', i.instance_id, 'clock', case_clock(i))
  from intervention i
  join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id
  join record r on r.tenant_id = i.tenant_id and r.id = i.record_id
  left join person_data d on d.tenant_id = i.tenant_id
       and d.person_id = i.person_id and d.category = 'identity'
 where i.tenant_id = app_tenant() and i.id = $1::uuid;

-- name: intervention_history
select json_build_object('items', coalesce(json_agg(q.item), '[]'),
       'next', case when count(*) = $4::int
               then (array_agg(q.cursor))[count(*)] end)
  from (select json_build_object('id', h.id, 'at', h.at,
               'events', (select json_agg(json_build_object(
                   'elementId', e.id, 'elementType', e.type,
                   'elementName', (select t.name
                       from task t where t.tenant_id = h.tenant_id
                        and t.instance_id = h.instance_id
                        and t.element_id = e.id limit 1),
                   'event', e.event) order by e.n)
                  from unnest(h.elements, h.types, h.events)
                       with ordinality as e (id, type, event, n)),
               'actor', s.name, 'detail', h.detail,
               'note', sealed('history.note', h.id, h.intervention_id,
                   h.note)) as item,
               h.at || '~' || h.id as cursor
          from history h left join staff s on s.tenant_id = h.tenant_id
               and s.id = h.actor_id
         where h.tenant_id = app_tenant() and h.intervention_id = $1::uuid
           and ($2::timestamptz is null or (h.at, h.id) < ($2, $3::uuid))
         order by h.at desc, h.id desc
         limit $4::int) q;
