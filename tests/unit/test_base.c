/*
 * test_base.c - arena, map, uuid, xml, clocks.
 */
#include <errno.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/uuid.h"
#include "base/xml.h"
#include "tests/unit/tap.h"

static void
test_arena(void)
{
	struct arena *a = arena_new();
	char *first = arena_alloc(a, 100);
	struct str s;

	memset(first, 'x', 100);
	for (int i = 0; i < 1000; i++)
		memset(arena_alloc(a, 1000), i, 1000);
	ok(first[99] == 'x', "blocks do not overlap");
	ok(arena_used(a) >= 1000100, "use is counted");
	s = arena_printf(a, "%d-%s", 7, "seven");
	is_str(s, "7-seven", "printf");
	arena_reset(a);
	ok(arena_used(a) == 0, "reset");
	arena_free(a);
}

static void
test_map(void)
{
	struct arena *a = arena_new();
	struct map *m = map_new(a);
	int values[500];

	ok(map_get(m, STR("x")) == NULL, "empty");
	for (int i = 0; i < 500; i++)
		map_put(m, arena_printf(a, "key%d", i), &values[i]);
	ok(map_count(m) == 500, "count");
	ok(map_get(m, STR("key321")) == &values[321], "found among many");
	map_put(m, STR("key321"), &values[1]);
	ok(map_get(m, STR("key321")) == &values[1], "replaced");
	is_str(map_entries(m)[3].key, "key3", "insertion order");
	arena_free(a);
}

static void
test_uuid(void)
{
	char a[UUID_TEXT_LEN + 1], b[UUID_TEXT_LEN + 1];
	bool sorted = true;
	struct uuid u;

	uuid_format(uuid_new(), a);
	for (int i = 0; i < 10000; i++) {
		uuid_format(uuid_new(), b);
		sorted &= strcmp(a, b) < 0;
		memcpy(a, b, sizeof(a));
	}
	ok(sorted, "ids sort in the order they were made");
	ok(a[14] == '7' && strchr("89ab", a[19]) != NULL, "version 7, variant");
	ok(uuid_parse(str_of(a), &u) == 0, "parses");
	uuid_format(u, b);
	is_str(str_of(b), a, "and back");
	ok(uuid_parse(STR("0190"), &u) < 0, "too short");
}

static void
refuses_xml(const char *text, const char *code)
{
	struct error err = { 0 };
	xmlDoc *doc = xml_parse(str_of(text), &err);

	ok(doc == NULL, "refuses %.40s", text);
	is_str(str_of(err.code), code, "with the right code");
	xml_freep(&doc);
}

static void
test_xml(void)
{
	struct error err = { 0 };
	struct buf text = BUF_INIT;
	xmlDoc *doc = xml_parse(
	    STR("<a xmlns='urn:x' k='1 &amp; 2'>hi<b/><c>x</c></a>"), &err);
	xmlNode *root = xmlDocGetRootElement(doc);

	is_str(xml_attr(root, "k"), "1 & 2", "attribute");
	ok(xml_attr(root, "none").p == NULL, "absent attribute");
	ok(xml_is(xml_first(root), "urn:x", "b"), "first child");
	ok(xml_child(root, "c") == xml_next(xml_first(root)), "child by name");
	xml_text(root, &text);
	is_str(buf_view(&text), "hi", "own text only");
	xml_freep(&doc);
	refuses_xml("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "xml.doctype");
	refuses_xml("<a><b></a>", "xml.syntax");
	buf_reset(&text);
	for (int i = 0; i < 200; i++)
		buf_puts(&text, "<a>");
	for (int i = 0; i < 200; i++)
		buf_puts(&text, "</a>");
	refuses_xml(text.p, "xml.depth");
	buf_done(&text);
}

static void
test_clock(void)
{
	int synchronised;

	ok(clock_ahead_us(10, 15, 20) == 0, "the asking explains it");
	ok(clock_ahead_us(10, 10, 20) == 0 && clock_ahead_us(10, 20, 20) == 0,
	    "up to its ends");
	ok(clock_ahead_us(10, 25, 20) == 5, "ahead");
	ok(clock_ahead_us(10, 3, 20) == -7, "behind");
	synchronised = clock_is_synchronised();
	ok(synchronised == 0 || synchronised == 1 || synchronised == -EPERM,
	    "the kernel answers, or may not be asked");
}

int
main(void)
{
	test_arena();
	test_map();
	test_uuid();
	test_xml();
	test_clock();
	return done_testing();
}
