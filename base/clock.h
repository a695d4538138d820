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
/* Does something keep the clock of this machine right?  1, 0, or -errno when
 * the kernel does not say. */
int	clock_is_synchronised(void);
/* How far another clock, which said theirs_us between two readings of ours, is
 * ahead of it for certain: what the asking took may explain the rest. */
int64_t	clock_ahead_us(int64_t before_us, int64_t theirs_us, int64_t after_us);

#endif
