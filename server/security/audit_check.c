/*
 * audit_check.c - read the trail again.
 *
 * Batches say which events they hold and in what order, so a difference shows
 * at the event, not only as a wrong root.  Who rewrites a batch too is betrayed
 * by signed checkpoints, MACs, and the checkpoints that left the machine.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include <sodium.h>

#include "base/map.h"
#include "server/security/aead.h"
#include "server/security/audit_check.h"
#include "server/security/audit_leaf.h"
#include "server/security/audit_log.h"

#define EVENTS_MAX	(AUDIT_BATCH_MAX + 1000) /* with intruders */
#define SKEW_US		(15 * 60 * 1000000LL)	/* of the clocks */
#define PLACE_ZERO	"00000000-0000-0000-0000-000000000000"
#define XID_SIZE	24

/* Columns of events_between and events_after. */
enum { ID, TENANT, WRITER, NUMBER, ACTOR, ACTION, OBJECT_TYPE, OBJECT, RECORD,
	OUTCOME, PURPOSE, AT_US, LEAF, MAC };

struct check {
	struct audit_check	*c;
	struct arena		*arena;		/* of one batch */
	struct arena		*kept;		/* keys of writers */
	struct map		*keys;
	struct merkle		 tree;
	struct str		 published;	/* what is left of it */
	char			 xid[XID_SIZE], id[UUID_TEXT_LEN + 1];
};

struct writer_key {
	unsigned char	b[32];
};

static void __attribute__((format(printf, 2, 3)))
say(struct check *k, const char *fmt, ...)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	k->c->n_findings++;
	k->c->finding(k->c->ctx, buf_cstr(&text));
}

/* --------------------------------------------------------------- one event */

/* Does a column say what the leaf says?  NULL leaf text: a null column. */
static void
same(struct check *k, int row, int col, const char *name, const char *leaf)
{
	struct db *db = k->c->db;
	struct str have = db_text(db, 0, row, col);

	if (leaf == NULL ? have.p == NULL : str_is(have, leaf))
		return;
	say(k, "event %s: column %s was altered: it says '%.*s', the leaf "
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
	if (off_us > SKEW_US || off_us < -SKEW_US)
		say(k, "event %s: column at was altered: it is %" PRId64
		    " s from the time in the leaf", id_text(k, l->event),
		    off_us / 1000000);
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
		say(k, "event %s: no key to check its MAC: its municipality "
		    "is not known", id_text(k, l->event));
		return;
	}
	(void)crypto_auth_hmacsha256(want, hash->b, sizeof(hash->b), w->b);
	if (mac.len != sizeof(want) ||
	    sodium_memcmp(mac.p, want, sizeof(want)) != 0)
		say(k, "event %s was forged: its MAC is not its writer's",
		    id_text(k, l->event));
}

/* A row by itself; its hash. */
static void
check_event(struct check *k, int row, struct merkle_hash *ret_hash)
{
	_cleanup_(buf_done) struct buf leaf = BUF_INIT;
	struct audit_leaf l;

	db_bytes(k->c->db, 0, row, LEAF, &leaf);
	audit_leaf_hash(buf_view(&leaf), ret_hash->b);
	if (audit_leaf_decode(buf_view(&leaf), &l) < 0) {
		say(k, "event %s was altered: its leaf is none",
		    db_text(k->c->db, 0, row, ID).p);
		return;
	}
	check_columns(k, row, &l);
	check_mac(k, row, &l, ret_hash);
}

/* --------------------------------------------------------------- one batch */

struct batch {
	uint64_t		 first, n, size;
	char			*xid_high;
	struct str		*ids;
	struct merkle_hash	*hashes;
	bool			*seen;
	struct merkle_hash	 root;
	struct str		 note;
};

static struct merkle_hash *
copy_hashes(struct check *k, int row, int col, size_t *ret_n)
{
	_cleanup_(buf_done) struct buf bytes = BUF_INIT;
	struct merkle_hash *h;

	db_bytes(k->c->db, 0, row, col, &bytes);
	*ret_n = bytes.len / MERKLE_HASH;
	h = arena_array(k->arena, *ret_n + 1, sizeof(*h));
	if (bytes.len > 0)
		memcpy(h, bytes.p, *ret_n * MERKLE_HASH);
	return h;
}

