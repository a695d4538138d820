/*
 * test_cbor.c - canonical CBOR is read, and nothing else.
 */
#include <errno.h>
#include <string.h>

#include <sodium.h>

#include "server/security/cbor.h"
#include "tests/unit/tap.h"

#define BYTES_MAX 64

/* The bytes of hexadecimal digits. */
static struct str
bytes_of(const char *hex, unsigned char out[BYTES_MAX])
{
	size_t n = 0;

	if (sodium_hex2bin(out, BYTES_MAX, hex, strlen(hex), " ", &n,
	    NULL) != 0)
		abort();
	return (struct str){ (const char *)out, n };
}

/* What RFC 8949, appendix A, lists and CTAP2 allows. */
static void
test_accepted(void)
{
	static const char *const good[] = {
		"00", "01", "0a", "17", "1818", "1819", "1864", "1903e8",
		"1a000f4240", "1b000000e8d4a51000", "1bffffffffffffffff",
		"3bffffffffffffffff", "20", "29", "3863", "3903e7",
		"f4", "f5", "f6", "40", "4401020304", "60", "6161",
		"6449455446", "62225c", "62c3bc", "63e6b0b4", "64f0908591",
		"80", "83010203", "8301820203820405", "a0", "a201020304",
		"a26161016162820203", "826161a161626163",
		"a56161614161626142616361436164614461656145",
		"98190102030405060708090a0b0c0d0e0f101112131415161718181819",
		/* keys: positive, negative, short text, longer text */
		"a4 01 00 20 00 6162 00 626161 00",
		"81818180", "a1 01 a1 01 a1 01 a0",
	};
	unsigned char b[BYTES_MAX];

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct str s = bytes_of(good[i], b);
		size_t len = 0;

		ok(cbor_check(s, &len) == 0 && len == s.len, "%s", good[i]);
	}
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"",
		/* longer than needed */
		"1817", "190018", "1900ff", "1a0000ffff", "1b00000000ffffffff",
		"3817", "5803010203", "590003010203", "7803616263",
		"980101", "b8010102",
		/* indefinite lengths and their end */
		"5f42010243030405ff", "7f657374726561646d696e67ff", "9fff",
		"9f018202039f0405ffff", "bf61610161629f0203ffff", "ff", "1f",
		/* reserved */
		"1c", "1d", "1e", "fc", "fd", "fe",
		/* tags, numbers with a point, other simple values */
		"c074323031332d30332d32315432303a30343a30305a", "c11a514b67b0",
		"f90000", "fa47c35000", "fb3ff199999999999a", "f7", "f0",
		"f818", "f8ff", "f814", "e0",
		/* keys twice, out of order, or of no use */
		"a2 01 00 01 00", "a2 02 00 01 00", "a2 20 00 01 00",
		"a2 6161 00 6161 01", "a2 6162 00 6161 01",
		"a2 626161 00 6162 00", "a1 80 00", "a1 a0 00", "a1 4101 00",
		"a1 f5 00",
		/* not UTF-8 */
		"61ff", "62c0af", "63eda080",
		/* cut short */
		"18", "19 03", "1a000f42", "1b000000e8d4a510", "44010203",
		"62c3", "81", "8201", "a1", "a101", "a2010203", "828101",
		/* more elements than bytes */
		"9bffffffffffffffff", "bbffffffffffffffff",
		"5bffffffffffffffff", "bb8000000000000001 00 00",
		"9a00ffffff 00",
		/* deeper than four */
		"8181818180", "a101a101a101a101a0",
	};
	unsigned char b[BYTES_MAX];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		size_t len = 77;

		ok(cbor_check(bytes_of(bad[i], b), &len) < 0 && len == 77,
		    "not %s", bad[i]);
	}
}

/* Every beginning of a whole is none itself. */
static void
test_truncated(void)
{
	unsigned char b[BYTES_MAX];
	struct str s = bytes_of("a3 63666d74 646e6f6e65 6761747453746d74 a0 "
	    "686175746844617461 4401020304", b);
	size_t len, wrong = 0;

	for (size_t n = 0; n < s.len; n++)
		wrong += cbor_check(str_sub(s, 0, n), &len) == 0;
	ok(wrong == 0, "no beginning of an attestation object passes");
	ok(cbor_check(s, &len) == 0 && len == s.len, "the whole does");
}

static void
test_size(void)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	size_t len;

	buf_add(&b, "\x59\x3f\xfd", 3);
	for (int i = 0; i < 0x3ffd; i++)
		buf_putc(&b, 'x');
	ok(cbor_check(buf_view(&b), &len) == 0 && len == CBOR_SIZE_MAX,
	    "16 KiB");
	b.p[2] = (char)0xfe;
	buf_putc(&b, 'x');
	ok(cbor_check(buf_view(&b), &len) == -E2BIG, "no byte more");
}

static void
test_reading(void)
{
	unsigned char b[BYTES_MAX];
	struct cbor c = { bytes_of("a2 01 8202 03 20 6161 00", b), 0 };
	struct cbor_item item;
	struct str whole;

	ok(cbor_next(&c, &item) == 0 && item.type == CBOR_MAP && item.n == 2,
	    "a map of two");
	ok(cbor_next(&c, &item) == 0 && cbor_is(&item, 1) &&
	    !cbor_is(&item, -2), "the key 1");
	ok(cbor_skip(&c, &whole) == 0 && whole.len == 3 &&
	    memcmp(whole.p, "\x82\x02\x03", 3) == 0, "its array, stepped over");
	ok(cbor_next(&c, &item) == 0 && cbor_is(&item, -1), "the key -1");
	ok(cbor_next(&c, &item) == 0 && item.type == CBOR_TEXT &&
	    str_is(item.bytes, "a"), "its text");
	ok(cbor_next(&c, &item) == 0 && cbor_is(&item, 0), "what is behind");
	ok(cbor_next(&c, &item) < 0, "and there is no more");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_accepted();
	test_refused();
	test_truncated();
	test_size();
	test_reading();
	return done_testing();
}
