/*
 * person_copy.c - a copy of everything that is held about a person (GDPR
 * Art. 15), for them to take home: one JSON document, part by part.
 *
 * It is written while it is read, some rows at a time, and between two pieces
 * no connection to the database is held.  Each record that the person lived in
 * is asked for by itself: what the caller may not know of is not there, what
 * they may not read is masked.  "isWhole" at the end says that nothing was cut
 * off.  The parts are those that data_map.def names.
 */
#include <assert.h>

#include <sodium.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/api/person_access.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"
#include "server/security/vault.h"
#include "server/services.h"

#define PAGE_ROWS	"200"
#define RECORDS_MAX	"100"

enum scope {
	OF_PERSON,	/* asked once */
	OF_RECORD,	/* for each record */
	OF_SENSITIVITY,	/* for each record, sensitivity by sensitivity */
	OF_INSTANCE,	/* for each process of each record */
};

struct part {
	const char	*name;		/* NULL: more of the one above */
	enum scope	 scope;
	enum db_query	 query;
	size_t		 n_params;	/* person, record, cursor, rows,
					 * sensitivity: the first n */
};

#define PART(name_, scope_, query_)					\
	{ name_, scope_, Q_##query_, Q_##query_##_NPARAMS }

struct copied_record {
	const char	*id;
	struct api_record access;
};

struct copy {
	struct request	*req;
	struct person_access person;
	const char	*id;
	struct copied_record *records;
	size_t		 n_records;
	struct str	 head;		/* without its "}" */
	struct buf	 out;		/* a piece, with opened values */
	bool		 has_items;	/* in the part that is written */
};

static void
copy_done(void *ptr)
{
	struct copy *c = ptr;

	if (c->out.p != NULL)
		sodium_memzero(c->out.p, c->out.cap);
	buf_done(&c->out);
}

/* ---------------------------------------------------------------- deciding */

/* One record; false when the caller may not know of it, which ended the
 * transaction. */
static int fiber_fn
decide(struct copy *c, const char *id, bool *ret_is_known, struct error *err)
{
	struct copied_record r = { .id = id };
	struct error why = { 0 };

	*ret_is_known = api_record(c->req, id, &r.access, &why) == 0;
	if (*ret_is_known)
		c->records[c->n_records++] = r;
	else if (why.kind == ERR_NOT_FOUND)
		return api_begin(c->req, err);
	else
		*err = why;
	return *ret_is_known ? 0 : -1;
}

/* The records of the person that the caller may know of, each with what may be
 * shown of it. */
static int fiber_fn
find_records(struct copy *c, struct error *err)
{
	struct request *req = c->req;
	int at = db_push(req->db, HELD_RECORDS, c->id, RECORDS_MAX);
	const char **ids;
	bool is_known;
	size_t n;

	if (db_run(req->db, err) < 0)
		return -1;
	n = (size_t)db_rows(req->db, at);
	ids = req_alloc(req, (n + 1) * sizeof(*ids));
	c->records = req_alloc(req, (n + 1) * sizeof(*c->records));
	for (size_t i = 0; i < n; i++)
		ids[i] = arena_str(req->arena, db_text(req->db, at, (int)i,
		    0)).p;
	for (size_t i = 0; i < n; i++) {
		if (decide(c, ids[i], &is_known, err) < 0)
			return -1;
	}
	return 0;
}

/* Whoever may change what is held of a person may hand it out. */
static int fiber_fn
begin(struct copy *c, const char *purpose, struct error *err)
{
	struct request *req = c->req;
	const char *categories;
	struct uuid unit;
	int at;

	if (api_stepped_up(req, err) < 0)
		return -1;
	if (api_begin(req, err) < 0 ||
	    person_access(req, c->id, &c->person, err) < 0)
		return -1;
	if (!c->person.access.may_write)
		return error_set(err, ERR_FORBIDDEN, "person.read_only",
		    "another unit works with this person: you can read, not "
		    "change it");
	unit = req->session->acting_unit;
	if (find_records(c, err) < 0)
		return -1;
	req->session->acting_unit = unit;
	categories = api_categories(req, c->person.access.categories);
	at = db_push(req->db, HELD_HEAD, categories);
	api_audit(req, &(struct audit_event){ .action = "person.copy",
	    .object_type = "person", .object = c->person.id,
	    .record = c->person.record, .purpose = purpose,
	    .detail = str_of(req_printf(req, "{\"categories\":%s}",
	    categories)) });
	if (api_commit(req, err) < 0)
		return -1;
	c->head = arena_str(req->arena, db_text(req->db, at, 0, 0));
	c->head.len--;
	return 0;
}

/* ----------------------------------------------------------------- writing */

static int fiber_fn
hand_out(struct copy *c, struct str text, struct error *err)
{
	return reply_write(c->req, text) == 0 ? 0 : error_set(err,
	    ERR_UNAVAILABLE, "client.gone", "nobody takes the copy");
}

/* Items of the part that is written, "[...]" with sealed values in it. */
static int fiber_fn
write_items(struct copy *c, struct str items, unsigned categories,
    struct error *err)
{
	const struct grants grants = { .listed = categories };

	if (items.len <= 2)
		return 0;
	buf_reset(&c->out);
	if (c->has_items)
		buf_putc(&c->out, ',');
	if (vault_reveal(services()->vault, c->req->db, &grants,
	    str_sub(items, 1, items.len - 2), &c->out, err) < 0)
		return -1;
	c->has_items = true;
	api_release(c->req);
	return hand_out(c, buf_view(&c->out), err);
}

/* What a page is asked for with. */
struct asked {
	const struct part *part;
	const char	*record, *cursor, *sensitivity;
	unsigned	 categories;	/* that may be shown */
};

/* A page; the cursor moves on, NULL at the end. */
static int fiber_fn
write_page(struct copy *c, struct asked *a, struct error *err)
{
	struct request *req = c->req;
	const char *argv[] = { c->id, a->record, a->cursor, PAGE_ROWS,
		a->sensitivity };
	int at;

	assert(a->part->n_params <= ARRAY_LEN(argv));
	if (api_open(req, err) < 0)
		return -1;
	at = db_push_args(req->db, a->part->query, argv, a->part->n_params);
	if (db_run(req->db, err) < 0)
		return -1;
	a->cursor = db_is_null(req->db, at, 0, 1) ? NULL :
	    arena_str(req->arena, db_text(req->db, at, 0, 1)).p;
	return write_items(c, db_text(req->db, at, 0, 0), a->categories, err);
}

static int fiber_fn
write_pages(struct copy *c, struct asked a, struct error *err)
{
	do {
		if (write_page(c, &a, err) < 0)
			return -1;
	} while (a.cursor != NULL);
	return 0;
}

/* A document may be more sensitive than the record it is in. */
static int fiber_fn
write_by_sensitivity(struct copy *c, struct asked a,
    const struct copied_record *r, struct error *err)
{
	static const char *const levels[] = { "1", "2", "3" };

	for (int i = 0; i < 3; i++) {
		struct authz_access access = api_record_part(&r->access,
		    i + 1);

		a.sensitivity = levels[i];
		a.categories = access.categories;
		if (access.may_read && write_pages(c, a, err) < 0)
			return -1;
	}
	return 0;
}

/* ------------------------------------------------------------------- forms */

/* What was filled in belongs to no one category. */
#define FORM_CATEGORIES (CATEGORY_SOCIAL | CATEGORY_ECONOMIC | \
	CATEGORY_HEALTH | CATEGORY_NOTES)

