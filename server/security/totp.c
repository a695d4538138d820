/*
 * totp.c - one-time passwords.
 */
#include <openssl/hmac.h>

#include "server/security/totp.h"

uint32_t
totp_code(const unsigned char secret[TOTP_SECRET_SIZE], int64_t step)
{
	unsigned char msg[8], mac[EVP_MAX_MD_SIZE];
	unsigned len = sizeof(mac), at;
	uint32_t v;

	for (int i = 0; i < 8; i++)
		msg[i] = (unsigned char)(step >> (56 - 8 * i));
	if (HMAC(EVP_sha1(), secret, TOTP_SECRET_SIZE, msg, sizeof(msg), mac,
	    &len) == NULL)
		abort();
	at = mac[len - 1] & 15;		/* RFC 4226, 5.3 */
	v = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	return v % 1000000;
}

int64_t
totp_check(const unsigned char secret[TOTP_SECRET_SIZE], struct str code,
    int64_t now_us, int64_t last_step)
{
	int64_t step = now_us / 1000000 / TOTP_STEP_S, given, found = -1;

	if (code.len != 6 || parse_int(code, 0, 999999, &given) < 0)
		return -1;
	for (int64_t s = step - 1; s <= step + 1; s++) {
		if (totp_code(secret, s) == (uint32_t)given && s > last_step)
			found = s;
	}
	return found;
}

void
totp_base32(const unsigned char secret[TOTP_SECRET_SIZE], struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	for (int bit = 0; bit < TOTP_SECRET_SIZE * 8; bit += 5) {
		unsigned two = (unsigned)secret[bit / 8] << 8;

		if (bit / 8 + 1 < TOTP_SECRET_SIZE)
			two |= secret[bit / 8 + 1];
		buf_putc(out, digits[two >> (11 - bit % 8) & 31]);
	}
}
