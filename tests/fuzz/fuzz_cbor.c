/*
 * fuzz_cbor.c - what is read as canonical CBOR is what writing it again gives.
 */
#include <stdlib.h>

#include "server/security/cbor.h"
#include "tests/fuzz/fuzz.h"

static void
put_head(struct buf *out, enum cbor_type type, uint64_t n)
{
	int size = n < 24 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 :
	    n < 0x100000000 ? 4 : 8;
	int info = size == 0 ? (int)n : size == 1 ? 24 : size == 2 ? 25 :
	    size == 4 ? 26 : 27;

	buf_putc(out, (char)(type << 5 | (unsigned)info));
	for (int i = size - 1; i >= 0; i--)
		buf_putc(out, (char)(n >> (8 * i)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(buf_done) struct buf again = BUF_INIT;
	struct str in = { (const char *)data, size }, whole;
	struct cbor c, skip = { in, 0 };
	size_t len;

	if (cbor_check(in, &len) < 0) {
		must(cbor_skip(&skip, &whole) < 0);
		return 0;
	}
	must(len > 0 && len <= size);
	must(cbor_skip(&skip, &whole) == 0 && skip.at == len);
	must(str_eq(whole, str_sub(in, 0, len)));
	c = (struct cbor){ whole, 0 };
	while (c.at < len) {
		struct cbor_item item;

		must(cbor_next(&c, &item) == 0);
		put_head(&again, item.type, item.n);
		buf_str(&again, item.bytes);
	}
	must(str_eq(buf_view(&again), whole));
	/* One byte less is not whole. */
	must(cbor_check(str_sub(in, 0, len - 1), &len) < 0);
	return 0;
}
