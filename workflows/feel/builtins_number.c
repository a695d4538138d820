/*
 * builtins_number.c - rounding and arithmetic functions.
 */
#include "workflows/feel/builtin.h"

static struct feel_value
number(struct feel_run *run, struct dec128 v)
{
	if (!dec128_ok(v))
		return feel_fail(run, "feel.range", "there is no result");
	return feel_number(v);
}

/* The fraction of a scale does not count. */
static struct feel_value
rounded(struct feel_run *run, const struct feel_value *args,
    enum dec128_rounding mode)
{
	struct dec128 scale = DEC128_ZERO;
	int64_t digits;

	if (args[1].kind == FEEL_NUMBER)
		scale = dec128_round(args[1].number, 0, DEC128_DOWN);
	if (!dec128_ok(scale) || dec128_to_int(scale, &digits) < 0)
		return feel_fail(run, "feel.range", "the scale is too large");
	return number(run, dec128_round(args[0].number, digits, mode));
}

#define ROUND(name, mode)						\
	static struct feel_value					\
	name(struct feel_run *run, const struct feel_value *args, size_t n) \
	{								\
		(void)n;						\
		return rounded(run, args, mode);			\
	}

ROUND(fn_decimal, DEC128_HALF_EVEN)
ROUND(fn_floor, DEC128_FLOOR)
ROUND(fn_ceiling, DEC128_CEILING)
ROUND(fn_round_up, DEC128_UP)
ROUND(fn_round_down, DEC128_DOWN)
ROUND(fn_round_half_up, DEC128_HALF_UP)
ROUND(fn_round_half_down, DEC128_HALF_DOWN)

static struct feel_value
fn_abs(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	if (args[0].kind == FEEL_DAYS_TIME)
		return feel_days_time(args[0].ns < 0 ? -args[0].ns :
		    args[0].ns);
	if (args[0].kind == FEEL_YEARS_MONTHS)
		return feel_years_months(args[0].months < 0 ?
		    -args[0].months : args[0].months);
	return feel_number(dec128_abs(args[0].number));
}

static struct feel_value
fn_modulo(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return number(run, dec128_modulo(args[0].number, args[1].number));
}

static struct feel_value
fn_sqrt(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return number(run, dec128_sqrt(args[0].number));
}

static struct feel_value
fn_log(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return number(run, dec128_ln(args[0].number));
}

static struct feel_value
fn_exp(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return number(run, dec128_exp(args[0].number));
}

/* Halving decides: 3 is odd because it leaves 1. */
static struct feel_value
parity(struct feel_run *run, struct dec128 v, bool is_even)
{
	struct dec128 rest = dec128_modulo(v, dec128_int(2));

	if (!dec128_is_integer(v))
		return feel_bool(false);
	if (!dec128_ok(rest))
		return feel_fail(run, "feel.range", "there is no result");
	return feel_bool(dec128_is_zero(rest) == is_even);
}

static struct feel_value
fn_odd(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return parity(run, args[0].number, false);
}

static struct feel_value
fn_even(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return parity(run, args[0].number, true);
}

#define N_SCALE		{ { "n", K_NUM }, { "scale", K_NUM } }

const struct feel_builtin feel_builtins_number[] = {
	{ "abs", fn_abs, 1, 1, 0, { { "n", K_NUM | K_DAYS | K_MONTHS } } },
	{ "ceiling", fn_ceiling, 1, 2, 0, N_SCALE },
	{ "decimal", fn_decimal, 2, 2, 0, N_SCALE },
	{ "even", fn_even, 1, 1, 0, { { "number", K_NUM } } },
	{ "exp", fn_exp, 1, 1, 0, { { "number", K_NUM } } },
	{ "floor", fn_floor, 1, 2, 0, N_SCALE },
	{ "log", fn_log, 1, 1, 0, { { "number", K_NUM } } },
	{ "modulo", fn_modulo, 2, 2, 0,
	    { { "dividend", K_NUM }, { "divisor", K_NUM } } },
	{ "odd", fn_odd, 1, 1, 0, { { "number", K_NUM } } },
	{ "round down", fn_round_down, 2, 2, 0, N_SCALE },
	{ "round half down", fn_round_half_down, 2, 2, 0, N_SCALE },
	{ "round half up", fn_round_half_up, 2, 2, 0, N_SCALE },
	{ "round up", fn_round_up, 2, 2, 0, N_SCALE },
	{ "sqrt", fn_sqrt, 1, 1, 0, { { "number", K_NUM } } },
	{ NULL }
};
