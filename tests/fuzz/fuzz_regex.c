/*
 * fuzz_regex.c - a pattern, flags, a replacement and a text, a line each: never
 * an error of PCRE2's own compiler, never a hang, pieces that make up the text.
 */
#include "tests/fuzz/fuzz.h"
#include "workflows/feel/regex.h"

static void
check_pieces(struct regex *re, struct str text)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct regex_parts parts;
	const char *end = text.p;

	if (regex_split(re, text, a, &parts, NULL) < 0)
		return;
	must(parts.n >= 1);
	for (size_t i = 0; i < parts.n; i++) {
		must(parts.v[i].p >= end);
		end = parts.v[i].p + parts.v[i].len;
	}
	must(end == text.p + text.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str rest = { (const char *)data, size };
	struct str pattern = fuzz_line(rest, &rest);
	struct str flags = fuzz_line(rest, &rest);
	struct str replacement = fuzz_line(rest, &rest);
	struct regex *re;

	if (size > 512)
		return 0;
	re = regex_new(pattern, flags, NULL);
	if (re == NULL)
		return 0;
	(void)regex_matches(re, rest, NULL);
	if (regex_replace(re, rest, replacement, &out, NULL) == 0 &&
	    utf8_valid(rest) && utf8_valid(replacement))
		must(utf8_valid(buf_view(&out)));
	check_pieces(re, rest);
	regex_free(re);
	return 0;
}
