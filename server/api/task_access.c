/*
 * task_access.c - who may do what with a task.
 */
#include "server/api/task_access.h"

enum { COL_UNIT, COL_ROLE, COL_STATE, COL_SENSITIVITY, COL_NODE, COL_ASSIGNEE,
	COL_OWNER, COL_INSTANCE, COL_RECORD, COL_INTERVENTION, COL_ELEMENT,
	COL_DRAFT, COL_KIND, COL_PARENT, COL_PARENT_OPEN, COL_PARENT_ASSIGNEE,
	COL_PARENT_UNIT, COL_PENDING, COL_BALLOT, COL_CANDIDATES,
	COL_VERSION };

static bool
same(struct uuid a, struct uuid b)
{
	return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

/* Is it offered to the caller besides: by their id, or "unit role"? */
static bool
is_offered(const struct session *s, const struct api_task *t)
{
	struct str rest = t->candidates;

	while (rest.len > 0) {
		ptrdiff_t comma = str_chr(rest, ',');
		struct str one = comma < 0 ? rest :
		    str_sub(rest, 0, (size_t)comma);
		struct str role = str_sub(one, UUID_TEXT_LEN + 1, one.len);
		struct uuid u;

		rest = comma < 0 ? STR("") :
		    str_sub(rest, (size_t)comma + 1, rest.len);
		if (uuid_parse(str_sub(one, 0, UUID_TEXT_LEN), &u) < 0)
			continue;
		if (role.len == 0 ? same(u, s->staff) : t->sensitivity < 3 &&
		    (session_unit_roles(s, u) & role_of(role)) != 0)
			return true;
	}
	return false;
}

/* How the caller stands to a task. */
struct standing {
	bool	is_mine, is_owner, is_candidate, supervises;
	bool	is_above;	/* holds or supervises what it is below of */
};

static struct standing
standing_of(const struct session *s, const struct api_task *t)
{
	unsigned here = session_unit_roles(s, t->unit);
	bool is_shown = t->sensitivity < 3;	/* to others than its people */

	return (struct standing){
		.is_mine = same(t->assignee, s->staff),
		.is_owner = same(t->owner, s->staff),
		.is_candidate = ((here & t->role) != 0 && is_shown) ||
		    is_offered(s, t),
		.supervises = (here & ROLE_SUPERVISOR) != 0 && is_shown,
		.is_above = !uuid_is_zero(t->parent) &&
		    (same(t->parent_holder, s->staff) || (is_shown &&
		    (session_unit_roles(s, t->parent_unit) &
		    ROLE_SUPERVISOR))),
	};
}

/* A ballot is one's own, and may be changed until the vote is over; a vote
 * ends by itself. */
static unsigned
allowed_of_kind(const struct api_task *t, const struct standing *st)
{
	bool is_free = uuid_is_zero(t->assignee) && st->is_candidate;

	switch (t->kind) {
	case TASK_BALLOT:
		return 0;
	case TASK_VOTE:
		return st->is_mine || st->supervises ? TASK_MAY_CLOSE_VOTE : 0;
	case TASK_SUBTASK:
		return (st->is_mine || is_free ? TASK_MAY_COMPLETE : 0) |
		    (st->is_mine ? TASK_MAY_DELEGATE : 0) |
		    (st->is_above ? TASK_MAY_CANCEL : 0);
	case TASK_PLAIN:
		break;
	}
	return (st->is_mine || is_free ? TASK_MAY_COMPLETE : 0) |
	    (st->is_mine ? TASK_MAY_DELEGATE : 0) |
	    (st->is_mine || st->supervises ? TASK_MAY_SPLIT : 0);
}

/* What the caller may do, deny by default. */
static unsigned
allowed(const struct session *s, const struct api_task *t)
{
	struct standing st = standing_of(s, t);
	unsigned a = 0;

	if (st.is_mine || st.is_owner || st.is_candidate || st.supervises ||
	    st.is_above)
		a |= TASK_MAY_READ;
	if (t->kind == TASK_BALLOT && st.is_mine && t->is_parent_open)
		a |= TASK_MAY_VOTE;
	if (!t->is_open)
		return a;
	a |= allowed_of_kind(t, &st);
	if (uuid_is_zero(t->assignee) && st.is_candidate)
		a |= TASK_MAY_CLAIM;
	if (st.is_mine)
		a |= TASK_MAY_FOLLOW_UP |
		    (uuid_is_zero(t->owner) ? TASK_MAY_RELEASE :
		    TASK_MAY_RETURN);
	if (st.supervises)
		a |= TASK_MAY_ASSIGN | TASK_MAY_PLAN |
		    (uuid_is_zero(t->assignee) ? 0 : TASK_MAY_RELEASE);
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

static enum task_kind
kind_of(struct str name)
{
	static const char *const names[] = { "task", "subtask", "vote",
		"ballot" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i]))
			return (enum task_kind)i;
	}
	return TASK_PLAIN;
}

