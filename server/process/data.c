/*
 * data.c - open the database and the vault, and keep the vault clean.
 */
#include <string.h>

#include "base/config.h"
#include "base/loop.h"
#include "server/db/listen.h"
#include "server/db/migrate.h"
#include "server/db/open.h"
#include "server/process/data.h"
#include "server/process/process.h"
#include "server/security/vault.h"

#define SWEEP_EVERY_MS	5000

static void
sweep(void *arg)
{
	vault_sweep(arg);
}

static void fiber_fn
on_keys(void *arg, const char *channel, const char *payload)
{
	(void)channel;
	vault_notified(arg, payload);
}

/* Before the loop runs there is no fiber, and this may block. */
static int
check_schema(struct db_pool *pool, struct error *err)
{
	struct db *db = db_acquire(pool, err);
	int r = db == NULL ? -1 : migrate_verify(db, err);

	db_release(db);
	return r;
}

static struct vault *
open_vault(struct error *err)
{
	const char *algorithm = config_text("keys.algorithm");
	struct vault_config c = {
		.keyd = state_path("keyd.sock"),
		.keep_ms = (int)config_int("keys.idle_ms"),
		.keys_per_s = (int)config_int("keys.unwraps_per_s"),
		.use_xchacha = strcmp(algorithm, "xchacha20-poly1305") == 0,
	};

	if (!c.use_xchacha && strcmp(algorithm, "xaes-256-gcm") != 0) {
		(void)error_set(err, ERR_INVALID, "config.value",
		    "keys.algorithm is xaes-256-gcm or xchacha20-poly1305");
		return NULL;
	}
	return vault_new(&c, err);
}

int
data_open(struct db_pool **ret_pool, struct vault **ret_vault,
    struct error *err)
{
	static const char *const channels[] = { "keys", NULL };
	struct db_pool *pool = db_open(DB_SERVER, 0, err);
	struct vault *vault = NULL;

	if (pool != NULL && check_schema(pool, err) == 0)
		vault = open_vault(err);
	if (vault == NULL) {
		db_pool_free(pool);
		return -1;
	}
	if (db_listen(pool, channels, on_keys, vault) == NULL) {
		vault_free(vault);
		db_pool_free(pool);
		return error_set(err, ERR_LIMIT, "db.listen",
		    "too many fibers to listen to the database");
	}
	loop_every(SWEEP_EVERY_MS, sweep, vault);
	*ret_pool = pool;
	*ret_vault = vault;
	return 0;
}
