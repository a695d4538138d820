/*
 * test_json.c - the JSON reader and writer.
 */
#include "base/json.h"
#include "tests/unit/tap.h"

static struct arena	*arena;
static struct error	 err;

static void
accepts(const char *text, const char *written)
{
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct json *j = json_parse(arena, str_of(text), &err);

	ok(j != NULL, "accepts %s", text);
	if (j != NULL) {
		jsonw_value(&w, j);
		is_str(buf_view(&out), written, "written again");
	}
	buf_done(&out);
}

static void
refuses(const char *text, const char *code)
{
	struct json *j = json_parse(arena, str_of(text), &err);

	ok(j == NULL, "refuses %s", text);
	is_str(str_of(err.code), code, "with the right code");
}

static void
test_depth(void)
{
	char deep[2 * (JSON_DEPTH_MAX + 1) + 1] = { 0 };

	memset(deep, '[', JSON_DEPTH_MAX + 1);
	memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	ok(json_parse(arena, str_of(deep), &err) == NULL &&
	    str_is(str_of(err.code), "json.depth"), "too deep");
	deep[2 * JSON_DEPTH_MAX + 1] = '\0';
	ok(json_parse(arena, str_of(deep + 1), &err) != NULL, "just so deep");
}

static void
test_many_members(void)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "{\"k0\":0");
	for (int i = 1; i < 100; i++)
		buf_printf(&b, ",\"k%d\":%d", i, i);
	buf_putc(&b, '}');
	ok(json_parse(arena, buf_view(&b), &err) != NULL, "100 members");
	b.p[b.len - 1] = ',';
	buf_puts(&b, "\"k7\":1}");
	ok(json_parse(arena, buf_view(&b), &err) == NULL &&
	    str_is(str_of(err.code), "json.duplicate"),
	    "a duplicate among many");
	buf_done(&b);
}

int
main(void)
{
	arena = arena_new();
	accepts(" {\"a\" : [1, 2.50, -0e+1, true, null]} ",
	    "{\"a\":[1,2.50,-0e+1,true,null]}");
	accepts("\"\\u00e9\\n\\ud83d\\ude00/\"", "\"é\\n😀/\"");
	accepts("[]", "[]");
	refuses("", "json.syntax");
	refuses("[1,]", "json.syntax");
	refuses("{\"a\":1,\"a\":2}", "json.duplicate");
	refuses("01", "json.trailing");
	refuses("1.", "json.number");
	refuses("\"\\ud800\"", "json.surrogate");
	refuses("\"\xff\"", "json.utf8");
	refuses("\"a\nb\"", "json.control");
	refuses("\"abc", "json.string");
	refuses("nul", "json.syntax");
	refuses("[1", "json.syntax");
	test_depth();
	test_many_members();
	(void)json_parse(arena, STR("{\n  \"a\": x\n}"), &err);
	ok(err.line == 2 && err.column == 8, "where it went wrong");
	arena_free(arena);
	return done_testing();
}
