/*
 * audit_log.c - the sealer.
 *
 * An advisory lock of its connection makes it the only one; should two ever
 * think so, the primary key of audit_batch lets one of them pass.  After any
 * error it forgets everything and begins again from the database.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/log.h"
#include "server/db/array.h"
#include "server/security/audit_leaf.h"
#include "server/security/audit_log.h"

#define TILE_LEVELS	6	/* 256^6 events will do */
#define XID_SIZE	24

struct tile {
	struct merkle_hash	hashes[MERKLE_TILE];
	size_t			n;
	uint64_t		index;		/* of this tile in its level */
};

struct sealer {
	struct db_pool	*pool;
	const char	*state_dir;
	struct note_key	 key;
	struct db	*db;		/* while it holds the lock */
	struct merkle	 tree;
	struct tile	 tiles[TILE_LEVELS];	/* those not yet full */
	char		 xid[XID_SIZE], id[UUID_TEXT_LEN + 1];
};

/* --------------------------------------------------------- reading the tree */

/* A column of hashes; how many, at most n. */
static size_t
take_hashes(const struct db *db, int row, int col, struct merkle_hash *out,
    size_t n)
{
	_cleanup_(buf_done) struct buf bytes = BUF_INIT;
	size_t have;

	db_bytes(db, 0, row, col, &bytes);
	have = bytes.len / MERKLE_HASH < n ? bytes.len / MERKLE_HASH : n;
	if (have > 0)
		memcpy(out, bytes.p, have * MERKLE_HASH);
	return have;
}

/* Leaves [from, from + n) of batches. */
static int fiber_fn
read_leaves(struct db *db, uint64_t from, size_t n, struct merkle_hash *out)
{
	static const size_t most = AUDIT_BATCH_MAX;
	struct merkle_hash *batch = xreallocarray(NULL, most, sizeof(*batch));
	struct error err;
	size_t found = 0;

	if (db_query(db, &err, LEAF_HASHES_GET, db_int(db, (int64_t)from),
	    db_int(db, (int64_t)(from + n))) == 0) {
		for (int row = 0; row < db_rows(db, 0); row++) {
			uint64_t first = (uint64_t)db_int64(db, 0, row, 0);
			size_t have = take_hashes(db, row, 1, batch, most);

			for (size_t i = 0; i < have; i++) {
				if (first + i < from || first + i >= from + n)
					continue;
				out[first + i - from] = batch[i];
				found++;
			}
		}
	}
	free(batch);
	return found == n ? 0 : -1;
}

/* n hashes of a tile's level, all in one tile. */
static int fiber_fn
read_tile_part(struct db *db, unsigned level, uint64_t from, size_t n,
    struct merkle_hash *out)
{
	struct merkle_hash tile[MERKLE_TILE];
	struct error err;

	if (db_query(db, &err, TILE_GET, db_int(db, level),
	    db_int(db, (int64_t)(from / MERKLE_TILE))) < 0)
		return -1;
	if (db_rows(db, 0) == 1 && take_hashes(db, 0, 0, tile, MERKLE_TILE) ==
	    MERKLE_TILE) {
		memcpy(out, tile + from % MERKLE_TILE, n * sizeof(*out));
		return 0;
	}
	if (level == 0)
		return read_leaves(db, from, n, out);
	/* A tile that is not full yet: of roots of full tiles below. */
	for (size_t i = 0; i < n; i++) {
		if (db_query(db, &err, TILE_GET, db_int(db, level - 1),
		    db_int(db, (int64_t)(from + i))) < 0 ||
		    db_rows(db, 0) != 1 || take_hashes(db, 0, 0, tile,
		    MERKLE_TILE) != MERKLE_TILE)
			return -1;
		merkle_root_of(tile, MERKLE_TILE, &out[i]);
	}
	return 0;
}

int fiber_fn
audit_node(void *db, unsigned level, uint64_t index, struct merkle_hash *ret)
{
	struct merkle_hash part[MERKLE_TILE];
	unsigned rest = level % MERKLE_TILE_BITS;
	size_t n = (size_t)1 << rest;

	if (read_tile_part(db, level / MERKLE_TILE_BITS, index << rest, n,
	    part) < 0)
		return -1;
	merkle_root_of(part, n, ret);
	return 0;
}

/* ----------------------------------------------------------------- sealing */

struct sealer *
sealer_new(struct db_pool *pool, const char *state_dir, struct error *err)
{
	struct sealer *s = xcalloc(1, sizeof(*s));
	char dir[512];

	s->pool = pool;
	s->state_dir = state_dir;
	(void)snprintf(dir, sizeof(dir), "%s/audit", state_dir);
	(void)mkdir(dir, 0700);
	if (note_key_load(state_dir, NOTE_LOG, &s->key, err) < 0) {
		free(s);
		return NULL;
	}
	return s;
}

static void
let_go(struct sealer *s)
{
	db_release(s->db);
	s->db = NULL;
}

void
sealer_free(struct sealer *s)
{
	if (s == NULL)
		return;
	let_go(s);
	sodium_memzero(&s->key, sizeof(s->key));
	free(s);
}

/* The tiles that are not full, as the tree's size says. */
static int fiber_fn
open_tiles(struct sealer *s)
{
	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		uint64_t nodes = s->tree.size >> (MERKLE_TILE_BITS * level);
		struct tile *t = &s->tiles[level];

		t->index = nodes / MERKLE_TILE;
		t->n = nodes % MERKLE_TILE;
		if (t->n > 0 && read_tile_part(s->db, level,
		    t->index * MERKLE_TILE, t->n, t->hashes) < 0)
			return -1;
	}
	return 0;
}

