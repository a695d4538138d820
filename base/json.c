/*
 * json.c - a strict recursive-descent JSON reader.
 */
#include <errno.h>

#include "base/json.h"
#include "base/map.h"

/* From this many members on, duplicates are looked for in a hash map. */
#define MEMBERS_SCAN_MAX 16

struct parser {
	struct arena	*arena;
	struct str	 text;
	size_t		 at;
	int		 depth;
	struct error	*err;
};

static int
fail(struct parser *p, const char *code, const char *msg)
{
	int line = 1, column = 1;

	for (size_t i = 0; i < p->at && i < p->text.len; i++) {
		column++;
		if (p->text.p[i] == '\n') {
			line++;
			column = 1;
		}
	}
	(void)error_set(p->err, ERR_INVALID, code, "%s at line %d, column %d",
	    msg, line, column);
	return error_at(p->err, line, column);
}

static int
peek(const struct parser *p)
{
	return p->at < p->text.len ? (unsigned char)p->text.p[p->at] : -1;
}

static void
skip_space(struct parser *p)
{
	int c;

	while ((c = peek(p)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		p->at++;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
skip_digits(struct parser *p)
{
	size_t start = p->at;

	while (is_digit(peek(p)))
		p->at++;
	return p->at > start;
}

static int
parse_number(struct parser *p, struct json *ret)
{
	size_t start = p->at;
	bool good;

	if (peek(p) == '-')
		p->at++;
	if (peek(p) == '0') {
		p->at++;
		good = true;
	} else {
		good = skip_digits(p);
	}
	if (good && peek(p) == '.') {
		p->at++;
		good = skip_digits(p);
	}
	if (good && (peek(p) == 'e' || peek(p) == 'E')) {
		p->at++;
		if (peek(p) == '+' || peek(p) == '-')
			p->at++;
		good = skip_digits(p);
	}
	if (!good)
		return fail(p, "json.number", "malformed number");
	ret->type = JSON_NUMBER;
	ret->text = str_sub(p->text, start, p->at - start);
	return 0;
}

static int
parse_hex4(struct parser *p, uint32_t *ret)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		int c = peek(p);

		if (is_digit(c))
			v = v * 16 + (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v * 16 + (uint32_t)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			v = v * 16 + (uint32_t)(c - 'A') + 10;
		else
			return fail(p, "json.escape", "malformed \\u escape");
		p->at++;
	}
	*ret = v;
	return 0;
}

/* After "\u": one code point, from two escapes if it is a surrogate pair. */
static int
parse_unicode(struct parser *p, struct buf *out)
{
	uint32_t hi, lo;

	if (parse_hex4(p, &hi) < 0)
		return -1;
	if (hi >= 0xd800 && hi <= 0xdbff) {
		if (!str_starts(str_sub(p->text, p->at, 2), "\\u"))
			return fail(p, "json.surrogate", "unpaired surrogate");
		p->at += 2;
		if (parse_hex4(p, &lo) < 0)
			return -1;
		if (lo < 0xdc00 || lo > 0xdfff)
			return fail(p, "json.surrogate", "unpaired surrogate");
		hi = 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
	} else if (hi >= 0xdc00 && hi <= 0xdfff) {
		return fail(p, "json.surrogate", "unpaired surrogate");
	}
	buf_utf8(out, hi);
	return 0;
}

static int
parse_escape(struct parser *p, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	int c = peek(p);
	const char *at;

	p->at++;
	if (c == 'u')
		return parse_unicode(p, out);
	at = c <= 0 ? NULL : strchr(from, c);
	if (at == NULL)
		return fail(p, "json.escape", "unknown escape");
	buf_putc(out, to[at - from]);
	return 0;
}

/* Move past bytes that stand for themselves. */
static int
skip_plain(struct parser *p)
{
	int c;

	while ((c = peek(p)) != '"' && c != '\\') {
		if (c < 0)
			return fail(p, "json.string", "unterminated string");
		if (c < 0x20)
			return fail(p, "json.control",
			    "control character in a string");
		if (c < 0x80)
			p->at++;
		else if (utf8_next(p->text, &p->at) < 0)
			return fail(p, "json.utf8", "invalid UTF-8");
	}
	return 0;
}

static int
parse_string(struct parser *p, struct str *ret)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	size_t start = ++p->at;

	if (skip_plain(p) < 0)
		return -1;
	if (peek(p) == '"') {		/* nothing to decode: point at it */
		*ret = str_sub(p->text, start, p->at++ - start);
		return 0;
	}
	for (;;) {
		buf_str(&out, str_sub(p->text, start, p->at - start));
		if (peek(p) == '"')
			break;
		p->at++;
		if (parse_escape(p, &out) < 0)
			return -1;
		start = p->at;
		if (skip_plain(p) < 0)
			return -1;
	}
	p->at++;
	*ret = arena_str(p->arena, buf_view(&out));
	return 0;
}

static int parse_value(struct parser *p, struct json *ret);

/* After an element: true to go on, false at the end, -1 on error. */
static int
more(struct parser *p, char end)
{
	skip_space(p);
	if (peek(p) == ',') {
		p->at++;
		return 1;
	}
	if (peek(p) != end)
		return fail(p, "json.syntax", end == ']' ?
		    "expected ',' or ']'" : "expected ',' or '}'");
	p->at++;
	return 0;
}

static int
parse_array(struct parser *p, struct json *ret)
{
	VEC(struct json) items = { 0 };
	int r = 1;

	p->at++;
	skip_space(p);
	if (peek(p) == ']') {
		p->at++;
		r = 0;
	}
	while (r > 0) {
		struct json item;

		if (parse_value(p, &item) < 0)
			return -1;
		vec_push(p->arena, &items, item);
		r = more(p, ']');
	}
	ret->type = JSON_ARRAY;
	ret->items = items.v;
	ret->n = items.n;
	return r;
}

struct members {
	VEC(struct json_member) list;
	struct map	*seen;		/* NULL while there are few */
};

static int
add_member(struct parser *p, struct members *m, struct json_member member)
{
	bool twice = false;

	if (m->seen == NULL && m->list.n == MEMBERS_SCAN_MAX) {
		m->seen = map_new(p->arena);
		for (size_t i = 0; i < m->list.n; i++)
			map_put(m->seen, m->list.v[i].key, m);
	}
	if (m->seen != NULL) {
		twice = map_get(m->seen, member.key) != NULL;
		map_put(m->seen, member.key, m);
	} else {
		for (size_t i = 0; i < m->list.n; i++)
			twice |= str_eq(m->list.v[i].key, member.key);
	}
	if (twice)
		return fail(p, "json.duplicate", "duplicate key");
	vec_push(p->arena, &m->list, member);
	return 0;
}

static int
parse_member(struct parser *p, struct members *members)
{
	struct json_member m;

	skip_space(p);
	if (peek(p) != '"')
		return fail(p, "json.syntax", "expected a key");
	if (parse_string(p, &m.key) < 0)
		return -1;
	skip_space(p);
	if (peek(p) != ':')
		return fail(p, "json.syntax", "expected ':'");
	p->at++;
	if (parse_value(p, &m.value) < 0)
		return -1;
	return add_member(p, members, m);
}

static int
parse_object(struct parser *p, struct json *ret)
{
	struct members members = { 0 };
	int r = 1;

	p->at++;
	skip_space(p);
	if (peek(p) == '}') {
		p->at++;
		r = 0;
	}
	while (r > 0) {
		if (parse_member(p, &members) < 0)
			return -1;
		r = more(p, '}');
	}
	ret->type = JSON_OBJECT;
	ret->members = members.list.v;
	ret->n = members.list.n;
	return r;
}

static int
parse_word(struct parser *p, struct json *ret)
{
	static const struct {
		const char	*word;
		enum json_type	 type;
		bool		 value;
	} words[] = {
		{ "null", JSON_NULL, false },
		{ "true", JSON_BOOL, true },
		{ "false", JSON_BOOL, false },
	};
	struct str rest = str_sub(p->text, p->at, 5);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!str_starts(rest, words[i].word))
			continue;
		ret->type = words[i].type;
		ret->boolean = words[i].value;
		p->at += strlen(words[i].word);
		return 0;
	}
	return fail(p, "json.syntax", "expected a value");
}

