/*
 * regex.c - matching, replacing and splitting by regular expressions.
 */
#include <ctype.h>
#include <pthread.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/clock.h"
#include "workflows/feel/regex.h"
#include "workflows/feel/regex_impl.h"

#define PATTERN_MAX	10000		/* bytes */
#define STEPS_MAX	1000000		/* of one search */
#define HEAP_KB_MAX	(16 * 1024)
#define TIME_US_MAX	1000000		/* of all searches in one text */
#define OUTPUT_MAX	(16 * 1024 * 1024)
#define CACHE_SIZE	64

struct regex {
	pcre2_code		*code;
	pcre2_match_data	*match;
	pcre2_match_context	*limits;
	uint32_t		 groups;
	int			 matches_empty;
	uint64_t		 last_use;	/* in the cache */
	struct buf		 pattern, flags;
};

static int
read_flags(struct str flags, struct regex_scan *sc, uint32_t *options,
    struct buf *store)
{
	for (size_t i = 0; i < flags.len; i++) {
		switch (flags.p[i]) {
		case 's':
			sc->dot_all = true;
			break;
		case 'm':
			sc->multi_line = true;
			*options |= PCRE2_MULTILINE;
			break;
		case 'i':
			*options |= PCRE2_CASELESS;
			break;
		case 'x':
			if (store->len > 0)
				break;
			regex_strip_space(sc->s, store);
			sc->s = (struct str){ buf_cstr(store), store->len };
			break;
		default:
			return error_set(sc->err, ERR_INVALID,
			    "feel.regex_flags", "flags of a regular "
			    "expression are s, m, i and x");
		}
	}
	return 0;
}

static pcre2_code *
compile(struct str text, uint32_t options, struct error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_code *code;
	PCRE2_UCHAR message[128];
	PCRE2_SIZE offset;
	int number;

	if (context == NULL)
		abort();
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)(text.p == NULL ? "" : text.p),
	    text.len, options, &number, &offset, context);
	pcre2_compile_context_free(context);
	if (code == NULL) {
		pcre2_get_error_message(number, message, sizeof(message));
		error_set(err, ERR_INVALID, "feel.regex_pattern",
		    "regular expression: %s", (const char *)message);
	}
	return code;
}

struct regex *
regex_new(struct str pattern, struct str flags, struct error *err)
{
	struct regex_scan sc = { .s = pattern, .err = err };
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_UNSET_BACKREF |
	    PCRE2_NEVER_BACKSLASH_C;
	_cleanup_(buf_done) struct buf text = BUF_INIT, store = BUF_INIT;
	struct regex *re;
	pcre2_code *code;

	if (pattern.len > PATTERN_MAX) {
		error_set(err, ERR_LIMIT, "feel.regex_limit",
		    "regular expression of more than %d bytes", PATTERN_MAX);
		return NULL;
	}
	if (!utf8_valid(pattern)) {
		error_set(err, ERR_INVALID, "feel.regex_pattern",
		    "the regular expression is not UTF-8");
		return NULL;
	}
	if (read_flags(flags, &sc, &options, &store) < 0 ||
	    regex_translate(&sc, &text) < 0)
		return NULL;
	code = compile(buf_view(&text), options, err);
	if (code == NULL)
		return NULL;
	re = xcalloc(1, sizeof(*re));
	re->code = code;
	re->match = pcre2_match_data_create_from_pattern(code, NULL);
	re->limits = pcre2_match_context_create(NULL);
	if (re->match == NULL || re->limits == NULL)
		abort();
	pcre2_set_match_limit(re->limits, STEPS_MAX);
	pcre2_set_heap_limit(re->limits, HEAP_KB_MAX);
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &re->groups);
	buf_str(&re->pattern, pattern);
	buf_str(&re->flags, flags);
	re->matches_empty = -1;
	return re;
}

void
regex_free(struct regex *re)
{
	if (re == NULL)
		return;
	pcre2_match_context_free(re->limits);
	pcre2_match_data_free(re->match);
	pcre2_code_free(re->code);
	buf_done(&re->pattern);
	buf_done(&re->flags);
	free(re);
}

/* ------------------------------------------------------------- the cache */

struct cache {
	struct regex	*v[CACHE_SIZE];
	uint64_t	 uses;
};

static pthread_key_t	 cache_key;
static pthread_once_t	 cache_once = PTHREAD_ONCE_INIT;

static void
cache_free(void *p)
{
	struct cache *c = p;

	for (size_t i = 0; i < CACHE_SIZE; i++)
		regex_free(c->v[i]);
	free(c);
}

static void
cache_init(void)
{
	if (pthread_key_create(&cache_key, cache_free) != 0)
		abort();
}

static struct cache *
cache_get(void)
{
	struct cache *c;

	pthread_once(&cache_once, cache_init);
	c = pthread_getspecific(cache_key);
	if (c == NULL) {
		c = xcalloc(1, sizeof(*c));
		pthread_setspecific(cache_key, c);
	}
	return c;
}

struct regex *
regex_cached(struct str pattern, struct str flags, struct error *err)
{
	struct cache *c = cache_get();
	struct regex *re;
	size_t oldest = 0;

	for (size_t i = 0; i < CACHE_SIZE; i++) {
		re = c->v[i];
		if (re != NULL && str_eq(buf_view(&re->pattern), pattern) &&
		    str_eq(buf_view(&re->flags), flags)) {
			re->last_use = ++c->uses;
			return re;
		}
		if (c->v[oldest] != NULL &&
		    (re == NULL || re->last_use < c->v[oldest]->last_use))
			oldest = i;
	}
	re = regex_new(pattern, flags, err);
	if (re == NULL)
		return NULL;
	regex_free(c->v[oldest]);
	c->v[oldest] = re;
	re->last_use = ++c->uses;
	return re;
}

