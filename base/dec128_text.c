/*
 * dec128_text.c - decimals from and to text.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>

#include "base/dec128_impl.h"

#define PLAIN_MAX	80	/* longer texts get an exponent */
#define EXPONENT_MAX	100000	/* enough that the value is 0 or too large */
#define KEEP_DIGITS	36

struct scan {
	struct str	 s;
	size_t		 i;
	u128		 c;
	int64_t		 exponent;
	int		 n;		/* significant digits in c */
	bool		 sticky;	/* later digits were not all zero */
};

static bool
is_digit(const struct scan *sc)
{
	return sc->i < sc->s.len && isdigit((unsigned char)sc->s.p[sc->i]);
}

static size_t
scan_digits(struct scan *sc, bool fraction)
{
	size_t from = sc->i;

	for (; is_digit(sc); sc->i++) {
		int digit = sc->s.p[sc->i] - '0';
		if (sc->n == KEEP_DIGITS) {
			sc->sticky |= digit != 0;
			sc->exponent += !fraction;
			continue;
		}
		sc->c = sc->c * 10 + (unsigned)digit;
		sc->n += sc->c != 0;
		sc->exponent -= fraction;
	}
	return sc->i - from;
}

static int
scan_exponent(struct scan *sc)
{
	bool negative = false;
	int64_t e = 0;

	if (sc->i == sc->s.len || (sc->s.p[sc->i] | 32) != 'e')
		return 0;
	sc->i++;
	if (sc->i < sc->s.len &&
	    (sc->s.p[sc->i] == '+' || sc->s.p[sc->i] == '-'))
		negative = sc->s.p[sc->i++] == '-';
	if (!is_digit(sc))
		return -EINVAL;
	for (; is_digit(sc); sc->i++)
		if (e < EXPONENT_MAX)
			e = e * 10 + (sc->s.p[sc->i] - '0');
	sc->exponent += negative ? -e : e;
	return 0;
}

int
dec128_parse(struct str s, struct dec128 *ret)
{
	struct scan sc = { .s = s };
	struct dec128_parts p;
	struct dec128 x;
	size_t whole, part = 0;

	if (s.len > 0 && s.p[0] == '-')
		sc.i++;
	whole = scan_digits(&sc, false);
	if (sc.i < s.len && s.p[sc.i] == '.') {
		sc.i++;
		if ((part = scan_digits(&sc, true)) == 0)
			return -EINVAL;
	}
	if (whole + part == 0 || scan_exponent(&sc) < 0 || sc.i != s.len)
		return -EINVAL;
	if (sc.exponent > EXPONENT_MAX)
		sc.exponent = EXPONENT_MAX;
	if (sc.exponent < -EXPONENT_MAX)
		sc.exponent = -EXPONENT_MAX;
	p = (struct dec128_parts){
		.c = sc.c,
		.exponent = (int)sc.exponent,
		.negative = s.p[0] == '-',
	};
	x = dec128_pack(p, sc.sticky);
	if (!dec128_ok(x))
		return -ERANGE;
	*ret = x;
	return 0;
}

/* The digits of c, most significant first; returns how many. */
static int
put_digits(u128 c, char *out)
{
	char text[40] = "";
	int n = 0;

	while (c != 0) {
		uint64_t part = (uint64_t)(c % dec128_pow10(19));
		c /= dec128_pow10(19);
		for (int i = 0; c != 0 ? i < 19 : part != 0; i++) {
			text[n++] = (char)('0' + part % 10);
			part /= 10;
		}
	}
	for (int i = 0; i < n; i++)
		out[i] = text[n - 1 - i];
	return n;
}

static size_t
put_plain(char *out, const char *digits, int n, int exponent)
{
	size_t len = 0;
	int point = n + exponent;	/* digits before the point */

	if (exponent >= 0) {
		memcpy(out, digits, (size_t)n);
		memset(out + n, '0', (size_t)exponent);
		return (size_t)point;
	}
	if (point <= 0) {
		memset(out, '0', (size_t)(2 - point));
		out[1] = '.';
		len = (size_t)(2 - point);
		memcpy(out + len, digits, (size_t)n);
		return len + (size_t)n;
	}
	memcpy(out, digits, (size_t)point);
	out[point] = '.';
	memcpy(out + point + 1, digits + point, (size_t)(n - point));
	return (size_t)n + 1;
}

static size_t
put_scientific(char *out, const char *digits, int n, int exponent)
{
	size_t len = 0;

	while (n > 1 && digits[n - 1] == '0') {
		n--;
		exponent++;
	}
	out[len++] = digits[0];
	if (n > 1) {
		out[len++] = '.';
		memcpy(out + len, digits + 1, (size_t)(n - 1));
		len += (size_t)(n - 1);
	}
	return len + (size_t)snprintf(out + len, 8, "e%+d", exponent + n - 1);
}

struct str
dec128_text(struct dec128 x, char *out)
{
	struct dec128_parts p;
	char digits[40] = "";
	size_t len = 0;
	int n;

	assert(dec128_ok(x));
	p = dec128_unpack(x);
	if (p.c == 0) {
		memcpy(out, "0", 2);
		return (struct str){ out, 1 };
	}
	n = put_digits(p.c, digits);
	assert(n > 0 && n <= DEC128_DIGITS);
	while (p.exponent < 0 && digits[n - 1] == '0') {
		n--;
		p.exponent++;
	}
	if (p.negative)
		out[len++] = '-';
	if (p.exponent > PLAIN_MAX - n || p.exponent < 3 - PLAIN_MAX)
		len += put_scientific(out + len, digits, n, p.exponent);
	else
		len += put_plain(out + len, digits, n, p.exponent);
	out[len] = '\0';
	return (struct str){ out, len };
}

void
dec128_format(struct dec128 x, struct buf *out)
{
	char text[DEC128_TEXT_SIZE];

	buf_str(out, dec128_text(x, text));
}
