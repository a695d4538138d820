/*
 * search.c - what can be searched by, as it changes.
 *
 * Rows follow from the state alone, so what an instance had when it was loaded
 * is what the table has; nothing needs to be read.
 */
#include "server/workflow/search.h"
#include "workflows/bpmn/search.h"

int fiber_fn
search_declare(struct db *db, const struct bpmn_process *p, struct error *err)
{
	int first = 0;

	for (size_t i = 0; i < p->n_search; i++) {
		int at = db_push(db, VARIABLE_DECLARE,
		    db_str(db, p->search[i].name),
		    bpmn_search_type_name(p->search[i].type));

		if (i == 0)
			first = at;
	}
	if (db_run(db, err) < 0)
		return -1;
	for (size_t i = 0; i < p->n_search; i++) {
		const struct bpmn_search *s = &p->search[i];
		int at = first + (int)i;

		if (!str_is(db_text(db, at, 0, 0),
		    bpmn_search_type_name(s->type)))
			return error_set_field(err, "search.type", p->id,
			    "'%.*s' is a %.*s in another process", STR_ARG(
			    s->name), STR_ARG(db_text(db, at, 0, 0)));
		if (db_bool(db, at, 0, 1))
			return error_set_field(err, "search.sensitive", p->id,
			    "a form says that '%.*s' is sensitive, so nobody "
			    "may search by it", STR_ARG(s->name));
	}
	return 0;
}

static const struct feel_value *
find(struct bpmn_vars vars, struct str name)
{
	for (size_t i = 0; i < vars.n; i++) {
		if (str_eq(vars.v[i].key, name))
			return &vars.v[i].value;
	}
	return NULL;
}

static void
write_row(struct jsonw *w, const struct bpmn_search *s,
    const struct feel_value *value)
{
	_cleanup_(buf_done) struct buf key = BUF_INIT;

	if (value == NULL || !bpmn_search_key(s->type, *value, &key))
		return;
	jsonw_object(w);
	jsonw_key(w, "name");
	jsonw_str(w, s->name);
	jsonw_key(w, "key");
	jsonw_str(w, buf_view(&key));
	jsonw_key(w, "value");
	feel_to_json(w, *value);
	jsonw_object_end(w);
}

const char *
search_rows(struct workflow_run *r, const struct instance *in,
    struct bpmn_vars vars)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	const struct bpmn_process *p = in->def->process;
	struct jsonw w = JSONW(&out);

	if (p->n_search == 0)
		return NULL;
	jsonw_array(&w);
	for (size_t i = 0; i < p->n_search; i++)
		write_row(&w, &p->search[i], find(vars, p->search[i].name));
	jsonw_array_end(&w);
	return arena_str(r->w.arena, buf_view(&out)).p;
}

/* Of a process that is over its last effect had the variables. */
static const char *
rows_now(struct workflow_run *r, const struct instance *in)
{
	return in->is_over ? in->last_rows : search_rows(r, in,
	    bpmn_state_vars(r->w.arena, in->state, 0, false));
}

void
search_push(struct workflow_run *r, struct instance *in)
{
	const char *before = in->rows == NULL ? "[]" : in->rows;
	const char *now = rows_now(r, in);

	if (now == NULL)
		now = "[]";		/* its version declares nothing */
	if (strcmp(now, before) == 0 &&
	    (!in->is_over || strcmp(now, "[]") == 0))
		return;
	db_push(r->w.db, VARIABLE_STORE, in->id_text, now,
	    in->is_over ? "f" : "t");
	in->rows = now;
}