static int fiber_fn
put_values(struct copy *c, const struct copied_record *r,
    struct uuid instance, struct buf *out, struct error *err)
{
	struct jsonw w = JSONW(out);
	struct error why = { 0 };
	struct bpmn_vars vars;

	if (~r->access.access.categories & FORM_CATEGORIES) {
		buf_puts(out, "{\"masked\":\"notes\"}");
	} else if (workflow_vars(api_workflow(c->req), instance, 0, &vars,
	    &why) == 0) {
		workflow_vars_json(&w, vars);
	} else if (why.kind == ERR_NOT_FOUND) {
		buf_puts(out, "{\"masked\":\"notes\",\"reason\":\"erased\"}");
	} else {
		*err = why;
		return -1;
	}
	return 0;
}

/* The next process instance; *cursor moves on, NULL at the end. */
static int fiber_fn
write_form(struct copy *c, const struct copied_record *r, const char **cursor,
    struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct request *req = c->req;
	struct uuid id;
	int at, result;

	if (api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, HELD_INSTANCE, c->id, r->id, *cursor);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0) {
		*cursor = NULL;
		api_release(req);
		return 0;
	}
	id = db_uuid_at(req->db, at, 0, 0);
	*cursor = api_uuid(req, id);
	buf_putc(&out, '[');
	buf_str(&out, db_text(req->db, at, 0, 1));
	out.len--;		/* its "}" */
	buf_puts(&out, ",\"values\":");
	result = put_values(c, r, id, &out, err);
	buf_puts(&out, "}]");
	if (result == 0)
		result = write_items(c, buf_view(&out), 0, err);
	sodium_memzero(out.p, out.cap);
	return result;
}

