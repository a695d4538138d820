/*
 * search.c - declarations of variables to search by, and their keys.
 *
 * Text is its own key.  A number is 0.DIGITS * 10^EXPONENT: its sign, the
 * exponent with an offset, the digits; of one below zero all figures are
 * turned round, with an end that is above every figure.  What comes right after
 * a key, and before all others above it, is the key and byte 1, which is in
 * none.
 */
#include <assert.h>

#include "workflows/bpmn/search.h"

#define EXPONENT_OFFSET	10000		/* decimal128: 6145 at most */
#define EXPONENT_MAX	99999
#define NEXT		"\1"
#define ABOVE_ALL	"\xf4\x8f\xbf\xbf"	/* U+10FFFF */

static const char *const type_names[] = {
	[BPMN_SEARCH_TEXT] = "text", [BPMN_SEARCH_NUMBER] = "number",
	[BPMN_SEARCH_DATE] = "date", [BPMN_SEARCH_BOOLEAN] = "boolean",
};

const char *
bpmn_search_type_name(enum bpmn_search_type type)
{
	return type_names[type];
}

enum bpmn_search_type
bpmn_search_type_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(type_names); i++) {
		if (str_is(name, type_names[i]))
			return (enum bpmn_search_type)i;
	}
	return BPMN_SEARCH_TYPES;
}

/* ------------------------------------------------------------ declarations */

static int
parse_one(struct str part, struct bpmn_search *ret, struct error *err)
{
	ptrdiff_t colon = str_chr(part, ':');
	struct str name = colon < 0 ? part : str_sub(part, 0, (size_t)colon);
	struct str type = colon < 0 ? STR("text") :
	    str_trim(str_sub(part, (size_t)colon + 1, part.len));

	*ret = (struct bpmn_search){ str_trim(name),
		bpmn_search_type_of(type) };
	if (ret->type == BPMN_SEARCH_TYPES)
		return error_set(err, ERR_INVALID, "bpmn.search",
		    "'%.*s' is no type to search by: text, number, date or "
		    "boolean", STR_ARG(type));
	if (ret->name.len == 0 || ret->name.len > BPMN_SEARCH_KEY_MAX)
		return error_set(err, ERR_INVALID, "bpmn.search",
		    "a variable to search by needs a name of at most %d bytes",
		    BPMN_SEARCH_KEY_MAX);
	return 0;
}

int
bpmn_search_parse(struct str text, struct bpmn_search *ret, struct error *err)
{
	int n = 0;

	while (text.len > 0) {
		ptrdiff_t comma = str_chr(text, ',');
		size_t len = comma < 0 ? text.len : (size_t)comma;

		if (n == BPMN_SEARCH_MAX)
			return error_set(err, ERR_LIMIT, "bpmn.search",
			    "more than %d variables to search by",
			    BPMN_SEARCH_MAX);
		if (parse_one(str_sub(text, 0, len), &ret[n], err) < 0)
			return -1;
		for (int i = 0; i < n; i++) {
			if (str_eq(ret[i].name, ret[n].name))
				return error_set(err, ERR_INVALID,
				    "bpmn.search", "'%.*s' is there twice",
				    STR_ARG(ret[n].name));
		}
		n++;
		text = str_sub(text, len + 1, text.len);
	}
	return n;
}

/* -------------------------------------------------------------------- keys */

/* A number above zero as 0.DIGITS * 10^*exponent; how many digits. */
static size_t
digits_of(struct dec128 x, char *digits, int *exponent)
{
	char buf[DEC128_TEXT_SIZE];
	struct str s = dec128_text(x, buf);
	bool is_fraction = false;
	size_t n = 0;

	*exponent = 0;
	for (size_t i = 0; i < s.len; i++) {
		int64_t e;

		if (s.p[i] == 'e') {
			if (parse_int(str_sub(s, i + (s.p[i + 1] == '+') + 1,
			    s.len), -EXPONENT_OFFSET, EXPONENT_OFFSET,
			    &e) == 0)
				*exponent += (int)e;
			break;
		}
		if (s.p[i] == '.') {
			is_fraction = true;
			continue;
		}
		if (n > 0 || s.p[i] != '0')
			digits[n++] = s.p[i];
		if (n > 0 && !is_fraction)
			++*exponent;
		if (n == 0 && is_fraction)
			--*exponent;
	}
	while (n > 0 && digits[n - 1] == '0')
		n--;
	return n;
}

