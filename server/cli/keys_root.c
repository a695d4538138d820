/*
 * keys_root.c - `vinculo keys rotate --root`.
 *
 * Every step can be done twice, so a rotation that died goes on where it
 * stopped: the file has two keys until all is over.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/loop.h"
#include "server/cli/keys.h"
#include "server/cli/session.h"
#include "server/security/keyclient.h"
#include "server/security/rootkey.h"
#include "server/settings.h"

/* Requests that began with an old wrapping end in this time. */
#define GRACE_S		5
/* keyd starts again when it has to ask a token. */
#define RESTART_TRIES	300
#define RESTART_WAIT_MS	100

struct telling {
	struct error	*err;
	int		 r;
};

static int fiber_fn
tell_once(struct error *err)
{
	_cleanup_(buf_done) struct buf nothing = BUF_INIT;
	struct arena *a = arena_new();
	struct keyclient *c;
	struct str reply;
	char path[520];
	int r;

	(void)snprintf(path, sizeof(path), "%s/keyd.sock",
	    config_text("server.state_dir"));
	c = keyclient_new(path, NULL, err);
	r = keyclient_call(c, KEYD_RELOAD, &nothing, 4, a, &reply, err);
	keyclient_free(c);
	arena_free(a);
	return r;
}

/* A keyd that starts again, to ask the token, is waited for. */
static void fiber_fn
tell(void *arg)
{
	struct telling *t = arg;
	bool restarts = false;

	for (int i = 0; i < RESTART_TRIES; i++) {
		*t->err = (struct error){ 0 };
		t->r = tell_once(t->err);
		restarts = restarts ||
		    strcmp(t->err->code, "keyd.restarts") == 0;
		if (t->r == 0 || !restarts || t->err->kind != ERR_UNAVAILABLE)
			break;
		(void)fiber_sleep(RESTART_WAIT_MS);
	}
	if (t->r < 0 && restarts)
		t->r = error_set(t->err, ERR_INTERNAL, "keyd.away",
		    "the key process does not come back: see its log");
	/* The client's own fibers end on later turns. */
	while (fiber_count() > 1 && fiber_sleep(10) == 0)
		continue;
	loop_stop();
}

/* A server on this machine reads the file again.  0 too when there is none. */
static int
tell_keyd(struct error *err)
{
	struct telling t = { .err = err, .r = -1 };

	loop_init(8);
	if (fiber_spawn(tell, &t) < 0)
		abort();
	loop_run();
	loop_done();
	if (t.r == 0 || err->kind != ERR_UNAVAILABLE)
		return t.r;
	(void)fprintf(stderr, "no server runs on this machine\n");
	*err = (struct error){ 0 };
	return 0;
}

static void
report(int64_t done)
{
	(void)fprintf(stderr, "\r%lld tenants' keys", (long long)done);
}

/* Every municipality's trail tells of it. */
static int
audit_one(struct cli_session *s, struct uuid tenant, struct error *err)
{
	s->actor.tenant = tenant;
	uuid_format(tenant, s->tenant);
	db_scope(s->db, s->tenant, NULL);
	if (audit_prepare(s->vault, s->db, tenant, err) < 0)
		return -1;
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = "key.rotate_root", .object_type = "tenant",
	    .object = tenant });
	return audit_run(s->db, err);
}

static int
audit_all(struct cli_session *s, struct error *err)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	VEC(struct uuid) tenants = { 0 };
	struct uuid id;
	int r = db_query(s->db, err, TENANTS_WITH_KEYS);

	for (int i = 0; r == 0 && i < db_rows(s->db, 0); i++) {
		(void)uuid_parse(db_text(s->db, 0, i, 0), &id);
		vec_push(a, &tenants, id);
	}
	for (size_t i = 0; r == 0 && i < tenants.n; i++)
		r = audit_one(s, tenants.v[i], err);
	return r;
}

static int
rotate(struct cli_session *s, struct error *err)
{
	int64_t n;

	if (vault_root_use(s->vault, s->db, err) < 0)
		return -1;
	n = vault_reroot(s->vault, s->db, report, err);
	(void)fputc('\n', stderr);
	if (n < 0)
		return -1;
	(void)sleep(GRACE_S);
	if (vault_root_finish(s->vault, s->db, err) < 0 ||
	    rootkey_drop_old(config_text("server.state_dir"), err) < 0 ||
	    tell_keyd(err) < 0 || audit_all(s, err) < 0)
		return -1;
	printf("%lld tenants' keys are wrapped by the new root key\n"
	    "Copy %s/keys/root to where the old one was kept.\n",
	    (long long)n, config_text("server.state_dir"));
	return 0;
}

int
keys_rotate_root(bool is_stage, struct error *err)
{
	struct cli_session s = { 0 };
	int r;

	if (settings_load(NULL, err) < 0 ||
	    rootkey_add(config_text("server.state_dir"),
	    config_text("keys.root_token"), err) < 0 ||
	    tell_keyd(err) < 0)
		return -1;
	if (is_stage) {
		printf("Copy %s/keys/root to every server, then start this "
		    "again without --stage.\n",
		    config_text("server.state_dir"));
		return 0;
	}
	r = cli_open(&s, DB_OWNER, err);
	if (r == 0)
		r = rotate(&s, err);
	cli_close(&s);
	return r;
}