/* -------------------------------------------------------------- searching */

/* 1 and the place in *from, *to; 0; or -1 and err. */
static int
search(struct regex *re, struct str s, size_t *from, size_t *to,
    struct error *err)
{
	const PCRE2_SIZE *where;
	int r = pcre2_match(re->code, (PCRE2_SPTR)(s.p == NULL ? "" : s.p),
	    s.len, *to, 0, re->match, re->limits);

	if (r == PCRE2_ERROR_NOMATCH)
		return 0;
	if (r <= PCRE2_ERROR_UTF8_ERR1 && r >= PCRE2_ERROR_UTF8_ERR21)
		return error_set(err, ERR_INVALID, "feel.regex_text",
		    "the text is not UTF-8");
	if (r < 0)
		return error_set(err, ERR_LIMIT, "feel.regex_limit",
		    "the regular expression takes too long on this text");
	where = pcre2_get_ovector_pointer(re->match);
	*from = where[0];
	*to = where[1];
	return 1;
}

int
regex_matches(struct regex *re, struct str s, struct error *err)
{
	size_t from = 0, to = 0;

	return search(re, s, &from, &to, err);
}

/* A pattern that matches "" would match between all characters. */
static int
refuse_empty(struct regex *re, struct error *err)
{
	if (re->matches_empty < 0)
		re->matches_empty = regex_matches(re, STR(""), err);
	if (re->matches_empty < 0)
		return -1;
	return re->matches_empty == 0 ? 0 : error_set(err, ERR_INVALID,
	    "feel.regex_empty", "the regular expression matches empty text");
}

static int
check_replacement(struct str r, struct error *err)
{
	for (size_t i = 0; i < r.len; i++) {
		char c = r.p[i], next;
		if (c != '\\' && c != '$')
			continue;
		next = ++i < r.len ? r.p[i] : '\0';
		if (c == '$' ? isdigit((unsigned char)next) != 0 :
		    next == '\\' || next == '$')
			continue;
		return error_set(err, ERR_INVALID, "feel.regex_replacement",
		    "in a replacement $ precedes a digit, \\ precedes $ or \\");
	}
	return 0;
}

static void
put_group(const struct regex *re, struct str s, uint32_t n, struct buf *out)
{
	const PCRE2_SIZE *where = pcre2_get_ovector_pointer(re->match);

	if (n > re->groups || where[2 * n] == PCRE2_UNSET)
		return;
	buf_str(out, str_sub(s, where[2 * n], where[2 * n + 1] - where[2 * n]));
}

/* $12 is group 12 if there are so many, else group 1 and "2". */
static void
put_replacement(const struct regex *re, struct str s, struct str r,
    struct buf *out)
{
	for (size_t i = 0; i < r.len; i++) {
		uint32_t n;
		if (r.p[i] == '\\') {
			buf_putc(out, r.p[++i]);
			continue;
		}
		if (r.p[i] != '$') {
			buf_putc(out, r.p[i]);
			continue;
		}
		n = (uint32_t)(r.p[++i] - '0');
		while (i + 1 < r.len && r.p[i + 1] >= '0' &&
		    r.p[i + 1] <= '9' &&
		    n * 10 + (uint32_t)(r.p[i + 1] - '0') <= re->groups)
			n = n * 10 + (uint32_t)(r.p[++i] - '0');
		put_group(re, s, n, out);
	}
}

static int
check_limits(int64_t started, size_t size, struct error *err)
{
	if (size <= OUTPUT_MAX && clock_mono_us() - started <= TIME_US_MAX)
		return 0;
	return error_set(err, ERR_LIMIT, "feel.regex_limit",
	    "the regular expression takes too long on this text");
}

int
regex_replace(struct regex *re, struct str s, struct str replacement,
    struct buf *out, struct error *err)
{
	size_t from = 0, to = 0, done = 0, start = out->len;
	int64_t started = clock_mono_us();
	int r;

	if (check_replacement(replacement, err) < 0 ||
	    refuse_empty(re, err) < 0)
		return -1;
	while ((r = search(re, s, &from, &to, err)) == 1 && to > from) {
		buf_str(out, str_sub(s, done, from - done));
		put_replacement(re, s, replacement, out);
		done = to;
		if (check_limits(started, out->len - start, err) < 0)
			return -1;
	}
	buf_str(out, str_sub(s, done, s.len));
	return r < 0 ? -1 : 0;
}

int
regex_split(struct regex *re, struct str s, struct arena *a,
    struct regex_parts *ret, struct error *err)
{
	VEC(struct str) parts = { 0 };
	size_t from = 0, to = 0, done = 0;
	int64_t started = clock_mono_us();
	int r;

	if (refuse_empty(re, err) < 0)
		return -1;
	while ((r = search(re, s, &from, &to, err)) == 1 && to > from) {
		vec_push(a, &parts, str_sub(s, done, from - done));
		done = to;
		if (check_limits(started, 0, err) < 0)
			return -1;
	}
	if (r < 0)
		return -1;
	vec_push(a, &parts, str_sub(s, done, s.len));
	ret->v = parts.v;
	ret->n = parts.n;
	return 0;
}
