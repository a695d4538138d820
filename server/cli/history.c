/*
 * history.c - `vinculo history`: let old months of the processes' history go.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "server/cli/command.h"
#include "server/cli/session.h"
#include "server/db/bulk.h"

#define TENANTS_MAX	1000
#define MONTHS_MAX	1200

static const char help[] =
    "usage: vinculo history list\n"
    "       vinculo history drop --before YYYY-MM\n"
    "\n"
    "What processes did, element by element, is kept by month.  drop removes\n"
    "every month before this one, of all municipalities; however much there\n"
    "is, that takes no time.  Cases, tasks, decisions and the audit trail are\n"
    "not touched.  Each municipality's audit trail has an event about it.\n";

extern const struct command command_history;

struct months {
	char		names[MONTHS_MAX][8];	/* YYYYMM */
	size_t		n;
};

/* The months that have a partition, before one ("999999": all). */
static int
find_months(struct db *db, const char *before, struct months *m,
    struct error *err)
{
	int at = db_push(db, HISTORY_MONTHS, before);

	if (db_run(db, err) < 0)
		return -1;
	m->n = 0;
	for (int i = 0; i < db_rows(db, at) && m->n < MONTHS_MAX; i++)
		(void)snprintf(m->names[m->n++], sizeof(m->names[0]), "%.*s",
		    STR_ARG(db_text(db, at, i, 0)));
	return 0;
}

static int
note(struct cli_session *s, const char *code, const char *detail,
    struct error *err)
{
	if (cli_tenant(s, code, err) < 0)
		return -1;
	db_begin(s->db);
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = "history.drop", .object_type = "tenant",
	    .object = s->actor.tenant, .detail = str_of(detail) });
	return audit_commit(s->db, err);
}

/* Every municipality is told before anything goes. */
static int
note_all(struct cli_session *s, const char *detail, struct error *err)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	const char *codes[TENANTS_MAX];
	int at = db_push(s->db, TENANT_FIND, NULL), n;

	if (db_run(s->db, err) < 0)
		return -1;
	n = db_rows(s->db, at);
	if (n > TENANTS_MAX)
		return error_set(err, ERR_LIMIT, "history.tenants",
		    "more than %d municipalities", TENANTS_MAX);
	for (int i = 0; i < n; i++)
		codes[i] = arena_str(a, db_text(s->db, at, i, 1)).p;
	for (int i = 0; i < n; i++) {
		if (note(s, codes[i], detail, err) < 0)
			return -1;
	}
	return 0;
}

static int
drop(struct cli_session *s, const char *before, struct error *err)
{
	static struct months m;
	char month[8], detail[40], sql[64];

	(void)snprintf(month, sizeof(month), "%.4s%.2s", before, before + 5);
	(void)snprintf(detail, sizeof(detail), "{\"before\":\"%s\"}", before);
	if (find_months(s->db, month, &m, err) < 0)
		return -1;
	if (m.n > 0 && note_all(s, detail, err) < 0)
		return -1;
	for (size_t i = 0; i < m.n; i++) {
		(void)snprintf(sql, sizeof(sql), "drop table history_%s",
		    m.names[i]);
		if (db_script(s->db, sql, err) < 0)
			return -1;
		printf("%.4s-%s dropped\n", m.names[i], m.names[i] + 4);
	}
	printf("%zu months\n", m.n);
	return 0;
}

static int
list(struct cli_session *s, struct error *err)
{
	static struct months m;

	if (find_months(s->db, "999999", &m, err) < 0)
		return -1;
	for (size_t i = 0; i < m.n; i++)
		printf("%.4s-%s\n", m.names[i], m.names[i] + 4);
	return 0;
}

static bool
is_month(const char *s)
{
	int64_t year, month;

	return strlen(s) == 7 && s[4] == '-' &&
	    parse_int((struct str){ s, 4 }, 1000, 9999, &year) == 0 &&
	    parse_int((struct str){ s + 5, 2 }, 1, 12, &month) == 0;
}

static int
history_main(int argc, char **argv)
{
	bool is_drop = argc == 4 && strcmp(argv[1], "drop") == 0 &&
	    strcmp(argv[2], "--before") == 0;
	struct cli_session s = { 0 };
	struct error err = { 0 };
	int r;

	if (!is_drop && (argc != 2 || strcmp(argv[1], "list") != 0))
		return command_usage(&command_history, "list or drop?");
	if (is_drop && !is_month(argv[3]))
		return command_usage(&command_history,
		    "'%s' is no month such as 2025-01", argv[3]);
	r = cli_open(&s, DB_OWNER, &err);
	if (r == 0)
		r = is_drop ? drop(&s, argv[3], &err) : list(&s, &err);
	cli_close(&s);
	if (r < 0)
		(void)fprintf(stderr, "vinculo history: %s\n", err.message);
	return r < 0;
}

const struct command command_history = {
	.name = "history",
	.summary = "let old months of the processes' history go",
	.help = help,
	.run = history_main,
};
