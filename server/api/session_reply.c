/*
 * session_reply.c - the Session of the API, from what was loaded.
 */
#include "base/json.h"
#include "server/api/session_reply.h"
#include "server/http/http.h"
#include "server/security/permission.h"

static void
pair(struct jsonw *w, const char *key, const char *value)
{
	jsonw_key(w, key);
	jsonw_cstr(w, value);
}

static void
write_uuid(struct jsonw *w, struct uuid u)
{
	char text[UUID_TEXT_LEN + 1];

	uuid_format(u, text);
	jsonw_cstr(w, text);
}

static void
write_tenant(struct jsonw *w, const struct session *s)
{
	jsonw_key(w, "tenant");
	jsonw_object(w);
	pair(w, "name", s->tenant_name);
	pair(w, "country", s->country);
	pair(w, "language", s->tenant_language);
	pair(w, "zone", s->zone);
	jsonw_object_end(w);
}

static void
write_roles(struct jsonw *w, const struct session *s)
{
	jsonw_key(w, "roles");
	jsonw_array(w);
	for (size_t i = 0; i < s->n_roles; i++) {
		jsonw_object(w);
		pair(w, "role", role_name(s->role_list[i].role));
		jsonw_key(w, "unitId");
		write_uuid(w, s->role_list[i].unit);
		pair(w, "unitName", s->role_list[i].unit_name);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void
write_permissions(struct jsonw *w, const struct session *s)
{
	jsonw_key(w, "permissions");
	jsonw_array(w);
	for (int p = PERMIT_FIRST; p < PERMISSION_END; p++) {
		if (session_has_permission(s, p))
			jsonw_cstr(w, permission_name((enum permission)p));
	}
	jsonw_array_end(w);
}

static void
write_units(struct jsonw *w, const struct session *s)
{
	jsonw_key(w, "units");
	jsonw_array(w);
	for (size_t i = 0; i < s->n_units; i++)
		write_uuid(w, s->units[i].id);
	jsonw_array_end(w);
}

static void
write_last_visit(struct jsonw *w, struct arena *a, struct str last_visit)
{
	const struct json *j = last_visit.len == 0 ? NULL :
	    json_parse(a, last_visit, NULL);

	if (j == NULL)
		return;
	for (size_t i = 0; i < j->n; i++) {
		jsonw_key_str(w, j->members[i].key);
		jsonw_value(w, &j->members[i].value);
	}
}

int
session_reply(struct request *req, int status, const struct session *s,
    struct str last_visit)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	pair(&w, "staffId", s->staff_id);
	pair(&w, "name", s->name);
	pair(&w, "login", s->login);
	pair(&w, "language", s->language);
	pair(&w, "csrf", s->csrf);
	jsonw_key(&w, "idleMinutes");
	jsonw_int(&w, SESSION_IDLE_MINUTES);
	write_tenant(&w, s);
	write_roles(&w, s);
	write_units(&w, s);
	write_permissions(&w, s);
	jsonw_key(&w, "mustEnrolPasskey");
	jsonw_bool(&w, s->must_enrol);
	write_last_visit(&w, req->arena, last_visit);
	jsonw_object_end(&w);
	return reply_str(req, status, arena_str(req->arena, buf_view(&out)));
}
