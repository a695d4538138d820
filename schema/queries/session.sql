-- Signing in and out.  The functions here answer before a tenant is known.

-- name: session_load writes
-- Who holds this token (its hash), or null.
select session_load($1::bytea, make_interval(mins => $2::int),
       make_interval(hours => $3::int));

-- name: login_find
select login_find($1);

-- name: link_tenant
select link_tenant($1::bytea);

-- name: login_failed
-- The account's owner will see how often.
update staff set failures = least(failures + 1, 1000)
 where tenant_id = app_tenant() and id = $1;

-- name: login_wait_get
select failures, extract(epoch from failed_at)::bigint from login_wait
 where tenant_id = app_tenant() and name_mac = $1::bytea
   and failed_at > now() - interval '1 day';

-- name: login_wait_failed
insert into login_wait as w (tenant_id, name_mac, failures, failed_at)
values (app_tenant(), $1::bytea, 1, now())
on conflict (tenant_id, name_mac) do update set failed_at = now(),
       failures = case when w.failed_at > now() - interval '1 day'
           then least(w.failures + 1, 1000) else 1 end;

-- name: login_wait_done
delete from login_wait where tenant_id = app_tenant()
   and name_mac = $1::bytea;

-- name: login_wait_expire
delete from login_wait where tenant_id = app_tenant() and name_mac in (
       select name_mac from login_wait where tenant_id = app_tenant()
          and failed_at < now() - interval '1 day' limit $1::int);

-- name: login_done
-- Only if this code was not used before; returns what the user should see:
-- when they were last here, and how often somebody failed since.
update staff s
   set failures = 0, totp_last_step = $2::bigint, last_login_at = now()
  from staff old
 where s.tenant_id = app_tenant() and s.id = $1
   and old.tenant_id = s.tenant_id and old.id = s.id
   and s.totp_last_step < $2::bigint
returning json_build_object('lastLoginAt', old.last_login_at,
       'failuresSince', old.failures);

-- name: totp_use
-- Spend a code; no row when it was used before.
update staff set totp_last_step = $2::bigint
 where tenant_id = app_tenant() and id = $1 and totp_last_step < $2::bigint
returning id;

-- name: totp_get
select totp_secret, totp_last_step from staff
 where tenant_id = app_tenant() and id = $1;

-- name: session_insert
insert into session (tenant_id, token_hash, staff_id, csrf, user_agent,
       must_enrol)
values (app_tenant(), $1::bytea, $2, $3, left($4, 200), $5::boolean);

-- name: session_delete
delete from session where tenant_id = app_tenant() and token_hash = $1::bytea;

-- name: session_delete_others
delete from session where tenant_id = app_tenant() and staff_id = $1
   and token_hash <> $2::bytea;

-- name: session_step_up
update session set step_up_at = now()
 where tenant_id = app_tenant() and token_hash = $1::bytea;

-- name: session_renew
-- The same session under another token.
update session set token_hash = $2::bytea
 where tenant_id = app_tenant() and token_hash = $1::bytea;

-- name: password_get
-- What proving one's password once more needs.
select password_hash, totp_secret, totp_last_step
  from staff where tenant_id = app_tenant() and id = $1::uuid;

-- name: staff_reset
-- As before the first sign-in: a link makes it usable again.
update staff set password_hash = null, totp_secret = null,
       totp_last_step = 0, failures = 0
 where tenant_id = app_tenant() and id = $1::uuid;

-- name: staff_set_active
update staff set is_active = $2::boolean
 where tenant_id = app_tenant() and id = $1::uuid and is_active <> $2::boolean;

-- name: links_revoke
update login_link set used_at = now()
 where tenant_id = app_tenant() and staff_id = $1::uuid and used_at is null;

-- name: session_list
select json_build_object('items', coalesce(json_agg(json_build_object(
       'id', encode(substring(token_hash for 8), 'hex'),
       'current', token_hash = $2::bytea, 'createdAt', created_at,
       'seenAt', seen_at, 'userAgent', user_agent) order by seen_at desc), '[]'))
  from session where tenant_id = app_tenant() and staff_id = $1;

-- name: link_get
-- A live one-time link, whether its account is in use already, and where.
select s.id, s.login, s.name, s.totp_secret, s.password_hash is not null,
       (select t.name from tenant t where t.id = l.tenant_id)
  from login_link l join staff s on s.tenant_id = l.tenant_id and s.id = l.staff_id
 where l.tenant_id = app_tenant() and l.token_hash = $1::bytea
   and l.used_at is null and l.expires_at > now() and s.is_active;

-- name: link_use
update login_link set used_at = now()
 where tenant_id = app_tenant() and token_hash = $1::bytea
   and used_at is null and expires_at > now()
returning staff_id;

-- name: link_insert
insert into login_link (tenant_id, token_hash, staff_id, expires_at)
values (app_tenant(), $1::bytea, $2, now() + make_interval(hours => $3::int));

-- name: staff_set_totp
update staff set totp_secret = $2::bytea
 where tenant_id = app_tenant() and id = $1;

-- name: staff_set_password
update staff set password_hash = $2, failures = 0
 where tenant_id = app_tenant() and id = $1;

-- name: session_delete_staff
delete from session where tenant_id = app_tenant() and staff_id = $1;

-- name: idempotency_insert
-- A request with this key is carried out once; the second one conflicts.
insert into idempotency (tenant_id, actor_id, key, request_hash, status,
       response)
values (app_tenant(), $1::uuid, $2, $3::bytea, 0, '');

-- name: now
select json_build_object('savedAt', now());
