/*
 * clock.c - the time.
 */
#include <time.h>

#include "base/banned.h"
#include "base/clock.h"

static int64_t	offset_us;

static int64_t
read_us(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
clock_now_us(void)
{
	return read_us(CLOCK_REALTIME) + offset_us;
}

int64_t
clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

void
clock_set_offset_us(int64_t us)
{
	offset_us = us;
}
