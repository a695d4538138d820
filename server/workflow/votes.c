/*
 * votes.c - reading what a task says about votes, and opening one.
 */
#include "server/workflow/votes.h"

struct str
workflow_task_header(const struct bpmn_task_open *t, const char *name)
{
	for (size_t i = 0; i < t->n_headers; i++) {
		if (str_is(t->headers[i].name, name))
			return t->headers[i].value;
	}
	return STR("");
}

static int
read_quorum(struct str text, struct votes *rule, struct error *err)
{
	int64_t n;
	int max = rule->seats > 0 ? rule->seats : VOTES_SEATS_MAX;

	if (text.len == 0)
		return 0;
	if (parse_int(text, 1, max, &n) < 0)
		return error_set(err, ERR_INVALID, "bpmn.votes",
		    "votesQuorum is '%.*s', not a number from 1 to %d",
		    STR_ARG(text), max);
	rule->quorum = (int)n;
	return 0;
}

int
vote_read(const struct bpmn_task_open *t, struct vote *ret, struct error *err)
{
	struct str text = workflow_task_header(t, "votes");
	struct str shown = workflow_task_header(t, "votesShown");
	struct vote v = { .field = workflow_task_header(t, "votesField"),
		.chair = workflow_task_header(t, "votesChair"),
		.is_secret = !str_is(shown, "always") };

	if (text.len == 0)
		return 0;
	if (votes_parse(text, &v.rule, err) < 0 || read_quorum(
	    workflow_task_header(t, "votesQuorum"), &v.rule, err) < 0)
		return -1;
	if (v.is_secret && shown.len > 0 && !str_is(shown, "closed"))
		return error_set(err, ERR_INVALID, "bpmn.votes",
		    "votesShown is '%.*s', not \"closed\" or \"always\"",
		    STR_ARG(shown));
	if (v.field.len == 0)
		v.field = STR("approved");
	if (v.chair.len == 0)
		v.chair = STR("supervisor");
	*ret = v;
	return 1;
}

const char *
workflow_text_array(struct db *db, const struct str *v, size_t n)
{
	struct db_array texts = DB_ARRAY_INIT;

	for (size_t i = 0; i < n; i++)
		db_array_text(&texts, v[i]);
	return db_array_end(db_arena(db), &texts);
}

static const char *
number_param(struct db *db, int n)
{
	return n == 0 ? NULL : db_int(db, n);
}

void
vote_open(struct workflow_run *r, const struct vote *v,
    const struct bpmn_task_open *t, const char *task, struct str group,
    const char *excluded)
{
	struct db *db = r->w.db;
	const char *groups = t->n_groups > 0 ?
	    workflow_text_array(db, t->groups, t->n_groups) :
	    workflow_text_array(db, &group, 1);

	db_push(db, VOTE_OPEN, task, votes_rule_name(v->rule.rule),
	    db_int(db, v->rule.needed), number_param(db, v->rule.quorum),
	    db_str(db, v->field), v->is_secret ? "t" : "f", groups,
	    workflow_text_array(db, t->users, t->n_users), excluded,
	    number_param(db, v->rule.seats));
}
