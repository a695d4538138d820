/*
 * fuzz_envelope.c - no bytes from the database may do more than be refused.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "server/security/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char key[AEAD_KEY] = { 42 };
	static const struct field_place field = { .table = 1, .column = 1 };
	static const struct dek_place dek = { .kind = 1, .gen = 1 };
	static const struct kek_place kek = { .purpose = 1 };
	static const struct root_key root = { .id = 1 };
	_cleanup_(buf_done) struct buf out = BUF_INIT, sealed = BUF_INIT;
	struct str bytes = { (const char *)data, size };
	unsigned char unwrapped[AEAD_KEY];

	(void)envelope_open(key, &field, bytes, &out);
	(void)dek_unwrap(key, &dek, bytes, unwrapped);
	(void)kek_unwrap(&root, &kek, bytes, unwrapped);
	/* What was sealed opens, whatever it is. */
	buf_reset(&out);
	envelope_seal(size % 2 ? AEAD_XAES256 : AEAD_XCHACHA20, key, 1, &field,
	    bytes, &sealed);
	assert(envelope_open(key, &field, buf_view(&sealed), &out) == 0);
	assert(str_eq(buf_view(&out), bytes));
	return 0;
}
