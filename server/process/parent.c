/*
 * parent.c - start the processes, restart what dies, stop in order.
 *
 * The parent parses nothing from outside.  It keeps the listening sockets, so
 * connections queue while a killed web process is started again.  A child that
 * dies is restarted after 0.1, 0.2, 0.4 ... 10 seconds; one that lived for a
 * while starts again at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/db/open.h"
#include "server/http/metrics.h"
#include "server/http/server.h"
#include "server/http/tls.h"
#include "server/process/process.h"
#include "server/security/keyd.h"
#include "server/security/rootkey.h"
#include "server/security/rootkey_check.h"
#include "server/settings.h"

#define CHILDREN_MAX	128
#define BACKOFF_MIN_MS	100
#define BACKOFF_MAX_MS	10000
#define STABLE_MS	10000	/* a life so long forgets earlier deaths */
#define KILL_AFTER_MS	2000	/* beyond the drain deadline */
#define LISTEN_FD	3	/* in a child */
#define METRICS_FD	4
#define PASS_FD		5

struct child {
	const struct process	*p;
	int			 slot, listen_fd;
	pid_t			 pid;		/* 0: not running */
	pid_t			 leaving;	/* replaced, draining */
	int64_t			 started_us;
	int			 backoff_ms;
};

static struct child	children[CHILDREN_MAX];
static int		n_children, metrics_fd = -1, metrics_slots;
static int		pass_fd = -1;
static bool		is_stopping;
static int		stopping_row;	/* of processes[], going down */
static const char	*config_path;

/* In the forked child: fd becomes number at, or is closed there. */
static void
hand_over(int fd, int at)
{
	if (fd < 0)
		(void)close(at);
	else
		(void)dup2(fd, at);
}

/* In the forked child: a copy above those that are handed over. */
static int
out_of_the_way(int fd)
{
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD, PASS_FD + 1);
}

