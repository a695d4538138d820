/*
 * conn.h - one connection: bytes in and out, plain or TLS, with a deadline.
 */
#ifndef SERVER_HTTP_CONN_H
#define SERVER_HTTP_CONN_H

#include <openssl/ssl.h>
#include <sys/types.h>

#include "base/fiber.h"
#include "base/str.h"

struct conn {
	int		 fd;
	SSL		*ssl;		/* NULL: plain */
	int64_t		 deadline_us;	/* of clock_mono_us() */
	bool		 is_idle;	/* may be cut when the server drains */
};

/* Every wait of the connection from now on ends after so long. */
void		 conn_set_deadline(struct conn *c, int64_t ms);
/* 0 or -errno (-ETIMEDOUT, -ECANCELED, -EPROTO). */
int fiber_fn	 conn_handshake(struct conn *c);
/* Is there something to read?  Waits at most wait_ms and not beyond the
 * deadline: 0, or -ETIMEDOUT, -ECANCELED, or the value of a fiber_wake(). */
int fiber_fn	 conn_wait_read(struct conn *c, int wait_ms);
/* > 0 bytes, 0 at the end, or -errno. */
ssize_t fiber_fn conn_read(struct conn *c, void *p, size_t n);
/* As conn_read(), but -EAGAIN instead of waiting. */
ssize_t		 conn_read_now(struct conn *c, void *p, size_t n);
/* Head and body in one write where they fit; 0 or -errno. */
int fiber_fn	 conn_write(struct conn *c, struct str head, struct str body);
/* Say goodbye, read what is still coming (at most 64 KiB, 1 s) so that the
 * client gets the reply and not a reset, and close. */
void fiber_fn	 conn_linger(struct conn *c);
void		 conn_close(struct conn *c);

#endif
