/*
 * regex_class.c - character classes of XML Schema (part 2, appendix F).
 *
 * What PCRE2 cannot say inside brackets - complements of sets, classes minus
 * classes - becomes an alternation or a look ahead around the class.
 */
#include <ctype.h>

#include "base/mem.h"
#include "workflows/feel/regex_impl.h"

#define DEPTH_MAX	16

#define SPACE	" \\t\\n\\r"
#define WORDLESS "\\p{P}\\p{Z}\\p{C}"
/* XML 1.0, fifth edition: NameStartChar and NameChar. */
#define NAME_START							\
	":A-Z_a-z\\x{c0}-\\x{d6}\\x{d8}-\\x{f6}\\x{f8}-\\x{2ff}"	\
	"\\x{370}-\\x{37d}\\x{37f}-\\x{1fff}\\x{200c}-\\x{200d}"	\
	"\\x{2070}-\\x{218f}\\x{2c00}-\\x{2fef}\\x{3001}-\\x{d7ff}"	\
	"\\x{f900}-\\x{fdcf}\\x{fdf0}-\\x{fffd}\\x{10000}-\\x{effff}"
#define NAME_CHAR							\
	NAME_START "\\-.0-9\\x{b7}\\x{300}-\\x{36f}\\x{203f}-\\x{2040}"

/* A set between brackets, or the complement of one. */
struct set {
	const char	*text;
	bool		 negative;
};

static const struct block {
	const char	*name;
	uint32_t	 first, last;
} blocks[] = {
	{ "BasicLatin", 0x0, 0x7f }, { "Latin-1Supplement", 0x80, 0xff },
	{ "LatinExtended-A", 0x100, 0x17f },
	{ "LatinExtended-B", 0x180, 0x24f },
	{ "IPAExtensions", 0x250, 0x2af },
	{ "SpacingModifierLetters", 0x2b0, 0x2ff },
	{ "CombiningDiacriticalMarks", 0x300, 0x36f },
	{ "Greek", 0x370, 0x3ff }, { "GreekandCoptic", 0x370, 0x3ff },
	{ "Cyrillic", 0x400, 0x4ff }, { "Armenian", 0x530, 0x58f },
	{ "Hebrew", 0x590, 0x5ff }, { "Arabic", 0x600, 0x6ff },
	{ "Syriac", 0x700, 0x74f }, { "Thaana", 0x780, 0x7bf },
	{ "Devanagari", 0x900, 0x97f }, { "Bengali", 0x980, 0x9ff },
	{ "Gurmukhi", 0xa00, 0xa7f }, { "Gujarati", 0xa80, 0xaff },
	{ "Oriya", 0xb00, 0xb7f }, { "Tamil", 0xb80, 0xbff },
	{ "Telugu", 0xc00, 0xc7f }, { "Kannada", 0xc80, 0xcff },
	{ "Malayalam", 0xd00, 0xd7f }, { "Sinhala", 0xd80, 0xdff },
	{ "Thai", 0xe00, 0xe7f }, { "Lao", 0xe80, 0xeff },
	{ "Tibetan", 0xf00, 0xfff }, { "Myanmar", 0x1000, 0x109f },
	{ "Georgian", 0x10a0, 0x10ff }, { "HangulJamo", 0x1100, 0x11ff },
	{ "Ethiopic", 0x1200, 0x137f }, { "Cherokee", 0x13a0, 0x13ff },
	{ "Khmer", 0x1780, 0x17ff }, { "Mongolian", 0x1800, 0x18af },
	{ "LatinExtendedAdditional", 0x1e00, 0x1eff },
	{ "GreekExtended", 0x1f00, 0x1fff },
	{ "GeneralPunctuation", 0x2000, 0x206f },
	{ "SuperscriptsandSubscripts", 0x2070, 0x209f },
	{ "CurrencySymbols", 0x20a0, 0x20cf },
	{ "CombiningMarksforSymbols", 0x20d0, 0x20ff },
	{ "LetterlikeSymbols", 0x2100, 0x214f },
	{ "NumberForms", 0x2150, 0x218f }, { "Arrows", 0x2190, 0x21ff },
	{ "MathematicalOperators", 0x2200, 0x22ff },
	{ "MiscellaneousTechnical", 0x2300, 0x23ff },
	{ "BoxDrawing", 0x2500, 0x257f }, { "BlockElements", 0x2580, 0x259f },
	{ "GeometricShapes", 0x25a0, 0x25ff },
	{ "MiscellaneousSymbols", 0x2600, 0x26ff },
	{ "Dingbats", 0x2700, 0x27bf },
	{ "CJKSymbolsandPunctuation", 0x3000, 0x303f },
	{ "Hiragana", 0x3040, 0x309f }, { "Katakana", 0x30a0, 0x30ff },
	{ "Bopomofo", 0x3100, 0x312f },
	{ "CJKUnifiedIdeographs", 0x4e00, 0x9fff },
	{ "HangulSyllables", 0xac00, 0xd7a3 },
	{ "PrivateUse", 0xe000, 0xf8ff },
	{ "AlphabeticPresentationForms", 0xfb00, 0xfb4f },
	{ "ArabicPresentationForms-A", 0xfb50, 0xfdff },
	{ "HalfwidthandFullwidthForms", 0xff00, 0xffef },
	{ "Specials", 0xfff0, 0xfffd }, { "OldItalic", 0x10300, 0x1032f },
	{ "Gothic", 0x10330, 0x1034f },
	{ "MusicalSymbols", 0x1d100, 0x1d1ff },
	{ "MathematicalAlphanumericSymbols", 0x1d400, 0x1d7ff },
};

