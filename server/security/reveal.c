/*
 * reveal.c - the way out: sealed values in a reply are opened or masked.
 *
 * In the JSON that PostgreSQL writes a sealed value is a string that begins
 * with an escaped U+0001.  One pass finds them all, walking from string to
 * string so that nothing inside a string can look like one; then the keys are
 * fetched at once; then the body is copied with each value replaced.
 */
#include <errno.h>
#include <limits.h>

#include <openssl/evp.h>

#include "base/log.h"
#include "server/security/vault_impl.h"

#define MARKER		"\\u0001"
#define REFERENCES_MAX	20000

struct reference {
	size_t		 from, to;	/* of the string with its quotes */
	struct sealed_at at;
	struct str	 envelope;	/* decoded */
	bool		 is_granted, is_readable;
};

struct found {
	VEC(struct reference) list;
	VEC(struct uuid) subjects;	/* whose keys are needed */
};

/* ------------------------------------------------------------- finding */

static bool
is_granted(const struct grants *grants, const struct sealed_at *at)
{
	unsigned category = sealed_infos[at->place].category;

	if (category == CATEGORY_INTERNAL)
		return false;
	if (grants->listed & category)
		return true;
	for (size_t i = 0; i < grants->list.n; i++) {
		const struct grant *g = &grants->list.v[i];

		if ((g->categories & category) != 0 &&
		    memcmp(g->subject.b, at->subject.b, 16) == 0)
			return true;
	}
	return false;
}

/* The part up to the next colon, or everything; s moves past it. */
static struct str
next_part(struct str *s)
{
	ptrdiff_t colon = str_chr(*s, ':');
	struct str part = colon < 0 ? *s : str_sub(*s, 0, (size_t)colon);

	*s = str_sub(*s, part.len + (colon >= 0), s->len);
	return part;
}

static int
place_of(struct str name)
{
	for (int i = 0; i < SEALED_COUNT; i++) {
		if (str_is(name, sealed_infos[i].place))
			return i;
	}
	return -1;
}

/* What is decoded is no secret, so it need not take the same time. */
static int
decode(struct arena *a, struct str s, struct str *ret)
{
	unsigned char *bytes = arena_alloc(a, s.len / 4 * 3 + 3);
	size_t padding = 0;
	int n;

	if (s.len == 0 || s.len % 4 != 0 || s.len > INT_MAX)
		return -EINVAL;
	while (padding < 2 && s.p[s.len - 1 - padding] == '=')
		padding++;
	n = EVP_DecodeBlock(bytes, (const unsigned char *)s.p, (int)s.len);
	if (n < (int)padding)
		return -EINVAL;
	*ret = (struct str){ (const char *)bytes, (size_t)n - padding };
	return 0;
}

/* "place:row:subject:base64" */
static int
parse_reference(struct arena *a, struct str s, struct reference *r)
{
	int place = place_of(next_part(&s));
	struct str row = next_part(&s), subject = next_part(&s);

	if (place < 0)
		return -EINVAL;
	r->at.place = (enum sealed_place)place;
	if (uuid_parse(row, &r->at.row) < 0 ||
	    uuid_parse(subject, &r->at.subject) < 0)
		return -EINVAL;
	return decode(a, s, &r->envelope);
}

/* Just past the closing quote of the string whose content starts at i. */
static size_t
string_end(struct str body, size_t i)
{
	while (i < body.len) {
		const char *from = body.p + i;
		const char *quote = memchr(from, '"', body.len - i);
		const char *escape = quote == NULL ? NULL :
		    memchr(from, '\\', (size_t)(quote - from));

		if (quote == NULL)
			break;
		if (escape == NULL)
			return (size_t)(quote - body.p) + 1;
		i = (size_t)(escape - body.p) + 2;
	}
	return body.len;
}

static int
find_references(struct arena *a, const struct grants *grants, struct str body,
    struct found *found)
{
	size_t i = 0;

