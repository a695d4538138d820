/*
 * ipc_client.c - ask: many fibers, one connection.
 *
 * A waiting fiber's request is an entry on its own stack, in a list by id; the
 * reader fiber finds it there when the reply comes.  When the connection ends
 * every waiting fiber is told, and the next call connects again.
 */
#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <sodium.h>

#include "base/ipc.h"
#include "base/ipc_link.h"
#include "base/mem.h"

enum outcome { WAITING, ANSWERED, LOST };

struct pending {
	uint32_t	 id;
	enum outcome	 outcome;
	struct fiber	*fiber;
	struct arena	*arena;
	struct ipc_reply *reply;
	struct pending	*next;
};

struct ipc_client {
	char		*path;
	struct ipc_link	*link;		/* NULL: not connected */
	struct pending	*pending;
	int		 count;
	uint32_t	 last_id;
	int		 refs;		/* the owner and the reader */
};

static void
unref(struct ipc_client *c)
{
	if (--c->refs > 0)
		return;
	free(c->path);
	free(c);
}

static void
finish(struct pending *p, enum outcome outcome)
{
	if (p->outcome != WAITING)
		return;
	p->outcome = outcome;
	fiber_wake(p->fiber, 0);
}

static void
lose_link(struct ipc_client *c)
{
	if (c->link == NULL)
		return;
	ipc_link_break(c->link);
	ipc_link_unref(take_ptr(&c->link));
	for (struct pending *p = c->pending; p != NULL; p = p->next)
		finish(p, LOST);
}

static void
deliver(struct ipc_client *c, struct ipc_head head, struct str payload)
{
	for (struct pending *p = c->pending; p != NULL; p = p->next) {
		if (p->id != head.id || p->outcome != WAITING)
			continue;
		p->reply->code = head.code;
		p->reply->payload = arena_str(p->arena, payload);
		finish(p, ANSWERED);
		return;
	}
	/* Nobody waits any longer: it timed out. */
}

static void fiber_fn
reader_main(void *arg)
{
	_cleanup_(buf_done) struct buf payload = BUF_INIT;
	struct ipc_client *c = arg;
	struct ipc_link *link = ipc_link_ref(c->link);
	struct ipc_head head;

	while (ipc_link_read(link, &head, &payload) == 0 && c->link == link)
		deliver(c, head, buf_view(&payload));
	if (payload.p != NULL)
		sodium_memzero(payload.p, payload.cap);
	if (c->link == link)
		lose_link(c);
	ipc_link_unref(link);
	unref(c);
}

struct ipc_client *
ipc_client_new(const char *path)
{
	struct ipc_client *c = xcalloc(1, sizeof(*c));

	c->path = xstrdup(path);
	c->refs = 1;
	return c;
}

void
ipc_client_free(struct ipc_client *c)
{
	if (c == NULL)
		return;
	lose_link(c);
	unref(c);
}

/* Connecting to a Unix socket does not wait: it works or it does not. */
static int
connect_now(struct ipc_client *c)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(c->path) >= sizeof(a.sun_path))
		return -ENAMETOOLONG;
	memcpy(a.sun_path, c->path, strlen(c->path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
		int r = -errno;

		(void)close(fd);
		return r;
	}
	c->link = ipc_link_new(fd);
	c->refs++;
	if (fiber_spawn(reader_main, c) < 0) {
		c->refs--;	/* the caller has its own */
		lose_link(c);
		return -EAGAIN;
	}
	return 0;
}

static int
send_request(struct ipc_client *c, uint32_t id, const struct ipc_call *call,
    struct error *err)
{
	struct ipc_head head = { .id = id, .code = call->code };
	int r = 0;

	if (c->count >= IPC_PENDING_MAX ||
	    call->payload.len > IPC_PAYLOAD_MAX)
		return error_set(err, ERR_LIMIT, "ipc.pending",
		    "too many or too large requests to %s", c->path);
	if (c->link == NULL)
		r = connect_now(c);
	if (r == 0)
		r = ipc_link_send(c->link, head, call->payload);
	if (r == -EPIPE) {
		/* The server was restarted since we last spoke. */
		lose_link(c);
		r = connect_now(c);
		if (r == 0)
			r = ipc_link_send(c->link, head, call->payload);
	}
	return r == 0 ? 0 : error_set(err, ERR_UNAVAILABLE,
	    "ipc.unavailable", "%s: %s", c->path, strerror(-r));
}

static void
unlink_pending(struct ipc_client *c, struct pending *p)
{
	struct pending **at = &c->pending;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	c->count--;
}

int fiber_fn
ipc_call(struct ipc_client *c, const struct ipc_call *call, struct arena *a,
    struct ipc_reply *ret, struct error *err)
{
	struct pending p = { .fiber = fiber_self(), .arena = a, .reply = ret };
	int r;

	assert(p.fiber != NULL && call->timeout_ms > 0);
	p.id = ++c->last_id;
	if (send_request(c, p.id, call, err) < 0)
		return -1;
	p.next = c->pending;
	c->pending = &p;
	c->count++;
	r = fiber_park(call->timeout_ms);
	unlink_pending(c, &p);
	if (p.outcome == ANSWERED)
		return 0;
	if (p.outcome == LOST)
		return error_set(err, ERR_UNAVAILABLE, "ipc.unavailable",
		    "%s: the connection was lost", c->path);
	return error_set(err, ERR_UNAVAILABLE, "ipc.timeout",
	    "%s: %s", c->path, r == -ECANCELED ? "given up" : "no reply");
}
