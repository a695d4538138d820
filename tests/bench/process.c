/*
 * process.c - processes with one user task, through server/workflow.
 *
 *	process one|choice SECONDS
 *
 * One: start, user task, end.  Choice: a gateway decides which end it is.
 * Each is started and its task completed, in two transactions with history and
 * audit, as the server does.  Prints processes per second.
 */
#include "base/clock.h"
#include "server/workflow/workflow.h"
#include "tests/bench/town.h"

struct bench {
	struct town	 town;
	struct uuid	 definition;
	int64_t		 end_us;
	size_t		 done;
};

static void
check(int r, const char *what, const struct error *err)
{
	if (r < 0)
		town_fail(what, err);
}

static struct workflow_run *
new_run(struct bench *b, struct arena *a, struct db *db)
{
	return workflow_run_new(&(struct workflow_where){ .arena = a,
	    .db = db, .vault = b->town.vault, .tenant = b->town.actor.tenant,
	    .actor = b->town.actor.staff, .zone = "Europe/Madrid" });
}

static void fiber_fn
end_step(struct bench *b, struct workflow_run *run, struct db *db,
    struct uuid instance)
{
	struct error err = { 0 };

	check(workflow_finish(run, &err), "finish", &err);
	audit_push(db, &b->town.actor, &(struct audit_event){
	    .action = "process.event", .object_type = "process_instance",
	    .object = instance });
	check(audit_commit(db, &err), "commit", &err);
	workflow_run_done(run);
}

/* A connection is leased for a transaction, as a request does. */
static void fiber_fn
start(struct bench *b, struct arena *a, struct uuid *ret_instance)
{
	struct db *db = town_db(&b->town);
	struct workflow_run *run = new_run(b, a, db);
	struct error err = { 0 };

	db_begin(db);
	check(workflow_begin(run, &(struct workflow_begin){
	    .definition = b->definition }, ret_instance, &err), "start", &err);
	end_step(b, run, db, *ret_instance);
	db_release(db);
}

static void fiber_fn
complete(struct bench *b, struct arena *a, struct uuid instance)
{
	struct db *db = town_db(&b->town);
	struct workflow_run *run = new_run(b, a, db);
	struct error err = { 0 };

	db_begin(db);
	check(workflow_event(run, instance, &(struct bpmn_event){
	    .type = BPMN_EV_COMPLETE, .node = 2 }, &err), "complete", &err);
	end_step(b, run, db, instance);
	db_release(db);
}

static void fiber_fn
work(void *arg)
{
	struct bench *b = arg;
	struct db *db = town_db(&b->town);
	struct error err = { 0 };

	check(audit_prepare(b->town.vault, db, b->town.actor.tenant, &err),
	    "audit", &err);
	db_release(db);
	while (clock_mono_us() < b->end_us) {
		struct arena *a = arena_new();
		struct uuid instance;

		start(b, a, &instance);
		complete(b, a, instance);
		arena_free(a);
		b->done++;
	}
}

int
main(int argc, char **argv)
{
	static struct bench b;
	int64_t seconds, began;

	if (argc != 3 || parse_int(str_of(argv[2]), 1, 3600, &seconds) < 0) {
		(void)fprintf(stderr, "usage: process one|choice SECONDS\n");
		return 2;
	}
	town_open(&b.town);
	(void)uuid_parse(strcmp(argv[1], "one") == 0 ? STR(TOWN_ONE) :
	    STR(TOWN_CHOICE), &b.definition);
	began = clock_mono_us();
	b.end_us = began + seconds * 1000000;
	town_run(TOWN_FIBERS, work, &b);
	printf("%.1f\n", (double)b.done * 1e6 /
	    (double)(clock_mono_us() - began));
	town_close(&b.town);
	return 0;
}