static struct str
text_at(struct request *req, int at, int col)
{
	return arena_str(req->arena, db_text(req->db, at, 0, col));
}

static void
read_parent(const struct db *db, int at, struct api_task *t)
{
	t->parent = db_uuid_at(db, at, 0, COL_PARENT);
	t->parent_holder = db_uuid_at(db, at, 0, COL_PARENT_ASSIGNEE);
	t->parent_unit = db_uuid_at(db, at, 0, COL_PARENT_UNIT);
	t->is_parent_open = !uuid_is_zero(t->parent) &&
	    db_bool(db, at, 0, COL_PARENT_OPEN);
}

int
api_task_read(struct request *req, int at, struct api_task *ret,
    struct error *err)
{
	const struct db *db = req->db;
	struct api_task t = { .id = ret->id, .uuid = ret->uuid };

	if (db_rows(db, at) == 0)
		return unknown(err);
	t.unit = db_uuid_at(db, at, 0, COL_UNIT);
	req->session->acting_unit = t.unit;
	t.assignee = db_uuid_at(db, at, 0, COL_ASSIGNEE);
	t.owner = db_uuid_at(db, at, 0, COL_OWNER);
	t.instance = db_uuid_at(db, at, 0, COL_INSTANCE);
	t.record = db_uuid_at(db, at, 0, COL_RECORD);
	t.subject = db_uuid_at(db, at, 0, COL_INTERVENTION);
	if (uuid_is_zero(t.subject))
		t.subject = t.instance;
	t.role = role_of(db_text(db, at, 0, COL_ROLE));
	t.kind = kind_of(db_text(db, at, 0, COL_KIND));
	t.is_open = str_is(db_text(db, at, 0, COL_STATE), "open");
	t.sensitivity = (int)db_int64(db, at, 0, COL_SENSITIVITY);
	t.version = db_int64(db, at, 0, COL_VERSION);
	t.node = (uint32_t)db_int64(db, at, 0, COL_NODE);
	t.element = text_at(req, at, COL_ELEMENT);
	t.pending = text_at(req, at, COL_PENDING);
	t.candidates = text_at(req, at, COL_CANDIDATES);
	t.draft = api_bytes_at(req, at, COL_DRAFT);
	t.ballot = api_bytes_at(req, at, COL_BALLOT);
	read_parent(db, at, &t);
	t.actions = allowed(req->session, &t);
	*ret = t;
	return 0;
}

int
api_task_take(struct request *req, int at, unsigned wanted,
    struct api_task *ret, struct error *err)
{
	struct api_task t = *ret;

	if (api_task_read(req, at, &t, err) < 0)
		return -1;
	if (!(t.actions & TASK_MAY_READ))
		return unknown(err);
	if (!(t.actions & wanted) && !t.is_open)
		return error_set(err, ERR_CONFLICT, "task.closed",
		    "somebody finished this task meanwhile");
	if (!(t.actions & wanted))
		return error_set(err, ERR_FORBIDDEN, "task.not_yours",
		    "this task is not yours to do that with");
	*ret = t;
	return 0;
}

int fiber_fn
api_task(struct request *req, unsigned wanted, struct api_task *ret,
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
		"follow_up", "split", "cancel", "vote", "closeVote" };
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