static bool
set_of_letter(char c, struct set *ret)
{
	static const struct {
		char c;
		struct set set;
	} sets[] = {
		{ 's', { SPACE, false } }, { 'S', { SPACE, true } },
		{ 'd', { "\\p{Nd}", false } }, { 'D', { "\\P{Nd}", false } },
		{ 'w', { WORDLESS, true } }, { 'W', { WORDLESS, false } },
		{ 'i', { NAME_START, false } }, { 'I', { NAME_START, true } },
		{ 'c', { NAME_CHAR, false } }, { 'C', { NAME_CHAR, true } },
	};

	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		if (sets[i].c == c) {
			*ret = sets[i].set;
			return true;
		}
	return false;
}

static bool
is_category(struct str s)
{
	static const char *const letters[] = {
		"Lultmo", "Mnce", "Ndlo", "Pcdseifo", "Zslp", "Smcko", "Ccfon",
	};

	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (s.len >= 1 && s.len <= 2 && s.p[0] == letters[i][0])
			return s.len == 1 ||
			    strchr(letters[i] + 1, s.p[1]) != NULL;
	return false;
}

static const struct block *
find_block(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++)
		if (str_is(name, blocks[i].name))
			return &blocks[i];
	return NULL;
}

/* {Lu} or {IsGreek}; the text of the set goes to `store`. */
static int
scan_property(struct regex_scan *sc, bool negative, struct buf *store,
    struct set *ret)
{
	const struct block *b;
	struct str name;
	size_t from = sc->i + 1;

	if (sc->i == sc->s.len || sc->s.p[sc->i] != '{')
		return regex_bad(sc, "a property needs braces, as in \\p{Lu}");
	while (sc->i < sc->s.len && sc->s.p[sc->i] != '}')
		sc->i++;
	if (sc->i == sc->s.len)
		return regex_bad(sc, "a property without its closing brace");
	name = str_sub(sc->s, from, sc->i++ - from);
	ret->negative = false;
	if (is_category(name)) {
		buf_printf(store, "\\%c{%.*s}", negative ? 'P' : 'p',
		    STR_ARG(name));
	} else {
		b = str_starts(name, "Is") ?
		    find_block(str_sub(name, 2, name.len)) : NULL;
		if (b == NULL)
			return regex_bad(sc, "unknown property");
		buf_printf(store, "\\x{%x}-\\x{%x}", b->first, b->last);
		ret->negative = negative;
	}
	ret->text = buf_cstr(store);
	return 1;
}

/* After a backslash, as regex_class_escape(). */
static int
scan_set(struct regex_scan *sc, struct buf *store, struct set *ret)
{
	char c;

	if (sc->i == sc->s.len)
		return regex_bad(sc, "a backslash at the end");
	c = sc->s.p[sc->i];
	if (set_of_letter(c, ret)) {
		sc->i++;
		return 1;
	}
	if (c != 'p' && c != 'P')
		return 0;
	sc->i++;
	return scan_property(sc, c == 'P', store, ret);
}

int
regex_class_escape(struct regex_scan *sc, struct buf *out)
{
	_cleanup_(buf_done) struct buf store = BUF_INIT;
	struct set set = { NULL, false };
	int r = scan_set(sc, &store, &set);

	if (r == 1)
		buf_printf(out, "[%s%s]", set.negative ? "^" : "", set.text);
	return r;
}

