/*
 * totp.c - `vinculo totp`: the one-time code of now.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "server/cli/command.h"
#include "server/security/totp.h"

extern const struct command command_totp;

/* RFC 4648 base 32; false when it is no secret of ours. */
static bool
decode(const char *text, unsigned char secret[TOTP_SECRET_SIZE])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned have = 0, bits = 0;
	size_t n = 0;

	for (; *text != '\0'; text++) {
		const char *d = strchr(digits, toupper((unsigned char)*text));

		if (d == NULL || n == TOTP_SECRET_SIZE)
			return false;
		have = have << 5 | (unsigned)(d - digits);
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			secret[n++] = (unsigned char)(have >> bits);
		}
	}
	return n == TOTP_SECRET_SIZE;
}

static int
totp_main(int argc, char **argv)
{
	unsigned char secret[TOTP_SECRET_SIZE];
	int64_t now_s = clock_now_us() / 1000000;

	if (argc != 2)
		return command_usage(&command_totp, "which secret?");
	if (!decode(argv[1], secret))
		return command_usage(&command_totp,
		    "a secret has 32 letters and digits (base 32)");
	printf("%06u\n", totp_code(secret, now_s / TOTP_STEP_S));
	(void)fprintf(stderr, "good for %d more seconds\n",
	    TOTP_STEP_S - (int)(now_s % TOTP_STEP_S));
	return 0;
}

const struct command command_totp = {
	.name = "totp",
	.summary = "print the one-time code of a secret",
	.help =
	    "usage: vinculo totp SECRET\n"
	    "\n"
	    "Prints the six digits that an authenticator app would show now\n"
	    "for a secret in base 32: for the demo's accounts and for tests.\n"
	    "A code works once.\n",
	.run = totp_main,
};
