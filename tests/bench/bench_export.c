/*
 * bench_export.c - interventions per second into a checked document, and the
 * memory that takes, for 10,000 and for 1,000,000.
 *
 * The limit of the rate is reading the same rows from the same cursor and
 * throwing them away; that of the memory is what the small document took.  Each
 * is measured in a process of its own.  BENCH_INTERVENTIONS sets the larger
 * number.
 */
#include <sys/resource.h>

#include "base/clock.h"
#include "base/file.h"
#include "server/export/export.h"
#include "tests/unit/vault.h"

#define SMALL	10000
#define LARGE	1000000
#define SEALED_PER_BATCH 25

static void
check(int r, const struct error *err, const char *what)
{
	if (r >= 0)
		return;
	(void)fprintf(stderr, "bench_export: %s: %s %s\n", what, err->code,
	    err->message);
	exit(1);
}

/* ------------------------------------------------------------------- data */

static void
make_rows(const char *tenant, int n)
{
	_cleanup_(buf_done) struct buf sql = BUF_INIT, file = BUF_INIT;
	struct error err = { 0 };
	struct db *db = lease(owner, tenant);

	check(file_read("tests/bench/export_data.sql", 1 << 20, &file, &err),
	    &err, "script");
	buf_printf(&sql, "set statement_timeout = 0; set app.tenant = '%s'; "
	    "set bench.interventions = %d;\n%s", tenant, n, buf_cstr(&file));
	check(db_script(db, buf_cstr(&sql), &err), &err, "rows");
	db_release(db);
}

/* As an import does: the key is not kept, so that there may be any number. */
static void
seal_one(struct vault *v, struct db *db, struct uuid person, int64_t n)
{
	struct sealed_at at = { SEALED_PERSON_IDENTITY, person, person };
	_cleanup_(buf_done) struct buf sealed = BUF_INIT;
	struct error err = { 0 };
	struct fresh_key key;
	char json[200];

	(void)snprintf(json, sizeof(json), "{\"given\":\"Maria\",\"surname1\":"
	    "\"Garcia\",\"sex\":\"%s\",\"birthDate\":\"%04d-03-07\","
	    "\"nationality\":\"ES\",\"documents\":[]}",
	    n % 2 == 0 ? "female" : "male", (int)(1930 + n % 90));
	check(vault_make(v, db, SUBJECT_PERSON, person, &key, &err), &err,
	    "key");
	vault_seal_fresh(v, &key, &at, str_of(json), &sealed);
	db_push(db, DATA_KEY_INSERT, db_uuid(db, key.dek),
	    db_int(db, key.kind), db_uuid(db, person), "1",
	    db_int(db, key.kek_id), db_bytea(db, (struct str){
	    (const char *)key.wrapped, sizeof(key.wrapped) }));
	db_push(db, PERSON_DATA_PUT, db_uuid(db, person), "identity",
	    db_bytea(db, buf_view(&sealed)), NULL);
}

/* Every person gets an identity. */
static void
seal_identities(struct vault *v, const char *tenant)
{
	PGconn *pg = PQconnectdb(pg_conninfo("postgres"));
	PGresult *ids = PQexecParams(pg, "select id from person "
	    "where tenant_id = $1", 1, NULL, &tenant, NULL, NULL, 0);
	struct db *db = lease(app, tenant);
	struct error err = { 0 };

	for (int i = 0; i < PQntuples(ids); i++) {
		struct uuid person;

		(void)uuid_parse(str_of(PQgetvalue(ids, i, 0)), &person);
		seal_one(v, db, person, i);
		if (i % SEALED_PER_BATCH == SEALED_PER_BATCH - 1)
			check(db_run(db, &err), &err, "identities");
	}
	check(db_run(db, &err), &err, "identities");
	db_release(db);
	PQclear(ids);
	PQfinish(pg);
}

/* -------------------------------------------------------------- measuring */

struct measured {
	double	 seconds;	/* to make it and to check it */
	double	 read_seconds;	/* only to read its rows */
	long	 memory_kib;
	int64_t	 interventions;
};

