/*
 * ad.c - put parts and numbers together.
 */
#include <assert.h>

#include "server/security/ad.h"

void
ad_put_uint(unsigned char *p, size_t width, uint32_t v)
{
	for (size_t i = width; i-- > 0; v >>= 8)
		p[i] = (unsigned char)v;
}

uint32_t
ad_get_uint(const char *p, size_t width)
{
	uint32_t v = 0;

	for (size_t i = 0; i < width; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

void
ad_add(struct ad *ad, const void *p, size_t n)
{
	assert(ad->len + 2 + n <= sizeof(ad->b));
	ad_put_uint(ad->b + ad->len, 2, (uint32_t)n);
	memcpy(ad->b + ad->len + 2, p, n);
	ad->len += 2 + n;
}

void
ad_uuid(struct ad *ad, const struct uuid *u)
{
	ad_add(ad, u->b, sizeof(u->b));
}

void
ad_uint(struct ad *ad, size_t width, uint32_t v)
{
	unsigned char b[4];

	assert(width <= sizeof(b));
	ad_put_uint(b, width, v);
	ad_add(ad, b, width);
}

struct str
ad_view(const struct ad *ad)
{
	return (struct str){ (const char *)ad->b, ad->len };
}
