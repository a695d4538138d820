-- What searchd reads (server/search/searchd.c).

-- name: search_tenants
select id from tenant order by id;

-- name: search_horizon
-- Whatever commits after this has a number from here on.
select pg_snapshot_xmin(pg_current_snapshot())::text;

-- name: search_names
-- All names, a page after another.
select p.id, d.envelope
  from person p
  join person_data d on d.tenant_id = p.tenant_id and d.person_id = p.id
       and d.category = 'identity'
 where p.tenant_id = app_tenant() and p.id > $1::uuid
 order by p.id limit 1000;

-- name: search_changed
-- Names that changed since, a page after another.
select p.id, d.envelope, p.changed_xid::text
  from person p
  join person_data d on d.tenant_id = p.tenant_id and d.person_id = p.id
       and d.category = 'identity'
 where p.tenant_id = app_tenant()
   and (p.changed_xid, p.id) > ($1::text::xid8, $2::uuid)
 order by p.changed_xid, p.id limit 1000;

-- name: search_erased
-- Who was erased: their names must not be known any more.
select subject_id from data_key
 where tenant_id = app_tenant() and state = 'destroyed' and kind = 1;