/* What was read of a class. */
struct class {
	bool		 negative;
	bool		 empty;
	struct buf	 simple;	/* inside [] */
	struct buf	 others;	/* |[^...] for each complement */
	struct buf	 minus;		/* the class subtracted */
};

static void
class_done(struct class *c)
{
	buf_done(&c->simple);
	buf_done(&c->others);
	buf_done(&c->minus);
}

/* One character, literal or escaped.  1, 0 for a set (added to the class), or
 * -1 and err. */
static int
scan_char(struct regex_scan *sc, struct class *c, uint32_t *ret)
{
	_cleanup_(buf_done) struct buf store = BUF_INIT;
	struct set set = { NULL, false };
	int32_t ch = sc->i < sc->s.len ? utf8_next(sc->s, &sc->i) : -1;
	int r;

	if (ch < 0)
		return regex_bad(sc, "a class without its closing bracket");
	if (ch == '[' || ch == ']')
		return regex_bad(sc, "a bracket inside a class needs \\");
	*ret = (uint32_t)ch;
	if (ch != '\\')
		return 1;
	if ((r = scan_set(sc, &store, &set)) < 0)
		return -1;
	if (r == 0) {
		*ret = regex_escaped(sc->s.p[sc->i++]);
		return *ret != 0 ? 1 : regex_bad(sc, "unknown escape");
	}
	if (set.negative)
		buf_printf(&c->others, "|[^%s]", set.text);
	else
		buf_puts(&c->simple, set.text);
	return 0;
}

static char
peek(const struct regex_scan *sc, size_t ahead)
{
	return sc->i + ahead < sc->s.len ? sc->s.p[sc->i + ahead] : '\0';
}

/* A character, a range or a set. */
static int
scan_item(struct regex_scan *sc, struct class *c)
{
	bool is_escape = peek(sc, 0) == '\\';
	uint32_t first = 0, last = 0;
	int r = scan_char(sc, c, &first);

	if (r <= 0)
		return r;
	if (first == '-' && !is_escape && !c->empty && peek(sc, 0) != ']' &&
	    !(peek(sc, 0) == '-' && peek(sc, 1) == '['))
		return regex_bad(sc, "a hyphen inside a class needs \\");
	regex_literal(&c->simple, first);
	if (peek(sc, 0) != '-' || peek(sc, 1) == ']' || peek(sc, 1) == '[')
		return 0;
	sc->i++;
	if (peek(sc, 0) == '-')
		return regex_bad(sc, "a range ends with a hyphen");
	r = scan_char(sc, c, &last);
	if (r == 0 || (r > 0 && last < first))
		return regex_bad(sc, "a range in the wrong order");
	if (r < 0)
		return -1;
	buf_putc(&c->simple, '-');
	regex_literal(&c->simple, last);
	return 0;
}

static void
put_class(const struct class *c, struct buf *out)
{
	if (c->minus.len > 0)
		buf_printf(out, "(?:(?!%s)", buf_cstr(&c->minus));
	if (c->others.len == 0)
		buf_printf(out, "[%s%s]", c->negative ? "^" : "",
		    buf_cstr(&c->simple));
	else if (c->simple.len == 0)
		buf_printf(out, c->negative ? "(?:(?!%s)[\\s\\S])" :
		    "(?:%s)", buf_cstr(&c->others) + 1);
	else
		buf_printf(out, c->negative ? "(?:(?![%s]%s)[\\s\\S])" :
		    "(?:[%s]%s)", buf_cstr(&c->simple), buf_cstr(&c->others));
	if (c->minus.len > 0)
		buf_putc(out, ')');
}

int
regex_class(struct regex_scan *sc, struct buf *out, int depth)
{
	_cleanup_(class_done) struct class c = { .empty = true };

	if (depth > DEPTH_MAX)
		return regex_bad(sc, "classes nested too deeply");
	if (peek(sc, 0) == '^') {
		c.negative = true;
		sc->i++;
	}
	for (; peek(sc, 0) != ']' || c.empty; c.empty = false) {
		if (!c.empty && peek(sc, 0) == '-' && peek(sc, 1) == '[') {
			sc->i += 2;
			if (regex_class(sc, &c.minus, depth + 1) < 0)
				return -1;
			if (peek(sc, 0) != ']')
				return regex_bad(sc, "a subtraction must end "
				    "its class");
			break;
		}
		if (scan_item(sc, &c) < 0)
			return -1;
	}
	sc->i++;
	put_class(&c, out);
	return 0;
}
