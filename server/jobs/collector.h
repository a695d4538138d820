/*
 * collector.h - where audit events are taken to, off this host: a syslog
 * receiver over TLS, or a file that an agent reads.
 *
 * Everything here blocks: it is for a thread (base/work.h).
 */
#ifndef SERVER_JOBS_COLLECTOR_H
#define SERVER_JOBS_COLLECTOR_H

#include "base/error.h"

/* An event as it leaves: nothing of its detail. */
struct collector_event {
	struct str	at, action;	/* at: RFC 3339, in UTC */
	bool		is_ok;
	struct str	json;		/* all of it, one line */
};

struct collector;

/* What the settings audit.forward, forward_certificate and forward_key say;
 * before the sandbox, as it reads certificates.  NULL and err
 * ("collector.setting", "collector.tls"). */
struct collector *collector_new(struct error *err);
void	collector_free(struct collector *c);
/* The folder that is written to, or NULL. */
const char *collector_folder(const struct collector *c);

/* 0: all of them were taken.  -1 and err: nobody knows how many. */
int	collector_take(const struct collector *c,
	    const struct collector_event *events, size_t n, struct error *err);

#endif
