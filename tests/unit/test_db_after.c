/*
 * test_db_after.c - what is told after commits, and what is not.
 */
#include <sodium.h>

#include "base/fiber.h"
#include "base/loop.h"
#include "server/db/listen.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

#define ID(n)	"018f0000-0000-7000-8000-0000000000" #n

static struct db_pool *app;
static struct db_listener *listener;
static char heard[2048];
static int n_heard, n_sent;

static void fiber_fn
on_notify(void *arg, const char *channel, const char *payload)
{
	size_t n = strlen(heard);

	(void)arg;
	(void)channel;
	(void)snprintf(heard + n, sizeof(heard) - n, "%s;",
	    payload == NULL ? "?" : payload);
	n_heard++;
}

static bool
has_heard(const char *id, const char *tenant)
{
	char what[160];

	(void)snprintf(what, sizeof(what), "{\"tenant\" : \"%s\", \"topic\" : "
	    "\"process\", \"id\" : \"%s\"};", tenant, id);
	return strstr(heard, what) != NULL;
}

/* A transaction that tells of an instance. */
static bool fiber_fn
commit_one(struct db *db, const char *tenant, const char *id)
{
	db_scope(db, tenant, NULL);
	db_begin(db);
	db_push(db, TENANT_KEYS);
	db_push_after(db, Q_PROCESS_NOTIFY, id);
	return db_commit(db, NULL) == 0;
}

static void fiber_fn
sender_main(void *arg)
{
	struct db *db = lease(app);

	if (commit_one(db, arg == NULL ? TENANT : OTHER, arg == NULL ? ID(b1) :
	    arg))
		n_sent++;
	db_release(db);
}

static void fiber_fn
script_main(void *arg)
{
	struct db *db = lease(app);

	(void)arg;
	(void)fiber_sleep(200);		/* it listens */
	for (int i = 0; i < 10; i++)
		(void)fiber_spawn(sender_main, i % 2 == 0 ? NULL :
		    (void *)(uintptr_t)ID(b2));
	db_scope(db, TENANT, NULL);
	db_begin(db);
	db_push_after(db, Q_PROCESS_NOTIFY, ID(b3));
	db_rollback(db);
	(void)commit_one(db, TENANT, "not an id");
	(void)fiber_sleep(300);
	ok(n_sent == 10, "ten transactions were committed");
	ok(has_heard(ID(b2), OTHER), "browsers of one tenant are told");
	ok(!has_heard(ID(b3), TENANT), "nothing follows a rollback");
	ok(commit_one(db, TENANT, ID(b4)), "what fails there harms no commit");
	(void)fiber_sleep(300);
	ok(has_heard(ID(b4), TENANT), "nor what is told later");
	ok(n_heard < 8, "many are told together: %d", n_heard);
	db_release(db);
	db_unlisten(listener);
}

static void
test_fibers(struct db_pool *owner)
{
	static const char *const channels[] = { "event", NULL };

	loop_init(32);
	listener = db_listen(owner, channels, on_notify, NULL);
	(void)fiber_spawn(script_main, NULL);
	loop_run();
	db_pool_free(app);
	loop_done();
}

/* A command has no loop: it tells before it goes on, and results stay. */
static void
test_command(void)
{
	struct db_pool *pool = pool_of(pg_conninfo("vinculo_app"), 1);
	struct db *db = lease(pool);
	struct error err = { 0 };

	ok(commit_one(db, TENANT, ID(b5)) && db_rows(db, 0) == 1,
	    "a command reads its results after it has told");
	ok(db_query(db, &err, TENANT_KEYS) == 0 && db_rows(db, 0) == 1,
	    "and is in its scope still: %s", err.message);
	db_release(db);
	db_pool_free(pool);
}

int
main(void)
{
	struct db_pool *owner;

	if (sodium_init() < 0)
		return 1;
	if (pg_start() == NULL) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	owner = pool_of(pg_conninfo("postgres"), 2);
	ok(set_up(owner), "a database");
	app = pool_of(pg_conninfo("vinculo_app"), 4);
	test_command();
	test_fibers(owner);
	db_pool_free(owner);
	pg_stop();
	return done_testing();
}
