/*
 * fetch.h - HTTPS requests to others, on the event loop: libcurl parks the
 * calling fiber.
 *
 * Certificates are always checked.  Redirects are not followed, only http and
 * https are spoken, proxies of the environment are not used, and the size and
 * the time of every exchange have a limit.
 */
#ifndef BASE_FETCH_H
#define BASE_FETCH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/fiber.h"
#include "base/str.h"

#define FETCH_SIZE_MAX	(64 * 1024 * 1024)

struct fetch {
	const char	*method;	/* NULL: GET, or POST with a body */
	const char	*url;
	/* "Name: value", ends with NULL; or NULL. */
	const char *const *headers;
	struct str	 body;
	const char	*ca_file;	/* NULL: those of the system */
	const char	*client_certificate, *client_key;	/* PEM files */
	int		 timeout_ms;	/* of the whole exchange; > 0 */
	int		 connect_timeout_ms;	/* 0: timeout_ms */
	size_t		 size_max;	/* of the reply; 0: 1 MiB */
};

struct fetch_reply {
	int		 status;
	struct str	 content_type;
	struct str	 body;
};

/* In arena a.  0 when there was a reply, whatever its status; -1 and err:
 * ERR_UNAVAILABLE "fetch.connect" (nothing was sent), ERR_UNCERTAIN
 * "fetch.lost" and "fetch.timeout" (the peer may have acted), ERR_INVALID
 * "fetch.certificate" and "fetch.url", ERR_LIMIT "fetch.size". */
int fiber_fn	fetch_run(const struct fetch *f, struct arena *a,
		    struct fetch_reply *ret, struct error *err);
/* Close what is kept open; before loop_done(), no fetch may be under way. */
void		fetch_done(void);

#endif