/* Copy the row; false when it is no batch at all. */
static bool
read_batch(struct check *k, int row, struct batch *b)
{
	struct db *db = k->c->db;
	struct str ids = db_text(db, 0, row, 3);
	size_t n_hashes, n_root, n = 0;
	struct merkle_hash *root;

	b->first = (uint64_t)db_int64(db, 0, row, 0);
	b->n = (uint64_t)db_int64(db, 0, row, 1);
	b->size = (uint64_t)db_int64(db, 0, row, 5);
	b->xid_high = arena_strdup(k->arena, db_text(db, 0, row, 2).p);
	b->note = db_text(db, 0, row, 7);
	if (b->note.p != NULL)
		b->note = arena_str(k->arena, b->note);
	b->hashes = copy_hashes(k, row, 4, &n_hashes);
	root = copy_hashes(k, row, 6, &n_root);
	b->root = root[0];
	b->ids = arena_array(k->arena, b->n + 1, sizeof(*b->ids));
	b->seen = arena_zalloc(k->arena, b->n + 1);
	for (; n < b->n && ids.len >= UUID_TEXT_LEN; n++) {
		b->ids[n] = arena_str(k->arena, str_sub(ids, 0,
		    UUID_TEXT_LEN));
		ids = str_sub(ids, UUID_TEXT_LEN + 1, ids.len);
	}
	return n == b->n && ids.len == 0 && n_hashes == b->n && n_root == 1 &&
	    b->size == b->first + b->n && b->n <= AUDIT_BATCH_MAX;
}

/* The events where the batch says they are, against it. */
static int
check_events(struct check *k, struct batch *b, struct error *err)
{
	struct map *places = map_new(k->arena);
	struct db *db = k->c->db;
	size_t last = 0;

	for (size_t i = 0; i < b->n; i++)
		map_put(places, b->ids[i], &b->ids[i]);
	if (db_query(db, err, EVENTS_BETWEEN, k->xid, k->id, b->xid_high,
	    b->ids[b->n - 1].p, db_int(db, EVENTS_MAX)) < 0)
		return -1;
	for (int row = 0; row < db_rows(db, 0); row++) {
		struct str id = db_text(db, 0, row, ID);
		struct str *place = map_get(places, id);
		struct merkle_hash hash;
		size_t at;

		if (place == NULL) {
			say(k, "event %s was put in after the sealing, between "
			    "places %" PRIu64 " and %" PRIu64, id.p, b->first,
			    b->size);
			continue;
		}
		at = (size_t)(place - b->ids);
		b->seen[at] = true;
		if (at < last)
			say(k, "event %s was moved: it is not at place %" PRIu64
			    " any more", id.p, b->first + at);
		last = at;
		check_event(k, row, &hash);
		if (memcmp(hash.b, b->hashes[at].b, MERKLE_HASH) != 0)
			say(k, "event %s at place %" PRIu64 " was altered: its "
			    "hash is not the sealed one", id.p,
			    b->first + at);
		k->c->n_events++;
	}
	return 0;
}

static void
check_missing(struct check *k, const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (!b->seen[i])
			say(k, "event %s at place %" PRIu64 " is missing",
			    b->ids[i].p, b->first + i);
	}
}

/* A checkpoint, of the database or the file, against the tree of its size. */
static void
check_note(struct check *k, struct str note, const struct merkle_hash *root,
    const char *where)
{
	struct merkle_hash signed_root;
	uint64_t size;

	if (note_open(k->c->key, note, &size, &signed_root) < 0)
		say(k, "the checkpoint of size %" PRIu64 " %s has no good "
		    "signature", k->tree.size, where);
	else if (size != k->tree.size)
		say(k, "the checkpoint of size %" PRIu64 " %s stands at size %"
		    PRIu64, size, where, k->tree.size);
	else if (memcmp(signed_root.b, root->b, MERKLE_HASH) != 0)
		say(k, "the checkpoint of size %" PRIu64 " %s was signed over "
		    "another tree: batches before it were rewritten",
		    k->tree.size, where);
}