static void
number_key(struct dec128 x, struct buf *out)
{
	bool is_negative = dec128_is_negative(x);
	char digits[DEC128_TEXT_SIZE];
	int exponent;
	size_t n;

	if (dec128_is_zero(x)) {
		buf_putc(out, '1');
		return;
	}
	n = digits_of(dec128_abs(x), digits, &exponent);
	exponent += EXPONENT_OFFSET;
	buf_printf(out, "%c%05d", is_negative ? '0' : '2', is_negative ?
	    EXPONENT_MAX - exponent : exponent);
	for (size_t i = 0; i < n; i++)
		buf_putc(out, is_negative ? (char)('9' - digits[i] + '0') :
		    digits[i]);
	if (is_negative)
		buf_putc(out, '~');
}

static bool
text_key(struct str s, struct buf *out)
{
	if (s.len == 0 || s.len > BPMN_SEARCH_KEY_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.p[i] < ' ')
			return false;
	}
	buf_str(out, s);
	return true;
}

/* Forms give dates as text. */
static bool
day_of(struct feel_value v, struct civil *ret)
{
	struct temporal_datetime t;

	if (v.kind == FEEL_DATE)
		*ret = v.date;
	else if (v.kind == FEEL_DATE_TIME)
		*ret = v.date_time->date;
	else if (v.kind == FEEL_STRING && temporal_parse_datetime(v.string, &t))
		*ret = t.date;
	else if (v.kind != FEEL_STRING || !temporal_parse_date(v.string, ret))
		return false;
	return ret->year >= 0 && ret->year <= 9999;
}

bool
bpmn_search_key(enum bpmn_search_type type, struct feel_value v,
    struct buf *out)
{
	struct civil day;

	switch (type) {
	case BPMN_SEARCH_TEXT:
		return v.kind == FEEL_STRING && text_key(v.string, out);
	case BPMN_SEARCH_NUMBER:
		if (v.kind != FEEL_NUMBER)
			return false;
		number_key(v.number, out);
		return true;
	case BPMN_SEARCH_DATE:
		if (!day_of(v, &day))
			return false;
		buf_printf(out, "%04d-%02u-%02u", (int)day.year, day.month,
		    day.day);
		return true;
	case BPMN_SEARCH_BOOLEAN:
		if (v.kind != FEEL_BOOLEAN)
			return false;
		buf_puts(out, v.boolean ? "true" : "false");
		return true;
	case BPMN_SEARCH_TYPES:
		break;
	}
	return false;
}

/* -------------------------------------------------------------- conditions */

static bool
literal_key(enum bpmn_search_type type, struct str text, struct buf *out)
{
	struct feel_value v = { .kind = FEEL_STRING, .string = text };

	if (type == BPMN_SEARCH_NUMBER) {
		v.kind = FEEL_NUMBER;
		if (dec128_parse(text, &v.number) < 0)
			return false;
	} else if (type == BPMN_SEARCH_BOOLEAN) {
		v.kind = FEEL_BOOLEAN;
		v.boolean = str_is(text, "true");
		if (!v.boolean && !str_is(text, "false"))
			return false;
	}
	return bpmn_search_key(type, v, out);
}

static bool
is_operator(enum bpmn_search_type type, struct str operator)
{
	if (str_is(operator, "starts"))
		return type == BPMN_SEARCH_TEXT;
	return str_is(operator, "eq") || (type != BPMN_SEARCH_BOOLEAN &&
	    (str_is(operator, "lt") || str_is(operator, "le") ||
	    str_is(operator, "gt") || str_is(operator, "ge")));
}

int
bpmn_search_range(struct arena *a, enum bpmn_search_type type,
    struct str operator, struct str text, struct bpmn_search_range *ret,
    struct error *err)
{
	_cleanup_(buf_done) struct buf buf = BUF_INIT;
	struct str key, next;

	assert(type < BPMN_SEARCH_TYPES);
	if (!is_operator(type, operator))
		return error_set(err, ERR_INVALID, "search.operator",
		    "a %s cannot be compared by '%.*s'", type_names[type],
		    STR_ARG(operator));
	if (!literal_key(type, text, &buf))
		return error_set(err, ERR_INVALID, "search.value",
		    "'%.*s' is no %s", STR_ARG(text), type_names[type]);
	key = arena_str(a, buf_view(&buf));
	next = arena_printf(a, "%.*s" NEXT, STR_ARG(key));
	*ret = (struct bpmn_search_range){ STR(""), STR(ABOVE_ALL) };
	if (str_is(operator, "eq") || str_is(operator, "ge") ||
	    str_is(operator, "starts"))
		ret->low = key;
	if (str_is(operator, "gt"))
		ret->low = next;
	if (str_is(operator, "eq") || str_is(operator, "le"))
		ret->high = next;
	if (str_is(operator, "lt"))
		ret->high = key;
	if (str_is(operator, "starts"))
		ret->high = arena_printf(a, "%.*s" ABOVE_ALL, STR_ARG(key));
	return 0;
}
