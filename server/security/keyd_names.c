/*
 * keyd_names.c - open the names of many people, for searchd.
 *
 * What leaves is the names themselves and no data key, so the caller gets
 * nothing else of anybody: neither health nor notes, which the key of the same
 * person opens too.
 */
#include <sodium.h>

#include "base/log.h"
#include "server/security/keyd_impl.h"
#include "server/security/vault_impl.h"

/* Operators' commands, which are not a peer, have the root key anyway. */
static bool
is_allowed(const struct keyd *k, const struct ipc_request *req,
    const char *pass)
{
	if (req->peer_pid == 0)
		return true;
	return k->pass != NULL && sodium_memcmp(k->pass, pass,
	    KEYD_PASS) == 0;
}

/* Add the name of one item, or nothing. */
static void
open_name(struct keyd *k, const struct keyd_head *head, const char *dek,
    struct str sealed, struct buf *out)
{
	const struct sealed_info *info = &sealed_infos[SEALED_PERSON_IDENTITY];
	struct str wrapped = { dek + KEYD_DEK, WRAPPED_SIZE };
	struct dek_place place;
	struct field_place field = { .table = info->table,
		.column = info->column };

	(void)keyd_read_dek(dek, head, &place);
	field.tenant = place.tenant;
	field.row = place.subject;
	field.dek = place.dek;
	if (place.kind == SUBJECT_PERSON && dek_unwrap(k->scratch->tenant,
	    &place, wrapped, k->scratch->dek) == 0)
		(void)envelope_open(k->scratch->dek, &field, sealed, out);
}

static void
put_length(char *p, size_t n)
{
	for (int i = 3; i >= 0; i--, n >>= 8)
		p[i] = (char)n;
}

int
keyd_names(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	const char *pass = keyd_take(&rest, KEYD_PASS);
	struct keyd_head head;
	struct buf out = { .cap = rest.len + 1 };
	int n, r;

	if (pass == NULL)
		return KEYD_MALFORMED;
	if (!is_allowed(k, req, pass)) {
		log_event(LOG_WARNING, "keyd.refused", "peer=%d",
		    (int)req->peer_pid);
		return KEYD_REFUSED;
	}
	r = keyd_take_head(k, &rest, KEY_WRAPS, k->scratch->tenant, &head);
	if (r != 0)
		return r;
	/* A value is shorter than what it was sealed to: this never grows. */
	out.p = arena_alloc(req->arena, out.cap);
	for (n = 0; rest.len > 0; n++) {
		const char *p = keyd_take(&rest, KEYD_DEK + WRAPPED_SIZE + 4);
		size_t len = p == NULL ? 0 : ad_get_uint(p + KEYD_DEK +
		    WRAPPED_SIZE, 4), at = out.len;
		const char *sealed = p == NULL ? NULL : keyd_take(&rest, len);

		if (sealed == NULL || n == KEYD_ITEMS_MAX)
			return KEYD_MALFORMED;
		buf_add(&out, "\0\0\0\0", 4);
		open_name(k, &head, p, (struct str){ sealed, len }, &out);
		put_length(out.p + at, out.len - at - 4);
	}
	*ret = buf_view(&out);
	return 0;
}
