/*
 * fuzz.h - for fuzz targets: a property that must hold for every input.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>

#include "base/str.h"

/* abort() is what libFuzzer reports. */
#define must(cond) ((cond) ? (void)0 : abort())

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cut the input at its first line feed: the line, and the rest in *rest. */
static inline struct str
fuzz_line(struct str s, struct str *rest)
{
	ptrdiff_t i = str_chr(s, '\n');

	*rest = i < 0 ? STR("") : str_sub(s, (size_t)i + 1, s.len);
	return i < 0 ? s : str_sub(s, 0, (size_t)i);
}

#endif
