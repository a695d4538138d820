/*
 * uuid.c - UUIDv7: 48 bits of milliseconds, a 12-bit counter, 62 random bits.
 *
 * The counter makes ids of one process and millisecond sort in the order they
 * were made; when it runs over, the time is borrowed from the future.
 */
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/uuid.h"

#define COUNTER_MAX 0xfff

struct uuid
uuid_new(void)
{
	static _Thread_local uint64_t last_ms;
	static _Thread_local unsigned counter;
	uint64_t ms = (uint64_t)clock_now_us() / 1000;
	struct uuid u;

	if (ms > last_ms) {
		last_ms = ms;
		counter = randombytes_uniform(COUNTER_MAX / 4);
	} else if (counter++ == COUNTER_MAX) {
		last_ms++;
		counter = 0;
	}
	randombytes_buf(u.b, sizeof(u.b));
	for (int i = 0; i < 6; i++)
		u.b[i] = (unsigned char)(last_ms >> (40 - 8 * i));
	u.b[6] = (unsigned char)(0x70 | counter >> 8);
	u.b[7] = (unsigned char)counter;
	u.b[8] = (unsigned char)(0x80 | (u.b[8] & 0x3f));
	return u;
}

void
uuid_format(struct uuid u, char *out)
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = hex[u.b[i] >> 4];
		*out++ = hex[u.b[i] & 15];
	}
	*out = '\0';
}

int
uuid_parse(struct str s, struct uuid *ret)
{
	struct uuid u;
	size_t at = 0;

	if (s.len != UUID_TEXT_LEN)
		return -EINVAL;
	for (int i = 0; i < 16; i++) {
		int hi, lo;

		if ((i == 4 || i == 6 || i == 8 || i == 10) &&
		    s.p[at++] != '-')
			return -EINVAL;
		hi = hex_digit(s.p[at++]);
		lo = hex_digit(s.p[at++]);
		if (hi < 0 || lo < 0)
			return -EINVAL;
		u.b[i] = (unsigned char)(hi << 4 | lo);
	}
	*ret = u;
	return 0;
}

bool
uuid_is_zero(struct uuid u)
{
	static const struct uuid zero;

	return memcmp(u.b, zero.b, sizeof(u.b)) == 0;
}
