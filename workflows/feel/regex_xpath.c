/*
 * regex_xpath.c - the syntax of XPath's regular expressions, outside classes.
 *
 * Everything is checked here and written anew, so PCRE2 never sees a construct
 * of its own: no look around, no recursion, no verbs, no atomic groups.
 */
#include <ctype.h>

#include "workflows/feel/regex_impl.h"

#define GROUPS_MAX	99
#define NESTING_MAX	50
#define REPEAT_DIGITS	5

struct groups {
	int	 n;			/* capturing groups opened */
	bool	 closed[GROUPS_MAX + 1];
	int	 open[NESTING_MAX];	/* their numbers, 0: not capturing */
	int	 depth;
};

int
regex_bad(const struct regex_scan *sc, const char *what)
{
	error_set(sc->err, ERR_INVALID, "feel.regex_pattern",
	    "regular expression, character %zu: %s",
	    utf8_count(str_sub(sc->s, 0, sc->i)), what);
	return -1;
}

void
regex_literal(struct buf *out, uint32_t c)
{
	if (c < 0x80 && !isalnum((int)c) && c >= ' ')
		buf_putc(out, '\\');
	if (c < ' ')
		buf_printf(out, "\\x{%x}", c);
	else
		buf_utf8(out, c);
}

uint32_t
regex_escaped(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c != '\0' && strchr("\\|.?*+(){}-[]^$", c) != NULL ?
		    (unsigned char)c : 0;
	}
}

static bool
is_digit(const struct regex_scan *sc)
{
	return sc->i < sc->s.len && isdigit((unsigned char)sc->s.p[sc->i]);
}

/* \1, or \12 if there are so many groups. */
static int
scan_reference(struct regex_scan *sc, const struct groups *g, struct buf *out)
{
	int n = sc->s.p[sc->i++] - '0';

	while (is_digit(sc) && n * 10 + (sc->s.p[sc->i] - '0') <= g->n)
		n = n * 10 + (sc->s.p[sc->i++] - '0');
	if (n == 0 || n > g->n || !g->closed[n])
		return regex_bad(sc, "a reference to a group that is not "
		    "closed before it");
	buf_printf(out, "\\g{%d}", n);
	return 0;
}

static int
scan_escape(struct regex_scan *sc, const struct groups *g, struct buf *out)
{
	uint32_t c;
	int r;

	if (is_digit(sc))
		return scan_reference(sc, g, out);
	r = regex_class_escape(sc, out);
	if (r != 0)
		return r < 0 ? -1 : 0;
	c = regex_escaped(sc->s.p[sc->i++]);
	if (c == 0)
		return regex_bad(sc, "unknown escape");
	regex_literal(out, c);
	return 0;
}

static int
scan_count(struct regex_scan *sc, struct buf *out, int64_t *ret)
{
	size_t from = sc->i;

	while (is_digit(sc) && sc->i - from < REPEAT_DIGITS)
		sc->i++;
	if (parse_int(str_sub(sc->s, from, sc->i - from), 0, 65535, ret) < 0)
		return regex_bad(sc, "a repetition needs numbers up to 65535");
	buf_printf(out, "%d", (int)*ret);
	return 0;
}

/* After "{". */
static int
scan_braces(struct regex_scan *sc, struct buf *out)
{
	int64_t min, max;

	buf_putc(out, '{');
	if (scan_count(sc, out, &min) < 0)
		return -1;
	if (sc->i < sc->s.len && sc->s.p[sc->i] == ',') {
		sc->i++;
		buf_putc(out, ',');
		if (is_digit(sc)) {
			if (scan_count(sc, out, &max) < 0)
				return -1;
			if (max < min)
				return regex_bad(sc, "a repetition from more "
				    "to less");
		}
	}
	if (sc->i == sc->s.len || sc->s.p[sc->i] != '}')
		return regex_bad(sc, "a repetition without its closing brace");
	sc->i++;
	buf_putc(out, '}');
	return 0;
}

