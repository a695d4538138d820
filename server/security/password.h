/*
 * password.h - passwords of staff: argon2id over a peppered value.
 *
 * The caller has keyd turn the password into 32 peppered bytes first, so a
 * stolen database is no use for guessing.  Hashing takes tens of milliseconds
 * and 64 MiB: call these on a work thread.
 */
#ifndef SERVER_SECURITY_PASSWORD_H
#define SERVER_SECURITY_PASSWORD_H

#include "base/error.h"

#define PASSWORD_PEPPERED_SIZE	32
#define PASSWORD_HASH_SIZE	128	/* of the PHC string, with its NUL */
#define PASSWORD_LEN_MIN	14
#define PASSWORD_LEN_MAX	256

/* What others know of who chooses a password. */
struct password_context {
	struct str	login, name, tenant;
};

/* Is it long, and not soon guessed by who knows its context?  -1 and err (field
 * "/password"). */
int	password_check_strength(struct str password,
	    const struct password_context *c, struct error *err);
/* 0, or -ENOMEM. */
int	password_hash(const unsigned char peppered[PASSWORD_PEPPERED_SIZE],
	    char out[PASSWORD_HASH_SIZE]);
/* Compare; hash NULL takes as long as a real one and is false. */
bool	password_matches(const unsigned char peppered[PASSWORD_PEPPERED_SIZE],
	    const char *hash);
/* Was it made with weaker parameters than password_hash() uses now? */
bool	password_is_outdated(const char *hash);

#endif
