/*
 * findings.c - the linter with a catalogue of the municipality.
 */
#include "base/map.h"
#include "base/xml.h"
#include "server/security/role.h"
#include "server/workflow/findings.h"
#include "server/workflow/routing.h"

/* Keys of what is deployed, and codes of units. */
struct catalogue {
	struct map	*forms, *decisions, *processes, *units;
};

struct look {
	struct arena	*a;		/* of this look alone */
	struct str	 text;
	struct catalogue has;
	const struct lint_report *report;
	xmlDoc		*doc;		/* the report points into it */
	struct error	 err;
};

/* "social_worker", "supervisor@benefits", or a decision (routing.h). */
static bool
has_role(void *ctx, struct str spec)
{
	const struct catalogue *c = ctx;
	ptrdiff_t at = str_chr(spec, '@');
	struct str decision, role;

	if (routing_decision(spec, &decision, &role))
		return map_get(c->decisions, decision) != NULL &&
		    (role.len == 0 || role_of(role) != 0);
	if (at < 0)
		return role_of(spec) != 0;
	return role_of(str_sub(spec, 0, (size_t)at)) != 0 &&
	    map_get(c->units, str_sub(spec, (size_t)at + 1, spec.len)) != NULL;
}

static bool
has_form(void *ctx, struct str key)
{
	return map_get(((struct catalogue *)ctx)->forms, key) != NULL;
}

static bool
has_decision(void *ctx, struct str key)
{
	return map_get(((struct catalogue *)ctx)->decisions, key) != NULL;
}

static bool
has_process(void *ctx, struct str key)
{
	return map_get(((struct catalogue *)ctx)->processes, key) != NULL;
}

static int fiber_fn
load(struct look *l, struct db *db, struct error *err)
{
	struct map *all[] = { map_new(l->a), map_new(l->a), map_new(l->a),
		map_new(l->a) };
	static char present;
	int at = db_push(db, DEPLOY_CATALOGUE);

	if (db_run(db, err) < 0)
		return -1;
	for (int i = 0; i < db_rows(db, at); i++) {
		int64_t kind = db_int64(db, at, i, 0);

		map_put(all[kind], arena_str(l->a, db_text(db, at, i, 1)),
		    &present);
	}
	l->has = (struct catalogue){ all[0], all[1], all[2], all[3] };
	return 0;
}

static void
look(void *arg)
{
	struct look *l = arg;
	struct lint_catalogue catalogue = { &l->has, has_role, has_form,
		has_decision, has_process };

	l->doc = xml_parse(l->text, &l->err);
	if (l->doc != NULL)
		l->report = lint_run(l->a, l->doc, &(struct lint_options){
		    .is_deployment = true, .catalogue = &catalogue });
}

/* The report in the asker's arena. */
static const struct lint_report *
copy(struct arena *a, const struct lint_report *r)
{
	struct lint_report *new = arena_new_of(a, struct lint_report);
	struct lint_finding *v = arena_array(a, r->n, sizeof(*v));

	for (size_t i = 0; i < r->n; i++) {
		v[i] = r->v[i];
		v[i].element = arena_str(a, v[i].element);
		v[i].message = arena_str(a, v[i].message);
	}
	*new = *r;
	new->v = v;
	return new;
}

static int fiber_fn
run(const struct findings_ask *ask, struct look *l, struct error *err)
{
	if (load(l, ask->db, err) < 0)
		return -1;
	if (ask->work == NULL)
		look(l);
	else if (work_run(ask->work, look, l) < 0)
		return error_set(err, ERR_LIMIT, "work.busy",
		    "the server is busy checking other models");
	if (l->report == NULL) {
		*err = l->err;
		return -1;
	}
	return 0;
}

int fiber_fn
findings_of(const struct findings_ask *ask, const struct lint_report **ret,
    struct error *err)
{
	struct look l = { .a = arena_new(), .text = ask->text };
	int bad = run(ask, &l, err);

	if (bad == 0)
		*ret = copy(ask->arena, l.report);
	xmlFreeDoc(l.doc);
	arena_free(l.a);
	return bad;
}
