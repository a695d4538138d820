/*
 * connect.c - connectors.ini, shared objects, instances.
 */
#include <assert.h>
#include <dlfcn.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/connect/private.h"

#define FILE_MAX		(256 * 1024)
#define TIMEOUT_MS		60000
#define TIMEOUT_MAX_MS		600000
#define PAIRS_MAX		64

/* A section of the file; its strings point into the text. */
struct section {
	struct str	 name;
	struct str	 keys[PAIRS_MAX], values[PAIRS_MAX];
	bool		 is_used[PAIRS_MAX];
	size_t		 n;
	int		 line;
};

static struct connection	connections[CONNECTIONS_OUT_MAX];
static size_t			n_connections;
static struct buf		names;

struct connection *
connect_find(struct str name)
{
	for (size_t i = 0; i < n_connections; i++) {
		if (str_is(name, connections[i].name))
			return &connections[i];
	}
	return NULL;
}

const char *
connect_names(void)
{
	return names.len == 0 ? "{}" : buf_cstr(&names);
}

static bool
is_full(const struct connection *c)
{
	return c->connector->at_once > 0 && c->n_now >= c->connector->at_once;
}

const char *
connect_names_free(struct arena *a)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	for (size_t i = 0; i < n_connections; i++) {
		if (!is_full(&connections[i]))
			buf_printf(&out, "%s%s", out.len == 0 ? "{" : ",",
			    connections[i].name);
	}
	buf_puts(&out, out.len == 0 ? "{}" : "}");
	return arena_str(a, buf_view(&out)).p;
}

bool
connect_enter(struct connection *c)
{
	if (is_full(c))
		return false;
	c->n_now++;
	return true;
}

void
connect_leave(struct connection *c)
{
	assert(c->n_now > 0);
	c->n_now--;
}

int
connect_timeout_ms(const struct connection *c)
{
	return c->timeout_ms;
}

/* Asking, sending and asking again, and a little for ourselves. */
int
connect_longest_ms(void)
{
	int longest = 0;

	for (size_t i = 0; i < n_connections; i++) {
		if (connections[i].timeout_ms > longest)
			longest = connections[i].timeout_ms;
	}
	return 3 * longest + 10000;
}

/* ------------------------------------------------------------- settings */

static int
wrong(const struct section *s, struct error *err, const char *what,
    struct str name)
{
	(void)error_set(err, ERR_INVALID, "connector.setting",
	    "connector [%.*s]: %s %.*s", STR_ARG(s->name), what,
	    STR_ARG(name));
	return error_at(err, s->line, 1);
}

static struct str
value_of(struct section *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++) {
		if (str_is(s->keys[i], key)) {
			s->is_used[i] = true;
			return s->values[i];
		}
	}
	return STR_NULL;
}

static int
put(struct section *s, const struct connector_setting *set, char *self,
    struct error *err)
{
	struct str v = value_of(s, set->name);
	void *at = self + set->offset;
	int64_t n = 0;

	if (v.p == NULL)
		v = str_of(set->fallback);
	if (v.p == NULL)
		return wrong(s, err, "needs", str_of(set->name));
	if (set->type == CONNECTOR_INT &&
	    parse_int(v, INT32_MIN, INT32_MAX, &n) < 0)
		return wrong(s, err, "needs a whole number for",
		    str_of(set->name));
	if (set->type == CONNECTOR_BOOL && !str_is(v, "yes") &&
	    !str_is(v, "no"))
		return wrong(s, err, "needs yes or no for", str_of(set->name));
	if (set->type == CONNECTOR_INT)
		*(int *)at = (int)n;
	else if (set->type == CONNECTOR_BOOL)
		*(int *)at = str_is(v, "yes");
	else
		*(char **)at = strndup(v.p, v.len);
	return 0;
}

