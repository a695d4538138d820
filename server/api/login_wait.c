/*
 * login_wait.c - after some failures with a name it has to wait.
 *
 * The failures are counted for the name, whether or not somebody has it, so
 * that a wait does not tell.  What people type as a name may be a password, so
 * the name is kept as a code that keyd makes.
 */
#include <sodium.h>

#include "base/clock.h"
#include "server/api/login.h"
#include "server/db/db.h"
#include "server/security/vault.h"
#include "server/services.h"

#define FREE_FAILURES	5
#define DELAY_FIRST_S	30
#define DELAY_MAX_S	900

/* Seconds to wait from the last failure on. */
static int64_t
wait_after(int64_t failures)
{
	int64_t wait = DELAY_FIRST_S;

	if (failures < FREE_FAILURES)
		return 0;
	for (int64_t i = FREE_FAILURES; i < failures && wait < DELAY_MAX_S;
	    i++)
		wait *= 2;
	return wait < DELAY_MAX_S ? wait : DELAY_MAX_S;
}

/* No password begins like this, so none has the same code. */
int fiber_fn
login_wait_name(struct request *req, struct login *l, const char *name,
    struct error *err)
{
	struct str text = arena_printf(req->arena, "name%c%s", '\0', name);
	unsigned char mac[32];

	if (vault_pepper(services()->vault, req->db, text, mac, err) < 0)
		return -1;
	l->name_mac = arena_str(req->arena, (struct str){ (const char *)mac,
	    sizeof(mac) });
	return 0;
}

int fiber_fn
login_wait_check(struct request *req, struct login *l, const char *name,
    struct error *err)
{
	struct db *db = req->db;
	int64_t wait = 0, left;
	int at;

	if (login_wait_name(req, l, name, err) < 0)
		return -1;
	at = db_push(db, LOGIN_WAIT_GET, db_bytea(db, l->name_mac));
	if (db_run(db, err) < 0)
		return -1;
	if (db_rows(db, at) == 1)
		wait = wait_after(db_int64(db, at, 0, 0));
	if (wait == 0)
		return 0;
	left = db_int64(db, at, 0, 1) + wait - clock_now_us() / 1000000;
	if (left <= 0)
		return 0;
	return error_set(err, ERR_LIMIT, "session.wait",
	    "too many failures: try again in %lld seconds", (long long)left);
}

void
login_wait_push_failed(struct request *req, const struct login *l)
{
	if (l->name_mac.len > 0)
		db_push(req->db, LOGIN_WAIT_FAILED,
		    db_bytea(req->db, l->name_mac));
}

void
login_wait_push_done(struct request *req, const struct login *l)
{
	if (l->name_mac.len > 0)
		db_push(req->db, LOGIN_WAIT_DONE,
		    db_bytea(req->db, l->name_mac));
}
