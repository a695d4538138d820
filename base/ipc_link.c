/*
 * ipc_link.c - frames in and out.
 *
 * A frame is sent at once where the socket takes it; what it does not take is
 * queued for a writer fiber, so that frames never mix and senders never wait.
 * Payloads may be keys: buffers are wiped.
 */
#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <sodium.h>

#include "base/ipc.h"
#include "base/ipc_link.h"
#include "base/mem.h"

#define HEAD_SIZE	12
#define QUEUE_MAX	(2 * IPC_PAYLOAD_MAX)
#define WRITE_MS	30000
#define PAYLOAD_MS	30000

struct ipc_link {
	int		 fd, refs;
	bool		 is_broken, has_writer;
	struct buf	 queue;
	size_t		 queue_sent;
};

static void
put_u32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static uint32_t
get_u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

struct ipc_link *
ipc_link_new(int fd)
{
	struct ipc_link *l = xcalloc(1, sizeof(*l));

	l->fd = fd;
	l->refs = 1;
	return l;
}

struct ipc_link *
ipc_link_ref(struct ipc_link *l)
{
	l->refs++;
	return l;
}

void
ipc_link_unref(struct ipc_link *l)
{
	if (l == NULL || --l->refs > 0)
		return;
	(void)close(l->fd);
	if (l->queue.p != NULL)
		sodium_memzero(l->queue.p, l->queue.cap);
	buf_done(&l->queue);
	free(l);
}

void
ipc_link_break(struct ipc_link *l)
{
	l->is_broken = true;
	(void)shutdown(l->fd, SHUT_RDWR);
}

bool
ipc_link_is_broken(const struct ipc_link *l)
{
	return l->is_broken;
}

static void fiber_fn
writer_main(void *arg)
{
	struct ipc_link *l = arg;

	while (!l->is_broken && l->queue_sent < l->queue.len) {
		ssize_t n = send(l->fd, l->queue.p + l->queue_sent,
		    l->queue.len - l->queue_sent, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n > 0)
			l->queue_sent += (size_t)n;
		else if (errno != EAGAIN || fiber_wait_fd(l->fd, EV_WRITE,
		    WRITE_MS) < 0)
			ipc_link_break(l);
	}
	if (l->queue.p != NULL)
		sodium_memzero(l->queue.p, l->queue.len);
	buf_reset(&l->queue);
	l->queue_sent = 0;
	l->has_writer = false;
	ipc_link_unref(l);
}

/* What the socket took of head and payload. */
static size_t
send_now(struct ipc_link *l, unsigned char *head, struct str payload)
{
	struct iovec iov[2] = {
		{ head, HEAD_SIZE },
		{ (void *)(uintptr_t)payload.p, payload.len },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };
	ssize_t n = sendmsg(l->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN)
		ipc_link_break(l);
	return n < 0 ? 0 : (size_t)n;
}

static int
queue_rest(struct ipc_link *l, const unsigned char *head, struct str payload,
    size_t sent)
{
	if (sent < HEAD_SIZE)
		buf_add(&l->queue, head + sent, HEAD_SIZE - sent);
	sent = sent < HEAD_SIZE ? 0 : sent - HEAD_SIZE;
	buf_str(&l->queue, str_sub(payload, sent, payload.len));
	if (l->has_writer || l->queue.len == 0)
		return 0;
	if (fiber_spawn(writer_main, ipc_link_ref(l)) < 0) {
		ipc_link_break(l);
		ipc_link_unref(l);
		return -EPIPE;
	}
	l->has_writer = true;
	return 0;
}

int
ipc_link_send(struct ipc_link *l, struct ipc_head h, struct str payload)
{
	unsigned char head[HEAD_SIZE] = { 0 };
	size_t sent = 0;

	assert(payload.len <= IPC_PAYLOAD_MAX);
	if (l->is_broken)
		return -EPIPE;
	if (l->queue.len - l->queue_sent + payload.len > QUEUE_MAX)
		return -ENOBUFS;
	put_u32(head, (uint32_t)payload.len);
	put_u32(head + 4, h.id);
	put_u32(head + 8, h.code);
	if (!l->has_writer)
		sent = send_now(l, head, payload);
	if (l->is_broken)
		return -EPIPE;
	return queue_rest(l, head, payload, sent);
}

static int fiber_fn
read_exactly(struct ipc_link *l, void *p, size_t n, int timeout_ms)
{
	char *at = p;

	while (n > 0) {
		ssize_t got = recv(l->fd, at, n, MSG_DONTWAIT);
		int r;

		if (got == 0)
			return -EPIPE;
		if (got > 0) {
			at += got;
			n -= (size_t)got;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		r = fiber_wait_fd(l->fd, EV_READ, timeout_ms);
		if (r < 0)
			return r;
	}
	return l->is_broken ? -EPIPE : 0;
}

int fiber_fn
ipc_link_read(struct ipc_link *l, struct ipc_head *ret, struct buf *payload)
{
	unsigned char head[HEAD_SIZE];
	uint32_t length;
	int r = read_exactly(l, head, sizeof(head), FIBER_FOREVER);

	if (r < 0)
		return r;
	length = get_u32(head);
	if (length > IPC_PAYLOAD_MAX || get_u32(head + 8) > UINT16_MAX)
		return -EPROTO;
	if (payload->p != NULL)
		sodium_memzero(payload->p, payload->len);
	buf_reset(payload);
	buf_reserve(payload, length);
	if (length > 0)
		r = read_exactly(l, payload->p, length, PAYLOAD_MS);
	if (r < 0)
		return r;
	payload->len = length;
	*ret = (struct ipc_head){ .length = length, .id = get_u32(head + 4),
	    .code = (uint16_t)get_u32(head + 8) };
	return 0;
}
