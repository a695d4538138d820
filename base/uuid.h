/*
 * uuid.h - time-ordered identifiers, UUID version 7 (RFC 9562, 5.7).
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "base/str.h"

#define UUID_TEXT_LEN	36

struct uuid {
	unsigned char	b[16];
};

/* A new one; later calls of one process sort after earlier ones. */
struct uuid uuid_new(void);
/* Lower case with hyphens; out holds UUID_TEXT_LEN + 1 bytes. */
void	uuid_format(struct uuid u, char *out);
/* The canonical 36-character form only, either case; -EINVAL. */
int	uuid_parse(struct str s, struct uuid *ret);
/* All zero: nobody's, none. */
bool	uuid_is_zero(struct uuid u);

#endif
