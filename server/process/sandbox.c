/*
 * sandbox.c - seccomp, Landlock, limits.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/process/sandbox.h"
#include "server/security/keyfile.h"

int
sandbox_mode_parse(const char *text, enum sandbox_mode *ret,
    struct error *err)
{
	static const struct {
		const char		*name;
		enum sandbox_mode	 mode;
	} names[] = {
		{ "kill", SANDBOX_KILL }, { "yes", SANDBOX_KILL },
		{ "log", SANDBOX_LOG }, { "off", SANDBOX_OFF },
		{ "no", SANDBOX_OFF },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i].name, text) == 0) {
			*ret = names[i].mode;
			return 0;
		}
	}
	return error_set(err, ERR_INVALID, "config.value",
	    "server.sandbox is kill, log or off");
}

/* ------------------------------------------------------------ system calls */

static const struct call {
	int		 number;
	unsigned	 roles;
} calls[] = {
#define CALL(name, roles) { SCMP_SYS(name), roles },
#include "server/process/sandbox_calls.def"
#undef CALL
};

static int
allow_listed(scmp_filter_ctx ctx, enum sandbox_role role)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(calls) && r == 0; i++) {
		if (calls[i].roles & (unsigned)role)
			r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
			    calls[i].number, 0);
	}
	return r;
}

/* keyd makes no socket at all; nobody makes one but these.  Names are looked up
 * with the help of netlink. */
static int
allow_sockets(scmp_filter_ctx ctx, enum sandbox_role role)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6,
		AF_NETLINK };
	int r = 0;

	for (size_t i = 0; role != SANDBOX_KEYD && r == 0 &&
	    i < ARRAY_LEN(families); i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
		    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i]));
	return r;
}

/* Threads, never processes.  The flags of clone3 cannot be seen, so it is not
 * there; the C library takes clone then. */
static int
allow_threads(scmp_filter_ctx ctx, enum sandbox_role role)
{
	static const scmp_datum_t flags = CLONE_VM | CLONE_THREAD;

	if ((role & (SANDBOX_WEB | SANDBOX_JOBS)) == 0)
		return 0;
	return seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS),
	    SCMP_SYS(clone3), 0) < 0 ? -EINVAL :
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, flags, flags));
}

int
sandbox_calls(enum sandbox_role role, enum sandbox_mode mode)
{
	scmp_filter_ctx ctx = seccomp_init(mode == SANDBOX_KILL ?
	    SCMP_ACT_KILL_PROCESS : SCMP_ACT_LOG);
	int r = ctx == NULL ? -ENOMEM : allow_listed(ctx, role);

	if (r == 0)
		r = allow_sockets(ctx, role);
	if (r == 0)
		r = allow_threads(ctx, role);
	if (r == 0)	/* the names of threads */
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
		    SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	if (r == 0)
		r = seccomp_load(ctx);
	if (ctx != NULL)
		seccomp_release(ctx);
	return r;
}

/* ------------------------------------------------------------------- files */

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE |			\
	LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_RIGHTS (READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE |	\
	LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
#define ALL_RIGHTS (WRITE_RIGHTS | LANDLOCK_ACCESS_FS_EXECUTE |		\
	LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR |	\
	LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |	\
	LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK |	\
	LANDLOCK_ACCESS_FS_MAKE_SYM)

static void
allow_path(int ruleset, const char *path, unsigned long long rights)
{
	struct landlock_path_beneath_attr attr = { .allowed_access = rights };

	attr.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (attr.parent_fd < 0)
		return;
	(void)syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &attr, 0);
	(void)close(attr.parent_fd);
}

static void
allow_below(int ruleset, const char *dir, const char *name,
    unsigned long long rights)
{
	char path[600];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	allow_path(ruleset, path, rights);
}

/* What is nobody's business: keys and a private database in the state folder,
 * systemd's credentials in /run. */
static bool
is_private(const char *name)
{
	return strcmp(name, "keys") == 0 || strcmp(name, "pg") == 0 ||
	    strcmp(name, "credentials") == 0;
}

/* What lies in a folder by now: certificates of partners and the like. */
static void
allow_the_rest(int ruleset, const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.' || is_private(e->d_name))
			continue;
		allow_below(ruleset, dir, e->d_name,
		    e->d_type == DT_DIR ? READ_RIGHTS :
		    LANDLOCK_ACCESS_FS_READ_FILE);
	}
	if (d != NULL)
		(void)closedir(d);
}

static void
allow_files(int fd, enum sandbox_role role,
    const struct sandbox_folders *folders)
{
	if (role == SANDBOX_KEYD) {
		allow_below(fd, folders->state, "keys", READ_RIGHTS);
		if (keyfile_credentials() != NULL)
			allow_path(fd, keyfile_credentials(), READ_RIGHTS);
		return;
	}
	allow_path(fd, "/etc", READ_RIGHTS);
	allow_path(fd, "/usr", READ_RIGHTS);
	allow_the_rest(fd, "/run");	/* resolv.conf */
	allow_path(fd, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE |
	    LANDLOCK_ACCESS_FS_WRITE_FILE);
	allow_path(fd, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
	if (role == SANDBOX_JOBS) {
		allow_the_rest(fd, folders->state);
		allow_below(fd, folders->state, "audit", WRITE_RIGHTS);
		allow_below(fd, folders->state, "spool", WRITE_RIGHTS);
		if (folders->more != NULL)
			allow_path(fd, folders->more, WRITE_RIGHTS);
	}
}

int
sandbox_files(enum sandbox_role role, const struct sandbox_folders *folders)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = ALL_RIGHTS };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr),
	    0);
	int r;

	if (fd < 0)
		return -errno;
	allow_files(fd, role, folders);
	r = syscall(SYS_landlock_restrict_self, fd, 0) < 0 ? -errno : 0;
	(void)close(fd);
	return r;
}

void
sandbox_enter(enum sandbox_role role, enum sandbox_mode mode,
    const struct sandbox_folders *folders)
{
	static const struct rlimit none = { 0, 0 };
	int privileges, files, filter;

	if (mode == SANDBOX_OFF)
		return;
#ifdef __SANITIZE_ADDRESS__
	/* The leak checker needs to trace the process at its end. */
	(void)role;
	(void)folders;
	log_event(LOG_INFO, "sandbox", "off=sanitizer");
	return;
#endif
	(void)setrlimit(RLIMIT_CORE, &none);
	privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	files = sandbox_files(role, folders);
	filter = sandbox_calls(role, mode);
	log_event(LOG_INFO, "sandbox", "no_new_privs=%s landlock=%s "
	    "seccomp=%s mode=%s", privileges == 0 ? "yes" : "no",
	    files == 0 ? "yes" : strerror(-files),
	    filter == 0 ? "yes" : strerror(-filter),
	    mode == SANDBOX_KILL ? "kill" : "log");
}
