/*
 * deploy.c - check and insert definitions.
 */
#include <sodium.h>

#include "base/json.h"
#include "forms/form.h"
#include "server/workflow/deploy.h"
#include "server/workflow/form_decisions.h"
#include "server/workflow/routing.h"
#include "server/workflow/search.h"
#include "server/workflow/starts.h"
#include "workflows/bpmn/model.h"
#include "workflows/dmn/dmn.h"

/* What one deployment carries through its steps. */
struct run {
	const struct deploy	*d;
	struct deployed		*out;
	const char		*staff;		/* NULL: an operator */
	const char		*checksum;
	struct dmn		*dmn;
	const struct json	*form;
	const char		*form_decisions;	/* keys, "{a,b}" */
	struct uuid		 ids[DEPLOY_ITEMS_MAX];
	int			 at[DEPLOY_ITEMS_MAX];
};

enum deploy_kind
deploy_kind_of(struct str file_name)
{
	if (str_ends(file_name, ".bpmn"))
		return DEPLOY_PROCESS;
	if (str_ends(file_name, ".dmn"))
		return DEPLOY_DECISION;
	return str_ends(file_name, ".json") ? DEPLOY_FORM : 0;
}

static const char *
checksum_of(struct db *db, struct str text)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(hash, (const unsigned char *)text.p, text.len);
	return db_bytea(db, (struct str){ (const char *)hash, sizeof(hash) });
}

/* Note the item whose row was pushed at a place of the batch. */
static int
add(struct run *r, struct str key, struct str name, int at)
{
	size_t n = r->out->n;

	r->out->items[n] = (struct deploy_item){ .kind = r->d->kind,
		.key = arena_str(r->d->arena, key).p,
		.name = arena_str(r->d->arena, name).p };
	r->at[n] = at;
	r->out->n++;
	return 0;
}

static int
too_many(struct error *err)
{
	return error_set(err, ERR_LIMIT, "deploy.many",
	    "one file may bring at most %d processes or decisions",
	    DEPLOY_ITEMS_MAX);
}

/* -------------------------------------------------------------- processes */

/* The first error of a report, if there is one. */
static int
refuse(const struct lint_report *report, struct error *err)
{
	for (size_t i = 0; i < report->n; i++) {
		const struct lint_finding *f = &report->v[i];

		if (f->severity != LINT_ERROR)
			continue;
		(void)error_set_field(err, "deploy.model", f->element,
		    "%s: %.*s (%zu errors in all)", f->rule,
		    STR_ARG(f->message), report->n_errors);
		return error_at(err, f->line, 0);
	}
	return 0;
}

static int fiber_fn
lint(struct run *r, struct error *err)
{
	if (findings_of(&(struct findings_ask){ .arena = r->d->arena,
	    .db = r->d->db, .work = r->d->work, .text = r->d->text },
	    &r->out->report, err) < 0)
		return -1;
	return refuse(r->out->report, err);
}

static int
push_processes(struct run *r, const struct bpmn_model *m, struct error *err)
{
	struct db *db = r->d->db;

	for (size_t i = 0; i < m->n_processes; i++) {
		const struct bpmn_process *p = &m->processes[i];
		size_t n = r->out->n;

		if (!p->is_executable)
			continue;
		if (n == DEPLOY_ITEMS_MAX)
			return too_many(err);
		r->ids[n] = uuid_new();
		add(r, p->id, p->name.len > 0 ? p->name : p->id,
		    db_push(db, DEFINITION_INSERT, db_uuid(db, r->ids[n]),
		    db_str(db, p->id), p->version_tag.len > 0 ?
		    db_str(db, p->version_tag) : NULL,
		    db_str(db, p->name.len > 0 ? p->name : p->id),
		    db_str(db, r->d->text), r->checksum, r->staff,
		    routing_keys(r->d->arena, m)));
	}
	return r->out->n > 0 ? 0 : error_set(err, ERR_INVALID, "deploy.empty",
	    "no process of this model says isExecutable=\"true\"");
}

