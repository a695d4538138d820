/*
 * metrics.h - counters of the web processes in memory they share, so that any
 * of them can show the sums (Prometheus text format 0.0.4).
 */
#ifndef SERVER_HTTP_METRICS_H
#define SERVER_HTTP_METRICS_H

#include "server/http/router.h"

#define METRICS_SLOTS_MAX	64

enum metric {
	METRIC_REFUSED,			/* malformed requests */
	METRIC_TURNED_AWAY,		/* connections above the limits */
	METRIC_HANDSHAKE_FAILED,
	METRIC_COUNT
};

/* Memory for this many processes, as a descriptor to inherit; -errno. */
int	metrics_create(int slots);
/* Count in this slot of that memory; without it, in memory of our own. */
int	metrics_attach(int fd, int slots, int slot);

void	metrics_set_router(const struct router *r);
void	metrics_count(enum metric m);
/* A request of the route with this index (-1: none) was answered. */
void	metrics_request(int route, int status, int64_t took_us);
/* Connections and fibers of this process now. */
void	metrics_set_now(int connections, int fibers);

void	metrics_write(struct buf *out);

#endif
