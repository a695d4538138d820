/*
 * fuzz_witness.c - what strangers send about checkpoints: requests to a
 * witness, its lines, replies of a time stamp authority.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "server/security/timestamp.h"
#include "server/security/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char dir[] = "/tmp/vinculo-fuzz.XXXXXX";
	static struct note_key log;
	static struct witness *w;
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str bytes = { (const char *)data, size };
	struct merkle_hash root;
	struct error err;
	uint64_t n;
	int64_t time_s;

	if (w == NULL) {
		if (mkdtemp(dir) == NULL ||
		    note_key_load(dir, NOTE_LOG, &log, &err) < 0)
			abort();
		w = witness_new(dir, &log, &err);
		if (w == NULL)
			abort();
	}
	(void)witness_add(w, bytes, 0, &out);
	(void)note_open(&log, bytes, &n, &root);
	(void)note_cosigned(witness_key(w), bytes, bytes, &time_s);
	(void)timestamp_check(bytes, STR("x"), "/nonexistent", &time_s, &err);
	return 0;
}
