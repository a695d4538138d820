/*
 * keyclient.c - build requests to keyd and read its refusals.
 */
#include <assert.h>

#include "server/security/keyclient.h"

#define TIMEOUT_MS	5000
/* Who reads in bulk is slowed down to the limit; who asks for more than it
 * allows at all is refused. */
#define LIMIT_TRIES	8
#define LIMIT_WAIT_MS	250

struct keyclient {
	struct ipc_client *ipc;
	struct keyd	*own;		/* instead of ipc */
};

struct keyclient *
keyclient_new(const char *path, const char *state_dir, struct error *err)
{
	struct keyclient *c = xcalloc(1, sizeof(*c));

	if (path != NULL) {
		c->ipc = ipc_client_new(path);
		return c;
	}
	c->own = keyd_new(state_dir, 0, err);
	if (c->own == NULL) {
		free(c);
		return NULL;
	}
	return c;
}

void
keyclient_free(struct keyclient *c)
{
	if (c == NULL)
		return;
	if (c->ipc != NULL)
		ipc_client_free(c->ipc);
	keyd_free(c->own);
	free(c);
}

uint32_t
keyclient_root_id(const struct keyclient *c)
{
	assert(c->own != NULL);
	return keyd_root_id(c->own);
}

static void
add_be(struct buf *out, size_t width, uint32_t v)
{
	for (size_t i = width; i-- > 0;)
		buf_putc(out, (char)(v >> 8 * i));
}

void
keyclient_head(struct buf *out, struct uuid tenant,
    const struct tenant_key *key)
{
	buf_add(out, tenant.b, sizeof(tenant.b));
	add_be(out, 4, key->id);
	buf_add(out, key->wrapped, sizeof(key->wrapped));
}

void
keyclient_dek(struct buf *out, enum aead_alg alg,
    const struct dek_place *place)
{
	buf_putc(out, (char)alg);
	buf_putc(out, (char)place->kind);
	add_be(out, 2, place->gen);
	buf_add(out, place->subject.b, sizeof(place->subject.b));
	buf_add(out, place->dek.b, sizeof(place->dek.b));
}

static int
refused(uint16_t code, struct error *err)
{
	switch (code) {
	case KEYD_LIMIT:
		return error_set(err, ERR_LIMIT, "keyd.limit",
		    "too much sealed data was opened in one second; try again");
	case KEYD_WRONG_KEY:
		return error_set(err, ERR_INTERNAL, "keyd.wrong_key",
		    "the tenant's key was not wrapped by this root key");
	case KEYD_REFUSED:
		return error_set(err, ERR_INTERNAL, "keyd.refused",
		    "only the process that searches names may open them");
	case KEYD_NO_ROOT:
		return error_set(err, ERR_INTERNAL, "keyd.no_root",
		    "the key process cannot read the root key");
	case KEYD_RESTARTS:
		return error_set(err, ERR_UNAVAILABLE, "keyd.restarts",
		    "the key process starts again; try again");
	default:
		return error_set(err, ERR_INTERNAL, "keyd.malformed",
		    "the key process did not understand");
	}
}

static int fiber_fn
ask_keyd(struct keyclient *c, const struct ipc_call *call, struct arena *a,
    struct ipc_reply *ret, struct error *err)
{
	for (int i = 0; i < LIMIT_TRIES; i++) {
		if (ipc_call(c->ipc, call, a, ret, err) < 0)
			return -1;
		if (ret->code != KEYD_LIMIT || fiber_sleep(LIMIT_WAIT_MS) < 0)
			break;
	}
	return 0;
}

int fiber_fn
keyclient_call(struct keyclient *c, enum keyd_call call,
    const struct buf *request, size_t want, struct arena *a, struct str *ret,
    struct error *err)
{
	struct ipc_request here = { .code = (uint16_t)call,
		.payload = buf_view(request), .arena = a };
	struct ipc_call there = { .code = (uint16_t)call,
		.payload = buf_view(request), .timeout_ms = TIMEOUT_MS };
	struct ipc_reply reply = { 0 };

	if (c->own != NULL)
		reply.code = (uint16_t)keyd_handle(c->own, &here,
		    &reply.payload);
	else if (ask_keyd(c, &there, a, &reply, err) < 0)
		return -1;
	if (reply.code != 0)
		return refused(reply.code, err);
	if (want != KEYCLIENT_ANY && reply.payload.len != want)
		return refused(KEYD_MALFORMED, err);
	*ret = reply.payload;
	return 0;
}
