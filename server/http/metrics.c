/*
 * metrics.c - one slot of shared memory for each process, summed on reading.
 *
 * A slot has one writer; a reader may see a count that is a moment old.
 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/http/metrics.h"

#define ROUTES_MAX	512	/* the last is for what has no route */
#define NO_ROUTE	(ROUTES_MAX - 1)

static const int statuses[] = {
	200, 201, 202, 204, 206, 303, 304, 400, 401, 403, 404, 405, 408, 409,
	412, 413, 415, 421, 422, 428, 429, 431, 500, 503, 0,
};
#define STATUSES	ARRAY_LEN(statuses)

/* Upper bounds of the histogram, in microseconds. */
static const int64_t bounds_us[] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000,
	1000000, 2500000, 10000000,
};
#define BOUNDS		ARRAY_LEN(bounds_us)

struct slot {
	uint64_t	requests[ROUTES_MAX][STATUSES];
	uint64_t	took_us[ROUTES_MAX];
	uint64_t	bucket[BOUNDS + 1];
	uint64_t	count[METRIC_COUNT];
	uint64_t	connections, fibers;
};

static struct slot		*slots, *own;
static int			 slot_count;
static const struct router	*router;

int
metrics_create(int n)
{
	int fd = memfd_create("metrics", 0);

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)((size_t)n * sizeof(struct slot))) == 0)
		return fd;
	(void)close(fd);
	return -ENOMEM;
}

int
metrics_attach(int fd, int n, int slot)
{
	size_t size = (size_t)n * sizeof(struct slot);
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return -errno;
	slots = p;
	slot_count = n;
	own = &slots[slot];
	own->connections = own->fibers = 0;
	return 0;
}

static struct slot *
slot_of_process(void)
{
	if (own == NULL && metrics_attach(-1, 1, 0) < 0)
		abort();
	return own;
}

void
metrics_set_router(const struct router *r)
{
	router = r;
}

void
metrics_count(enum metric m)
{
	slot_of_process()->count[m]++;
}

void
metrics_request(int route, int status, int64_t took_us)
{
	struct slot *s = slot_of_process();
	size_t i = 0, bucket = 0;

	if (route < 0 || route >= NO_ROUTE)
		route = NO_ROUTE;
	while (i < STATUSES - 1 && statuses[i] != status)
		i++;
	while (bucket < BOUNDS && took_us > bounds_us[bucket])
		bucket++;
	s->requests[route][i]++;
	s->took_us[route] += (uint64_t)took_us;
	s->bucket[bucket]++;
}

void
metrics_set_now(int connections, int fibers)
{
	slot_of_process()->connections = (uint64_t)connections;
	slot_of_process()->fibers = (uint64_t)fibers;
}

/* Sum of one counter, given by its place in a slot. */
static uint64_t
total(const uint64_t *place)
{
	size_t offset = (size_t)((const char *)place - (const char *)own);
	uint64_t sum = 0;

	for (int i = 0; i < slot_count; i++)
		sum += *(const uint64_t *)(const void *)
		    ((const char *)&slots[i] + offset);
	return sum;
}

static void
label_route(struct buf *out, size_t route)
{
	const struct route *r;

	if (route == NO_ROUTE || router == NULL ||
	    route >= router_count(router)) {
		buf_puts(out, "method=\"\",route=\"other\"");
		return;
	}
	r = router_route(router, route);
	buf_printf(out, "method=\"%s\",route=\"%s\"",
	    http_method_name(r->method), r->path);
}

static void
write_requests(struct buf *out)
{
	buf_puts(out, "# HELP vinculo_http_requests_total Requests answered.\n"
	    "# TYPE vinculo_http_requests_total counter\n");
	for (size_t r = 0; r < ROUTES_MAX; r++) {
		for (size_t i = 0; i < STATUSES; i++) {
			uint64_t n = total(&own->requests[r][i]);

			if (n == 0)
				continue;
			buf_puts(out, "vinculo_http_requests_total{");
			label_route(out, r);
			buf_printf(out, ",status=\"%d\"} %llu\n", statuses[i],
			    (unsigned long long)n);
		}
	}
}

static void
write_durations(struct buf *out)
{
	unsigned long long sum_us = 0, n = 0;

	buf_puts(out, "# HELP vinculo_http_request_seconds Time to answer.\n"
	    "# TYPE vinculo_http_request_seconds histogram\n");
	for (size_t i = 0; i < BOUNDS; i++) {
		n += total(&own->bucket[i]);
		buf_printf(out, "vinculo_http_request_seconds_bucket"
		    "{le=\"%g\"} %llu\n", (double)bounds_us[i] / 1e6, n);
	}
	n += total(&own->bucket[BOUNDS]);
	for (size_t r = 0; r < ROUTES_MAX; r++)
		sum_us += total(&own->took_us[r]);
	buf_printf(out, "vinculo_http_request_seconds_bucket{le=\"+Inf\"} "
	    "%llu\nvinculo_http_request_seconds_sum %.6f\n"
	    "vinculo_http_request_seconds_count %llu\n", n,
	    (double)sum_us / 1e6, n);
}

static void
write_one(struct buf *out, const char *name, const char *type,
    const uint64_t *place)
{
	buf_printf(out, "# TYPE vinculo_%s %s\nvinculo_%s %llu\n", name, type,
	    name, (unsigned long long)total(place));
}

void
metrics_write(struct buf *out)
{
	struct slot *s = slot_of_process();

	write_requests(out);
	write_durations(out);
	write_one(out, "http_refused_total", "counter",
	    &s->count[METRIC_REFUSED]);
	write_one(out, "http_turned_away_total", "counter",
	    &s->count[METRIC_TURNED_AWAY]);
	write_one(out, "http_handshake_failed_total", "counter",
	    &s->count[METRIC_HANDSHAKE_FAILED]);
	write_one(out, "http_connections", "gauge", &s->connections);
	write_one(out, "fibers", "gauge", &s->fibers);
}
