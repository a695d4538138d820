/*
 * note.c - signing and opening checkpoints, and the key for it.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "server/security/note.h"

#define DASH		"\xe2\x80\x94 "		/* U+2014 and a blank */
#define COSIGNATURE_SIZE (4 + 8 + crypto_sign_ed25519_BYTES)
#define BASE64		sodium_base64_VARIANT_ORIGINAL

static const char *const names[] = {
	[NOTE_LOG] = "audit", [NOTE_WITNESS] = "witness",
};

static void
add_base64(struct buf *out, const unsigned char *p, size_t n)
{
	char text[256];

	(void)sodium_bin2base64(text, sizeof(text), p, n, BASE64);
	buf_puts(out, text);
}

/* Exactly n bytes; -EBADMSG. */
static int
take_base64(struct str s, unsigned char *out, size_t n)
{
	size_t len;

	return sodium_base642bin(out, n, s.p, s.len, NULL, &len, NULL,
	    BASE64) == 0 && len == n ? 0 : -EBADMSG;
}

/* The first bytes of SHA-256(name | "\n" | algorithm | public key). */
static void
hash_key(struct note_key *k)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	buf_printf(&b, "%s\n%c", k->origin, k->kind);
	buf_add(&b, k->public_key, sizeof(k->public_key));
	(void)crypto_hash_sha256(digest, (const unsigned char *)b.p, b.len);
	memcpy(k->hash, digest, sizeof(k->hash));
}

/* -------------------------------------------------------------------- keys */

void
note_key_format(const struct note_key *k, struct buf *out)
{
	unsigned char typed[33] = { (unsigned char)k->kind };

	memcpy(typed + 1, k->public_key, 32);
	buf_printf(out, "%s+%02x%02x%02x%02x+", k->origin, k->hash[0],
	    k->hash[1], k->hash[2], k->hash[3]);
	add_base64(out, typed, sizeof(typed));
}

int
note_key_parse(struct str text, struct note_key *ret)
{
	ptrdiff_t plus = str_chr(text, '+');
	struct note_key k = { .origin = "" };
	unsigned char typed[33];
	_cleanup_(buf_done) struct buf again = BUF_INIT;

	/* origin + eight digits + key */
	if (plus <= 0 || plus >= NOTE_ORIGIN_MAX ||
	    text.len < (size_t)plus + 10)
		return -EBADMSG;
	memcpy(k.origin, text.p, (size_t)plus);
	if (take_base64(str_sub(text, (size_t)plus + 10, text.len), typed,
	    sizeof(typed)) < 0 ||
	    (typed[0] != NOTE_LOG && typed[0] != NOTE_WITNESS))
		return -EBADMSG;
	k.kind = (enum note_kind)typed[0];
	memcpy(k.public_key, typed + 1, 32);
	hash_key(&k);
	note_key_format(&k, &again);
	if (!str_eq(buf_view(&again), text))
		return -EBADMSG;
	*ret = k;
	return 0;
}

static int
bad_key(const char *path, struct error *err)
{
	return error_set(err, ERR_INVALID, "audit.key",
	    "%s is not a key of the audit trail", path);
}

int
note_key_public(const char *path, struct note_key *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	if (file_read(path, NOTE_MAX, &text, err) < 0)
		return -1;
	return note_key_parse(str_trim(buf_view(&text)), ret) < 0 ?
	    bad_key(path, err) : 0;
}

static int
write_key(const char *path, struct buf *text, int mode, struct error *err)
{
	int r;

	buf_putc(text, '\n');
	r = file_write(path, buf_view(text), mode);
	sodium_memzero(text->p, text->len);
	return r == 0 ? 0 : error_set(err, ERR_INTERNAL, "audit.key",
	    "cannot write %s: %s", path, strerror(-r));
}

static void
derive(struct note_key *k, const unsigned char seed[32])
{
	(void)crypto_sign_ed25519_seed_keypair(k->public_key, k->secret_key,
	    seed);
	hash_key(k);
}

static int
make_key(const char *path, const char *public_path, enum note_kind kind,
    struct error *err)
{
	_cleanup_(buf_done) struct buf secret = BUF_INIT, public = BUF_INIT;
	struct note_key k = { .kind = kind };
	unsigned char seed[32];
	int r;

	randombytes_buf(seed, sizeof(seed));
	(void)snprintf(k.origin, sizeof(k.origin), "vinculo-%s/%08x%08x",
	    names[kind], randombytes_random(), randombytes_random());
	derive(&k, seed);
	buf_printf(&secret, "%s ", k.origin);
	add_base64(&secret, seed, sizeof(seed));
	note_key_format(&k, &public);
	r = write_key(path, &secret, 0600, err);
	if (r == 0)
		r = write_key(public_path, &public, 0644, err);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(&k, sizeof(k));
	return r;
}

int
note_key_load(const char *state_dir, enum note_kind kind,
    struct note_key *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	char path[512], public_path[512];
	struct note_key k = { .kind = kind };
	unsigned char seed[32];
	struct str line;
	ptrdiff_t blank;

	(void)snprintf(path, sizeof(path), "%s/keys", state_dir);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/keys/%s.key", state_dir,
	    names[kind]);
	(void)snprintf(public_path, sizeof(public_path), "%s/keys/%s.pub",
	    state_dir, names[kind]);
	if (access(path, F_OK) < 0 && errno == ENOENT &&
	    make_key(path, public_path, kind, err) < 0)
		return -1;
	if (file_read(path, NOTE_MAX, &text, err) < 0)
		return -1;
	line = str_trim(buf_view(&text));
	blank = str_chr(line, ' ');
	if (blank <= 0 || blank >= NOTE_ORIGIN_MAX || take_base64(
	    str_sub(line, (size_t)blank + 1, line.len), seed, 32) < 0)
		return bad_key(path, err);
	memcpy(k.origin, line.p, (size_t)blank);
	derive(&k, seed);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(text.p, text.len);
	*ret = k;
	return 0;
}