static void
check_tree(struct check *k, const struct batch *b)
{
	struct merkle_hash root;

	for (size_t i = 0; i < b->n; i++)
		merkle_add(&k->tree, &b->hashes[i]);
	merkle_root(&k->tree, &root);
	if (memcmp(root.b, b->root.b, MERKLE_HASH) != 0)
		say(k, "the batch at place %" PRIu64 " was altered: its root "
		    "is not that of its hashes", b->first);
	if (b->note.p == NULL)
		say(k, "the checkpoint of size %" PRIu64 " is missing",
		    b->size);
	else
		check_note(k, b->note, &root, "in the database");
	k->c->size = k->tree.size;
	k->c->root = root;
}

/* ------------------------------------------------- checkpoints kept outside */

/* The next checkpoint of the file and the size it is for; notes are divided by
 * an empty line after the signature. */
static bool
next_published(struct check *k, struct str *ret_note, uint64_t *ret_size)
{
	struct merkle_hash root;
	ptrdiff_t body = str_find(k->published, STR("\n\n"), 0), end;

	if (body < 0)
		return false;
	end = str_find(k->published, STR("\n\n"), (size_t)body + 2);
	*ret_note = end < 0 ? k->published :
	    str_sub(k->published, 0, (size_t)end + 1);
	*ret_size = 0;
	if (note_open(k->c->key, *ret_note, ret_size, &root) < 0)
		*ret_size = 0;
	return true;
}

static void
skip(struct check *k, struct str note)
{
	k->published = str_sub(k->published, note.len + 1, k->published.len);
	k->c->n_published++;
}

/* Those of the file up to the tree as it is now. */
static void
check_published(struct check *k)
{
	struct str note;
	uint64_t size;

	while (next_published(k, &note, &size) && size <= k->tree.size) {
		if (size == 0)
			say(k, "a published checkpoint has no good signature");
		else if (size == k->tree.size)
			check_note(k, note, &k->c->root, "that was published");
		else if (size > k->c->from)
			say(k, "no batch ends at size %" PRIu64 ", of which a "
			    "checkpoint was published: batches were rewritten",
			    size);
		skip(k, note);
	}
}

static void
check_unreached(struct check *k)
{
	struct str note;
	uint64_t size;

	if (k->c->to != 0)
		return;
	while (next_published(k, &note, &size)) {
		say(k, "a checkpoint of size %" PRIu64 " was published, but "
		    "the log ends at %" PRIu64 ": its end was removed", size,
		    k->tree.size);
		skip(k, note);
	}
}

/* ------------------------------------------------------------------- whole */

static int
check_batch(struct check *k, struct batch *b, struct error *err)
{
	if (b->first != k->tree.size) {
		say(k, "batches are missing from place %" PRIu64 " to %" PRIu64,
		    k->tree.size, b->first);
		return error_set(err, ERR_CONFLICT, "audit.gap",
		    "what follows cannot be checked");
	}
	if (check_events(k, b, err) < 0)
		return -1;
	check_missing(k, b);
	check_tree(k, b);
	check_published(k);
	(void)snprintf(k->xid, sizeof(k->xid), "%s", b->xid_high);
	(void)snprintf(k->id, sizeof(k->id), "%s", b->ids[b->n - 1].p);
	if (k->c->progress != NULL)
		k->c->progress(k->c->ctx, k->c->n_events);
	return 0;
}

