/*
 * ipc_server.c - answer: a fiber for each connection, one for each request.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <sodium.h>

#include "base/ipc.h"
#include "base/ipc_link.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"

struct ipc_server {
	ipc_handler	*fn;
	void		*arg;
	char		*path;
	int		 listen_fd;
	struct event	*event;
	struct peer	*peers;
	int		 n_peers, pending;
	bool		 is_freed;	/* when the last peer is gone */
};

struct peer {
	struct ipc_server *s;
	struct ipc_link	*link;
	struct ucred	 cred;
	struct fiber	*reader;
	bool		 is_full;	/* the reader waits for an end */
	int		 pending, refs;
	struct peer	*next;
};

struct job {
	struct peer	*peer;
	struct ipc_head	 head;
	struct arena	*arena;
	struct str	 payload;
};

static void
server_free(struct ipc_server *s)
{
	free(s->path);
	free(s);
}

static void
peer_unref(struct peer *p)
{
	struct ipc_server *s = p->s;
	struct peer **at = &s->peers;

	if (--p->refs > 0)
		return;
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	ipc_link_unref(p->link);
	free(p);
	if (--s->n_peers == 0 && s->is_freed)
		server_free(s);
}

static void fiber_fn
job_main(void *arg)
{
	struct job *job = arg;
	struct peer *p = job->peer;
	struct ipc_request req = { .code = job->head.code,
	    .payload = job->payload, .peer_pid = p->cred.pid,
	    .peer_uid = p->cred.uid, .arena = job->arena };
	struct ipc_head head = { .id = job->head.id };
	struct str payload = STR("");

	head.code = (uint16_t)p->s->fn(p->s->arg, &req, &payload);
	if (payload.len > IPC_PAYLOAD_MAX ||
	    ipc_link_send(p->link, head, payload) < 0)
		ipc_link_break(p->link);
	arena_wipe(job->arena);
	arena_free(job->arena);
	free(job);
	p->pending--;
	p->s->pending--;
	if (p->is_full)
		fiber_wake(p->reader, 0);
	peer_unref(p);
}

static int
start_job(struct peer *p, struct ipc_head head, struct str payload)
{
	struct job *job = xcalloc(1, sizeof(*job));

	job->peer = p;
	job->head = head;
	job->arena = arena_new();
	job->payload = arena_str(job->arena, payload);
	if (fiber_spawn(job_main, job) < 0) {
		arena_free(job->arena);
		free(job);
		return -EAGAIN;
	}
	p->refs++;
	p->pending++;
	p->s->pending++;
	return 0;
}

/* A client with too many requests under way is not read from. */
static void fiber_fn
peer_main(void *arg)
{
	_cleanup_(buf_done) struct buf payload = BUF_INIT;
	struct peer *p = arg;
	struct ipc_head head;

	p->reader = fiber_self();
	while (ipc_link_read(p->link, &head, &payload) == 0) {
		p->is_full = true;
		while (p->pending >= IPC_PENDING_MAX &&
		    !ipc_link_is_broken(p->link) &&
		    fiber_park(FIBER_FOREVER) >= 0)
			continue;
		p->is_full = false;
		if (start_job(p, head, buf_view(&payload)) < 0)
			break;
	}
	if (payload.p != NULL)
		sodium_memzero(payload.p, payload.cap);
	ipc_link_break(p->link);
	peer_unref(p);
}

static bool
is_welcome(const struct ipc_server *s, int fd, struct ucred *ret)
{
	socklen_t len = sizeof(*ret);

	return s->n_peers < IPC_CLIENTS_MAX &&
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ret, &len) == 0 &&
	    (ret->uid == geteuid() || ret->uid == 0);
}

static void
on_accept(evutil_socket_t listen_fd, short what, void *arg)
{
	struct ipc_server *s = arg;
	struct ucred cred;
	struct peer *p;
	int fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (fd < 0)
		return;
	if (!is_welcome(s, fd, &cred)) {
		log_event(LOG_DEBUG, "ipc.refused", "path=%s", s->path);
		(void)close(fd);
		return;
	}
	p = xcalloc(1, sizeof(*p));
	p->s = s;
	p->link = ipc_link_new(fd);
	p->cred = cred;
	p->refs = 1;
	p->next = s->peers;
	s->peers = p;
	s->n_peers++;
	if (fiber_spawn(peer_main, p) < 0)
		peer_unref(p);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd, r = 0;

	if (strlen(path) >= sizeof(a.sun_path))
		return -ENAMETOOLONG;
	memcpy(a.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	(void)unlink(path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    chmod(path, 0600) < 0 || listen(fd, IPC_CLIENTS_MAX) < 0)
		r = -errno;
	if (r == 0)
		return fd;
	(void)close(fd);
	return r;
}

struct ipc_server *
ipc_server_new(const char *path, ipc_handler *fn, void *arg,
    struct error *err)
{
	struct ipc_server *s;
	int fd = listen_at(path);

	if (fd < 0) {
		(void)error_set(err, ERR_INTERNAL, "ipc.listen", "%s: %s",
		    path, strerror(-fd));
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	s->fn = fn;
	s->arg = arg;
	s->path = xstrdup(path);
	s->listen_fd = fd;
	s->event = event_new(loop_base(), fd, EV_READ | EV_PERSIST, on_accept,
	    s);
	if (s->event == NULL || event_add(s->event, NULL) < 0)
		abort();
	return s;
}

void
ipc_server_free(struct ipc_server *s)
{
	if (s == NULL)
		return;
	event_free(s->event);
	(void)close(s->listen_fd);
	for (struct peer *p = s->peers; p != NULL; p = p->next)
		ipc_link_break(p->link);
	s->is_freed = true;
	if (s->n_peers == 0)
		server_free(s);
}

int
ipc_server_pending(const struct ipc_server *s)
{
	return s->pending;
}
