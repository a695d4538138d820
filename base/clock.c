/*
 * clock.c - the time.
 */
#include <errno.h>
#include <sys/timex.h>
#include <time.h>

#include "base/banned.h"
#include "base/clock.h"

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
	return read_us(CLOCK_REALTIME);
}

int64_t
clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int
clock_is_synchronised(void)
{
	struct timex t = { .modes = 0 };	/* only ask */

	if (adjtimex(&t) < 0)
		return -errno;
	return !(t.status & STA_UNSYNC);
}

int64_t
clock_ahead_us(int64_t before_us, int64_t theirs_us, int64_t after_us)
{
	if (theirs_us > after_us)
		return theirs_us - after_us;
	return theirs_us < before_us ? theirs_us - before_us : 0;
}
