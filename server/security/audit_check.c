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

#include "server/security/audit_check_impl.h"
#include "server/security/audit_leaf.h"
#include "server/security/audit_log.h"

#define EVENTS_MAX	(AUDIT_BATCH_MAX + 1000) /* with intruders */
#define PLACE_ZERO	"00000000-0000-0000-0000-000000000000"

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
			audit_say(k,
			    "event %s was put in after the sealing, between "
			    "places %" PRIu64 " and %" PRIu64, id.p, b->first,
			    b->size);
			continue;
		}
		at = (size_t)(place - b->ids);
		b->seen[at] = true;
		if (at < last)
			audit_say(k,
			    "event %s was moved: it is not at place %" PRIu64
			    " any more", id.p, b->first + at);
		last = at;
		audit_check_event(k, row, &hash);
		if (memcmp(hash.b, b->hashes[at].b, MERKLE_HASH) != 0)
			audit_say(k,
			    "event %s at place %" PRIu64 " was altered: its "
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
			audit_say(k, "event %s at place %" PRIu64 " is missing",
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
		audit_say(k,
		    "the checkpoint of size %" PRIu64 " %s has no good "
		    "signature", k->tree.size, where);
	else if (size != k->tree.size)
		audit_say(k,
		    "the checkpoint of size %" PRIu64 " %s stands at size %"
		    PRIu64, size, where, k->tree.size);
	else if (memcmp(signed_root.b, root->b, MERKLE_HASH) != 0)
		audit_say(k,
		    "the checkpoint of size %" PRIu64 " %s was signed over "
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
		audit_say(k,
		    "the batch at place %" PRIu64 " was altered: its root "
		    "is not that of its hashes", b->first);
	if (b->note.p == NULL)
		audit_say(k, "the checkpoint of size %" PRIu64 " is missing",
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
			audit_say(k,
			    "a published checkpoint has no good signature");
		else if (size == k->tree.size)
			check_note(k, note, &k->c->root, "that was published");
		else if (size > k->c->from)
			audit_say(k,
			    "no batch ends at size %" PRIu64 ", of which a "
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
		audit_say(k,
		    "a checkpoint of size %" PRIu64 " was published, but the"
		    " log ends at %" PRIu64 ": its end was removed", size,
		    k->tree.size);
		skip(k, note);
	}
}

/* ------------------------------------------------------------------- whole */

static int
check_batch(struct check *k, struct batch *b, struct error *err)
{
	if (b->first != k->tree.size) {
		audit_say(k,
		    "batches are missing from place %" PRIu64 " to %" PRIu64,
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
			audit_say(k,
			    "the batch at place %" PRIu64 " was altered: "
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
			audit_check_event(k, row, &hash);
		k->c->n_unsealed += (uint64_t)rows;
		if (rows > 0) {
			(void)snprintf(k->xid, sizeof(k->xid), "%s",
			    db_text(db, 0, rows - 1, XID).p);
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
		audit_say(k, "writer %s: number %s is %s",
		    db_text(db, 0, row, 1).p, db_text(db, 0, row, 2).p,
		    db_bool(db, 0, row, 3) ? "there twice" :
		    "missing, and was never announced as void");
	return 0;
}

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
	if (r == 0 && c->from == 0 && c->to == 0)
		r = audit_check_sealed(&k, err);
	if (r == 0)
		r = audit_check_vouched(&k, err);
	if (r < 0 && err->kind == ERR_CONFLICT && c->n_findings > 0)
		r = 0;		/* a gap, which was said already */
	arena_wipe(k.kept);
	arena_free(k.kept);
	arena_free(k.arena);
	return r;
}