/* Become the sealer: 1, 0 when another is, -1 and err. */
static int fiber_fn
take_over(struct sealer *s, struct error *err)
{
	struct merkle_source source = { audit_node, NULL };
	uint64_t size = 0;

	s->db = db_acquire(s->pool, err);
	if (s->db == NULL || db_query(s->db, err, SEAL_LOCK) < 0)
		return -1;
	if (!db_bool(s->db, 0, 0, 0)) {
		let_go(s);
		return 0;
	}
	source.ctx = s->db;
	if (db_query(s->db, err, SEAL_LAST) < 0)
		return -1;
	(void)snprintf(s->xid, sizeof(s->xid), "0");
	(void)snprintf(s->id, sizeof(s->id),
	    "00000000-0000-0000-0000-000000000000");
	if (db_rows(s->db, 0) > 0) {
		size = (uint64_t)db_int64(s->db, 0, 0, 0);
		(void)snprintf(s->xid, sizeof(s->xid), "%s",
		    db_text(s->db, 0, 0, 1).p);
		(void)snprintf(s->id, sizeof(s->id), "%s",
		    db_text(s->db, 0, 0, 2).p);
	}
	if (merkle_open(&source, size, &s->tree) < 0 || open_tiles(s) < 0)
		return error_set(err, ERR_INTERNAL, "audit.tree",
		    "the tiles of the audit trail are not complete: run "
		    "vinculo audit verify");
	log_event(LOG_INFO, "audit.sealer", "size=%llu",
	    (unsigned long long)size);
	return 1;
}

/* A full tile goes to the database, its root to the level above. */
static void
push_full_tiles(struct sealer *s)
{
	for (unsigned level = 0; level + 1 < TILE_LEVELS; level++) {
		struct tile *t = &s->tiles[level], *up = t + 1;

		if (t->n < MERKLE_TILE)
			return;
		db_push(s->db, SEAL_TILE, db_int(s->db, level),
		    db_int(s->db, (int64_t)t->index),
		    db_bytea(s->db, (struct str){ (const char *)t->hashes,
		    sizeof(t->hashes) }));
		merkle_root_of(t->hashes, MERKLE_TILE, &up->hashes[up->n++]);
		t->n = 0;
		t->index++;
	}
}

static void
add_leaf(struct sealer *s, const struct merkle_hash *leaf)
{
	struct tile *t = &s->tiles[0];

	merkle_add(&s->tree, leaf);
	t->hashes[t->n++] = *leaf;
	push_full_tiles(s);
}

/* Add the events at hand; their ids and hashes. */
static void
add_events(struct sealer *s, int rows, struct db_array *ids,
    struct buf *hashes)
{
	_cleanup_(buf_done) struct buf leaf = BUF_INIT;

	for (int i = 0; i < rows; i++) {
		struct merkle_hash h;

		buf_reset(&leaf);
		db_bytes(s->db, 0, i, 2, &leaf);
		audit_leaf_hash(buf_view(&leaf), h.b);
		db_array_bare(ids, db_text(s->db, 0, i, 1));
		buf_add(hashes, h.b, sizeof(h.b));
		add_leaf(s, &h);
	}
}

/* Where nobody who can write to the database can change it. */
static void
publish(const struct sealer *s, struct str note)
{
	char path[512];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/audit/checkpoints",
	    s->state_dir);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, note.p, note.len) != (ssize_t)note.len ||
	    write(fd, "\n", 1) != 1 || fdatasync(fd) < 0)
		log_event(LOG_ERROR, "audit.publish", "errno=%d", errno);
	if (fd >= 0)
		(void)close(fd);
}

static int fiber_fn
seal_rows(struct sealer *s, int rows, struct error *err)
{
	_cleanup_(buf_done) struct buf hashes = BUF_INIT, note = BUF_INIT;
	struct db_array ids = DB_ARRAY_INIT;
	char low[XID_SIZE], high[XID_SIZE], last[UUID_TEXT_LEN + 1];
	uint64_t first = s->tree.size;
	struct merkle_hash root;
	struct db *db = s->db;

	(void)snprintf(low, sizeof(low), "%s", db_text(db, 0, 0, 0).p);
	(void)snprintf(high, sizeof(high), "%s",
	    db_text(db, 0, rows - 1, 0).p);
	(void)snprintf(last, sizeof(last), "%s",
	    db_text(db, 0, rows - 1, 1).p);
	add_events(s, rows, &ids, &hashes);
	merkle_root(&s->tree, &root);
	note_sign(&s->key, s->tree.size, &root, &note);
	db_push(db, SEAL_BATCH, db_int(db, (int64_t)first), db_int(db, rows),
	    low, high, db_array_end(db_arena(db), &ids),
	    db_bytea(db, buf_view(&hashes)), db_bytea(db, (struct str){
	    (const char *)root.b, sizeof(root.b) }));
	db_push(db, SEAL_CHECKPOINT, db_int(db, (int64_t)s->tree.size),
	    buf_cstr(&note));
	if (db_run(db, err) < 0)
		return -1;
	memcpy(s->xid, high, sizeof(high));
	memcpy(s->id, last, sizeof(last));
	publish(s, buf_view(&note));
	return rows;
}

int fiber_fn
sealer_turn(struct sealer *s, struct error *err)
{
	int r = s->db == NULL ? take_over(s, err) : 1;

	if (r > 0) {
		r = db_query(s->db, err, SEAL_NEXT, s->xid, s->id,
		    db_int(s->db, AUDIT_BATCH_MAX));
		if (r == 0 && db_rows(s->db, 0) > 0)
			r = seal_rows(s, db_rows(s->db, 0), err);
	}
	if (r < 0)
		let_go(s);
	return r;
}