/* ------------------------------------------------------------- checkpoints */

static void
add_text(const struct note_key *k, uint64_t size,
    const struct merkle_hash *root, struct buf *out)
{
	buf_printf(out, "%s\n%llu\n", k->origin, (unsigned long long)size);
	add_base64(out, root->b, sizeof(root->b));
	buf_putc(out, '\n');
}

void
note_sign(const struct note_key *k, uint64_t size,
    const struct merkle_hash *root, struct buf *out)
{
	unsigned char signature[4 + crypto_sign_ed25519_BYTES];
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	add_text(k, size, root, &text);
	memcpy(signature, k->hash, 4);
	(void)crypto_sign_ed25519_detached(signature + 4, NULL,
	    (const unsigned char *)text.p, text.len, k->secret_key);
	buf_str(out, buf_view(&text));
	buf_printf(out, "\n" DASH "%s ", k->origin);
	add_base64(out, signature, sizeof(signature));
	buf_putc(out, '\n');
}

int
note_open(const struct note_key *k, struct str note, uint64_t *ret_size,
    struct merkle_hash *ret_root)
{
	unsigned char signature[4 + crypto_sign_ed25519_BYTES];
	_cleanup_(buf_done) struct buf text = BUF_INIT, want = BUF_INIT;
	struct merkle_hash root;
	struct str rest = note;
	struct str origin = str_take_line(&rest);
	struct str size_text = str_take_line(&rest);
	struct str root_text = str_take_line(&rest);
	int64_t size;

	if (!str_is(origin, k->origin) ||
	    parse_int(size_text, 0, INT64_MAX, &size) < 0 ||
	    take_base64(root_text, root.b, sizeof(root.b)) < 0)
		return -EBADMSG;
	/* Written again it is the same text: nothing else was signed. */
	add_text(k, (uint64_t)size, &root, &text);
	buf_printf(&want, "%s\n" DASH "%s ", text.p, k->origin);
	if (!str_starts(note, want.p) || !str_ends(note, "\n"))
		return -EBADMSG;
	rest = str_sub(note, want.len, note.len);
	if (take_base64(str_take_line(&rest), signature,
	    sizeof(signature)) < 0 || rest.len != 0 ||
	    memcmp(signature, k->hash, 4) != 0 ||
	    crypto_sign_ed25519_verify_detached(signature + 4,
	    (const unsigned char *)text.p, text.len, k->public_key) != 0)
		return -EBADMSG;
	*ret_size = (uint64_t)size;
	*ret_root = root;
	return 0;
}

/* ------------------------------------------------------------ cosignatures */

/* What a witness signs: the head and the three lines of the checkpoint. */
static int
cosigned_text(struct str note, int64_t time_s, struct buf *out)
{
	ptrdiff_t end = str_find(note, STR("\n\n"), 0);

	if (end < 0)
		return -EBADMSG;
	buf_printf(out, "cosignature/v1\ntime %lld\n", (long long)time_s);
	buf_str(out, str_sub(note, 0, (size_t)end + 1));
	return 0;
}

void
note_cosign(const struct note_key *w, struct str note, int64_t time_s,
    struct buf *out)
{
	unsigned char bytes[COSIGNATURE_SIZE];
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	assert(w->kind == NOTE_WITNESS);
	if (cosigned_text(note, time_s, &text) < 0)
		abort();	/* the caller has opened it */
	memcpy(bytes, w->hash, 4);
	for (int i = 0; i < 8; i++)
		bytes[4 + i] = (unsigned char)(time_s >> (56 - 8 * i));
	(void)crypto_sign_ed25519_detached(bytes + 12, NULL,
	    (const unsigned char *)text.p, text.len, w->secret_key);
	buf_printf(out, DASH "%s ", w->origin);
	add_base64(out, bytes, sizeof(bytes));
	buf_putc(out, '\n');
}

int
note_cosigned(const struct note_key *w, struct str note, struct str line,
    int64_t *ret_time_s)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT, head = BUF_INIT;
	unsigned char bytes[COSIGNATURE_SIZE];
	uint64_t time_s = 0;

	buf_printf(&head, DASH "%s ", w->origin);
	if (w->kind != NOTE_WITNESS || !str_starts(line, head.p) ||
	    take_base64(str_trim(str_sub(line, head.len, line.len)), bytes,
	    sizeof(bytes)) < 0 || memcmp(bytes, w->hash, 4) != 0)
		return -EBADMSG;
	for (int i = 0; i < 8; i++)
		time_s = time_s << 8 | bytes[4 + i];
	if (time_s > INT64_MAX ||
	    cosigned_text(note, (int64_t)time_s, &text) < 0 ||
	    crypto_sign_ed25519_verify_detached(bytes + 12,
	    (const unsigned char *)text.p, text.len, w->public_key) != 0)
		return -EBADMSG;
	*ret_time_s = (int64_t)time_s;
	return 0;
}
