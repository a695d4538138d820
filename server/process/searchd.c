/*
 * searchd.c - the process that holds names (server/search/searchd.h).
 */
#include "server/db/open.h"
#include "server/process/answer.h"
#include "server/search/searchd.h"
#include "server/settings.h"

extern const struct process process_searchd;

static int
searchd_count(void)
{
	return 1;
}

static int
searchd_start(struct process_start *start, struct error *err)
{
	unsigned char pass[KEYD_PASS];
	struct db_pool *pool;
	struct searchd *s;

	answer_hide();
	if (answer_pass(start, pass, err) < 0)
		return -1;
	pool = db_open(DB_SERVER, SEARCHD_CONNECTIONS, err);
	if (pool == NULL)
		return -1;
	s = searchd_new(pool, names_new(state_path("keyd.sock"), pass));
	if (s == NULL)
		return error_set(err, ERR_INTERNAL, "search.start",
		    "no fiber for the names");
	return answer_start("searchd.sock", searchd_handle, s, err);
}

const struct process process_searchd = {
	.name = "searchd",
	.flags = PROCESS_HAS_PASS,
	.sandbox = SANDBOX_SEARCHD,
	.count = searchd_count,
	.start = searchd_start,
	.drain = answer_drain,
};