static int
fill(struct section *s, struct connection *c, struct error *err)
{
	const struct connector_setting *set = c->connector->settings;
	struct str timeout = value_of(s, "timeout_ms");
	int64_t ms = TIMEOUT_MS;

	if (timeout.p != NULL && parse_int(timeout, 1, TIMEOUT_MAX_MS, &ms) < 0)
		return wrong(s, err, "needs milliseconds for",
		    STR("timeout_ms"));
	c->timeout_ms = (int)ms;
	c->self = xcalloc(1, c->connector->instance_size);
	for (; set != NULL && set->name != NULL; set++) {
		if (put(s, set, c->self, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < s->n; i++) {
		if (!s->is_used[i])
			return wrong(s, err, "has no setting", s->keys[i]);
	}
	return 0;
}

/* -------------------------------------------------------------- loading */

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char ch = s.p[i];

		if (!(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9') &&
		    ch != '_' && ch != '-')
			return false;
	}
	return s.len > 0 && s.len < 64;
}

static int
load_object(const char *dir, struct section *s, struct connection *c,
    struct error *err)
{
	struct str which = value_of(s, "connector");
	char path[512];
	void *object;

	if (!is_word(s->name) || !is_word(which))
		return wrong(s, err, "needs words of a-z, 0-9, _ and - as its "
		    "name and for", STR("connector"));
	(void)snprintf(c->name, sizeof(c->name), "%.*s", STR_ARG(s->name));
	(void)snprintf(path, sizeof(path), "%s/%.*s.so", dir, STR_ARG(which));
	object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (object == NULL)
		return wrong(s, err, dlerror(), STR(""));
	c->connector = dlsym(object, "connector");
	if (c->connector == NULL || c->connector->abi != CONNECTOR_ABI)
		return wrong(s, err, "is of another version of the server:",
		    which);
	return 0;
}

static int
open_instance(struct section *s, struct connection *c, struct error *err)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct connect_result result = { .detail = "it does not open" };
	struct session_host h = host_of(c, a, &result);

	if (c->connector->open != NULL &&
	    c->connector->open(&h.host, c->self) < 0)
		return wrong(s, err, result.detail, STR(""));
	buf_printf(&names, "%s%s", names.len == 0 ? "{" : ",", c->name);
	log_event(LOG_INFO, "connector.open", "name=%s connector=%s "
	    "timeout_ms=%d", c->name, c->connector->name, c->timeout_ms);
	n_connections++;
	return 0;
}

static int
add(const char *dir, struct section *s, struct error *err)
{
	struct connection *c = &connections[n_connections];

	if (s->name.p == NULL)
		return 0;
	if (n_connections == CONNECTIONS_OUT_MAX || connect_find(s->name))
		return wrong(s, err, "is there twice, or one too many",
		    STR(""));
	if (load_object(dir, s, c, err) < 0 || fill(s, c, err) < 0)
		return -1;
	return open_instance(s, c, err);
}

/* One line; a new section adds the one before it. */
static int
take_line(const char *dir, struct section *s, struct str line, int line_no,
    struct error *err)
{
	ptrdiff_t eq;

	line = str_trim(line);
	if (line.len == 0 || line.p[0] == '#' || line.p[0] == ';')
		return 0;
	if (line.p[0] == '[' && line.p[line.len - 1] == ']') {
		int r = add(dir, s, err);

		*s = (struct section){ .name = str_sub(line, 1, line.len - 2),
		    .line = line_no };
		return r;
	}
	eq = str_chr(line, '=');
	if (s->name.p == NULL || eq <= 0 || s->n == PAIRS_MAX)
		return wrong(s, err, "expected [name] or name = value, not",
		    line);
	s->keys[s->n] = str_trim(str_sub(line, 0, (size_t)eq));
	s->values[s->n++] = str_trim(str_sub(line, (size_t)eq + 1, line.len));
	return 0;
}

int
connect_load(const char *dir, const char *file, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct section s = { 0 };
	struct str rest;
	int line = 1;

	if (file_read(file, FILE_MAX, &text, err) < 0)
		return -1;
	rest = buf_view(&text);
	while (rest.len > 0) {
		ptrdiff_t end = str_chr(rest, '\n');
		size_t len = end < 0 ? rest.len : (size_t)end;

		if (take_line(dir, &s, str_sub(rest, 0, len), line++, err) < 0)
			return -1;
		rest = str_sub(rest, len + 1, rest.len);
	}
	if (add(dir, &s, err) < 0)
		return -1;
	if (names.len > 0)
		buf_putc(&names, '}');
	return 0;
}

static void
close_one(struct connection *c)
{
	const struct connector_setting *set = c->connector->settings;

	if (c->connector->close != NULL)
		c->connector->close(c->self);
	log_event(LOG_INFO, "connector.close", "name=%s", c->name);
	for (; set != NULL && set->name != NULL; set++) {
		if (set->type == CONNECTOR_TEXT ||
		    set->type == CONNECTOR_SECRET)
			free(*(char **)((char *)c->self + set->offset));
	}
	free(c->self);
}

void
connect_done(void)
{
	for (size_t i = 0; i < n_connections; i++)
		close_one(&connections[i]);
	n_connections = 0;
	buf_done(&names);
	names = (struct buf)BUF_INIT;
}

void fiber_fn
connect_deliver(struct connection *c, struct arena *a, struct message *m,
    struct connect_result *ret)
{
	struct session_host h = host_of(c, a, ret);

	*ret = (struct connect_result){ .outcome = UNKNOWN, .detail = "" };
	m->timeout_ms = c->timeout_ms;
	ret->outcome = c->connector->deliver(&h.host, c->self, m);
	/* Delivered means that there is a receipt. */
	if (ret->outcome == DELIVERED && ret->number.len == 0)
		ret->outcome = UNKNOWN;
}