/* ?, *, +, {n,m}, each perhaps with ? for "as few as possible". */
static int
scan_quantifier(struct regex_scan *sc, struct buf *out)
{
	char c;

	c = sc->i < sc->s.len ? sc->s.p[sc->i] : '\0';
	if (c == '\0' || strchr("?*+{", c) == NULL)
		return 0;
	sc->i++;
	if (c != '{')
		buf_putc(out, c);
	else if (scan_braces(sc, out) < 0)
		return -1;
	if (sc->i < sc->s.len && sc->s.p[sc->i] == '?') {
		sc->i++;
		buf_putc(out, '?');
	}
	if (sc->i < sc->s.len && sc->s.p[sc->i] != '\0' &&
	    strchr("?*+{", sc->s.p[sc->i]) != NULL)
		return regex_bad(sc, "a repetition of a repetition");
	return 0;
}

static int
open_group(struct regex_scan *sc, struct groups *g, struct buf *out)
{
	if (g->depth == NESTING_MAX || g->n == GROUPS_MAX)
		return regex_bad(sc, "too many groups");
	if (sc->i < sc->s.len && sc->s.p[sc->i] == '?') {
		if (sc->i + 1 == sc->s.len || sc->s.p[sc->i + 1] != ':')
			return regex_bad(sc, "only (?: may follow (?");
		sc->i += 2;
		buf_puts(out, "(?:");
		g->open[g->depth++] = 0;
		return 0;
	}
	buf_putc(out, '(');
	g->open[g->depth++] = ++g->n;
	return 0;
}

static int
close_group(struct regex_scan *sc, struct groups *g, struct buf *out)
{
	if (g->depth == 0)
		return regex_bad(sc, "a parenthesis closes nothing");
	g->closed[g->open[--g->depth]] = true;
	buf_putc(out, ')');
	return scan_quantifier(sc, out);
}

/* Anything but groups and "|". */
static int
scan_atom(struct regex_scan *sc, const struct groups *g, struct buf *out)
{
	int32_t c = utf8_next(sc->s, &sc->i);
	int r = 0;

	switch (c) {
	case '\\':
		r = scan_escape(sc, g, out);
		break;
	case '[':
		r = regex_class(sc, out, 0);
		break;
	case '.':
		buf_puts(out, sc->dot_all ? "[\\s\\S]" : "[^\\n\\r]");
		break;
	case '^':
		buf_puts(out, sc->multi_line ? "^" : "\\A");
		break;
	case '$':
		buf_puts(out, sc->multi_line ? "$" : "\\z");
		break;
	case '?':
	case '*':
	case '+':
	case '{':
		return regex_bad(sc, "a repetition of nothing");
	case '}':
	case ']':
		return regex_bad(sc, "a closing bracket needs \\");
	default:
		if (c < 0)
			return regex_bad(sc, "the text is not UTF-8");
		regex_literal(out, (uint32_t)c);
		break;
	}
	return r < 0 ? -1 : scan_quantifier(sc, out);
}

void
regex_strip_space(struct str s, struct buf *out)
{
	bool escaped = false;
	int classes = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		if (classes == 0 &&
		    (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
			continue;
		buf_putc(out, c);
		if (!escaped && c == '[')
			classes++;
		else if (!escaped && c == ']' && classes > 0)
			classes--;
		escaped = !escaped && c == '\\';
	}
}

int
regex_translate(struct regex_scan *sc, struct buf *out)
{
	struct groups g = { 0 };
	int r = 0;

	while (r == 0 && sc->i < sc->s.len) {
		switch (sc->s.p[sc->i]) {
		case '(':
			sc->i++;
			r = open_group(sc, &g, out);
			break;
		case ')':
			sc->i++;
			r = close_group(sc, &g, out);
			break;
		case '|':
			sc->i++;
			buf_putc(out, '|');
			break;
		default:
			r = scan_atom(sc, &g, out);
			break;
		}
	}
	if (r == 0 && g.depth > 0)
		return regex_bad(sc, "a group without its parenthesis");
	return r;
}
