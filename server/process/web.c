/*
 * web.c - the process that answers HTTP; one for each core.
 */
#include <malloc.h>
#include <sched.h>

#include "base/ipc.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/work.h"
#include "server/api/authn.h"
#include "server/api/events.h"
#include "server/api/passkey.h"
#include "server/api/routes.h"
#include "server/http/metrics.h"
#include "server/http/server.h"
#include "server/http/tls.h"
#include "server/process/data.h"
#include "server/process/process.h"
#include "server/security/session.h"
#include "server/services.h"
#include "server/settings.h"

#define FIGURES_EVERY_MS	1000
#define TRIM_EVERY_MS		10000
#define WORK_THREADS		2
#define WORK_QUEUE		64
/* Hashing a password takes 64 MiB: two at a time, and not many waiting. */
#define HASHING_THREADS		2
#define HASHING_QUEUE		32

extern const struct process process_web;

static struct http_server *server;

static int
web_count(void)
{
	int wanted = (int)config_int("server.workers");
	cpu_set_t cpus;

	if (wanted > 0)
		return wanted;
	return sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ?
	    CPU_COUNT(&cpus) : 1;
}

static SSL_CTX *
load_tls(struct error *err)
{
	const char *certificate = config_text("http.certificate");
	const char *key = config_text("http.certificate_key");
	char own_key[512];

	if (certificate[0] != '\0')
		return tls_context(certificate, key, err);
	(void)snprintf(own_key, sizeof(own_key), "%s",
	    state_path("localhost.key"));
	return tls_context(state_path("localhost.pem"), own_key, err);
}

static void
show_figures(void *arg)
{
	(void)arg;
	metrics_set_now(http_server_connections(server), fiber_count());
}

/* The database, the keys, the threads. */
static int
open_services(struct error *err)
{
	struct services s = { 0 };

	if (data_open(&s.pool, &s.vault, err) < 0)
		return -1;
	s.sessions = sessions_new(s.pool);
	s.searchd = ipc_client_new(state_path("searchd.sock"));
	s.work = work_pool_new(WORK_THREADS, WORK_QUEUE);
	s.hashing = work_pool_new(HASHING_THREADS, HASHING_QUEUE);
	s.events = events_new(s.pool);
	services_set(&s);
	authn_install();
	return 0;
}

/* What idle connections gave back lies between what they still hold. */
static void
trim_heap(void *arg)
{
	(void)arg;
	(void)malloc_trim(0);
}

static int
web_start(struct process_start *start, struct error *err)
{
	struct http_config c = {
		.tables = api_routes,
		.hosts = config_text("http.hosts"),
		.web_dir = config_text("http.web_dir"),
		.connections_max = (int)config_int("http.connections_max"),
		.connections_per_ip =
		    (int)config_int("http.connections_per_ip"),
		.idle_ms = (int)config_int("http.idle_ms"),
		.head_ms = (int)config_int("http.head_ms"),
		.body_ms = (int)config_int("http.body_ms"),
		.age_ms = (int)config_int("http.age_ms"),
	};

	if (passkey_check_origin(err) < 0)
		return -1;
	if (config_bool("http.tls")) {
		c.tls = load_tls(err);
		if (c.tls == NULL)
			return -1;
	}
	if (metrics_attach(start->metrics_fd, start->metrics_slots,
	    start->slot) < 0)
		return error_set(err, ERR_INTERNAL, "web.metrics",
		    "cannot map the shared counters");
	if (open_services(err) < 0)
		return -1;
	server = http_server_new(&c, err);
	if (server == NULL)
		return -1;
	loop_every(FIGURES_EVERY_MS, show_figures, NULL);
	loop_every(TRIM_EVERY_MS, trim_heap, NULL);
	http_server_accept(server, start->listen_fd);
	return 0;
}

static void
on_drained(void *arg)
{
	(void)arg;
	process_drained();
}

static void
web_drain(void)
{
	events_stop(services()->events);
	http_server_drain(server, on_drained, NULL);
}

const struct process process_web = {
	.name = "web",
	.flags = PROCESS_LISTENS,
	.sandbox = SANDBOX_WEB,
	.count = web_count,
	.start = web_start,
	.drain = web_drain,
};
