/*
 * test_regex.c - regular expressions of XPath.
 */
#include "tests/unit/tap.h"
#include "workflows/feel/regex.h"

/* 1, 0, -1 from matching, -2 if the pattern is refused. */
static int
matches(const char *text, const char *pattern, const char *flags)
{
	struct regex *re = regex_new(str_of(pattern), str_of(flags), NULL);
	int r = re == NULL ? -2 : regex_matches(re, str_of(text), NULL);

	regex_free(re);
	return r;
}

static void
test_matches(void)
{
	static const struct {
		const char *text, *pattern, *flags;
		int want;
	} c[] = {
		{ "abracadabra", "bra", "", 1 },
		{ "abracadabra", "^a.*a$", "", 1 },
		{ "abracadabra", "^bra", "", 0 },
		{ "a\nb", "a.b", "", 0 }, { "a\nb", "a.b", "s", 1 },
		{ "a\rb", "a.b", "", 0 },
		{ "x\nab\ny", "^ab$", "", 0 }, { "x\nab\ny", "^ab$", "m", 1 },
		{ "ab\n", "^$", "m", 0 }, { "ab\n", "b$", "", 0 },
		{ "HELLO", "hello", "i", 1 },
		{ "\xc3\x89t\xc3\xa9", "\xc3\xa9T\xc3\x89", "i", 1 },
		{ "helloworld", "hello world", "x", 1 },
		{ "hello world", "hello[ ]world", "x", 1 },
		{ "hello world", "hello\\ sworld", "x", 1 },
		{ "aa", "a { 2 }", "xx", 1 }, { "aab", "a +b", "x", 1 },
		{ "", "", "", 1 }, { "x", "", "", 1 }, { "ab", "a||c", "", 1 },
		{ "abab", "^(ab)\\1$", "", 1 },
		{ "abac", "^(ab)\\1$", "", 0 },
		{ "aa1", "^(a)\\11$", "", 1 },
		{ "b", "^(a)?b\\1$", "", 1 },
		{ "aXbc", "(?:a|x)Xb", "", 1 },
		{ "aaa", "^a{2}$", "", 0 }, { "aaa", "^a{2,}$", "", 1 },
		{ "aaa", "^a{1,2}?a$", "", 1 }, { "\\", "\\\\", "", 1 },
		{ "a.b", "a\\.b", "", 1 }, { "axb", "a\\.b", "", 0 },
		{ "a#b", "a#b", "", 1 }, { "a-b", "a-b", "", 1 },
		{ "*VERB", "\\*V", "", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		ok(matches(c[i].text, c[i].pattern, c[i].flags) == c[i].want,
		    "'%s' with flags '%s'", c[i].pattern, c[i].flags);
}

static void
test_classes(void)
{
	static const struct {
		const char *text, *pattern;
		int want;
	} c[] = {
		{ "e", "^[a-z-[aeiou]]$", 0 }, { "f", "^[a-z-[aeiou]]$", 1 },
		{ "5", "^[\\d-[0-4-[2]]]$", 1 },
		{ "2", "^[\\d-[0-4-[2]]]$", 1 },
		{ "3", "^[\\d-[0-4-[2]]]$", 0 },
		{ "_", "^[^a-z-[_]]$", 0 }, { "A", "^[^a-z-[_]]$", 1 },
		{ "-", "^[a-]$", 1 }, { "-", "^[-a]$", 1 },
		{ "^", "^[a^]$", 1 },
		{ "]", "^[\\]]$", 1 }, { "a", "^[\\w.]+$", 1 },
		{ "a.b", "^[\\w.]+$", 1 }, { "a b", "^[\\w.]+$", 0 },
		{ "a", "^[\\W\\S]$", 1 }, { " ", "^[^\\S]$", 1 },
		{ ".", "^[^\\w.]$", 0 }, { ",", "^[^\\w.]$", 1 },
		{ "\xd9\xa3", "^\\d$", 1 }, { "\xc3\xb1", "^\\w$", 1 },
		{ "\xc3\xb1", "^\\p{Ll}$", 1 }, { "\xc3\xb1", "^\\P{Ll}$", 0 },
		{ "\xce\xb1", "^\\p{IsGreek}$", 1 },
		{ "a", "^[\\P{IsGreek}]$", 1 },
		{ "\xce\xb1", "^[^\\P{IsGreek}]$", 1 },
		{ "xml:id", "^\\i\\c*$", 1 }, { "1a", "^\\i\\c*$", 0 },
		{ "<", "^[\\I]$", 1 }, { "a", "^\\C$", 0 },
		{ "\xe2\x82\xac", "^\\p{Sc}$", 1 },
		{ "\xf0\x9f\x90\x8e", "^.$", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		ok(matches(c[i].text, c[i].pattern, "") == c[i].want,
		    "'%s' on '%s'", c[i].pattern, c[i].text);
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"(", ")", "(a", "a)", "[", "[a", "[]", "[^]", "a]", "{", "}",
		"a{", "a{,3}", "a{3,1}", "a{1", "a{99999999}", "*", "+a", "?",
		"a**", "a*+", "a++", "a|*", "(?=a)", "(?!a)", "(?<=a)", "(?>a)",
		"(?i)a", "(?<n>a)", "(?#c)", "(*UTF)", "\\b", "\\A", "\\z",
		"\\Q", "\\x41", "\\u0041", "\\0", "\\1", "(a\\1)", "\\2(a)(b)",
		"\\", "\\p", "\\pL", "\\p{", "\\p{Xx}", "\\p{IsNowhere}",
		"\\p{Greek}", "[z-a]", "[a-\\d]", "[\\d-z]", "[a-z-9]",
		"[[:alpha:]]", "[a-[b]", "[a-[b]c]", "[\\1]", "a{2}{3}", "\xff",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(matches("a", bad[i], "") == -2, "refused: '%s'", bad[i]);
	ok(regex_new((struct str){ "[\0", 2 }, STR(""), NULL) == NULL,
	    "a NUL in an open class");
	ok(matches("a", "a", "g") == -2, "an unknown flag");
	ok(matches("a", "a", "ii") == 1, "a flag twice");
}

static void
test_limits(void)
{
	char long_text[200];
	struct error err = { 0 };
	struct regex *re;

	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	re = regex_new(STR("^(a+)+$"), STR(""), &err);
	long_text[150] = '!';
	ok(regex_matches(re, str_of(long_text), &err) == -1,
	    "backtracking without end is stopped");
	is_str(str_of(err.code), "feel.regex_limit", "and reported");
	regex_free(re);
	ok(regex_cached(STR("a"), STR(""), NULL) ==
	    regex_cached(STR("a"), STR(""), NULL), "the cache keeps");
	ok(regex_cached(STR("a"), STR("i"), NULL) !=
	    regex_cached(STR("a"), STR(""), NULL), "flags count");
	for (int i = 0; i < 200; i++) {
		snprintf(long_text, sizeof(long_text), "a{%d}", i + 1);
		(void)regex_cached(str_of(long_text), STR(""), NULL);
	}
	ok(regex_cached(STR("("), STR(""), NULL) == NULL, "no bad pattern");
}

static void
is_replaced(const char *text, const char *pattern, const char *replacement,
    const char *expected)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct regex *re = regex_cached(str_of(pattern), STR(""), NULL);

	if (re == NULL || regex_replace(re, str_of(text),
	    str_of(replacement), &out, NULL) < 0) {
		buf_reset(&out);
		buf_puts(&out, "error");
	}
	is_str(str_of(buf_cstr(&out)), expected, expected);
}

static void
test_replace(void)
{
	is_replaced("abracadabra", "bra", "*", "a*cada*");
	is_replaced("abracadabra", "a.*a", "*", "*");
	is_replaced("abracadabra", "a.*?a", "*", "*c*bra");
	is_replaced("abracadabra", "a", "", "brcdbr");
	is_replaced("abracadabra", "a(.)", "a$1$1", "abbraccaddabbra");
	is_replaced("AAAA", "A+", "b", "b");
	is_replaced("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3",
	    "(012) 345-6789");
	is_replaced("abc", "b", "[$0]", "a[b]c");
	is_replaced("abc", "(b)", "$12", "ab2c");
	is_replaced("abc", "b", "$1", "ac");
	is_replaced("abc", "b", "\\$\\\\", "a$\\c");
	is_replaced("abc", "(x)|b", "<$1>", "a<>c");
	is_replaced("abc", "b", "$", "error");
	is_replaced("abc", "b", "$x", "error");
	is_replaced("abc", "b", "\\n", "error");
	is_replaced("abc", "b", "\\", "error");
	is_replaced("abc", "x*", "-", "error");
	is_replaced("", "x", "-", "");
}

static void
is_split(const char *text, const char *pattern, const char *expected)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct regex *re = regex_cached(str_of(pattern), STR(""), NULL);
	struct regex_parts parts;

	if (re == NULL ||
	    regex_split(re, str_of(text), a, &parts, NULL) < 0) {
		is_str(STR("error"), expected, expected);
		return;
	}
	for (size_t i = 0; i < parts.n; i++) {
		buf_putc(&out, '|');
		buf_str(&out, parts.v[i]);
	}
	is_str(buf_view(&out), expected, expected);
}

int
main(void)
{
	test_matches();
	test_classes();
	test_refused();
	test_limits();
	test_replace();
	is_split("John Doe", "\\s", "|John|Doe");
	is_split("a;b;c;;", ";", "|a|b|c||");
	is_split("", ";", "|");
	is_split("a1b22c", "\\d+", "|a|b|c");
	is_split("abc", "", "error");
	return done_testing();
}
