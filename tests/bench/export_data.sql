-- Granted interventions for a municipality that has none: as many as
-- `set bench.interventions` says, five for each person, two persons in a family
-- file, with a need, a demand, and every second with money.  The persons'
-- identities are sealed by whoever runs this (bench_export.c).
--
-- Run as the owner, with app.tenant set.

insert into unit (tenant_id, code, name, kind)
values (app_tenant(), 'CSS01', 'Centro de servicios sociales', 'centre');
insert into unit (tenant_id, parent_id, code, name, kind)
select app_tenant(), id, 'UTS01', 'Unidad de trabajo social', 'uts'
  from unit where tenant_id = app_tenant() and code = 'CSS01';
insert into programme (tenant_id, code, label, sector)
values (app_tenant(), 'emergency-aid', '{"es": "Ayuda de emergencia"}', '1');

-- These rows fit each other: no need to ask for every foreign key.
set session_replication_role = replica;

-- Persons 2k and 2k + 1 share file k.  Their ids say which.
create temp table bench as
select k, uuid7() as person, uuid7() as record
  from generate_series(0, (current_setting('bench.interventions')::int - 1)
       / 5) k;
analyze bench;
insert into person (tenant_id, id) select app_tenant(), person from bench;
insert into record (tenant_id, id, number, holder_id, unit_id)
select app_tenant(), b.record, '2026/' || lpad(b.k::text, 6, '0'), b.person,
       u.id
  from bench b, unit u
 where b.k % 2 = 0 and u.tenant_id = app_tenant() and u.code = 'UTS01';
insert into intervention (tenant_id, number, record_id, person_id, programme,
       sector, unit_id, state, opened_at, decided_at)
select app_tenant(), 'I' || n, r.id, b.person, 'emergency-aid',
       (n % 14 + 1)::text, r.unit_id, 'granted',
       timestamptz '2025-12-01' + n % 400 * interval '1 hour',
       timestamptz '2026-01-05' + n % 300 * interval '1 day'
  from generate_series(0, current_setting('bench.interventions')::int - 1) n
  join bench b on b.k = n / 5
  join bench h on h.k = n / 5 / 2 * 2
  join record r on r.tenant_id = app_tenant() and r.id = h.record;
insert into intervention_item (tenant_id, intervention_id, kind, scheme, code,
       amount_cents, starts_on)
select i.tenant_id, i.id, m.kind, m.scheme, m.code, m.cents,
       i.decided_at::date
  from intervention i, (values ('need', 'need', '105', null::bigint, 0),
           ('demand', 'demand', '203', null, 0),
           ('resource_applied', 'resource', '401', 12050, 1))
       m (kind, scheme, code, cents, every)
 where i.tenant_id = app_tenant()
   and (m.every = 0 or substr(i.number, 2)::int % 2 = 0);
drop table bench;
reset session_replication_role;
analyze;
