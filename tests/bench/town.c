/*
 * town.c - fill the municipality of town.sql.
 *
 *	town keys
 *	town records N		households of 4, sealed categories
 *	town cases N <FILE	cases whose first task is open
 *	town timers N		processes that wait for a timer
 *
 * FILE has a record and its holder on each line.
 */
#include "base/clock.h"
#include "server/workflow/workflow.h"
#include "tests/bench/town.h"

#define FIBERS		4
#define HOUSEHOLD	4
#define BATCH		50	/* numbers are handed out by one at a time */

static const char *const categories[] = { "identity", "contact", "social",
	"economic", "health" };
static const char *const values[] = {
	"{\"given\":\"Guadalupe\",\"surname1\":\"Zurbano\",\"surname2\":"
	"\"Larrea\",\"birthDate\":\"1961-04-12\",\"sex\":\"female\","
	"\"nationality\":\"ES\",\"documents\":[{\"type\":\"dni\",\"number\":"
	"\"12345678Z\"}]}",
	"{\"phones\":[\"+34 600 000 000\"],\"address\":{\"street\":"
	"\"Calle del Olmo\",\"number\":\"12\",\"postalCode\":\"31001\"}}",
	"{\"text\":\"Vive sola desde hace dos años; una vecina la visita.\"}",
	"{\"text\":\"Pensión no contributiva, sin otros ingresos.\"}",
	"{\"text\":\"Diabetes tipo 2; movilidad reducida; ayuda en casa.\"}",
};

struct family {
	char	record[UUID_TEXT_LEN + 1], holder[UUID_TEXT_LEN + 1];
};

struct fill {
	struct town	 town;
	void		 (*make)(struct fill *, struct db *);
	int64_t		 left, done;
	struct family	*families;
	size_t		 n_families;
};

static void
check(int r, const char *what, const struct error *err)
{
	if (r < 0)
		town_fail(what, err);
}

static const char *
seal(struct fill *f, struct db *db, const char *table, int category,
    struct uuid subject)
{
	struct sealed_at at = { (enum sealed_place)sealed_place_of(table,
	    str_of(categories[category])), subject, subject };
	struct error err = { 0 };
	const char *param;

	check(vault_seal(f->town.vault, db, &at, str_of(values[category]),
	    &param, &err), "seal", &err);
	return param;
}

static struct uuid fiber_fn
make_person(struct fill *f, struct db *db)
{
	struct uuid id = uuid_new();
	struct error err = { 0 };
	const char *text;

	check(vault_create(f->town.vault, db, SUBJECT_PERSON, id, &err), "key",
	    &err);
	text = db_uuid(db, id);
	db_push(db, PERSON_INSERT, text, "1", TOWN_STAFF);
	for (size_t i = 0; i < ARRAY_LEN(categories); i++)
		db_push(db, PERSON_DATA_PUT, text, categories[i],
		    seal(f, db, "person", (int)i, id), TOWN_STAFF);
	return id;
}

/* As clones.sql makes them, so that pgbench can name them by number. */
static struct uuid
numbered(int64_t n)
{
	char text[UUID_TEXT_LEN + 9];
	struct uuid id;

	(void)snprintf(text, sizeof(text), "018f0000-0000-7000-9000-%012lld",
	    (long long)n);
	(void)uuid_parse(str_of(text), &id);
	return id;
}

static void fiber_fn
make_record(struct fill *f, struct db *db)
{
	struct uuid id = numbered(900000000000 + ++f->done), members[HOUSEHOLD];
	struct error err = { 0 };
	const char *text;

	for (int i = 0; i < HOUSEHOLD; i++)
		members[i] = make_person(f, db);
	check(vault_create(f->town.vault, db, SUBJECT_RECORD, id, &err), "key",
	    &err);
	text = db_uuid(db, id);
	db_push(db, RECORD_INSERT, text, db_uuid(db, members[0]),
	    TOWN_TERRITORY, TOWN_STAFF);
	for (int i = 0; i < HOUSEHOLD; i++)
		db_push(db, MEMBER_INSERT, text, db_uuid(db, members[i]),
		    i == 0 ? "holder" : "child", "2020-01-01");
	for (int i = 1; i < 4; i++)
		db_push(db, RECORD_DATA_PUT, text, categories[i],
		    seal(f, db, "record", i, id), TOWN_STAFF);
	check(db_run(db, &err), "record", &err);
}

