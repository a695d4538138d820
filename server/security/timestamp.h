/*
 * timestamp.h - time stamps of RFC 3161: what an authority says to have seen,
 * and when.
 *
 * The query has the SHA-256 of the data and asks for the authority's
 * certificates, so that a token can be checked years later against the
 * authority's root.
 */
#ifndef SERVER_SECURITY_TIMESTAMP_H
#define SERVER_SECURITY_TIMESTAMP_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#define TIMESTAMP_SIZE_MAX	65536

/* Add the DER of a query for this data to out. */
void	timestamp_query(struct str data, struct buf *out);
/* Check a reply: granted, for this data, signed by a certificate for time
 * stamping below those of ca_file (PEM).  -1 and err ("timestamp.refused",
 * "timestamp.wrong", "timestamp.ca"). */
int	timestamp_check(struct str reply, struct str data, const char *ca_file,
	    int64_t *ret_time_s, struct error *err);

#endif
