/*
 * test_db_commit.c - what is said of a commit when the connection dies, by a
 * proxy that hangs up at the worst moments.
 */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <sodium.h>

#include "tests/unit/db.h"
#include "tests/unit/tap.h"

/* --------------------------------------------------- a hostile network */

enum cut { CUT_NEVER, CUT_BEFORE_COMMIT, CUT_AFTER_COMMIT };

static int
unix_socket(const char *dir, bool is_server)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s/.s.PGSQL.5432", dir);
	if (is_server && (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(fd, 8) < 0))
		_exit(1);
	if (!is_server && connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		_exit(1);
	return fd;
}

static void
pump(int client, int server, const char *needle, enum cut cut)
{
	struct pollfd p[2] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
	char buf[8192];

	while (poll(p, 2, -1) > 0) {
		int from = p[0].revents != 0 ? 0 : 1;
		ssize_t n = read(p[from].fd, buf, sizeof(buf));
		bool is_it = n > 0 && from == 0 &&
		    memmem(buf, (size_t)n, needle, strlen(needle)) != NULL;

		if (n <= 0 || (is_it && cut == CUT_BEFORE_COMMIT))
			return;
		if (write(p[1 - from].fd, buf, (size_t)n) != n)
			return;
		if (is_it && cut == CUT_AFTER_COMMIT) {
			/* The server answers; nobody hears it. */
			(void)poll(&p[1], 1, 2000);
			return;
		}
	}
}

/* A child that stands between; the first connection is cut, others are not. */
static pid_t
proxy_start(const char *dir, const char *needle, enum cut cut)
{
	pid_t pid;
	int listener;

	(void)mkdir(dir, 0700);
	listener = unix_socket(dir, true);
	pid = fork();
	if (pid != 0) {
		(void)close(listener);
		return pid;
	}
	for (;; cut = CUT_NEVER) {
		int client = accept(listener, NULL, NULL);
		int server = unix_socket(pg_dir, false);

		if (cut == CUT_NEVER && fork() != 0) {
			(void)close(client);
			(void)close(server);
			continue;
		}
		pump(client, server, needle, cut);
		if (cut == CUT_NEVER)
			_exit(0);
		(void)close(client);
		(void)close(server);
	}
}

static struct error
commit_through(const char *needle, enum cut cut, bool is_explicit)
{
	char dir[160], path[200], info[256];
	struct error err = { 0 };
	struct db_pool *pool;
	struct db *db;
	pid_t pid;

	(void)snprintf(dir, sizeof(dir), "/tmp/vinculo-proxy.%d",
	    (int)getpid());
	(void)snprintf(path, sizeof(path), "%s/.s.PGSQL.5432", dir);
	(void)snprintf(info, sizeof(info),
	    "host=%s dbname=postgres user=vinculo_app", dir);
	pid = proxy_start(dir, needle, cut);
	pool = pool_of(info, 1);
	db = lease(pool);
	db_scope(db, TENANT, NULL);
	if (is_explicit) {
		db_begin(db);
		db_push(db, DATA_KEYS, "{" SUBJECT "}");
		(void)db_run(db, NULL);
	}
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	if ((is_explicit ? db_commit(db, &err) : db_run(db, &err)) == 0)
		err.kind = ERR_NONE;
	db_release(db);
	db_pool_free(pool);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	(void)unlink(path);
	(void)rmdir(dir);
	return err;
}

static void
test_commit_outcomes(struct db_pool *owner)
{
	struct error err;

	err = commit_through("commit", CUT_AFTER_COMMIT, true);
	ok(err.kind == ERR_NONE && count_keys(owner) == 1,
	    "a commit whose answer was lost is found to be done: %s",
	    err.message);
	delete_keys(owner);
	err = commit_through("commit", CUT_BEFORE_COMMIT, true);
	ok(err.kind == ERR_UNAVAILABLE && count_keys(owner) == 0,
	    "a commit that never arrived is found to be undone: %s",
	    err.message);
	err = commit_through("DATA_KEY_INSERT", CUT_AFTER_COMMIT, false);
	ok(err.kind == ERR_UNCERTAIN && count_keys(owner) == 1,
	    "a batch whose answer was lost is uncertain: %s", err.message);
	delete_keys(owner);
	err = commit_through("DATA_KEYS", CUT_AFTER_COMMIT, true);
	ok(err.kind == ERR_NONE && count_keys(owner) == 1,
	    "a first read that got no answer is asked again: %s", err.message);
	delete_keys(owner);
}

static void
test_reconnect(struct db_pool *app, struct db_pool *owner)
{
	static const char kill_all[] = "select pg_terminate_backend(pid) from "
	    "pg_stat_activity where usename = 'vinculo_app'";
	struct db *db = lease(app), *other = lease(owner);
	struct error err = { 0 };

	db_scope(db, TENANT, NULL);
	(void)db_query(db, NULL, TENANT_KEYS);
	(void)db_script(other, kill_all, NULL);
	(void)usleep(100000);
	ok(db_query(db, &err, TENANT_KEYS) == 0,
	    "a read survives the end of its connection: %s", err.message);
	db_release(db);
	(void)db_script(other, kill_all, NULL);
	(void)usleep(100000);
	db = lease(app);
	db_scope(db, TENANT, NULL);
	db_begin(db);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_commit(db, &err) == 0, "a dead idle connection is noticed: %s",
	    err.message);
	db_begin(db);
	(void)db_query(db, NULL, DATA_KEYS, "{}");
	(void)db_script(other, kill_all, NULL);
	ok(db_query(db, &err, DATA_KEYS, "{}") < 0 &&
	    err.kind == ERR_UNAVAILABLE,
	    "a transaction that lost its connection fails: %s", err.message);
	db_release(db);
	db_release(other);
	delete_keys(owner);
}

int
main(void)
{
	struct db_pool *app, *owner;

	if (sodium_init() < 0)
		return 1;
	if (pg_start() == NULL) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	owner = pool_of(pg_conninfo("postgres"), 1);
	ok(set_up(owner), "a database");
	app = pool_of(pg_conninfo("vinculo_app"), 1);
	test_commit_outcomes(owner);
	test_reconnect(app, owner);
	db_pool_free(app);
	db_pool_free(owner);
	pg_stop();
	return done_testing();
}