/* -------------------------------------------------------------- decisions */

static int
push_decisions(struct run *r, const struct dmn *dmn, struct error *err)
{
	struct str model = dmn_model_name(dmn);
	const struct dmn_element *e;
	struct db *db = r->d->db;

	for (size_t i = 0; (e = dmn_element_at(dmn, i)) != NULL; i++) {
		struct str id = dmn_element_id(e), name = dmn_element_name(e);
		struct str tag = dmn_element_version_tag(e);

		if (dmn_element_kind(e) != DMN_DECISION || id.len == 0)
			continue;
		if (r->out->n == DEPLOY_ITEMS_MAX)
			return too_many(err);
		add(r, id, name, db_push(db, DECISION_INSERT, db_str(db, id),
		    db_str(db, name), db_str(db, model),
		    db_str(db, r->d->text), r->checksum, r->staff,
		    tag.len == 0 ? NULL : db_str(db, tag)));
	}
	return r->out->n > 0 ? 0 : error_set(err, ERR_INVALID, "deploy.empty",
	    "there is no decision with an id in this model");
}

/* What is to be said about a model, as for a process. */
static const struct lint_report *
dmn_report(struct arena *a, const struct dmn *dmn)
{
	struct lint_report *report = arena_new_of(a, struct lint_report);
	const struct dmn_finding *f;
	struct lint_finding *v;

	f = dmn_findings(dmn, &report->n);
	report->n_errors = dmn_errors(dmn);
	report->v = v = arena_array(a, report->n, sizeof(*v));
	for (size_t i = 0; i < report->n; i++)
		v[i] = (struct lint_finding){
			.severity = f[i].severity == DMN_ERROR ? LINT_ERROR :
			    LINT_WARNING,
			.line = f[i].line, .rule = f[i].code,
			.element = arena_str(a, f[i].element),
			.message = f[i].rule == 0 ?
			    arena_str(a, f[i].message) :
			    arena_printf(a, "rule %zu: %.*s", f[i].rule,
			    STR_ARG(f[i].message)) };
	return report;
}

struct compiling {
	struct dmn_text	 text;
	struct dmn	*dmn;
};

static void
compile(void *arg)
{
	struct compiling *c = arg;

	c->dmn = dmn_compile(&c->text, 1);
}

/* Looking for gaps and overlaps of a large table takes its time. */
static int fiber_fn
check_decisions(struct run *r, struct error *err)
{
	struct compiling c = { .text = { STR("model.dmn"), r->d->text } };

	if (r->d->work == NULL)
		compile(&c);
	else if (work_run(r->d->work, compile, &c) < 0)
		return error_set(err, ERR_LIMIT, "work.busy",
		    "the server is busy with other models: try again in a "
		    "moment");
	r->dmn = c.dmn;
	r->out->report = dmn_report(r->d->arena, c.dmn);
	return refuse(r->out->report, err);
}

/* ------------------------------------------------------------------ forms */

static int
push_form(struct run *r, struct error *err)
{
	struct db *db = r->d->db;
	struct str id = json_string(r->form, "id", STR(""));

	if (id.len == 0)
		return error_set_field(err, "form.id", STR("/id"),
		    "a form needs an id");
	return add(r, id, id, db_push(db, FORM_INSERT, db_str(db, id),
	    db_str(db, r->d->text), r->checksum, r->staff,
	    r->form_decisions));
}

/* The schema, and that what it asks can be answered. */
static int fiber_fn
check_form(struct run *r, struct error *err)
{
	const struct form *form;

	r->form = json_parse(r->d->arena, r->d->text, err);
	if (r->form == NULL)
		return -1;
	form = form_compile(r->d->arena, r->form, err);
	return form == NULL ? -1 : form_decisions_check(r->d->db,
	    r->d->arena, form, &r->form_decisions, err);
}

