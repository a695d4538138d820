-- Telling open browsers that something changed.

-- name: notify_event
-- topic, id, unit (or ''), staff (or ''): who may care.
select pg_notify('event', json_build_object('tenant', app_tenant(),
       'topic', $1::text, 'id', $2::text, 'unit', $3::text,
       'staff', $4::text)::text);
