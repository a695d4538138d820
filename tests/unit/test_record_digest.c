/*
 * test_record_digest.c - which sealed values an event wrote, and their digest.
 */
#include <sodium.h>

#include "server/security/record_digest.h"
#include "tests/unit/tap.h"

static struct record_digest_place
at(uint16_t table, uint16_t column, int row)
{
	struct record_digest_place p = { .table = table, .column = column };

	memset(p.row.b, row, sizeof(p.row.b));
	return p;
}

static void
add(struct buf *list, struct record_digest_place place, const char *envelope)
{
	record_digest_add(list, &place, str_of(envelope));
}

/* Against another implementation of SHA-256, byte by byte. */
static void
test_entry(void)
{
	unsigned char want[RECORD_DIGEST_ENTRY] = { 0x01, 0x02, 0x03, 0x04 };
	unsigned char digest[32], wanted[32];
	_cleanup_(buf_done) struct buf list = BUF_INIT;

	add(&list, at(0x0102, 0x0304, 0x55), "abc");
	memset(want + 4, 0x55, 16);
	(void)crypto_hash_sha256(want + 20, (const unsigned char *)"abc", 3);
	ok(list.len == sizeof(want) && memcmp(list.p, want,
	    sizeof(want)) == 0, "an entry as documented");
	ok(want[20] == 0xba && want[51] == 0xad,
	    "with the SHA-256 of FIPS 180");
	record_digest_of(buf_view(&list), digest);
	(void)crypto_hash_sha256(wanted, want, sizeof(want));
	ok(memcmp(digest, wanted, 32) == 0, "the digest is that of the list");
}

static void
test_gone(void)
{
	static const char zeros[32];
	unsigned char digest[32];
	_cleanup_(buf_done) struct buf list = BUF_INIT;

	record_digest_of(buf_view(&list), digest);
	ok(memcmp(digest, zeros, 32) == 0, "nothing written: all zero");
	add(&list, at(1, 1, 1), NULL);
	ok(memcmp(list.p + 20, zeros, 32) == 0, "taken away: a hash of zeros");
	record_digest_of(buf_view(&list), digest);
	ok(memcmp(digest, zeros, 32) != 0, "which is something, too");
}

static void
test_order(void)
{
	unsigned char one[32], other[32];
	_cleanup_(buf_done) struct buf a = BUF_INIT, b = BUF_INIT;

	for (int i = 0; i < 300; i++)
		add(&a, at((uint16_t)(i % 7), (uint16_t)(i % 5), i % 11),
		    i < 299 ? "x" : "last");
	for (int i = 299; i >= 0; i--)
		add(&b, at((uint16_t)(i % 7), (uint16_t)(i % 5), i % 11),
		    "x");
	add(&b, at(299 % 7, 299 % 5, 299 % 11), "last");
	record_digest_sort(&a);
	record_digest_sort(&b);
	record_digest_of(buf_view(&a), one);
	record_digest_of(buf_view(&b), other);
	ok(memcmp(one, other, 32) == 0, "the order of adding does not matter");
	ok(a.len == 300 * RECORD_DIGEST_ENTRY && b.len == a.len,
	    "300 places are 300 entries, that of two writes once");
	a.len = b.len = 0;
	add(&a, at(1, 1, 1), "first");
	add(&a, at(1, 1, 1), "second");
	add(&b, at(1, 1, 1), "second");
	add(&b, at(1, 1, 1), "first");
	record_digest_sort(&a);
	record_digest_sort(&b);
	ok(a.len == RECORD_DIGEST_ENTRY && memcmp(a.p, b.p, a.len) != 0,
	    "of two writes of one place the last stays");
}

/* Everything that can differ shows. */
static void
test_differs(void)
{
	static const struct {
		const char	*what;
		uint16_t	 table, column;
		int		 row;
		const char	*envelope;
	} t[] = {
		{ "table", 2, 1, 1, "x" }, { "column", 1, 2, 1, "x" },
		{ "row", 1, 1, 2, "x" }, { "value", 1, 1, 1, "y" },
		{ "nothing there", 1, 1, 1, NULL },
		{ "an empty value", 1, 1, 1, "" },
	};
	unsigned char one[32], other[32];
	_cleanup_(buf_done) struct buf list = BUF_INIT;

	add(&list, at(1, 1, 1), "x");
	record_digest_of(buf_view(&list), one);
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		list.len = 0;
		add(&list, at(t[i].table, t[i].column, t[i].row),
		    t[i].envelope);
		record_digest_of(buf_view(&list), other);
		ok(memcmp(one, other, 32) != 0, "another %s, another digest",
		    t[i].what);
	}
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_entry();
	test_gone();
	test_order();
	test_differs();
	return done_testing();
}