static int fiber_fn
write_forms(struct copy *c, const struct copied_record *r, struct error *err)
{
	const char *cursor = NULL;

	do {
		if (write_form(c, r, &cursor, err) < 0)
			return -1;
	} while (cursor != NULL);
	return 0;
}

/* ------------------------------------------------------------------- parts */

static const struct part parts[] = {
	PART("person", OF_PERSON, HELD_PERSON),
	PART("data", OF_PERSON, HELD_DATA),
	PART("corrections", OF_PERSON, HELD_CORRECTIONS),
	PART("restrictions", OF_PERSON, HELD_RESTRICTIONS),
	PART("requests", OF_PERSON, HELD_REQUESTS),
	PART("households", OF_RECORD, HELD_HOUSEHOLDS),
	PART("householdData", OF_RECORD, HELD_HOUSEHOLD_DATA),
	PART("kinships", OF_PERSON, HELD_KINSHIPS),
	PART("notes", OF_RECORD, HELD_NOTES),
	PART("interventions", OF_RECORD, HELD_INTERVENTIONS),
	PART("tasks", OF_RECORD, HELD_TASKS),
	PART("comments", OF_RECORD, HELD_COMMENTS),
	PART("votes", OF_RECORD, HELD_VOTES),
	PART("forms", OF_INSTANCE, HELD_INSTANCE),
	PART("history", OF_RECORD, HELD_HISTORY),
	PART("files", OF_SENSITIVITY, HELD_FILES),
	PART("accesses", OF_PERSON, HELD_ACCESSES_ALONE),
	PART(NULL, OF_RECORD, HELD_ACCESSES),
	PART("extraordinary", OF_RECORD, HELD_EXTRAORDINARY),
	PART("deliveries", OF_RECORD, HELD_DELIVERIES),
};

static int fiber_fn
write_of_record(struct copy *c, const struct part *p,
    const struct copied_record *r, struct error *err)
{
	const struct asked a = { .part = p, .record = r->id,
		.categories = r->access.access.categories };

	if (p->scope == OF_INSTANCE)
		return write_forms(c, r, err);
	if (p->scope == OF_SENSITIVITY)
		return write_by_sensitivity(c, a, r, err);
	return write_pages(c, a, err);
}

static int fiber_fn
write_part(struct copy *c, const struct part *p, struct error *err)
{
	if (p->scope == OF_PERSON)
		return write_pages(c, (struct asked){ .part = p,
		    .categories = c->person.access.categories }, err);
	for (size_t i = 0; i < c->n_records; i++) {
		if (write_of_record(c, p, &c->records[i], err) < 0)
			return -1;
	}
	return 0;
}

static int fiber_fn
write_all(struct copy *c, struct error *err)
{
	if (hand_out(c, c->head, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (parts[i].name != NULL) {
			const char *name = req_printf(c->req, "%s,\"%s\":[",
			    i > 0 ? "]" : "", parts[i].name);

			c->has_items = false;
			if (hand_out(c, str_of(name), err) < 0)
				return -1;
		}
		if (write_part(c, &parts[i], err) < 0)
			return -1;
	}
	return hand_out(c, STR("],\"isWhole\":true}"), err);
}

/* ------------------------------------------------------------------- route */

static const char *const purposes[] = { "access", "portability",
	"representative", "authority", NULL };

static const struct shape copy_shape[] = {
	{ "purpose", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = purposes },
	{ 0 }
};

/* POST /persons/{id}/copy */
static int fiber_fn
person_copy(struct request *req)
{
	struct copy *c = req_alloc(req, sizeof(*c));
	struct error err = { 0 };
	const struct json *body;
	int status;

	body = shape_body(req, copy_shape, &status);
	if (body == NULL)
		return status;
	c->req = req;
	c->id = path_arg(req, "id");
	req_defer(req, copy_done, c);
	if (begin(c, shape_text(req, body, "purpose"), &err) < 0)
		return reply_error(req, &err);
	api_release(req);
	status = reply_begin(req, 200, "application/json");
	if (write_all(c, &err) < 0) {
		log_event(LOG_WARNING, "copy.broken_off", "code=%s", err.code);
		reply_break_off(req);
	}
	return status;
}

const struct route person_copy_routes[] = {
	ROUTE(POST, "/api/v1/persons/{id}/copy", MAY_COPY_PERSONS,
	    person_copy),
	{ 0 }
};
