/*
 * task_access.c - who may do what with a task.
 */
#include <sodium.h>

#include "server/api/task_access.h"

enum { COL_UNIT, COL_ROLE, COL_STATE, COL_SENSITIVITY, COL_NODE, COL_ASSIGNEE,
	COL_OWNER, COL_INSTANCE, COL_RECORD, COL_INTERVENTION, COL_ELEMENT,
	COL_DRAFT, COL_VERSION };

static struct uuid
uuid_at(const struct db *db, int at, int col)
{
	struct uuid u = { { 0 } };

	if (!db_is_null(db, at, 0, col))
		(void)uuid_parse(db_text(db, at, 0, col), &u);
	return u;
}

static bool
same(struct uuid a, struct uuid b)
{
	return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

static bool
is_zero(struct uuid u)
{
	return sodium_is_zero(u.b, sizeof(u.b));
}

/* What the caller may do, deny by default. */
static unsigned
allowed(const struct session *s, const struct api_task *t)
{
	unsigned here = session_unit_roles(s, t->unit), a = 0;
	bool is_mine = same(t->assignee, s->staff);
	bool is_owner = same(t->owner, s->staff);
	bool is_candidate = (here & t->role) != 0 && t->sensitivity < 3;
	bool supervises = (here & ROLE_SUPERVISOR) != 0 && t->sensitivity < 3;

	if (is_mine || is_owner || is_candidate || supervises)
		a |= TASK_MAY_READ;
	if (!t->is_open)
		return a;
	if (is_zero(t->assignee) && is_candidate)
		a |= TASK_MAY_CLAIM | TASK_MAY_COMPLETE;
	if (is_mine)
		a |= TASK_MAY_COMPLETE | TASK_MAY_DELEGATE |
		    TASK_MAY_FOLLOW_UP |
		    (is_zero(t->owner) ? TASK_MAY_RELEASE : TASK_MAY_RETURN);
	if (supervises)
		a |= TASK_MAY_ASSIGN | TASK_MAY_PLAN |
		    (is_zero(t->assignee) ? 0 : TASK_MAY_RELEASE);
	return a;
}

int
api_task_push(struct request *req, const char *id)
{
	return db_push(req->db, TASK_LOCK, id);
}

static int
unknown(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "task.unknown",
	    "there is no such task");
}

int
api_task_take(struct request *req, int at, enum task_action wanted,
    struct api_task *ret, struct error *err)
{
	const struct db *db = req->db;
	_cleanup_(buf_done) struct buf draft = BUF_INIT;
	struct api_task t = { .id = ret->id, .uuid = ret->uuid };

	if (db_rows(db, at) == 0)
		return unknown(err);
	t.unit = uuid_at(db, at, COL_UNIT);
	t.assignee = uuid_at(db, at, COL_ASSIGNEE);
	t.owner = uuid_at(db, at, COL_OWNER);
	t.instance = uuid_at(db, at, COL_INSTANCE);
	t.record = uuid_at(db, at, COL_RECORD);
	t.subject = uuid_at(db, at, COL_INTERVENTION);
	if (is_zero(t.subject))
		t.subject = t.instance;
	t.role = role_of(db_text(db, at, 0, COL_ROLE));
	t.is_open = str_is(db_text(db, at, 0, COL_STATE), "open");
	t.sensitivity = (int)db_int64(db, at, 0, COL_SENSITIVITY);
	t.version = db_int64(db, at, 0, COL_VERSION);
	t.node = (uint32_t)db_int64(db, at, 0, COL_NODE);
	t.element = arena_str(req->arena, db_text(db, at, 0, COL_ELEMENT));
	if (!db_is_null(db, at, 0, COL_DRAFT)) {
		db_bytes(db, at, 0, COL_DRAFT, &draft);
		t.draft = arena_str(req->arena, buf_view(&draft));
	}
	t.actions = allowed(req->session, &t);
	if (!(t.actions & TASK_MAY_READ))
		return unknown(err);
	if (!t.is_open && wanted != TASK_MAY_READ)
		return error_set(err, ERR_CONFLICT, "task.closed",
		    "somebody finished this task meanwhile");
	if ((t.actions & wanted) != wanted)
		return error_set(err, ERR_FORBIDDEN, "task.not_yours",
		    "this task is not yours to do that with");
	*ret = t;
	return 0;
}

int fiber_fn
api_task(struct request *req, enum task_action wanted, struct api_task *ret,
    struct error *err)
{
	int at;

	ret->id = path_arg(req, "id");
	if (uuid_parse(str_of(ret->id), &ret->uuid) < 0)
		return unknown(err);
	at = api_task_push(req, ret->id);
	if (db_run(req->db, err) < 0)
		return -1;
	return api_task_take(req, at, wanted, ret, err);
}

const char *
api_task_actions(struct request *req, const struct api_task *t)
{
	static const char *const names[] = { NULL, "claim", "release",
		"complete", "delegate", "return", "assign", "plan",
		"follow_up" };
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_array(&w);
	for (size_t i = 1; i < ARRAY_LEN(names); i++) {
		if (t->actions & 1u << i)
			jsonw_cstr(&w, names[i]);
	}
	jsonw_array_end(&w);
	return arena_str(req->arena, buf_view(&out)).p;
}
