/*
 * witness.c - check that a checkpoint continues the last one, remember it,
 * cosign it.
 *
 * The last one is on the disk before the cosignature leaves, so a crash never
 * makes two histories.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "server/security/witness.h"

#define BASE64		sodium_base64_VARIANT_ORIGINAL

struct witness {
	struct note_key	 log, own;
	char		 dir[256];
	uint64_t	 size;		/* of the last one; 0: none yet */
	struct merkle_hash root;
};

/* ------------------------------------------------------------------ state */

static void
path_of(const struct witness *w, const char *name, char out[320])
{
	(void)snprintf(out, 320, "%s/%s", w->dir, name);
}

static int
read_last(struct witness *w, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	char path[320];

	path_of(w, "last", path);
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	if (file_read(path, NOTE_MAX, &text, err) < 0)
		return -1;
	if (note_open(&w->log, buf_view(&text), &w->size, &w->root) < 0)
		return error_set(err, ERR_INVALID, "witness.last",
		    "%s is not a checkpoint of this trail", path);
	return 0;
}

struct witness *
witness_new(const char *dir, const struct note_key *log, struct error *err)
{
	struct witness *w = xcalloc(1, sizeof(*w));

	w->log = *log;
	(void)snprintf(w->dir, sizeof(w->dir), "%s", dir);
	(void)mkdir(dir, 0700);
	if (note_key_load(dir, NOTE_WITNESS, &w->own, err) < 0 ||
	    read_last(w, err) < 0) {
		witness_free(w);
		return NULL;
	}
	return w;
}

void
witness_free(struct witness *w)
{
	sodium_memzero(&w->own, sizeof(w->own));
	free(w);
}

const struct note_key *
witness_key(const struct witness *w)
{
	return &w->own;
}

/* Add it to all that were seen, then make it the last one. */
static int
remember(struct witness *w, struct str note)
{
	char path[320];
	int fd, r = 0;

	path_of(w, "checkpoints", path);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, note.p, note.len) != (ssize_t)note.len ||
	    write(fd, "\n", 1) != 1 || fdatasync(fd) < 0)
		r = -EIO;
	if (fd >= 0)
		(void)close(fd);
	path_of(w, "last", path);
	return r < 0 ? r : file_write(path, note, 0644);
}

/* ---------------------------------------------------------------- request */

struct addition {
	uint64_t	 old, size;
	struct merkle_proof proof;
	struct str	 note;		/* as the log signed it */
	struct merkle_hash root;
};

/* The checkpoint with the log's own signature only: others may have added
 * theirs. */
static struct str
own_note(struct str note)
{
	ptrdiff_t body = str_find(note, STR("\n\n"), 0), end;

	if (body < 0)
		return STR_NULL;
	end = str_find(note, STR("\n"), (size_t)body + 2);
	return end < 0 ? STR_NULL : str_sub(note, 0, (size_t)end + 1);
}

static int
read_addition(struct str body, struct addition *a)
{
	struct str rest = body, line = str_take_line(&rest);
	int64_t old;
	size_t n;

	if (!str_starts(line, "old ") || parse_int(str_sub(line, 4, line.len),
	    0, INT64_MAX, &old) < 0)
		return -EBADMSG;
	a->old = (uint64_t)old;
	a->proof.n = 0;
	while ((line = str_take_line(&rest)).len > 0) {
		if (a->proof.n == MERKLE_DEPTH || sodium_base642bin(
		    a->proof.path[a->proof.n++].b, MERKLE_HASH, line.p,
		    line.len, NULL, &n, NULL, BASE64) < 0 ||
		    n != MERKLE_HASH)
			return -EBADMSG;
	}
	a->note = own_note(rest);
	return a->note.p == NULL ? -EBADMSG : 0;
}

static bool
continues(const struct witness *w, const struct addition *a)
{
	if (w->size == 0)
		return a->proof.n == 0;
	if (w->size == a->size)
		return a->proof.n == 0 && memcmp(w->root.b, a->root.b,
		    MERKLE_HASH) == 0;
	return merkle_continues(w->size, &w->root, a->size, &a->root,
	    &a->proof);
}

int
witness_add(struct witness *w, struct str body, int64_t time_s,
    struct buf *out)
{
	struct addition a;

	if (body.len > WITNESS_BODY_MAX || read_addition(body, &a) < 0)
		return 400;
	if (note_open(&w->log, a.note, &a.size, &a.root) < 0)
		return 403;
	if (a.old > a.size)
		return 400;
	if (a.old != w->size) {
		buf_printf(out, "%llu\n", (unsigned long long)w->size);
		return 409;
	}
	if (!continues(w, &a))
		return 422;
	if (a.size > w->size && remember(w, a.note) < 0)
		return 500;
	w->size = a.size;
	w->root = a.root;
	note_cosign(&w->own, a.note, time_s, out);
	return 200;
}

void
witness_request(uint64_t old, const struct merkle_proof *proof,
    struct str note, struct buf *out)
{
	char hash[sodium_base64_ENCODED_LEN(MERKLE_HASH, BASE64)];

	buf_printf(out, "old %llu\n", (unsigned long long)old);
	for (size_t i = 0; i < proof->n; i++) {
		(void)sodium_bin2base64(hash, sizeof(hash), proof->path[i].b,
		    MERKLE_HASH, BASE64);
		buf_printf(out, "%s\n", hash);
	}
	buf_putc(out, '\n');
	buf_str(out, note);
}