static int
parse_nested(struct parser *p, struct json *ret)
{
	int r;

	if (p->depth == JSON_DEPTH_MAX)
		return fail(p, "json.depth", "nested too deeply");
	p->depth++;
	r = peek(p) == '{' ? parse_object(p, ret) : parse_array(p, ret);
	p->depth--;
	return r;
}

static int
parse_value(struct parser *p, struct json *ret)
{
	int c;

	*ret = (struct json){ .type = JSON_NULL };
	skip_space(p);
	c = peek(p);
	if (c == '{' || c == '[')
		return parse_nested(p, ret);
	if (c == '"') {
		ret->type = JSON_STRING;
		return parse_string(p, &ret->text);
	}
	if (c == '-' || is_digit(c))
		return parse_number(p, ret);
	return parse_word(p, ret);
}

struct json *
json_parse(struct arena *a, struct str text, struct error *err)
{
	struct parser p = { .arena = a, .text = text, .err = err };
	struct json *ret = arena_new_of(a, struct json);

	if (parse_value(&p, ret) < 0)
		return NULL;
	skip_space(&p);
	if (p.at != text.len) {
		(void)fail(&p, "json.trailing", "text after the value");
		return NULL;
	}
	return ret;
}

const struct json *
json_get_str(const struct json *j, struct str key)
{
	if (j == NULL || j->type != JSON_OBJECT)
		return NULL;
	for (size_t i = 0; i < j->n; i++) {
		if (str_eq(j->members[i].key, key))
			return &j->members[i].value;
	}
	return NULL;
}

const struct json *
json_get(const struct json *j, const char *key)
{
	return json_get_str(j, str_of(key));
}

struct str
json_string(const struct json *j, const char *key, struct str fallback)
{
	const struct json *v = json_get(j, key);

	return v != NULL && v->type == JSON_STRING ? v->text : fallback;
}

int
json_int(const struct json *j, const char *key, int64_t min, int64_t max,
    int64_t *ret, struct error *err)
{
	const struct json *v = json_get(j, key);

	if (v == NULL)
		return 0;
	if (v->type != JSON_NUMBER || parse_int(v->text, min, max, ret) < 0)
		return error_set_field(err, "json.integer", str_of(key),
		    "%s must be a whole number from %lld to %lld", key,
		    (long long)min, (long long)max);
	return 0;
}

bool
json_is_true(const struct json *j, const char *key)
{
	const struct json *v = json_get(j, key);

	return v != NULL && v->type == JSON_BOOL && v->boolean;
}
