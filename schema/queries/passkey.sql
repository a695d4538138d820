-- Passkeys: challenges, one's own, those of an account, who must have one.

-- name: challenge_begin writes
select passkey_challenge_begin($1::bytea, $2::bytea, $3);

-- name: challenge_use writes
-- Each challenge is good for one answer.
select passkey_challenge_use($1::bytea, $2::bytea, $3);

-- name: passkey_find
select passkey_find($1::bytea);

-- name: passkey_list
select json_build_object('isRequired', passkey_is_required($1::uuid),
       'items', coalesce((select json_agg(passkey_card(p) order by p.id)
           from passkey p
          where p.tenant_id = app_tenant() and p.staff_id = $1::uuid), '[]'));

-- name: passkey_ids
-- Credentials as browsers want them listed, to allow or to exclude.
select coalesce(json_agg(json_build_object('type', 'public-key', 'id',
       rtrim(translate(encode(credential_id, 'base64'), e'+/\n', '-_'), '='))),
       '[]')
  from passkey where tenant_id = app_tenant() and staff_id = $1::uuid;

-- name: passkey_lock
-- The account stands still while its passkeys change.
select id from staff where tenant_id = app_tenant() and id = $1::uuid
   for update;

-- name: passkey_standing
-- After the lock, as a statement of its own: it must see what was done while
-- the lock was waited for.
select s.totp_secret is not null, passkey_is_required(s.id),
       (select count(*) from passkey p
         where p.tenant_id = s.tenant_id and p.staff_id = s.id)
  from staff s where s.tenant_id = app_tenant() and s.id = $1::uuid;

-- name: passkey_insert
insert into passkey as p (tenant_id, id, staff_id, name, credential_id,
       public_key, sign_count, is_synced, is_backed_up)
values (app_tenant(), $1::uuid, $2::uuid, $3, $4::bytea, $5::bytea, $6::bigint,
       $7::boolean, $8::boolean)
returning passkey_card(p);

-- name: passkey_rename
update passkey as p set name = $3, version = version + 1
 where tenant_id = app_tenant() and staff_id = $1::uuid and id = $2::uuid
returning passkey_card(p);

-- name: passkey_version
select version from passkey
 where tenant_id = app_tenant() and staff_id = $1::uuid and id = $2::uuid
   for update;

-- name: passkey_delete
delete from passkey
 where tenant_id = app_tenant() and staff_id = $1::uuid and id = $2::uuid;

-- name: passkey_use
-- No row when the counter went back meanwhile.
update passkey set sign_count = $2::bigint, is_backed_up = $3::boolean,
       last_used_at = now()
 where tenant_id = app_tenant() and id = $1::uuid
   and passkey_counts_on(sign_count, $2::bigint)
returning id;

-- name: passkey_login_done
-- As login_done, by a passkey; no row when its counter went back meanwhile.
with used as (
	update passkey set sign_count = $3::bigint, is_backed_up = $4::boolean,
	       last_used_at = now()
	 where tenant_id = app_tenant() and staff_id = $1::uuid and id = $2::uuid
	   and passkey_counts_on(sign_count, $3::bigint)
	returning staff_id
)
update staff s set failures = 0, last_login_at = now()
  from staff old, used
 where s.tenant_id = app_tenant() and s.id = used.staff_id
   and old.tenant_id = s.tenant_id and old.id = s.id
returning json_build_object('lastLoginAt', old.last_login_at,
       'failuresSince', old.failures);

-- name: passkey_rule_of
-- Must this person have a passkey, and have they one?
select passkey_is_required($1::uuid), exists (select from passkey
        where tenant_id = app_tenant() and staff_id = $1::uuid);

-- name: session_enrolled
update session set must_enrol = false
 where tenant_id = app_tenant() and token_hash = $1::bytea;

-- name: passkey_report
select p.id, p.name, to_char(p.created_at, 'YYYY-MM-DD'),
       coalesce(to_char(p.last_used_at, 'YYYY-MM-DD'), 'never')
  from passkey p
 where p.tenant_id = app_tenant() and p.staff_id = $1::uuid order by p.id;

-- name: passkey_delete_all
delete from passkey where tenant_id = app_tenant() and staff_id = $1::uuid;

-- name: passkey_rule_insert
insert into passkey_rule (tenant_id, role) values (app_tenant(), $1)
on conflict do nothing;

-- name: passkey_rule_delete
delete from passkey_rule where tenant_id = app_tenant() and role = $1;

-- name: passkey_rule_report
select r.role, (select count(distinct s.id) from staff s
          join staff_role x on x.tenant_id = s.tenant_id and x.staff_id = s.id
           and x.role = r.role and x.valid_from <= current_date
           and (x.valid_to is null or x.valid_to >= current_date)
         where s.tenant_id = r.tenant_id and s.is_active and not exists (
               select from passkey p where p.tenant_id = s.tenant_id
                  and p.staff_id = s.id))
  from passkey_rule r where r.tenant_id = app_tenant() order by r.role;
