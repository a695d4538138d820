/*
 * test_sandbox.c - what each process may do, and that doing more ends it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "server/process/sandbox.h"
#include "tests/unit/tap.h"

#define KEYD	SANDBOX_KEYD
#define SEARCHD	SANDBOX_SEARCHD
#define WEB	SANDBOX_WEB
#define JOBS	SANDBOX_JOBS

static const struct {
	enum sandbox_role role;
	const char	*name;
} roles[] = { { KEYD, "keyd" }, { SEARCHD, "searchd" }, { WEB, "web" },
	{ JOBS, "jobs" } };

static char dir[64];

/* ------------------------------------------------------------------ calls */

static int
do_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
do_ptrace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int
do_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0 ? -1 : 0;
}

static int
do_unix_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? -1 : 0;
}

static int
do_tcp_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? -1 : 0;
}

static int
do_raw_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) < 0 ? -1 : 0;
}

static int
do_unlink(void)
{
	(void)unlink("/nonexistent");
	return 0;
}

static void *
nothing(void *arg)
{
	return arg;
}

static int
do_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, nothing, NULL) == 0 ?
	    pthread_join(t, NULL) : -1;
}

static int
do_usual(void)
{
	char *p = malloc(1 << 20);
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC), r;

	if (p == NULL || fd < 0)
		return -1;
	memset(p, 'x', 1 << 20);
	r = write(fd, p, 10) == 10 && getpid() > 0 ? 0 : -1;
	free(p);
	return r;
}

static const struct deed {
	const char	*name;
	int		(*run)(void);
	unsigned	 allowed;	/* to these */
} deeds[] = {
	{ "what everybody does", do_usual, KEYD | SEARCHD | WEB | JOBS },
	{ "start a program", do_exec, 0 },
	{ "trace a process", do_ptrace, 0 },
	{ "make a process", do_fork, 0 },
	{ "make a raw socket", do_raw_socket, 0 },
	{ "make a Unix socket", do_unix_socket, SEARCHD | WEB | JOBS },
	{ "make a TCP socket", do_tcp_socket, SEARCHD | WEB | JOBS },
	{ "make a thread", do_thread, WEB | JOBS },
	{ "remove a file", do_unlink, JOBS },
};

/* The wait status of a child that locks itself up and does it. */
static int
status_of(enum sandbox_role role, enum sandbox_mode mode,
    const struct deed *d)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (sandbox_calls(role, mode) < 0)
			_exit(99);
		_exit(d->run() == 0 ? 0 : 1);
	}
	(void)waitpid(pid, &status, 0);
	return status;
}

static void
test_calls(enum sandbox_role role, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
		const struct deed *d = &deeds[i];
		int s = status_of(role, SANDBOX_KILL, d);

		if (d->allowed & (unsigned)role)
			ok(WIFEXITED(s) && WEXITSTATUS(s) == 0,
			    "%s may %s", name, d->name);
		else
			ok(WIFSIGNALED(s) && WTERMSIG(s) == SIGSYS,
			    "%s dies when it tries to %s", name, d->name);
	}
}

static void
test_log(void)
{
	int s = status_of(SANDBOX_KEYD, SANDBOX_LOG, &deeds[5]);

	ok(WIFEXITED(s) && WEXITSTATUS(s) == 0, "with log it is carried out");
}

static void
test_abort(void)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		(void)sandbox_calls(SANDBOX_KEYD, SANDBOX_KILL);
		abort();
	}
	(void)waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT,
	    "an assertion ends as an assertion");
}

/* ------------------------------------------------------------------ files */

static const struct place {
	const char	*path;		/* below the state folder */
	int		 flags;
	unsigned	 allowed;
} places[] = {
	{ "keys/root", O_RDONLY, KEYD },
	{ "keys/root", O_WRONLY, 0 },
	{ "credentials/root", O_RDONLY, KEYD },
	{ "credentials/root", O_WRONLY, 0 },
	{ "audit/checkpoints", O_WRONLY, JOBS },
	{ "spool/new", O_WRONLY | O_CREAT, JOBS },
	{ "partner.pem", O_RDONLY, JOBS },
	{ "partner.pem", O_WRONLY, 0 },
	{ "partner/key.pem", O_RDONLY, JOBS },
	{ "pg/data", O_RDONLY, 0 },
	{ "new", O_WRONLY | O_CREAT, 0 },
};

static bool
opens(enum sandbox_role role, const struct place *p)
{
	char path[128];
	int status = -1;
	pid_t pid;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, p->path);
	pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		    sandbox_files(role,
		    &(struct sandbox_folders){ .state = dir }) < 0)
			_exit(99);
		_exit(open(path, p->flags | O_CLOEXEC, 0600) < 0);
	}
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
test_files(enum sandbox_role role, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const struct place *p = &places[i];
		bool may = (p->allowed & (unsigned)role) != 0;

		ok(opens(role, p) == may, "%s %s %s %s", name, may ? "may" :
		    "cannot", (p->flags & O_WRONLY) ? "write" : "read",
		    p->path);
	}
}

static void
make(const char *name, bool is_dir)
{
	char path[128];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (is_dir) {
		(void)mkdir(path, 0700);
		return;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	(void)close(fd);
}

int
main(void)
{
	static const char *const dirs[] = { "keys", "audit", "spool", "pg",
		"partner", "credentials" };
	static const char *const files[] = { "keys/root", "audit/checkpoints",
		"partner.pem", "partner/key.pem", "pg/data",
		"credentials/root" };
	char cmd[100];

	(void)snprintf(dir, sizeof(dir), "/tmp/vinculo-sandbox.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(dirs); i++)
		make(dirs[i], true);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		make(files[i], false);
	(void)snprintf(cmd, sizeof(cmd), "%s/credentials", dir);
	(void)setenv("CREDENTIALS_DIRECTORY", cmd, 1);
	(void)fflush(stdout);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		test_calls(roles[i].role, roles[i].name);
		test_files(roles[i].role, roles[i].name);
	}
	test_log();
	test_abort();
	(void)snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	(void)pclose(popen(cmd, "r"));
	return done_testing();
}
