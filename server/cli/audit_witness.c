/*
 * audit_witness.c - `vinculo audit witness`: a machine apart that remembers.
 *
 * One route over our own HTTP server, without database, sessions or workers.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/cli/audit.h"
#include "server/http/http.h"
#include "server/http/server.h"
#include "server/http/tls.h"
#include "server/security/witness.h"
#include "server/settings.h"

#define CONNECTIONS	64
#define LIFE_MS		60000
#define PORT_DEFAULT	8453

struct options {
	const char	*key, *dir, *address, *hosts;
	int		 port;
};

static struct witness *here;		/* of this process */

/* POST /add-checkpoint */
static int fiber_fn
add_checkpoint(struct request *req)
{
	struct buf *out = req_alloc(req, sizeof(*out));
	int status;

	req_defer(req, (void (*)(void *))buf_done, out);
	status = witness_add(here, req->body, clock_now_us() / 1000000, out);
	log_event(LOG_INFO, "witness.add", "peer=%s status=%d", req->peer,
	    status);
	return reply_data(req, status, status == 409 ? "text/x.tlog.size" :
	    "text/plain", buf_view(out));
}

static const struct route routes[] = {
	ROUTE(POST, "/add-checkpoint", PERMIT_PUBLIC, add_checkpoint,
	    ROUTE_NO_TOKEN, WITNESS_BODY_MAX),
	{ 0 }
};

static const struct route *const tables[] = { routes, NULL };

static int
parse(int argc, char **argv, struct options *o)
{
	int64_t port;

	for (int i = 2; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (strcmp(argv[i], "--key") == 0)
			o->key = value;
		else if (strcmp(argv[i], "--dir") == 0)
			o->dir = value;
		else if (strcmp(argv[i], "--address") == 0)
			o->address = value;
		else if (strcmp(argv[i], "--hosts") == 0)
			o->hosts = value;
		else if (strcmp(argv[i], "--port") == 0 && parse_int(
		    str_of(value), 0, 65535, &port) == 0)
			o->port = (int)port;
		else
			return command_usage(&command_audit,
			    "unknown or incomplete option %s", argv[i]);
	}
	if (o->key[0] == '\0' || o->dir[0] == '\0')
		return command_usage(&command_audit,
		    "--key and --dir are needed");
	return 0;
}

/* Before the witness, which makes its keys in the same folder. */
static SSL_CTX *
load_tls(const char *dir, struct error *err)
{
	char certificate[512], key[512];

	(void)mkdir(dir, 0700);
	(void)snprintf(certificate, sizeof(certificate), "%s/witness.pem",
	    dir);
	(void)snprintf(key, sizeof(key), "%s/witness.key", dir);
	return tls_self_signed(certificate, key, err) < 0 ? NULL :
	    tls_context(certificate, key, err);
}

static void
on_drained(void *arg)
{
	(void)arg;
	loop_stop();
}

static void
on_stop(void *server)
{
	http_server_drain(server, on_drained, NULL);
}

static int
serve(const struct options *o, SSL_CTX *tls, struct error *err)
{
	struct http_config c = { .tables = tables, .tls = tls,
		.hosts = o->hosts, .connections_max = CONNECTIONS,
		.connections_per_ip = CONNECTIONS, .idle_ms = LIFE_MS,
		.head_ms = LIFE_MS, .body_ms = LIFE_MS, .age_ms = LIFE_MS };
	int port = o->port, fd = http_listen(o->address, &port, err);
	struct http_server *s = fd < 0 ? NULL : http_server_new(&c, err);

	if (s == NULL)
		return -1;
	http_server_accept(s, fd);
	loop_on_signal(SIGTERM, on_stop, s);
	loop_on_signal(SIGINT, on_stop, s);
	log_event(LOG_INFO, "witness.listening", "url=https://%s:%d/",
	    o->address, port);
	loop_run();
	return 0;
}

static int
run(const struct options *o, struct error *err)
{
	struct note_key log;
	SSL_CTX *tls;

	if (settings_load(NULL, err) < 0 ||
	    note_key_public(o->key, &log, err) < 0)
		return -1;
	tls = load_tls(o->dir, err);
	here = tls == NULL ? NULL : witness_new(o->dir, &log, err);
	return here == NULL ? -1 : serve(o, tls, err);
}

int
audit_witness(int argc, char **argv)
{
	struct options o = { .key = "", .dir = "", .address = "127.0.0.1",
		.port = PORT_DEFAULT, .hosts = "localhost 127.0.0.1 [::1]" };
	struct error err = { 0 };
	int r = parse(argc, argv, &o);

	if (r != 0)
		return r;
	log_set_role("witness");
	loop_init(CONNECTIONS + 16);
	r = run(&o, &err);
	loop_done();
	if (r < 0)
		(void)fprintf(stderr, "vinculo audit: %s\n", err.message);
	return r < 0;
}