	while (i < body.len) {
		const char *quote = memchr(body.p + i, '"', body.len - i);
		struct reference r = { .at = { .place = SEALED_COUNT } };
		struct str content;

		if (quote == NULL)
			break;
		r.from = (size_t)(quote - body.p);
		r.to = i = string_end(body, r.from + 1);
		content = str_sub(body, r.from + 1, r.to - r.from - 2);
		if (!str_starts(content, MARKER))
			continue;
		if (found->list.n == REFERENCES_MAX)
			return -E2BIG;
		content = str_sub(content, strlen(MARKER), content.len);
		r.is_readable = parse_reference(a, content, &r) == 0;
		r.is_granted = r.is_readable && is_granted(grants, &r.at);
		vec_push(a, &found->list, r);
	}
	return 0;
}

/* Whose keys are not in the cache? */
static void
find_subjects(struct arena *a, struct vault *v, struct uuid tenant,
    struct found *found)
{
	const struct uuid *last = NULL;

	for (size_t i = 0; i < found->list.n; i++) {
		const struct reference *r = &found->list.v[i];
		struct envelope e;

		if (!r->is_granted || envelope_parse(r->envelope, &e) < 0 ||
		    keycache_get(v->cache, tenant, r->at.subject,
		    e.gen) != NULL)
			continue;
		/* Values of one subject mostly stand together. */
		if (last != NULL && memcmp(last->b, r->at.subject.b, 16) == 0)
			continue;
		last = &r->at.subject;
		vec_push(a, &found->subjects, r->at.subject);
	}
}

/* ------------------------------------------------------------- copying */

static void
mask(struct buf *out, const char *category, const char *reason)
{
	buf_printf(out, "{\"masked\":\"%s\"", category);
	if (reason != NULL)
		buf_printf(out, ",\"reason\":\"%s\"", reason);
	buf_putc(out, '}');
}

/* The value or its mask; -EBADMSG when it was broken. */
static int
put(struct vault *v, struct uuid tenant, const struct reference *r,
    struct buf *out)
{
	const char *category;
	int result;

	if (!r->is_readable) {
		mask(out, "unknown", "broken");
		return -EBADMSG;
	}
	category = category_name(sealed_infos[r->at.place].category);
	if (!r->is_granted) {
		mask(out, category, NULL);
		return 0;
	}
	result = vault_open_cached(v, tenant, &r->at, r->envelope, out);
	if (result == -ENOKEY) {
		mask(out, category, "erased");
		return 0;
	}
	if (result < 0) {
		mask(out, category, "broken");
		return -EBADMSG;
	}
	return 0;
}

/* The body with everything in its place.  One alarm for all that is broken. */
static void
copy_body(struct vault *v, struct uuid tenant, const struct found *found,
    struct str body, struct buf *out)
{
	size_t done = 0, broken = 0;

	buf_reserve(out, body.len);
	for (size_t i = 0; i < found->list.n; i++) {
		const struct reference *r = &found->list.v[i];

		buf_add(out, body.p + done, r->from - done);
		broken += put(v, tenant, r, out) < 0;
		done = r->to;
	}
	if (body.len > done)
		buf_add(out, body.p + done, body.len - done);
	if (broken > 0)
		log_event(LOG_ERROR, "crypto.auth_fail", "values=%zu", broken);
}

int fiber_fn
vault_reveal(struct vault *v, struct db *db, const struct grants *grants,
    struct str body, struct buf *out, struct error *err)
{
	struct arena *a = arena_new();
	struct found found = { 0 };
	struct uuid tenant = { { 0 } };
	int r = 0;

	if (find_references(a, grants, body, &found) < 0)
		r = error_set(err, ERR_LIMIT, "sealed.many",
		    "the reply has too many sealed values");
	if (r == 0 && found.list.n > 0)
		r = vault_tenant(db, &tenant, err);
	if (r == 0) {
		find_subjects(a, v, tenant, &found);
		if (found.subjects.n > 0)
			r = vault_fetch(v, db, found.subjects.v,
			    found.subjects.n, err);
	}
	if (r == 0)
		copy_body(v, tenant, &found, body, out);
	arena_free(a);
	return r;
}
