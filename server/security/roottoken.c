/*
 * roottoken.c - ask a token, in a child of our own.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "server/security/keyfile.h"
#include "server/security/roottoken_impl.h"

#define TIMEOUT_MS	30000
#define PIN_MAX		256

/* What the child says, in one write. */
struct answer {
	int		 r;
	struct error	 err;
	unsigned char	 bytes[ROOTTOKEN_BLOB];
};

/* A credential of this name, or a file beside the root key. */
static int
read_pin(const char *state_dir, const char *name, struct buf *out,
    struct error *err)
{
	char path[600];

	if (keyfile_credential(name, path, sizeof(path)) < 0)
		(void)snprintf(path, sizeof(path), "%s/keys/%s", state_dir,
		    name);
	if (keyfile_check(path, err) < 0 ||
	    file_read(path, PIN_MAX, out, err) < 0)
		return -1;
	while (out->len > 0 && (out->p[out->len - 1] == '\n' ||
	    out->p[out->len - 1] == '\r'))
		out->len--;
	return 0;
}

/* One at a time, as long as this child lives: it survives a parent that is
 * killed, and the next one must see the key that it makes. */
static int
lock_out_others(const char *state_dir, struct error *err)
{
	char path[600];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/keys", state_dir);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && flock(fd, LOCK_EX) == 0 ? 0 : error_set(err,
	    ERR_UNAVAILABLE, "key.token", "%s cannot be locked: %s", path,
	    strerror(errno));
}

static void __attribute__((noreturn))
child_main(const struct roottoken *t, enum token_job job,
    const unsigned char *in, int fd)
{
	_cleanup_(buf_done) struct buf pin = BUF_INIT;
	struct answer a = { .r = -1 };
	struct roottoken_uri uri;

	/* Nothing else of ours is the module's business. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	if (fd > 3)
		(void)close_range(3, (unsigned)fd - 1, 0);
	(void)close_range((unsigned)fd + 1, ~0U, 0);
	buf_reserve(&pin, PIN_MAX + 1);
	if (roottoken_uri_parse(str_of(t->uri), &uri, &a.err) == 0 &&
	    read_pin(t->state_dir, uri.pin, &pin, &a.err) == 0 &&
	    (job != TOKEN_WRAP || lock_out_others(t->state_dir, &a.err) == 0))
		a.r = token_do(&uri, buf_view(&pin), job, t->root_id, in,
		    a.bytes, &a.err);
	sodium_memzero(pin.p, pin.cap);
	/* Less than a pipe holds: all or nothing. */
	_exit(write(fd, &a, sizeof(a)) == (ssize_t)sizeof(a) ? 0 : 1);
}

static int
wait_for(int fd, struct answer *ret, struct error *err)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n = poll(&p, 1, TIMEOUT_MS) == 1 ?
	    read(fd, ret, sizeof(*ret)) : 0;

	if (n == (ssize_t)sizeof(*ret))
		return 0;
	return error_set(err, ERR_UNAVAILABLE, "key.token",
	    "the token of the root key does not answer");
}

static int
ask(const struct roottoken *t, enum token_job job, const unsigned char *in,
    struct answer *ret, struct error *err)
{
	int fds[2], r;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return error_set(err, ERR_UNAVAILABLE, "key.token",
		    "no pipe: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		child_main(t, job, in, fds[1]);
	(void)close(fds[1]);
	r = pid < 0 ? error_set(err, ERR_UNAVAILABLE, "key.token",
	    "no process: %s", strerror(errno)) : wait_for(fds[0], ret, err);
	(void)close(fds[0]);
	if (pid > 0) {
		(void)kill(pid, SIGKILL);	/* it has nothing to finish */
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (r == 0 && ret->r < 0 && err != NULL)
		*err = ret->err;
	return r < 0 ? r : ret->r;
}

int
roottoken_wrap(const struct roottoken *t, const unsigned char key[AEAD_KEY],
    unsigned char ret[ROOTTOKEN_BLOB], struct error *err)
{
	struct answer a = { .r = -1 };

	if (ask(t, TOKEN_WRAP, key, &a, err) < 0)
		return -1;
	memcpy(ret, a.bytes, ROOTTOKEN_BLOB);
	return 0;
}

int
roottoken_unwrap(const struct roottoken *t,
    const unsigned char blob[ROOTTOKEN_BLOB], unsigned char ret_key[AEAD_KEY],
    struct error *err)
{
	struct answer a = { .r = -1 };
	int r = ask(t, TOKEN_UNWRAP, blob, &a, err);

	if (r == 0)
		memcpy(ret_key, a.bytes, AEAD_KEY);
	sodium_memzero(&a, sizeof(a));
	return r;
}
