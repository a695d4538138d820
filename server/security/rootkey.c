/*
 * rootkey.c - read, make and change <state_dir>/keys/root.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/mem.h"
#include "server/security/rootkey.h"

#define FILE_MAX	512
#define PREFIX		"vinculo-root "

/* ------------------------------------------------------------- the text */

static int
parse_line(struct str rest, struct root_key *ret)
{
	ptrdiff_t space;
	int64_t id;
	size_t n;

	if (!str_starts(rest, PREFIX))
		return -EINVAL;
	rest = str_sub(rest, sizeof(PREFIX) - 1, rest.len);
	space = str_chr(rest, ' ');
	if (space < 0 ||
	    parse_int(str_sub(rest, 0, (size_t)space), 1, UINT32_MAX, &id) < 0)
		return -EINVAL;
	rest = str_sub(rest, (size_t)space + 1, rest.len);
	if (rest.len != 2 * AEAD_KEY || sodium_hex2bin(ret->key, AEAD_KEY,
	    rest.p, rest.len, NULL, &n, NULL) < 0 || n != AEAD_KEY)
		return -EINVAL;
	ret->id = (uint32_t)id;
	return 0;
}

static int
parse(struct str text, struct root_keys *ret)
{
	struct str rest = str_trim(text);
	int r = 0;

	for (ret->n = 0; r == 0 && rest.len > 0; ret->n++) {
		ptrdiff_t end = str_chr(rest, '\n');
		size_t len = end < 0 ? rest.len : (size_t)end;

		if (ret->n == ROOT_KEYS_MAX)
			return -EINVAL;
		r = parse_line(str_trim(str_sub(rest, 0, len)),
		    &ret->key[ret->n]);
		rest = str_sub(rest, len + 1, rest.len);
	}
	return ret->n == 0 ? -EINVAL : r;
}

static void
print(const struct root_keys *keys, struct buf *out)
{
	char hex[2 * AEAD_KEY + 1];

	buf_reserve(out, FILE_MAX);	/* so that nothing is left behind */
	for (size_t i = 0; i < keys->n; i++) {
		sodium_bin2hex(hex, sizeof(hex), keys->key[i].key, AEAD_KEY);
		buf_printf(out, PREFIX "%u %s\n", keys->key[i].id, hex);
	}
	sodium_memzero(hex, sizeof(hex));
}

static int
write_keys(const char *path, const struct root_keys *keys)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	int r;

	print(keys, &text);
	r = file_write(path, buf_view(&text), 0600);
	sodium_memzero(text.p, text.cap);
	return r;
}

/* ------------------------------------------------------------- the file */

static void
path_of(const char *state_dir, char out[520])
{
	(void)snprintf(out, 520, "%s/keys/root", state_dir);
}

/* Several processes may try at once; the first link wins. */
static int
make(const char *path)
{
	struct root_keys keys = { .n = 1 };
	char other[600];
	int r;

	keys.key[0].id = 1;
	randombytes_buf(keys.key[0].key, AEAD_KEY);
	(void)snprintf(other, sizeof(other), "%s.%d", path, (int)getpid());
	r = write_keys(other, &keys);
	if (r == 0 && link(other, path) < 0 && errno != EEXIST)
		r = -errno;
	(void)unlink(other);
	sodium_memzero(&keys, sizeof(keys));
	return r;
}

/* A folder made by root belongs to whom the state folder belongs to. */
static void
give_away(const char *path, const char *like)
{
	struct stat st;

	if (geteuid() == 0 && stat(like, &st) == 0 &&
	    chown(path, st.st_uid, st.st_gid) < 0)
		(void)0;	/* reading it will say so */
}

bool
rootkey_exists(const char *state_dir)
{
	char path[520];

	path_of(state_dir, path);
	return access(path, F_OK) == 0;
}

int
rootkey_make(const char *state_dir, struct error *err)
{
	char dir[520], path[520];
	int r = 0;

	if (rootkey_exists(state_dir))
		return 0;
	path_of(state_dir, path);
	(void)snprintf(dir, sizeof(dir), "%s/keys", state_dir);
	if ((mkdir(state_dir, 0755) < 0 && errno != EEXIST) ||
	    (mkdir(dir, 0700) < 0 && errno != EEXIST))
		r = -errno;
	if (r == 0)
		r = make(path);
	if (r < 0)
		return error_set(err, ERR_INTERNAL, "key.root",
		    "cannot make the root key %s: %s", path, strerror(-r));
	give_away(dir, state_dir);
	give_away(path, state_dir);
	return 0;
}

struct root_keys *
rootkey_read(const char *state_dir, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct root_keys *keys;
	struct stat st;
	char path[520];

	path_of(state_dir, path);
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
		(void)error_set(err, ERR_INTERNAL, "key.root",
		    "others may read the root key %s: chmod 600 it", path);
		return NULL;
	}
	if (file_read(path, FILE_MAX, &text, err) < 0)
		return NULL;
	keys = sodium_malloc(sizeof(*keys));
	if (keys == NULL || parse(buf_view(&text), keys) < 0) {
		(void)error_set(err, ERR_INTERNAL, "key.root",
		    "%s is not a root key", path);
		sodium_free(keys);
		keys = NULL;
	}
	sodium_memzero(text.p, text.len);
	return keys;
}

const struct root_key *
rootkey_find(const struct root_keys *keys, uint32_t id)
{
	for (size_t i = 0; i < keys->n; i++) {
		if (keys->key[i].id == id)
			return &keys->key[i];
	}
	return NULL;
}

/* Put keys where the file is, then overwrite what was there: a crash in between
 * leaves one of both whole. */
static int
replace(const char *state_dir, const struct root_keys *keys,
    struct error *err)
{
	static const char zeros[FILE_MAX];
	char path[520], next[600];
	struct stat st;
	int old, r;

	path_of(state_dir, path);
	(void)snprintf(next, sizeof(next), "%s.next", path);
	old = open(path, O_WRONLY | O_CLOEXEC);
	r = old < 0 ? -errno : write_keys(next, keys);
	if (r == 0)
		give_away(next, state_dir);
	if (r == 0 && rename(next, path) < 0)
		r = -errno;
	if (r == 0 && fstat(old, &st) == 0 && st.st_size <= FILE_MAX &&
	    (pwrite(old, zeros, (size_t)st.st_size, 0) < 0 ||
	    fdatasync(old) < 0))
		r = -errno;
	if (old >= 0)
		(void)close(old);
	if (r < 0)
		return error_set(err, ERR_INTERNAL, "key.root",
		    "cannot write the root key %s: %s", path, strerror(-r));
	return 0;
}

int
rootkey_add(const char *state_dir, struct error *err)
{
	struct root_keys *keys = rootkey_read(state_dir, err);
	int r = 0;

	if (keys == NULL)
		return -1;
	if (keys->n < ROOT_KEYS_MAX) {
		keys->key[1] = keys->key[0];
		keys->key[0].id++;
		randombytes_buf(keys->key[0].key, AEAD_KEY);
		keys->n = 2;
		r = replace(state_dir, keys, err);
	}
	sodium_free(keys);
	return r;
}

int
rootkey_drop_old(const char *state_dir, struct error *err)
{
	struct root_keys *keys = rootkey_read(state_dir, err);
	int r = 0;

	if (keys == NULL)
		return -1;
	if (keys->n > 1) {
		keys->n = 1;
		r = replace(state_dir, keys, err);
	}
	sodium_free(keys);
	return r;
}
