/*
 * totp.h - time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 s).
 */
#ifndef SERVER_SECURITY_TOTP_H
#define SERVER_SECURITY_TOTP_H

#include <stdint.h>

#include "base/str.h"

#define TOTP_SECRET_SIZE	20
#define TOTP_STEP_S		30

/* The code of a step. */
uint32_t totp_code(const unsigned char secret[TOTP_SECRET_SIZE], int64_t step);
/* Check six digits against the step of now_us and one before and after it.
 * The step that matched, which must be later than last_step (a code works
 * once), or -1.  Takes the same time whichever matched. */
int64_t	totp_check(const unsigned char secret[TOTP_SECRET_SIZE],
	    struct str code, int64_t now_us, int64_t last_step);
/* RFC 4648 base 32 without padding, appended. */
void	totp_base32(const unsigned char secret[TOTP_SECRET_SIZE],
	    struct buf *out);

#endif
