/*
 * rate.h - token buckets: how often may this be asked?
 *
 * Buckets are found by a key (an address, an account) and kept per process in
 * a table of fixed size; when it is full the oldest bucket is forgotten.
 */
#ifndef SERVER_SECURITY_RATE_H
#define SERVER_SECURITY_RATE_H

#include <stdbool.h>

#include "base/str.h"

struct rate;

/* At most burst at once, refilled at per_minute. */
struct rate	*rate_new(int burst, int per_minute);
void		 rate_free(struct rate *r);
/* Take one; false when there is none left. */
bool		 rate_take(struct rate *r, struct str key);

#endif