static void
read_only(struct db *db, const struct export *x)
{
	struct error err = { 0 };

	db_patience(db, 600000);
	db_begin(db);
	db_push(db, EXPORT_PATIENCE, "600000");
	db_push(db, EXPORT_CURSOR, x->from, x->to);
	check(db_run(db, &err), &err, "cursor");
	do {
		check(db_query(db, &err, EXPORT_FETCH), &err, "fetch");
	} while (db_rows(db, 0) > 0);
	db_rollback(db);
}

/* In a process of its own: measure DIR CONNINFO TENANT. */
static int
measure(char **argv)
{
	char path[128];
	struct export x = { .from = "2026-01-01", .to = "2026-12-31",
		.path = path };
	struct measured m = { 0 };
	struct rusage use;
	struct error err = { 0 };
	int64_t begun;

	(void)snprintf(state_dir, sizeof(state_dir), "%s", argv[0]);
	(void)snprintf(path, sizeof(path), "%s/siuss.xml", state_dir);
	app = db_pool_new(&(struct db_config){ .conninfo = argv[1],
	    .size = 1 }, NULL);
	x.vault = new_vault(NULL);
	x.db = lease(app, argv[2]);
	begun = clock_mono_us();
	check(export_siuss(&x, &err), &err, "export");
	check(export_validate(&x, &err), &err, "validate");
	m.seconds = (double)(clock_mono_us() - begun) / 1e6;
	(void)getrusage(RUSAGE_SELF, &use);
	begun = clock_mono_us();
	read_only(x.db, &x);
	m.read_seconds = (double)(clock_mono_us() - begun) / 1e6;
	m.memory_kib = use.ru_maxrss;
	m.interventions = x.is_valid ? x.interventions : -1;
	buf_done(&x.findings);
	return write(STDOUT_FILENO, &m, sizeof(m)) == sizeof(m) ? 0 : 1;
}

static struct measured
measured(const char *tenant)
{
	struct measured m = { 0 };
	int fds[2], status = -1;
	ssize_t n;
	pid_t pid;

	if (pipe(fds) < 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0) {
		(void)dup2(fds[1], STDOUT_FILENO);
		(void)execl("/proc/self/exe", "bench_export", "measure",
		    state_dir, pg_conninfo("vinculo_app"), tenant,
		    (char *)NULL);
		_exit(127);
	}
	(void)close(fds[1]);
	n = read(fds[0], &m, sizeof(m));
	(void)close(fds[0]);
	(void)waitpid(pid, &status, 0);
	if (n != sizeof(m) || status != 0 || m.interventions <= 0) {
		(void)fprintf(stderr, "bench_export: no valid document\n");
		exit(1);
	}
	return m;
}

static void
report(const struct measured *small, const struct measured *large)
{
	double ours = (double)large->interventions / large->seconds;
	double limit = (double)large->interventions / large->read_seconds;

	printf("# %lld interventions, made and checked in %.1f s\n",
	    (long long)large->interventions, large->seconds);
	printf("BENCH export ours=%.0f limit=%.0f ratio=%.2f\n", ours, limit,
	    ours / limit);
	printf("BENCH export_memory ours=%ld limit=%ld ratio=%.2f\n",
	    large->memory_kib, small->memory_kib,
	    (double)large->memory_kib / (double)small->memory_kib);
}

int
main(int argc, char **argv)
{
	const char *wanted = getenv("BENCH_INTERVENTIONS");
	struct measured small, large;
	int64_t n = LARGE;
	struct vault *v;

	(void)parse_int(str_of(wanted), 1, 100000000, &n);
	if (sodium_init() < 0)
		return 1;
	export_init();
	if (argc == 5)
		return measure(argv + 2);
	if (!fixture_start()) {
		(void)fprintf(stderr, "bench_export: no PostgreSQL\n");
		return 1;
	}
	db_pool_free(owner);
	owner = db_pool_new(&(struct db_config){ .conninfo =
	    pg_conninfo("postgres"), .size = 1, .statement_ms = 3600000 },
	    NULL);
	v = new_vault(NULL);
	if (!make_tenants(v))
		return 1;
	make_rows(TENANT, SMALL);
	make_rows(OTHER, (int)n);
	seal_identities(v, TENANT);
	seal_identities(v, OTHER);
	vault_free(v);
	small = measured(TENANT);
	large = measured(OTHER);
	report(&small, &large);
	fixture_stop();
	return 0;
}
