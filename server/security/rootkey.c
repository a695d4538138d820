/*
 * rootkey.c - read or make <state_dir>/keys/root.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/mem.h"
#include "server/security/rootkey.h"

#define FILE_MAX	256
#define PREFIX		"vinculo-root "

static int
parse(struct str text, struct root_key *ret)
{
	struct str rest = str_trim(text);
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

/* Several processes may try at once; the first link wins. */
static int
make(const char *path)
{
	unsigned char key[AEAD_KEY];
	char hex[2 * AEAD_KEY + 1], line[FILE_MAX], other[600];
	int n, r;

	randombytes_buf(key, sizeof(key));
	sodium_bin2hex(hex, sizeof(hex), key, sizeof(key));
	n = snprintf(line, sizeof(line), PREFIX "1 %s\n", hex);
	(void)snprintf(other, sizeof(other), "%s.%d", path, (int)getpid());
	r = file_write(other, (struct str){ line, (size_t)n }, 0600);
	if (r == 0 && link(other, path) < 0 && errno != EEXIST)
		r = -errno;
	(void)unlink(other);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(hex, sizeof(hex));
	sodium_memzero(line, sizeof(line));
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

static int
prepare(const char *state_dir, const char *dir, const char *path,
    struct error *err)
{
	int r = 0;

	if (access(path, F_OK) == 0)
		return 0;
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

struct root_key *
rootkey_load(const char *state_dir, struct error *err)
{
	char dir[500], path[520];
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct root_key *root;
	struct stat st;

	(void)snprintf(dir, sizeof(dir), "%s/keys", state_dir);
	(void)snprintf(path, sizeof(path), "%s/root", dir);
	if (prepare(state_dir, dir, path, err) < 0)
		return NULL;
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
		(void)error_set(err, ERR_INTERNAL, "key.root",
		    "others may read the root key %s: chmod 600 it", path);
		return NULL;
	}
	if (file_read(path, FILE_MAX, &text, err) < 0)
		return NULL;
	root = sodium_malloc(sizeof(*root));
	if (root == NULL || parse(buf_view(&text), root) < 0) {
		(void)error_set(err, ERR_INTERNAL, "key.root",
		    "%s is not a root key", path);
		sodium_free(root);
		root = NULL;
	}
	sodium_memzero(text.p, text.len);
	return root;
}