/* Up to twenty batches; 0 at the end. */
static int
check_some(struct check *k, struct error *err)
{
	struct db *db = k->c->db;
	struct batch *list;
	int rows;

	arena_reset(k->arena);
	if (db_query(db, err, BATCHES_GET, db_int(db,
	    (int64_t)k->tree.size)) < 0)
		return -1;
	rows = db_rows(db, 0);
	list = arena_array(k->arena, (size_t)rows + 1, sizeof(*list));
	for (int i = 0; i < rows; i++) {
		if (!read_batch(k, i, &list[i])) {
			say(k, "the batch at place %" PRIu64 " was altered: "
			    "its parts do not fit", list[i].first);
			return error_set(err, ERR_CONFLICT, "audit.batch",
			    "what follows cannot be checked");
		}
	}
	for (int i = 0; i < rows; i++) {
		if (k->c->to != 0 && list[i].first >= k->c->to)
			return 0;
		if (check_batch(k, &list[i], err) < 0)
			return -1;
	}
	return rows;
}

/* What is not sealed yet, and may change place. */
static int
check_unsealed(struct check *k, struct error *err)
{
	struct db *db = k->c->db;
	int rows;

	do {
		struct merkle_hash hash;

		arena_reset(k->arena);
		if (db_query(db, err, EVENTS_AFTER, k->xid, k->id,
		    db_int(db, EVENTS_MAX)) < 0)
			return -1;
		rows = db_rows(db, 0);
		for (int row = 0; row < rows; row++)
			check_event(k, row, &hash);
		k->c->n_unsealed += (uint64_t)rows;
		if (rows > 0) {
			(void)snprintf(k->xid, sizeof(k->xid), "%s",
			    db_text(db, 0, rows - 1, MAC + 1).p);
			(void)snprintf(k->id, sizeof(k->id), "%s",
			    db_text(db, 0, rows - 1, ID).p);
		}
	} while (rows == EVENTS_MAX);
	return 0;
}

static int
check_numbers(struct check *k, struct error *err)
{
	struct db *db = k->c->db;

	if (db_query(db, err, WRITER_GAPS) < 0)
		return -1;
	for (int row = 0; row < db_rows(db, 0); row++)
		say(k, "writer %s: number %s is %s",
		    db_text(db, 0, row, 1).p, db_text(db, 0, row, 2).p,
		    db_bool(db, 0, row, 3) ? "there twice" :
		    "missing, and was never announced as void");
	return 0;
}

/* Where checking begins: after the batch before from. */
static int
begin(struct check *k, struct error *err)
{
	struct merkle_source source = { audit_node, k->c->db };
	struct db *db = k->c->db;

	(void)snprintf(k->xid, sizeof(k->xid), "0");
	(void)snprintf(k->id, sizeof(k->id), PLACE_ZERO);
	if (k->c->from == 0)
		return 0;
	if (db_query(db, err, BATCH_BEFORE, db_int(db,
	    (int64_t)k->c->from + 1)) < 0)
		return -1;
	if (db_rows(db, 0) == 0)
		return 0;
	(void)snprintf(k->xid, sizeof(k->xid), "%s", db_text(db, 0, 0, 0).p);
	(void)snprintf(k->id, sizeof(k->id), "%s", db_text(db, 0, 0, 1).p);
	k->c->from = (uint64_t)db_int64(db, 0, 0, 2);
	if (merkle_open(&source, k->c->from, &k->tree) < 0)
		return error_set(err, ERR_CONFLICT, "audit.tree",
		    "the tiles before place %" PRIu64 " are not complete",
		    k->c->from);
	return 0;
}

int
audit_check(struct audit_check *c, struct error *err)
{
	struct check k = { .c = c, .arena = arena_new(), .kept = arena_new(),
		.published = c->published };
	int r;

	k.keys = map_new(k.kept);
	r = begin(&k, err);
	while (r == 0 && (r = check_some(&k, err)) > 0)
		r = 0;
	if (r == 0)
		check_unreached(&k);
	if (r == 0 && c->to == 0)
		r = check_unsealed(&k, err);
	if (r == 0)
		r = check_numbers(&k, err);
	/* A gap was said already: the rest is only unknown. */
	if (r < 0 && err->kind == ERR_CONFLICT && c->n_findings > 0)
		r = 0;
	arena_wipe(k.kept);
	arena_free(k.kept);
	arena_free(k.arena);
	return r;
}
