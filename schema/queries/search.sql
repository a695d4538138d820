-- What searchd reads (server/search/searchd.c).

-- name: search_tenants
select id from tenant order by id;

-- name: search_horizon
-- Whatever commits after this has a number from here on.
select pg_snapshot_xmin(pg_current_snapshot())::text;

-- name: search_names
-- All names, a page after another: what keyd needs to open them.  The tenant's
-- key comes where it is another than in the row before.
select n.id, n.envelope, null, k.dek_id, k.gen, k.wrapped, k.key_id,
       case when k.key_id is distinct from lag(k.key_id) over (order by n.id)
            then t.wrapped end
  from (select tenant_id, person_id as id, envelope from person_data
         where tenant_id = app_tenant() and category = 'identity'
           and person_id > $1::uuid
         order by person_id limit 1000) n
  left join data_key k on k.tenant_id = n.tenant_id and k.subject_id = n.id
       and k.kind = 1 and k.gen = envelope_gen(n.envelope)
  left join tenant_key t on t.tenant_id = k.tenant_id and t.purpose = 1
       and t.key_id = k.key_id
 order by n.id;

-- name: search_changed
-- Names that changed since, the same way.
select n.id, n.envelope, n.changed_xid::text, k.dek_id, k.gen, k.wrapped,
       k.key_id,
       case when k.key_id is distinct from
                lag(k.key_id) over (order by n.changed_xid, n.id)
            then t.wrapped end
  from (select p.tenant_id, p.id, d.envelope, p.changed_xid
          from person p
          join person_data d on d.tenant_id = p.tenant_id
               and d.person_id = p.id and d.category = 'identity'
         where p.tenant_id = app_tenant()
           and (p.changed_xid, p.id) > ($1::text::xid8, $2::uuid)
         order by p.changed_xid, p.id limit 1000) n
  left join data_key k on k.tenant_id = n.tenant_id and k.subject_id = n.id
       and k.kind = 1 and k.gen = envelope_gen(n.envelope)
  left join tenant_key t on t.tenant_id = k.tenant_id and t.purpose = 1
       and t.key_id = k.key_id
 order by n.changed_xid, n.id;

-- name: search_erased
-- Who was erased: their names must not be known any more.  (A key that was
-- replaced by a newer one of the same subject erases nobody.)
select distinct d.subject_id from data_key d
 where d.tenant_id = app_tenant() and d.state = 'destroyed' and d.kind = 1
   and not exists (select from data_key l
        where l.tenant_id = d.tenant_id and l.subject_id = d.subject_id
          and l.state <> 'destroyed');
