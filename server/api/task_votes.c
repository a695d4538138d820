/*
 * task_votes.c - cast a vote, and close one at its due date.
 *
 * Every vote locks the process instance, so votes are counted one after the
 * other and exactly one of them finds that the decision is reached: it
 * completes the task in its transaction.
 */
#include <sodium.h>

#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/task_open.h"
#include "server/security/permission.h"
#include "server/services.h"
#include "workflows/bpmn/votes.h"

/* A vote that was cast. */
struct cast {
	struct uuid		 ballot;
	struct str		 voter;		/* login */
	struct str		 envelope;
	const struct json	*content;	/* choice, and reason or data */
};

struct voting {
	struct opened	 o;		/* the ballot, or the vote itself */
	const char	*id;		/* of the vote */
	struct votes	 rule;
	struct str	 field;
	bool		 is_due;
	struct cast	*casts;
	size_t		 n;
	struct votes_tally tally;
};

enum { COL_VOTE, COL_RULE, COL_NEEDED, COL_QUORUM, COL_FIELD, COL_SEATS,
	COL_DUE };

static void
read_casts(struct request *req, int at, struct voting *v)
{
	const struct db *db = req->db;
	int n = db_rows(db, at);

	/* One more may come. */
	v->casts = arena_array(req->arena, (size_t)n + 1, sizeof(*v->casts));
	for (int i = 0; i < n; i++) {
		_cleanup_(buf_done) struct buf b = BUF_INIT;
		struct cast *c = &v->casts[v->n++];

		*c = (struct cast){ .voter = arena_str(req->arena,
		    db_text(db, at, i, 1)) };
		(void)uuid_parse(db_text(db, at, i, 0), &c->ballot);
		db_bytes(db, at, i, 2, &b);
		c->envelope = arena_str(req->arena, buf_view(&b));
	}
}

static void
read_rule(struct request *req, int at, struct voting *v)
{
	const struct db *db = req->db;
	int rule = votes_rule_of(db_text(db, at, 0, COL_RULE));

	v->id = arena_str(req->arena, db_text(db, at, 0, COL_VOTE)).p;
	v->rule = (struct votes){
		.rule = rule < 0 ? VOTES_UNANIMITY : (enum votes_rule)rule,
		.needed = (int)db_int64(db, at, 0, COL_NEEDED),
		.quorum = (int)db_int64(db, at, 0, COL_QUORUM),
		.seats = (int)db_int64(db, at, 0, COL_SEATS) };
	v->field = arena_str(req->arena, db_text(db, at, 0, COL_FIELD));
	v->is_due = db_bool(db, at, 0, COL_DUE);
}

static int fiber_fn
open_voting(struct request *req, unsigned wanted, struct voting *v,
    struct error *err)
{
	int rule, casts;

	if (open_task_push(req, &v->o, err) < 0)
		return -1;
	rule = db_push(req->db, VOTE_GET, v->o.task.id);
	casts = db_push(req->db, BALLOT_LIST, v->o.task.id);
	if (db_run(req->db, err) < 0)
		return -1;
	/* Taken out of the batch before anything else is run. */
	if (db_rows(req->db, rule) > 0) {
		read_rule(req, rule, v);
		read_casts(req, casts, v);
	}
	return open_task_take(req, wanted, &v->o, err);
}

/* ---------------------------------------------------------------- counting */

static const struct json *fiber_fn
open_cast(struct request *req, const struct voting *v, const struct cast *c,
    struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct sealed_at at = { SEALED_BALLOT_NOTES, c->ballot,
		v->o.task.subject };
	const struct json *content;

	if (vault_open(services()->vault, req->db, &at, c->envelope, &plain,
	    err) < 0)
		return NULL;
	content = json_parse(req->arena, arena_str(req->arena,
	    buf_view(&plain)), err);
	sodium_memzero(plain.p, plain.len);
	return content;
}

static int fiber_fn
count(struct request *req, struct voting *v, struct error *err)
{
	v->tally = (struct votes_tally){ 0 };
	for (size_t i = 0; i < v->n; i++) {
		struct cast *c = &v->casts[i];
		struct str choice;

		if (c->content == NULL)
			c->content = open_cast(req, v, c, err);
		if (c->content == NULL)
			return -1;
		choice = json_string(c->content, "choice", STR(""));
		if (str_is(choice, "for"))
			v->tally.in_favour++;
		else if (str_is(choice, "against"))
			v->tally.against++;
		else
			v->tally.abstained++;
	}
	return 0;
}

