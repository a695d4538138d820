/*
 * notes.c - free text, sealed.
 */
#include "base/json.h"
#include "server/api/notes.h"
#include "server/services.h"

int fiber_fn
api_seal_note(struct request *req, const struct sealed_at *at,
    const char *text, const char **ret_param, struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct jsonw w = JSONW(&plain);

	jsonw_object(&w);
	jsonw_key(&w, "text");
	jsonw_cstr(&w, text);
	jsonw_object_end(&w);
	if (vault_load(services()->vault, req->db, &at->subject, 1, err) < 0)
		return -1;
	return vault_seal(services()->vault, req->db, at, buf_view(&plain),
	    ret_param, err);
}
