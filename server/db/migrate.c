/*
 * migrate.c - apply what the ledger lacks, and say when something is off.
 */
#include <assert.h>
#include <inttypes.h>

#include <sodium.h>

#include "migrations.h"
#include "server/db/bulk.h"
#include "server/db/conn.h"
#include "server/db/migrate.h"

#define SHA256_TEXT	(2 * crypto_hash_sha256_BYTES + 1)

static const struct migration {
	int		 version;
	const char	*name, *sql;
} migrations[] = {
#define MIGRATION(v, n, s) { v, n, s },
	MIGRATIONS(MIGRATION)
#undef MIGRATION
	{ 0, NULL, NULL }
};

/* The lock's number is arbitrary; it only has to be ours and stay the same. */
static const char prepare_sql[] =
    "select pg_advisory_lock(7403562213);"
    "set lock_timeout = '30s';"
    "set client_min_messages = warning;"
    "create table if not exists schema_migration ("
    "	version		integer primary key,"
    "	name		text not null,"
    "	sha256		text not null,"
    "	applied_at	timestamptz not null default now());";

static const char unlock_sql[] = "select pg_advisory_unlock(7403562213)";

static void
sha256_text(const char *sql, char out[SHA256_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)sql, strlen(sql));
	sodium_bin2hex(out, SHA256_TEXT, hash, sizeof(hash));
}

int
migrate_latest(void)
{
	return migrations[ARRAY_LEN(migrations) - 2].version;
}

/* Compare the ledger with what we carry.  The number of migrations that were
 * applied, all equal to ours, or -1 and err. */
static int fiber_fn
compare_ledger(struct db *db, struct error *err)
{
	int n;

	if (db_query(db, err, DB_LEDGER) < 0)
		return -1;
	n = db_rows(db, 0);
	for (int i = 0; i < n; i++) {
		const struct migration *m = &migrations[i];
		int version = (int)db_int64(db, 0, i, 0);
		char hash[SHA256_TEXT];

		if (m->name == NULL || m->version != version)
			return error_set(err, ERR_CONFLICT, "schema.unknown",
			    "the database has migration %04d (%s), which this "
			    "program does not know: it is too old for it",
			    version, db_text(db, 0, i, 1).p);
		sha256_text(m->sql, hash);
		if (!str_is(db_text(db, 0, i, 2), hash))
			return error_set(err, ERR_CONFLICT, "schema.changed",
			    "migration %04d_%s was changed after it was "
			    "applied", m->version, m->name);
	}
	return n;
}

static int fiber_fn
apply(struct db *db, const struct migration *m, struct error *err)
{
	_cleanup_(buf_done) struct buf sql = BUF_INIT;
	char hash[SHA256_TEXT];
	char why[sizeof(err->message)];

	sha256_text(m->sql, hash);
	/* On its first line, so that lines of errors are those of the file. */
	buf_printf(&sql, "begin;%s\ninsert into schema_migration "
	    "(version, name, sha256) values (%d, '%s', '%s');commit;",
	    m->sql, m->version, m->name, hash);
	if (db_script(db, buf_cstr(&sql), err) == 0)
		return 0;
	(void)db_script(db, "rollback", NULL);
	if (err != NULL) {
		int line = err->line;

		(void)snprintf(why, sizeof(why), "%s", err->message);
		(void)error_set(err, ERR_INVALID, "db.script",
		    "schema/migrations/%04d_%s.sql: %s", m->version, m->name,
		    why);
		(void)error_at(err, line, 0);
	}
	return -1;
}

static int fiber_fn
apply_missing(struct db *db, void (*report)(int version, const char *name),
    struct error *err)
{
	int applied = compare_ledger(db, err), n = 0;

	if (applied < 0)
		return -1;
	for (const struct migration *m = &migrations[applied]; m->name != NULL;
	    m++) {
		if (apply(db, m, err) < 0)
			return -1;
		if (report != NULL)
			report(m->version, m->name);
		n++;
	}
	if (n > 0 && db_script(db,
	    "grant select on schema_migration to vinculo_app", err) < 0)
		return -1;
	return n;
}

int fiber_fn
migrate_run(struct db *db, void (*report)(int version, const char *name),
    struct error *err)
{
	int n;

	if (db_script(db, prepare_sql, err) < 0)
		return -1;
	n = apply_missing(db, report, err);
	(void)db_script(db, unlock_sql, NULL);
	return n;
}

int fiber_fn
migrate_verify(struct db *db, struct error *err)
{
	int n = compare_ledger(db, err);
	int want = (int)ARRAY_LEN(migrations) - 1;

	if (n < 0 && (err == NULL || strncmp(err->code, "schema.", 7) == 0 ||
	    err->kind == ERR_UNAVAILABLE))
		return -1;
	if (n < 0)
		return error_set(err, ERR_CONFLICT, "schema.stale",
		    "the database has no schema yet: run `vinculo migrate`");
	if (n < want)
		return error_set(err, ERR_CONFLICT, "schema.stale",
		    "the database lacks %d migrations: run `vinculo migrate`",
		    want - n);
	return 0;
}

int fiber_fn
migrate_check_queries(struct db *db,
    void (*report)(const char *query, const struct error *err),
    struct error *err)
{
	int failed = 0;

	if (db_pipeline_leave(db, err) < 0)
		return -1;
	for (int q = 0; q < Q_COUNT; q++) {
		struct error why = { 0 };

		if (db_prepare_only(db, (enum db_query)q, &why) == 0)
			continue;
		if (db->is_broken)
			return db_error_lost(db, err);
		failed++;
		report(db_queries[q].name, &why);
	}
	return db_pipeline_enter(db, err) < 0 ? -1 : failed;
}
