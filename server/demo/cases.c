/*
 * cases.c - cases under way, through the process engine itself.
 */
#include "base/json.h"
#include "server/demo/demo.h"
#include "server/workflow/workflow.h"

static const char *const programmes[] = { "information", "emergency-aid",
	"home-care", "dependency", "elderly", "migrants", "school-absence" };

/* An intervention of some record, with its key and its process. */
static int
start(struct demo *d, struct arena *a, const char *record, const char *person,
    const char *staff, struct error *err)
{
	const char *programme = programmes[rng_below(&d->rng,
	    ARRAY_LEN(programmes))];
	struct workflow_where where = { .arena = a, .db = d->db,
		.vault = d->vault, .tenant = d->actor.tenant,
		.zone = DEMO_ZONE };
	struct uuid id = uuid_new(), instance = { 0 };
	struct workflow_run *run;
	struct bpmn_vars vars;
	struct str key;
	int at, r = -1;

	(void)uuid_parse(str_of(staff), &where.actor);
	db_begin(d->db);
	at = db_push(d->db, INTERVENTION_INSERT, db_uuid(d->db, id), record,
	    person, programme, staff);
	if (db_run(d->db, err) < 0)
		return -1;
	key = arena_str(a, db_text(d->db, at, 0, 2));
	vars = workflow_vars_of(a, json_parse(a, STR("{}"), NULL));
	if (vault_create(d->vault, d->db, SUBJECT_CASE, id, err) < 0)
		return -1;
	run = workflow_run_new(&where);
	r = workflow_start(run, key, id, vars, &instance, err);
	db_push(d->db, INTERVENTION_INSTANCE, db_uuid(d->db, id),
	    db_uuid(d->db, instance));
	if (r == 0 && (r = workflow_finish(run, err)) == 0) {
		audit_push(d->db, &(struct audit_actor){
		    .tenant = d->actor.tenant, .staff = where.actor },
		    &(struct audit_event){ .action = "intervention.create",
		    .object_type = "intervention", .object = id });
		r = audit_commit(d->db, err);
	}
	workflow_run_done(run);
	return r;
}

int
demo_cases(struct demo *d, int n, struct error *err)
{
	struct arena *a = arena_new();
	struct str *cells;
	int rows, r;

	r = db_query(d->db, err, DEMO_RECORDS, db_int(d->db, n));
	rows = r == 0 ? db_rows(d->db, 0) : 0;
	cells = arena_array(a, (size_t)rows * 3 + 1, sizeof(*cells));
	for (int i = 0; i < rows * 3; i++)
		cells[i] = arena_str(a, db_text(d->db, 0, i / 3, i % 3));
	for (int i = 0; r == 0 && i < rows; i++)
		r = start(d, a, cells[3 * i].p, cells[3 * i + 1].p,
		    cells[3 * i + 2].p, err);
	if (r < 0)
		db_rollback(d->db);
	arena_free(a);
	return r;
}
