/*
 * events.c - GET /events: live queues.
 *
 * A transaction announces {tenant, topic, id, unit, staff} on the channel
 * "event" (notify_event, task_notify); each web process hears it and passes
 * topic and id on to those browsers whose caller works there.  Nothing about
 * anybody is in an event: what changed has to be fetched, with its checks.
 */
#include "base/json.h"
#include "base/log.h"
#include "server/api/api.h"
#include "server/api/events.h"
#include "server/api/routes.h"
#include "server/db/listen.h"
#include "server/http/sse.h"
#include "server/security/permission.h"
#include "server/services.h"

#define WATCHERS_MAX 4096

struct watcher {
	struct sse		*client;
	const struct session	*session;	/* of its request */
};

struct events {
	struct db_listener	*listener;
	size_t			 n;
	struct watcher		 watchers[WATCHERS_MAX];
};

static void
unwatch(void *ptr)
{
	struct events *e = services()->events;

	for (size_t i = 0; i < e->n; i++) {
		if (e->watchers[i].client == ptr) {
			e->watchers[i] = e->watchers[--e->n];
			return;
		}
	}
}

/* Topics that belong to no unit: who may read them hears of them. */
static bool
may_hear(const struct session *s, struct str topic)
{
	static const struct { const char *topic; int permission; } all[] = {
		{ "approval", MAY_READ_APPROVALS },
		{ "process", MAY_READ_INCIDENTS },
		{ "incident", MAY_READ_INCIDENTS },
		{ "definition", MAY_READ_MODELS },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (str_is(topic, all[i].topic))
			return session_has_permission(s, all[i].permission);
	}
	return false;
}

static bool
is_concerned(const struct session *s, const struct json *event)
{
	struct str unit = json_string(event, "unit", STR(""));
	struct uuid u;

	if (!str_is(json_string(event, "tenant", STR("")), s->tenant_id))
		return false;
	if (str_is(json_string(event, "staff", STR("")), s->staff_id) ||
	    may_hear(s, json_string(event, "topic", STR(""))))
		return true;
	return uuid_parse(unit, &u) == 0 && session_unit_roles(s, u) != 0;
}

/* Signed out: this browser has to ask again, and will be refused. */
static bool
ends_session(const struct session *s, const struct json *event)
{
	return str_is(json_string(event, "topic", STR("")), "session") &&
	    str_is(json_string(event, "staff", STR("")), s->staff_id);
}

static void
send_one(struct watcher *w, const struct json *event)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw j = JSONW(&out);

	jsonw_object(&j);
	jsonw_key(&j, "topic");
	jsonw_str(&j, json_string(event, "topic", STR("")));
	jsonw_key(&j, "id");
	jsonw_str(&j, json_string(event, "id", STR("")));
	jsonw_object_end(&j);
	(void)sse_send(w->client, &(struct sse_event){
	    .data = buf_view(&out) });
}

static void fiber_fn
on_event(void *arg, const char *channel, const char *payload)
{
	struct events *e = arg;
	struct arena *a = arena_new();
	const struct json *event = NULL;

	(void)channel;
	/* After a reconnection something may have been missed: look again. */
	if (payload == NULL)
		payload = "{\"topic\":\"all\"}";
	event = json_parse(a, str_of(payload), NULL);
	for (size_t i = 0; event != NULL && i < e->n; i++) {
		struct watcher *w = &e->watchers[i];

		if (ends_session(w->session, event))
			sse_close(w->client);
		else if (json_get(event, "tenant") == NULL ||
		    is_concerned(w->session, event))
			send_one(w, event);
	}
	arena_free(a);
}

struct events *
events_new(struct db_pool *pool)
{
	static const char *const channels[] = { "event", NULL };
	struct events *e = xcalloc(1, sizeof(*e));

	e->listener = db_listen(pool, channels, on_event, e);
	return e;
}

void
events_stop(struct events *e)
{
	db_unlisten(e->listener);
	e->listener = NULL;
}

/* GET /events */
static int fiber_fn
event_stream(struct request *req)
{
	struct events *e = services()->events;
	struct sse *client;

	if (e->n == WATCHERS_MAX)
		return reply_fail(req, ERR_LIMIT, "events.full",
		    "too many open pages: live updates are off for now");
	client = sse_begin(req);
	e->watchers[e->n++] = (struct watcher){ client, req->session };
	req_defer(req, unwatch, client);
	return sse_run(client);
}

const struct route event_routes[] = {
	ROUTE(GET, "/api/v1/events", PERMIT_SIGNED_IN, event_stream),
	{ 0 }
};
