/*
 * clock.h - the time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z. */
int64_t	clock_now_us(void);
/* Microseconds of a clock that never jumps: for deadlines. */
int64_t	clock_mono_us(void);

#endif