/* In the forked child: hand the descriptors over, close the rest. */
static void
exec_child(const struct child *c)
{
	char slot[16], slots[16], parent[16];
	const char *argv[] = { "vinculo", "serve", "--role", c->p->name,
	    "--slot", slot, "--slots", slots, "--parent", parent,
	    config_path == NULL ? NULL : "--config", config_path, NULL };
	int listen_fd = out_of_the_way(c->listen_fd);
	int metrics = out_of_the_way(metrics_fd);
	int pass = (c->p->flags & PROCESS_HAS_PASS) ?
	    out_of_the_way(pass_fd) : -1;
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)snprintf(slot, sizeof(slot), "%d", c->slot);
	(void)snprintf(slots, sizeof(slots), "%d", metrics_slots);
	(void)snprintf(parent, sizeof(parent), "%d", (int)getppid());
	hand_over(listen_fd, LISTEN_FD);
	hand_over(metrics, METRICS_FD);
	hand_over(pass, PASS_FD);
	(void)close_range(PASS_FD + 1, ~0U, 0);
	(void)execv("/proc/self/exe", (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void
start_child(struct child *c)
{
	pid_t pid = fork();

	if (pid == 0)
		exec_child(c);
	if (pid < 0) {
		log_event(LOG_ERROR, "process.fork", "errno=%d", errno);
		return;
	}
	c->pid = pid;
	c->started_us = clock_mono_us();
	log_event(LOG_INFO, "process.start", "role=%s slot=%d pid=%d",
	    c->p->name, c->slot, (int)pid);
}

static void
on_restart(void *arg)
{
	struct child *c = arg;

	if (!is_stopping && c->pid == 0)
		start_child(c);
}

static void
schedule_restart(struct child *c)
{
	int64_t lived_ms = (clock_mono_us() - c->started_us) / 1000;
	int wait_ms = lived_ms > STABLE_MS ? 0 : c->backoff_ms;

	c->backoff_ms = wait_ms == 0 ? BACKOFF_MIN_MS : wait_ms * 2;
	if (c->backoff_ms > BACKOFF_MAX_MS)
		c->backoff_ms = BACKOFF_MAX_MS;
	loop_after(wait_ms, on_restart, c);
}

static int
running(const struct process *p)
{
	int n = 0;

	for (int i = 0; i < n_children; i++) {
		const struct child *c = &children[i];

		if (p == NULL || c->p == p)
			n += (c->pid != 0) + (c->leaving != 0);
	}
	return n;
}

static void
signal_children(const struct process *p, int signo)
{
	for (int i = 0; i < n_children; i++) {
		const struct child *c = &children[i];

		if (p != NULL && c->p != p)
			continue;
		if (c->pid != 0)
			(void)kill(c->pid, signo);
		if (c->leaving != 0)
			(void)kill(c->leaving, signo);
	}
}

/* Stop row by row: web first, then what it needs. */
static void
stop_next_row(void)
{
	while (stopping_row >= 0 && running(processes[stopping_row]) == 0) {
		if (--stopping_row >= 0)
			signal_children(processes[stopping_row], SIGTERM);
	}
	if (stopping_row < 0)
		loop_stop();
}

static void
on_death(pid_t pid, int status)
{
	for (int i = 0; i < n_children; i++) {
		struct child *c = &children[i];

		if (c->leaving == pid) {
			c->leaving = 0;
			return;
		}
		if (c->pid != pid)
			continue;
		c->pid = 0;
		log_event(is_stopping ? LOG_INFO : LOG_WARNING, "process.end",
		    "role=%s slot=%d pid=%d %s=%d", c->p->name, c->slot,
		    (int)pid, WIFSIGNALED(status) ? "signal" : "status",
		    WIFSIGNALED(status) ? WTERMSIG(status) :
		    WEXITSTATUS(status));
		if (!is_stopping)
			schedule_restart(c);
		return;
	}
}

static void
on_child(void *arg)
{
	int status;
	pid_t pid;

	(void)arg;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		on_death(pid, status);
	if (is_stopping)
		stop_next_row();
}

static void
on_kill_deadline(void *arg)
{
	(void)arg;
	log_event(LOG_WARNING, "server.kill", "running=%d", running(NULL));
	signal_children(NULL, SIGKILL);
}

static void
on_stop(void *arg)
{
	int drain_ms = (int)config_int("server.drain_ms");

	(void)arg;
	if (is_stopping)
		return;
	is_stopping = true;
	log_event(LOG_INFO, "server.stop", "running=%d", running(NULL));
	for (int i = 0; i < n_children; i++) {
		if (children[i].listen_fd >= 0)
			(void)close(children[i].listen_fd);
	}
	for (stopping_row = 0; processes[stopping_row] != NULL; )
		stopping_row++;
	stopping_row--;
	signal_children(processes[stopping_row], SIGTERM);
	loop_after(drain_ms + KILL_AFTER_MS, on_kill_deadline, NULL);
	stop_next_row();
}

/* New web processes read the new certificate and web application; the old
 * ones finish what they are doing. */
static void
on_reload(void *arg)
{
	(void)arg;
	log_event(LOG_INFO, "server.reload", "running=%d", running(NULL));
	for (int i = 0; i < n_children; i++) {
		struct child *c = &children[i];

		if ((c->p->flags & PROCESS_LISTENS) == 0 || c->pid == 0 ||
		    c->leaving != 0 || is_stopping)
			continue;
		c->leaving = c->pid;
		start_child(c);
		(void)kill(c->leaving, SIGTERM);
	}
}

static int
add_children(const struct process *p, int *port, struct error *err)
{
	int count = p->count();

	for (int slot = 0; slot < count; slot++) {
		struct child *c = &children[n_children];

		if (n_children == CHILDREN_MAX)
			return error_set(err, ERR_LIMIT, "process.count",
			    "more than %d processes", CHILDREN_MAX);
		*c = (struct child){ .p = p, .slot = slot, .listen_fd = -1,
		    .backoff_ms = BACKOFF_MIN_MS };
		if (p->flags & PROCESS_LISTENS) {
			c->listen_fd = http_listen(
			    config_text("http.address"), port, err);
			if (c->listen_fd < 0)
				return -1;
		}
		n_children++;
		if (slot >= metrics_slots)
			metrics_slots = slot + 1;
	}
	return 0;
}

static int
prepare_state(struct error *err)
{
	const char *dir = config_text("server.state_dir");
	char key[512];

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return error_set(err, ERR_INTERNAL, "server.state_dir",
		    "%s: %s", dir, strerror(errno));
	if (!config_bool("http.tls") ||
	    config_text("http.certificate")[0] != '\0')
		return 0;
	(void)snprintf(key, sizeof(key), "%s", state_path("localhost.key"));
	return tls_self_signed(state_path("localhost.pem"), key, err);
}

static int
give(const char *path, const struct passwd *to)
{
	return chown(path, to->pw_uid, to->pw_gid) < 0 && errno != ENOENT ?
	    -1 : 0;
}

static int
drop_privileges(struct error *err)
{
	const char *name = config_text("server.user");
	const struct passwd *pw;

	if (geteuid() != 0 || name[0] == '\0')
		return 0;
	pw = getpwnam(name);
	if (pw == NULL)
		return error_set(err, ERR_INVALID, "server.user",
		    "there is no user %s", name);
	if (give(config_text("server.state_dir"), pw) < 0 ||
	    give(state_path("localhost.pem"), pw) < 0 ||
	    give(state_path("localhost.key"), pw) < 0 ||
	    initgroups(name, pw->pw_gid) < 0 || setgid(pw->pw_gid) < 0 ||
	    setuid(pw->pw_uid) < 0)
		return error_set(err, ERR_INTERNAL, "server.user",
		    "cannot become %s: %s", name, strerror(errno));
	return 0;
}

/* What lets searchd ask keyd for names, a new one each time the server starts:
 * only these two inherit it. */
static int
make_pass(struct error *err)
{
	unsigned char pass[KEYD_PASS];
	ssize_t n;

	randombytes_buf(pass, sizeof(pass));
	pass_fd = memfd_create("vinculo-pass", MFD_CLOEXEC);
	n = pass_fd < 0 ? -1 : pwrite(pass_fd, pass, sizeof(pass), 0);
	sodium_memzero(pass, sizeof(pass));
	return n == (ssize_t)sizeof(pass) ? 0 : error_set(err, ERR_INTERNAL,
	    "server.pass", "no memory file: %s", strerror(errno));
}

/* What keyd will read, against the database; keyd cannot ask it.  When the
 * database cannot answer, because it is away or not migrated yet, the file must
 * be there and is taken as it is: the other processes wait for the database. */
static int
check_root_key(struct error *err)
{
	const char *dir = config_text("server.state_dir");
	struct db_pool *pool = db_open(DB_SERVER, 1, err);
	struct db *db = pool == NULL ? NULL : db_acquire(pool, err);
	int r = db == NULL ? -1 : rootkey_check(dir, db, err);

	db_release(db);
	db_pool_free(pool);
	if (r == 0 || str_starts(str_of(err->code), "key."))
		return r;
	log_event(LOG_WARNING, "key.root_unchecked", "code=%s message=\"%s\"",
	    err->code, err->message);
	return rootkey_exists(dir) ? 0 : error_set(err, ERR_UNAVAILABLE,
	    "key.root_missing", "there is no root key %s/keys/root, and the "
	    "database does not say whether it has one already", dir);
}

static int
prepare(struct error *err)
{
	int port = (int)config_int("http.port");

	for (const struct process *const *p = processes; *p != NULL; p++) {
		if (add_children(*p, &port, err) < 0)
			return -1;
	}
	metrics_fd = metrics_create(metrics_slots);
	if (metrics_fd < 0)
		return error_set(err, ERR_INTERNAL, "server.metrics",
		    "no shared memory: %s", strerror(-metrics_fd));
	if (make_pass(err) < 0 || prepare_state(err) < 0 ||
	    drop_privileges(err) < 0 || check_root_key(err) < 0)
		return -1;
	log_event(LOG_INFO, "server.listening", "url=%s://%s:%d/ pid=%d",
	    config_bool("http.tls") ? "https" : "http",
	    config_text("http.address"), port, (int)getpid());
	return 0;
}

int
process_parent(const char *path)
{
	struct error err = { 0 };

	config_path = path;
	log_set_role("parent");
	if (prepare(&err) < 0) {
		log_event(LOG_ERROR, "server.start_failed",
		    "code=%s message=\"%s\"", err.code, err.message);
		return 1;
	}
	loop_init(1);
	loop_on_signal(SIGCHLD, on_child, NULL);
	loop_on_signal(SIGTERM, on_stop, NULL);
	loop_on_signal(SIGINT, on_stop, NULL);
	loop_on_signal(SIGHUP, on_reload, NULL);
	for (int i = 0; i < n_children; i++)
		start_child(&children[i]);
	loop_run();
	loop_done();
	log_event(LOG_INFO, "server.end", "pid=%d", (int)getpid());
	return 0;
}
