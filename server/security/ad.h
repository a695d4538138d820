/*
 * ad.h - additional data of the sealed formats: parts with their lengths.
 *
 * Each part has its length (u16) before it, so that no two lists of parts look
 * alike.  Numbers are big-endian.
 */
#ifndef SERVER_SECURITY_AD_H
#define SERVER_SECURITY_AD_H

#include "base/str.h"
#include "base/uuid.h"

#define AD_MAX 200

struct ad {
	unsigned char	 b[AD_MAX];
	size_t		 len;
};

void	ad_add(struct ad *ad, const void *p, size_t n);
void	ad_uuid(struct ad *ad, const struct uuid *u);
/* A number of so many bytes, at most 4. */
void	ad_uint(struct ad *ad, size_t width, uint32_t v);
struct str ad_view(const struct ad *ad);

/* Numbers in headers, the same way. */
void	 ad_put_uint(unsigned char *p, size_t width, uint32_t v);
uint32_t ad_get_uint(const char *p, size_t width);

#endif