/* The result as variables: votes, inFavour, against, abstained, approved. */
static struct bpmn_vars
variables(struct request *req, const struct voting *v, bool is_approved)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "votes");
	jsonw_array(&w);
	for (size_t i = 0; i < v->n; i++) {
		jsonw_object(&w);
		jsonw_key(&w, "voter");
		jsonw_str(&w, v->casts[i].voter);
		for (size_t k = 0; k < v->casts[i].content->n; k++) {
			const struct json_member *m =
			    &v->casts[i].content->members[k];

			jsonw_key_str(&w, m->key);
			jsonw_value(&w, &m->value);
		}
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	jsonw_key(&w, "inFavour");
	jsonw_int(&w, v->tally.in_favour);
	jsonw_key(&w, "against");
	jsonw_int(&w, v->tally.against);
	jsonw_key(&w, "abstained");
	jsonw_int(&w, v->tally.abstained);
	jsonw_key(&w, "approved");
	jsonw_bool(&w, is_approved);
	jsonw_object_end(&w);
	return workflow_vars_of(req->arena, json_parse(req->arena,
	    arena_str(req->arena, buf_view(&out)), NULL));
}

/* The process goes on with what was decided. */
static int fiber_fn
decide(struct request *req, struct voting *v, enum votes_result result,
    struct error *err)
{
	bool is_approved = result == VOTES_APPROVED;
	struct db *db = req->db;

	db_push(db, VOTE_END, v->id, is_approved ? "t" : "f",
	    db_int(db, v->tally.in_favour), db_int(db, v->tally.against),
	    db_int(db, v->tally.abstained));
	if (workflow_event(v->o.run, v->o.instance, &(struct bpmn_event){
	    .type = BPMN_EV_COMPLETE, .node = v->o.task.node,
	    .vars = variables(req, v, is_approved) }, err) < 0)
		return -1;
	return workflow_finish(v->o.run, err);
}

static int fiber_fn
reply_voting(struct request *req, struct voting *v, const char *action)
{
	const struct session *s = req->session;
	struct error err = { 0 };
	struct str body;
	int card, next;

	card = db_push(req->db, TASK_SHOW, v->o.task.id);
	next = db_push(req->db, TASK_NEXT, api_uuid(req, v->o.instance),
	    s->staff_id, s->pair_units, s->pair_roles);
	db_push_after(req->db, Q_VOTE_NOTIFY, v->id);
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "task", .object = v->o.task.uuid,
	    .record = v->o.task.record });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	body = arena_printf(req->arena, "{\"task\":%.*s,\"vote\":%.*s,"
	    "\"next\":%.*s}", STR_ARG(db_text(req->db, card, 0, 0)),
	    STR_ARG(db_text(req->db, card, 0, 4)),
	    STR_ARG(db_text(req->db, next, 0, 0)));
	req->session->grants.listed = CATEGORY_IDENTITY;
	session_reveal(req->session, req->arena, v->o.task.subject,
	    CATEGORY_NOTES);
	return reply_str(req, 200, body);
}

/* ----------------------------------------------------------------- casting */

static const struct shape vote_shape[] = {
	{ "data", SHAPE_OBJECT },
	{ "abstain", SHAPE_TEXT, .min = 3, .max = 1000 },
	{ 0 }
};

/* What is sealed of a vote. */
static const struct json *
content_of(struct request *req, const struct json *data, const char *choice,
    const char *reason)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "choice");
	jsonw_cstr(&w, choice);
	if (reason != NULL) {
		jsonw_key(&w, "reason");
		jsonw_cstr(&w, reason);
	} else {
		jsonw_key(&w, "data");
		jsonw_value(&w, data);
	}
	jsonw_object_end(&w);
	return json_parse(req->arena, arena_str(req->arena, buf_view(&out)),
	    NULL);
}

