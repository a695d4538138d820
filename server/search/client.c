/*
 * client.c - asking searchd.
 */
#include "server/search/searchd.h"

#define TIMEOUT_MS	3000
#define HIT_SIZE	18

static int
refused(int code, struct error *err)
{
	if (code == SEARCHD_LOADING)
		return error_set(err, ERR_UNAVAILABLE, "search.loading",
		    "names are being loaded; try again in a moment");
	return error_set(err, ERR_INTERNAL, "search.malformed",
		    "the search process did not understand");
}

int fiber_fn
searchd_find(struct ipc_client *c, const struct searchd_ask *ask,
    struct arena *a, struct search_hit *hits, struct error *err)
{
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct ipc_call call = { .code = SEARCHD_FIND,
		.timeout_ms = TIMEOUT_MS };
	struct ipc_reply reply;
	int n;

	buf_add(&request, ask->tenant.b, sizeof(ask->tenant.b));
	buf_putc(&request, (char)(ask->birth_year >> 8));
	buf_putc(&request, (char)ask->birth_year);
	buf_putc(&request, (char)(ask->limit >> 8));
	buf_putc(&request, (char)ask->limit);
	buf_str(&request, str_sub(ask->name, 0, SEARCHD_NAME_MAX));
	call.payload = buf_view(&request);
	if (ipc_call(c, &call, a, &reply, err) < 0)
		return -1;
	n = (int)(reply.payload.len / HIT_SIZE);
	if (reply.code != 0 || n > ask->limit)
		return refused(reply.code, err);
	for (int i = 0; i < n; i++) {
		const unsigned char *p = (const unsigned char *)
		    reply.payload.p + i * HIT_SIZE;

		memcpy(hits[i].id.b, p, 16);
		hits[i].score = (float)(p[16] << 8 | p[17]) / 65535.0F;
	}
	return n;
}
