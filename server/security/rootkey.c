/*
 * rootkey.c - read, make and change <state_dir>/keys/root.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/mem.h"
#include "server/security/keyfile.h"
#include "server/security/rootkey.h"

#define FILE_MAX	2048
#define PREFIX_FILE	"vinculo-root "
#define PREFIX_TOKEN	"vinculo-root-pkcs11 "

/* ------------------------------------------------------------- the text */

/* The next word of a line, which ends with a blank or with the line. */
static struct str
next_word(struct str *rest)
{
	ptrdiff_t space = str_chr(*rest, ' ');
	size_t len = space < 0 ? rest->len : (size_t)space;
	struct str word = str_sub(*rest, 0, len);

	*rest = str_sub(*rest, len + 1, rest->len);
	return word;
}

static int
parse_hex(struct str hex, unsigned char *out, size_t size)
{
	size_t n;

	return hex.len == 2 * size && sodium_hex2bin(out, size, hex.p,
	    hex.len, NULL, &n, NULL) == 0 && n == size ? 0 : -EINVAL;
}

static int
parse_line(struct str rest, struct root_key *key, struct root_place *place)
{
	struct str uri;
	int64_t id;

	key->provider = str_starts(rest, PREFIX_TOKEN) ? ROOT_TOKEN :
	    ROOT_FILE;
	place->uri[0] = '\0';
	if (key->provider == ROOT_FILE && !str_starts(rest, PREFIX_FILE))
		return -EINVAL;
	(void)next_word(&rest);
	if (parse_int(next_word(&rest), 1, UINT32_MAX, &id) < 0)
		return -EINVAL;
	key->id = (uint32_t)id;
	if (key->provider == ROOT_FILE)
		return parse_hex(rest, key->key, AEAD_KEY);
	uri = next_word(&rest);
	if (uri.len >= sizeof(place->uri))
		return -EINVAL;
	(void)snprintf(place->uri, sizeof(place->uri), "%.*s", STR_ARG(uri));
	return parse_hex(rest, place->blob, ROOTTOKEN_BLOB);
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
		    &ret->key[ret->n], &ret->place[ret->n]);
		rest = str_sub(rest, len + 1, rest.len);
	}
	return ret->n == 0 ? -EINVAL : r;
}

static void
print(const struct root_keys *keys, struct buf *out)
{
	char hex[2 * ROOTTOKEN_BLOB + 1];

	buf_reserve(out, FILE_MAX);	/* so that nothing is left behind */
	for (size_t i = 0; i < keys->n; i++) {
		const struct root_key *k = &keys->key[i];

		if (k->provider == ROOT_FILE) {
			sodium_bin2hex(hex, sizeof(hex), k->key, AEAD_KEY);
			buf_printf(out, PREFIX_FILE "%u %s\n", k->id, hex);
		} else {
			sodium_bin2hex(hex, sizeof(hex), keys->place[i].blob,
			    ROOTTOKEN_BLOB);
			buf_printf(out, PREFIX_TOKEN "%u %s %s\n", k->id,
			    keys->place[i].uri, hex);
		}
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
	if (keyfile_credential("root", out, 520) < 0)
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

/* A key in a token: what is known of it, or else what the token says. */
static int
open_key(const char *state_dir, struct root_keys *keys, size_t i,
    const struct root_keys *known, struct error *err)
{
	struct roottoken t = { .uri = keys->place[i].uri,
		.state_dir = state_dir, .root_id = keys->key[i].id };

	if (known == NULL)
		return roottoken_unwrap(&t, keys->place[i].blob,
		    keys->key[i].key, err);
	for (size_t j = 0; j < known->n; j++) {
		if (known->key[j].provider != ROOT_TOKEN ||
		    known->key[j].id != t.root_id || memcmp(
		    known->place[j].blob, keys->place[i].blob,
		    ROOTTOKEN_BLOB) != 0)
			continue;
		memcpy(keys->key[i].key, known->key[j].key, AEAD_KEY);
		return 0;
	}
	return error_set(err, ERR_UNAVAILABLE, "key.root_token",
	    "root key %u is in a token, which this process cannot reach",
	    t.root_id);
}

static int
read_keys(const char *path, struct root_keys *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	int r;

	if (keyfile_check(path, err) < 0 ||
	    file_read(path, FILE_MAX, &text, err) < 0)
		return -1;
	r = parse(buf_view(&text), ret);
	sodium_memzero(text.p, text.len);
	return r == 0 ? 0 : error_set(err, ERR_INTERNAL, "key.root",
	    "%s is not a root key", path);
}

static struct root_keys *
load(const char *state_dir, const struct root_keys *known, struct error *err)
{
	struct root_keys *keys = sodium_malloc(sizeof(*keys));
	char path[520];
	int r;

	assert(keys != NULL);
	path_of(state_dir, path);
	r = read_keys(path, keys, err);
	for (size_t i = 0; r == 0 && i < keys->n; i++) {
		if (keys->key[i].provider == ROOT_TOKEN)
			r = open_key(state_dir, keys, i, known, err);
	}
	if (r == 0)
		return keys;
	sodium_free(keys);
	return NULL;
}

struct root_keys *
rootkey_read(const char *state_dir, struct error *err)
{
	return load(state_dir, NULL, err);
}

struct root_keys *
rootkey_reread(const char *state_dir, const struct root_keys *known,
    struct error *err)
{
	return load(state_dir, known, err);
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

/* A credential is sealed by systemd, and only the operator can seal another. */
static int
check_ours(const char *state_dir, struct error *err)
{
	char path[520];

	path_of(state_dir, path);
	if (!keyfile_is_credential(path))
		return 0;
	return error_set(err, ERR_CONFLICT, "key.root_credential",
	    "the root key is the credential %s, which cannot be changed from "
	    "here: see docs/operations.md, Credentials", path);
}

/* A new key in front, in the token if one is named. */
static int
put_new(const char *state_dir, const char *uri, struct root_keys *keys,
    struct error *err)
{
	struct root_key *k = &keys->key[0];
	struct roottoken t = { .uri = uri, .state_dir = state_dir,
		.root_id = k->id + 1 };

	keys->key[1] = keys->key[0];
	keys->place[1] = keys->place[0];
	keys->n = 2;
	k->id++;
	k->provider = uri[0] == '\0' ? ROOT_FILE : ROOT_TOKEN;
	randombytes_buf(k->key, AEAD_KEY);
	if (k->provider == ROOT_FILE)
		return 0;
	if (strlen(uri) >= ROOTTOKEN_URI_MAX || strchr(uri, ' ') != NULL)
		return error_set(err, ERR_INVALID, "key.token_uri",
		    "the name of the token's key is too long or has blanks");
	(void)snprintf(keys->place[0].uri, ROOTTOKEN_URI_MAX, "%s", uri);
	return roottoken_wrap(&t, k->key, keys->place[0].blob, err);
}

int
rootkey_add(const char *state_dir, const char *uri, struct error *err)
{
	struct root_keys *keys;
	int r = 0;

	if (check_ours(state_dir, err) < 0)
		return -1;
	keys = rootkey_read(state_dir, err);
	if (keys == NULL)
		return -1;
	if (keys->n < ROOT_KEYS_MAX) {
		r = put_new(state_dir, uri, keys, err);
		if (r == 0)
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