/* An intervention and its process, whose first task is open then. */
static void fiber_fn
make_case(struct fill *f, struct db *db)
{
	const struct family *of =
	    &f->families[(size_t)f->left % f->n_families];
	struct uuid id = uuid_new(), instance;
	struct arena *a = arena_new();
	struct error err = { 0 };
	struct workflow_run *run;
	const char *text;

	text = arena_strdup(a, db_uuid(db, id));
	db_push(db, INTERVENTION_INSERT, text, of->record, of->holder, "bench",
	    TOWN_STAFF);
	check(vault_create(f->town.vault, db, SUBJECT_CASE, id, &err), "key",
	    &err);
	run = workflow_run_new(&(struct workflow_where){ .arena = a, .db = db,
	    .vault = f->town.vault, .tenant = f->town.actor.tenant,
	    .actor = f->town.actor.staff, .zone = "Europe/Madrid" });
	check(workflow_start(run, STR("bench"), id, (struct bpmn_vars){ 0 },
	    &instance, &err), "start", &err);
	db_push(db, INTERVENTION_INSTANCE, text, db_uuid(db, instance));
	check(workflow_finish(run, &err), "finish", &err);
	check(db_run(db, &err), "case", &err);
	workflow_run_done(run);
	arena_free(a);
}

static void fiber_fn
make_timer(struct fill *f, struct db *db)
{
	struct arena *a = arena_new();
	struct error err = { 0 };
	struct workflow_run *run;
	struct uuid ignored;

	run = workflow_run_new(&(struct workflow_where){ .arena = a, .db = db,
	    .vault = f->town.vault, .tenant = f->town.actor.tenant,
	    .actor = f->town.actor.staff, .zone = "Europe/Madrid" });
	check(workflow_start(run, STR("bench-timer"), (struct uuid){ { 0 } },
	    (struct bpmn_vars){ 0 }, &ignored, &err), "start", &err);
	check(workflow_finish(run, &err), "finish", &err);
	check(db_run(db, &err), "timer", &err);
	workflow_run_done(run);
	arena_free(a);
}

static void fiber_fn
fill(void *arg)
{
	struct fill *f = arg;
	struct db *db = town_db(&f->town);
	struct error err = { 0 };

	while (f->left > 0) {
		db_begin(db);
		for (int i = 0; i < BATCH && f->left-- > 0; i++)
			f->make(f, db);
		check(db_commit(db, &err), "commit", &err);
	}
	db_release(db);
}

static void
read_families(struct fill *f)
{
	struct family one;

	while (scanf("%36s %36s", one.record, one.holder) == 2) {
		f->families = xreallocarray(f->families, f->n_families + 1,
		    sizeof(one));
		f->families[f->n_families++] = one;
	}
	if (f->n_families == 0)
		exit(2);
}

static void fiber_fn
make_keys(struct fill *f, struct db *db)
{
	struct error err = { 0 };

	check(vault_create_tenant(f->town.vault, db, &err), "tenant", &err);
}

int
main(int argc, char **argv)
{
	static struct fill f;

	if (argc == 2 && strcmp(argv[1], "keys") == 0) {
		f.make = make_keys;
		f.left = 1;
	} else if (argc != 3 || parse_int(str_of(argv[2]), 1, 10000000,
	    &f.left) < 0) {
		(void)fprintf(stderr, "usage: town keys | records N | "
		    "cases N | timers N\n");
		return 2;
	} else if (strcmp(argv[1], "records") == 0) {
		f.make = make_record;
	} else if (strcmp(argv[1], "timers") == 0) {
		f.make = make_timer;
	} else {
		f.make = make_case;
		read_families(&f);
	}
	town_open(&f.town);
	town_run(FIBERS, fill, &f);
	town_close(&f.town);
	free(f.families);
	return 0;
}
