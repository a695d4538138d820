/*
 * audit_check_event.c - is one event what it says?
 */
#include <inttypes.h>
#include <stdio.h>

#include <sodium.h>

#include "server/security/audit_check_impl.h"
#include "server/security/audit_leaf.h"
#include "server/security/record_digest.h"

#define SKEW_US		(15 * 60 * 1000000LL)	/* of the clocks */

struct writer_key {
	unsigned char	b[32];
};

void
audit_say(struct check *k, const char *fmt, ...)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	k->c->n_findings++;
	k->c->finding(k->c->ctx, buf_cstr(&text));
}

/* Does a column say what the leaf says?  NULL leaf text: a null column. */
static void
same(struct check *k, int row, int col, const char *name, const char *leaf)
{
	struct db *db = k->c->db;
	struct str have = db_text(db, 0, row, col);

	if (leaf == NULL ? have.p == NULL : str_is(have, leaf))
		return;
	audit_say(k,
	    "event %s: column %s was altered: it says '%.*s', the leaf "
	    "says '%s'", db_text(db, 0, row, ID).p, name, STR_ARG(have),
	    leaf == NULL ? "" : leaf);
}

static const char *
id_text(struct check *k, struct uuid u)
{
	char *s = arena_alloc(k->arena, UUID_TEXT_LEN + 1);

	uuid_format(u, s);
	return s;
}

static void
check_columns(struct check *k, int row, const struct audit_leaf *l)
{
	static const char *const outcomes[] = { "ok", "denied", "failed" };
	const char *action = audit_action_name(l->action);
	const char *type = audit_object_name(l->object_type);
	int64_t off_us = db_int64(k->c->db, 0, row, AT_US) - l->time_us;

	same(k, row, ID, "id", id_text(k, l->event));
	same(k, row, TENANT, "tenant_id", id_text(k, l->tenant));
	same(k, row, WRITER, "writer", id_text(k, l->writer));
	same(k, row, NUMBER, "wseq", arena_printf(k->arena, "%" PRIu64,
	    l->number).p);
	same(k, row, ACTOR, "actor_id", id_text(k, l->actor));
	same(k, row, ACTION, "action", action == NULL ? "?" : action);
	same(k, row, OBJECT_TYPE, "object_type", type == NULL ? "?" : type);
	same(k, row, OBJECT, "object_id", id_text(k, l->object));
	same(k, row, RECORD, "record_id", sodium_is_zero(l->record.b, 16) ?
	    NULL : id_text(k, l->record));
	same(k, row, OUTCOME, "outcome", l->outcome < ARRAY_LEN(outcomes) ?
	    outcomes[l->outcome] : "?");
	if (l->purpose.p != NULL)
		same(k, row, PURPOSE, "purpose", arena_str(k->arena,
		    l->purpose).p);
	if (off_us > SKEW_US || off_us < -SKEW_US)
		audit_say(k, "event %s: column at was altered: it is %" PRId64
		    " s from the time in the leaf", id_text(k, l->event),
		    off_us / 1000000);
}

static void
check_list(struct check *k, int row, const struct audit_leaf *l)
{
	_cleanup_(buf_done) struct buf list = BUF_INIT;
	unsigned char digest[RECORD_DIGEST_SIZE];

	if (!db_is_null(k->c->db, 0, row, SEALED_LIST))
		db_bytes(k->c->db, 0, row, SEALED_LIST, &list);
	record_digest_of(buf_view(&list), digest);
	if (memcmp(digest, l->record_digest, sizeof(digest)) != 0)
		audit_say(k, "event %s: column sealed was altered: its digest "
		    "is not the one in the leaf", id_text(k, l->event));
}

/* The writer's key; NULL when keyd or the tenant's key is away. */
static const struct writer_key *
key_of(struct check *k, const struct audit_leaf *l)
{
	char name[2 * UUID_TEXT_LEN + 1];
	struct str key = { name, 2 * UUID_TEXT_LEN };
	struct writer_key *w;
	struct error err;

	uuid_format(l->tenant, name);
	uuid_format(l->writer, name + UUID_TEXT_LEN);
	w = map_get(k->keys, key);
	if (w != NULL)
		return w;
	w = arena_new_of(k->kept, struct writer_key);
	db_scope(k->c->db, arena_str(k->kept, str_sub(key, 0,
	    UUID_TEXT_LEN)).p, NULL);
	if (vault_audit_key(k->c->vault, k->c->db, l->writer, w->b,
	    &err) < 0)
		return NULL;
	map_put(k->keys, arena_str(k->kept, key), w);
	return w;
}

static void
check_mac(struct check *k, int row, const struct audit_leaf *l,
    const struct merkle_hash *hash)
{
	_cleanup_(buf_done) struct buf mac = BUF_INIT;
	unsigned char want[crypto_auth_hmacsha256_BYTES];
	const struct writer_key *w;

	if (k->c->vault == NULL)
		return;
	db_bytes(k->c->db, 0, row, MAC, &mac);
	w = key_of(k, l);
	if (w == NULL) {
		audit_say(k,
		    "event %s: no key to check its MAC: its municipality "
		    "is not known", id_text(k, l->event));
		return;
	}
	(void)crypto_auth_hmacsha256(want, hash->b, sizeof(hash->b), w->b);
	if (mac.len != sizeof(want) ||
	    sodium_memcmp(mac.p, want, sizeof(want)) != 0)
		audit_say(k, "event %s was forged: its MAC is not its writer's",
		    id_text(k, l->event));
}

void
audit_check_event(struct check *k, int row, struct merkle_hash *ret_hash)
{
	_cleanup_(buf_done) struct buf leaf = BUF_INIT;
	struct audit_leaf l;

	db_bytes(k->c->db, 0, row, LEAF, &leaf);
	audit_leaf_hash(buf_view(&leaf), ret_hash->b);
	if (audit_leaf_decode(buf_view(&leaf), &l) < 0) {
		audit_say(k, "event %s was altered: its leaf is none",
		    db_text(k->c->db, 0, row, ID).p);
		return;
	}
	check_columns(k, row, &l);
	check_list(k, row, &l);
	check_mac(k, row, &l, ret_hash);
}
