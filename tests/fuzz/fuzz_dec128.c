/*
 * fuzz_dec128.c - two numbers, a line each: text there and back, and the same
 * results from both back ends.
 */
#include "base/dec128_impl.h"
#include "tests/fuzz/fuzz.h"

static void
must_agree(struct dec128 a, struct dec128 b)
{
	must(dec128_ok(a) == dec128_ok(b));
	must(!dec128_ok(a) || dec128_eq(a, b));
}

static void
compare_back_ends(struct dec128 x, struct dec128 y)
{
#ifdef DEC128_INTEL
	must_agree(dec128_portable_add(x, y), dec128_intel_add(x, y));
	must_agree(dec128_portable_mul(x, y), dec128_intel_mul(x, y));
	if (!dec128_is_zero(y))
		must_agree(dec128_portable_div(x, y), dec128_intel_div(x, y));
	x = dec128_abs(x);
	if (!dec128_is_zero(x))
		must_agree(dec128_portable_sqrt(x), dec128_intel_sqrt(x));
#else
	must_agree(dec128_portable_add(x, y), dec128_portable_add(y, x));
	must_agree(dec128_portable_mul(x, y), dec128_portable_mul(y, x));
#endif
}

static void
check_text(struct dec128 x)
{
	char text[DEC128_TEXT_SIZE];
	struct dec128 again;

	must(dec128_parse(dec128_text(x, text), &again) == 0);
	must(dec128_eq(x, again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest, line = fuzz_line(
	    (struct str){ (const char *)data, size }, &rest);
	struct dec128 x, y, r;

	if (dec128_parse(line, &x) < 0 || dec128_parse(rest, &y) < 0)
		return 0;
	check_text(x);
	compare_back_ends(x, y);
	r = dec128_modulo(x, y);
	must(!dec128_ok(r) || dec128_is_zero(r) ||
	    dec128_cmp(dec128_abs(r), dec128_abs(y)) <= 0);
	r = dec128_round(x, 2, DEC128_HALF_EVEN);
	must(!dec128_ok(r) || dec128_is_zero(r) ||
	    dec128_is_negative(r) == dec128_is_negative(x));
	r = dec128_pow(x, y);
	if (dec128_ok(r))
		check_text(r);
	r = dec128_ln(dec128_abs(x));
	must(dec128_ok(r) == !dec128_is_zero(x));
	(void)dec128_exp(y);
	return 0;
}