/* -------------------------------------------------------------------- all */

static void
push_events(struct run *r)
{
	static const char *const actions[] = { "", "process.deploy",
		"decision.deploy", "form.deploy" };
	static const char *const types[] = { "", "process_definition",
		"decision_definition", "form_definition" };

	for (size_t i = 0; i < r->out->n; i++) {
		if (!r->out->items[i].is_new)
			continue;
		audit_push(r->d->db, &r->d->actor, &(struct audit_event){
		    .action = actions[r->d->kind],
		    .object_type = types[r->d->kind], .object = r->ids[i] });
		db_push(r->d->db, NOTIFY_EVENT, "definition",
		    db_uuid(r->d->db, r->ids[i]), "", "");
	}
}

/* Send the rows and see which were new. */
static int fiber_fn
write_rows(struct run *r, struct error *err)
{
	struct db *db = r->d->db;

	if (db_run(db, err) < 0)
		return -1;
	for (size_t i = 0; i < r->out->n; i++) {
		r->out->items[i].is_new = db_rows(db, r->at[i]) > 0;
		if (r->out->items[i].is_new)
			(void)uuid_parse(db_text(db, r->at[i], 0, 0),
			    &r->ids[i]);
	}
	return 0;
}

static int fiber_fn
put_into_service(struct run *r, const struct bpmn_model *m, size_t item,
    struct error *err)
{
	const struct bpmn_process *p = bpmn_process_find(m,
	    str_of(r->out->items[item].key));

	if (!r->out->items[item].is_new)
		return 0;
	if (search_declare(r->d->db, p, err) < 0)
		return -1;
	return starts_renew(&(struct starts){ .arena = r->d->arena,
	    .db = r->d->db, .key = p->id, .definition = r->ids[item],
	    .model = m, .process = p }, err);
}

static int fiber_fn
deploy_process(struct run *r, struct error *err)
{
	const struct bpmn_model *m;

	m = bpmn_parse(r->d->arena, r->d->text, err);
	if (m == NULL || push_processes(r, m, err) < 0 ||
	    write_rows(r, err) < 0)
		return -1;
	for (size_t i = 0; i < r->out->n; i++) {
		if (put_into_service(r, m, i, err) < 0)
			return -1;
	}
	return 0;
}

/* May it go into service? */
static int fiber_fn
check(struct run *r, struct error *err)
{
	switch (r->d->kind) {
	case DEPLOY_PROCESS:
		return lint(r, err);
	case DEPLOY_DECISION:
		return check_decisions(r, err);
	default:
		return check_form(r, err);
	}
}

static int fiber_fn
put(struct run *r, struct error *err)
{
	int bad;

	if (!sodium_is_zero(r->d->actor.staff.b, sizeof(r->d->actor.staff.b)))
		r->staff = db_uuid(r->d->db, r->d->actor.staff);
	r->checksum = checksum_of(r->d->db, r->d->text);
	if (r->d->kind == DEPLOY_PROCESS)
		return deploy_process(r, err);
	bad = r->d->kind == DEPLOY_DECISION ? push_decisions(r, r->dmn, err) :
	    push_form(r, err);
	return bad < 0 ? -1 : write_rows(r, err);
}

int fiber_fn
deploy(const struct deploy *d, struct deployed *ret, struct error *err)
{
	struct run r = { .d = d, .out = ret };
	int bad;

	*ret = (struct deployed){ .n = 0 };
	if (d->text.len > DEPLOY_SIZE_MAX)
		return error_set(err, ERR_LIMIT, "deploy.size",
		    "at most %d bytes", DEPLOY_SIZE_MAX);
	/* Checking asks the database, with which parameters end. */
	bad = check(&r, err) < 0 || put(&r, err) < 0;
	dmn_free(r.dmn);
	if (bad)
		return -1;
	push_events(&r);
	return 0;
}
