/*
 * vault.h - what tests of sealed data share: a database with two tenants, and a
 * folder with a root key.
 */
#ifndef TEST_VAULT_H
#define TEST_VAULT_H

#include <sys/wait.h>

#include <sodium.h>

#include "server/db/bulk.h"
#include "server/db/migrate.h"
#include "server/security/rootkey.h"
#include "server/security/vault.h"
#include "tests/unit/pg.h"

#define TENANT	"018f0000-0000-7000-8000-000000000001"
#define OTHER	"018f0000-0000-7000-8000-000000000002"
#define CANARY	"Guadalupe Canario Zurbano"

static struct db_pool	*app, *owner;
static char		 state_dir[64];

static inline struct db *
lease(struct db_pool *pool, const char *tenant)
{
	struct error err = { 0 };
	struct db *db = db_acquire(pool, &err);

	if (db == NULL) {
		printf("Bail out! %s\n", err.message);
		exit(1);
	}
	db_scope(db, tenant, NULL);
	return db;
}

static inline struct vault *
new_vault(const char *keyd)
{
	struct vault_config c = { .keyd = keyd, .state_dir = state_dir };
	struct error err = { 0 };
	struct vault *v = rootkey_make(state_dir, &err) < 0 ? NULL :
	    vault_new(&c, &err);

	if (v == NULL)
		printf("# %s\n", err.message);
	return v;
}

static inline bool
make_tenants(struct vault *v)
{
	struct error err = { 0 };
	struct db *db = db_acquire(owner, &err);
	bool done = db != NULL && migrate_run(db, NULL, &err) > 0 &&
	    db_script(db, "insert into tenant (id, code, name) values "
	    "('" TENANT "', 'a', 'Villaclara'), ('" OTHER "', 'b', 'B')",
	    &err) == 0;

	db_release(db);
	db = lease(app, TENANT);
	done = done && vault_create_tenant(v, db, &err) == 0 &&
	    db_run(db, &err) == 0;
	db_scope(db, OTHER, NULL);
	done = done && vault_create_tenant(v, db, &err) == 0 &&
	    db_run(db, &err) == 0;
	db_release(db);
	if (!done)
		printf("# %s\n", err.message);
	return done;
}

static inline bool
fixture_start(void)
{
	(void)snprintf(state_dir, sizeof(state_dir),
	    "/tmp/vinculo-keys.XXXXXX");
	if (mkdtemp(state_dir) == NULL || pg_start() == NULL)
		return false;
	owner = db_pool_new(&(struct db_config){ .conninfo =
	    pg_conninfo("postgres"), .size = 1 }, NULL);
	app = db_pool_new(&(struct db_config){ .conninfo =
	    pg_conninfo("vinculo_app"), .size = 2 }, NULL);
	return true;
}

/* Rotate the tenant's key in a process of its own, which calls at and may end
 * there, as kill -9 would. */
static inline pid_t
rotate_begin(void (*at)(int64_t done))
{
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid != 0)
		return pid;
	app = db_pool_new(&(struct db_config){
	    .conninfo = pg_conninfo("vinculo_app"), .size = 1 }, NULL);
	_exit(vault_rotate(new_vault(NULL), lease(app, TENANT), at, NULL) < 0);
}

/* The status with which it ended. */
static inline int
rotate_end(pid_t pid)
{
	int status = 0;

	(void)waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static inline void
fixture_stop(void)
{
	char cmd[100];

	db_pool_free(app);
	db_pool_free(owner);
	pg_stop();
	(void)snprintf(cmd, sizeof(cmd), "rm -r %s", state_dir);
	(void)pclose(popen(cmd, "r"));
}

#endif