/* Read the vote.  1 and *ret; 0 when the reply was given; -1 and err. */
static int fiber_fn
read_vote(struct request *req, const struct voting *v,
    const struct json **ret, int *ret_status, struct error *err)
{
	const struct json *body = *ret, *choice;
	const struct json *data = json_get(body, "data");
	const char *reason = shape_text(req, body, "abstain");
	struct str field = arena_printf(req->arena, "/data/%.*s",
	    STR_ARG(v->field));
	int is_good;

	if ((data == NULL) == (reason == NULL))
		return error_set_field(err, "vote.one_of", STR("/data"),
		    "vote with the form, or abstain and say why");
	if (reason != NULL) {
		*ret = content_of(req, NULL, "abstain", reason);
		return 1;
	}
	is_good = open_task_submit(req, &v->o, &data, ret_status, err);
	if (is_good <= 0)
		return is_good;
	choice = json_get_str(data, v->field);
	if (choice == NULL || choice->type != JSON_BOOL)
		return error_set_field(err, "vote.field", field,
		    "say yes or no");
	*ret = content_of(req, data, choice->boolean ? "for" : "against",
	    NULL);
	return 1;
}

/* Seal the vote and take it for the one of this ballot. */
static int fiber_fn
cast(struct request *req, struct voting *v, const struct json *content,
    struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	const struct api_task *t = &v->o.task;
	struct sealed_at at = { SEALED_BALLOT_NOTES, t->uuid, t->subject };
	struct jsonw w = JSONW(&plain);
	const char *param;
	size_t i = 0;

	jsonw_value(&w, content);
	if (vault_load(services()->vault, req->db, &t->subject, 1, err) < 0 ||
	    vault_seal(services()->vault, req->db, &at, buf_view(&plain),
	    &param, err) < 0)
		return -1;
	sodium_memzero(plain.p, plain.len);
	db_push(req->db, BALLOT_PUT, t->id, v->id, req->session->staff_id,
	    param);
	while (i < v->n && memcmp(v->casts[i].ballot.b, t->uuid.b,
	    sizeof(t->uuid.b)) != 0)
		i++;
	if (i == v->n)
		v->n++;
	v->casts[i] = (struct cast){ .ballot = t->uuid, .content = content,
		.voter = str_of(req->session->login) };
	return 0;
}

/* POST /tasks/{id}/vote */
static int fiber_fn
task_vote(struct request *req)
{
	struct voting *v = req_alloc(req, sizeof(*v));
	enum votes_result result;
	const struct json *vote;
	struct error err = { 0 };
	int status, is_good;

	vote = shape_body(req, vote_shape, &status);
	if (vote == NULL)
		return status;
	if (open_voting(req, TASK_MAY_VOTE, v, &err) < 0 ||
	    open_task_four_eyes(req, &v->o, &err) < 0)
		return reply_error(req, &err);
	is_good = read_vote(req, v, &vote, &status, &err);
	if (is_good == 0)
		return status;
	/* The others' votes are opened before anything is written. */
	if (is_good < 0 || count(req, v, &err) < 0 ||
	    cast(req, v, vote, &err) < 0 || count(req, v, &err) < 0)
		return reply_error(req, &err);
	result = votes_result(&v->rule, &v->tally);
	if (result != VOTES_UNDECIDED && decide(req, v, result, &err) < 0)
		return reply_error(req, &err);
	return reply_voting(req, v, "task.vote");
}

/* ----------------------------------------------------------------- closing */

static const struct shape close_shape[] = { { 0 } };

/* POST /tasks/{id}/close-vote */
static int fiber_fn
vote_close(struct request *req)
{
	struct voting *v = req_alloc(req, sizeof(*v));
	enum votes_result result;
	struct error err = { 0 };
	int status;

	if (shape_body(req, close_shape, &status) == NULL)
		return status;
	if (open_voting(req, TASK_MAY_CLOSE_VOTE, v, &err) < 0 ||
	    count(req, v, &err) < 0)
		return reply_error(req, &err);
	if (!v->is_due)
		return reply_fail(req, ERR_CONFLICT, "vote.not_due",
		    "it stays open until its due date");
	result = votes_final(&v->rule, &v->tally);
	if (result == VOTES_UNDECIDED)
		return reply_fail(req, ERR_CONFLICT, "vote.no_quorum",
		    "%d have to vote before it can be closed", v->rule.quorum);
	if (decide(req, v, result, &err) < 0)
		return reply_error(req, &err);
	return reply_voting(req, v, "task.close_vote");
}

const struct route task_vote_routes[] = {
	ROUTE(POST, "/api/v1/tasks/{id}/vote", MAY_WORK, task_vote),
	ROUTE(POST, "/api/v1/tasks/{id}/close-vote", MAY_WORK, vote_close),
	{ 0 }
};
