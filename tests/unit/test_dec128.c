/*
 * test_dec128.c - decimals: known values, and the two back ends compared.
 */
#include <errno.h>

#include "base/dec128_impl.h"
#include "tests/unit/tap.h"

#define ROUNDS 20000

static struct dec128
dec(const char *text)
{
	struct dec128 x = DEC128_NONE;

	(void)dec128_parse(str_of(text), &x);
	return x;
}

static void
is_dec(struct dec128 got, const char *expected)
{
	char text[DEC128_TEXT_SIZE] = "none";

	if (dec128_ok(got))
		(void)dec128_text(got, text);
	is_str(str_of(text), expected, expected);
}

static void
test_text(void)
{
	static const char *const bad[] = {
		"", "-", "+1", ".", "1.", "1e", "1e+", "1 ", " 1", "0x10",
		"1.2.3", "1e1.5", "--1", "NaN", "inf", "1_000", "1,5",
	};
	struct dec128 x;

	is_dec(dec("1.10"), "1.1");
	is_dec(dec("-0"), "0");
	is_dec(dec(".5"), "0.5");
	is_dec(dec("-.5e1"), "-5");
	is_dec(dec("100"), "100");
	is_dec(dec("1E3"), "1000");
	is_dec(dec("0.000"), "0");
	is_dec(dec("1e90"), "1e+90");
	is_dec(dec("1200e-90"), "1.2e-87");
	is_dec(dec("0007.00"), "7");
	is_dec(dec("1234567890123456789012345678901234.5"),
	    "1234567890123456789012345678901234");
	is_dec(dec("1234567890123456789012345678901233.5"),
	    "1234567890123456789012345678901234");
	is_dec(dec("1234567890123456789012345678901232.50000000000000001"),
	    "1234567890123456789012345678901233");
	is_dec(dec("9.99999999999999999999999999999999999"), "10");
	is_dec(dec("9.999999999999999999999999999999999e6144"),
	    "9.999999999999999999999999999999999e+6144");
	is_dec(dec("1e-9999"), "0");
	ok(dec128_parse(STR("1e6145"), &x) == -ERANGE, "too large");
	ok(dec128_parse(STR("1e99999999999999999999"), &x) == -ERANGE,
	    "an exponent beyond any integer");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(dec128_parse(str_of(bad[i]), &x) == -EINVAL,
		    "no number: '%s'", bad[i]);
}

static void
test_integers(void)
{
	int64_t v = 7;

	ok(dec128_to_int(dec("-12.000"), &v) == 0 && v == -12, "-12.000");
	ok(dec128_to_int(dec("12e2"), &v) == 0 && v == 1200, "12e2");
	ok(dec128_to_int(dec("12.5"), &v) < 0 && v == 1200, "12.5 is none");
	ok(dec128_to_int(dec("9223372036854775808"), &v) < 0, "2^63");
	ok(dec128_to_int(dec("-9223372036854775808"), &v) == 0 &&
	    v == INT64_MIN, "-2^63");
	is_dec(dec128_int(INT64_MIN), "-9223372036854775808");
	is_dec(dec128_make(-12345, -3), "-12.345");
	ok(dec128_is_integer(dec("1e300")), "1e300 is integral");
	ok(!dec128_is_integer(dec("1e-300")), "1e-300 is not");
	ok(dec128_to_double(dec("0.1")) == 0.1, "to double");
}

static void
test_order(void)
{
	ok(dec128_eq(dec("1.0"), dec("1.00")), "1.0 = 1.00");
	ok(dec128_eq(dec("-0"), dec("0e50")), "-0 = 0e50");
	ok(dec128_cmp(dec("-1"), dec("1e-50")) < 0, "-1 < 1e-50");
	ok(dec128_cmp(dec("1e33"), dec("1")) > 0, "1e33 > 1");
	ok(dec128_cmp(dec("-10"), dec("-9.99")) < 0, "-10 < -9.99");
	ok(dec128_cmp(dec("1e6000"), dec("1e-6000")) > 0, "1e6000 > 1e-6000");
}

static void
test_rounding(void)
{
	static const struct {
		const char *x, *want[7];
		int64_t scale;
	} c[] = {
		{ "2.5", { "2", "3", "2", "3", "2", "3", "2" }, 0 },
		{ "-2.5", { "-2", "-3", "-2", "-3", "-2", "-2", "-3" }, 0 },
		{ "-1.5", { "-2", "-2", "-1", "-2", "-1", "-1", "-2" }, 0 },
		{ "2.345", { "2.34", "2.35", "2.34", "2.35", "2.34", "2.35",
		    "2.34" }, 2 },
		{ "1250", { "1200", "1300", "1200", "1300", "1200", "1300",
		    "1200" }, -2 },
		{ "1e-50", { "0", "0", "0", "1", "0", "1", "0" }, 0 },
		{ "5.1", { "5.1", "5.1", "5.1", "5.1", "5.1", "5.1", "5.1" },
		    3 },
	};

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		for (int mode = 0; mode < 7; mode++)
			is_dec(dec128_round(dec(c[i].x), c[i].scale,
			    (enum dec128_rounding)mode), c[i].want[mode]);
	is_dec(dec128_round(dec("1"), 6177, DEC128_UP), "none");
	is_dec(dec128_floor(dec("-1.2")), "-2");
	is_dec(dec128_ceiling(dec("-1.2")), "-1");
}

static void
test_arithmetic(void)
{
	is_dec(dec128_add(dec("0.1"), dec("0.2")), "0.3");
	is_dec(dec128_sub(dec("1"), dec("1e-33")),
	    "0.999999999999999999999999999999999");
	is_dec(dec128_div(dec("1"), dec("3")),
	    "0.3333333333333333333333333333333333");
	is_dec(dec128_div(dec("2"), dec("3")),
	    "0.6666666666666666666666666666666667");
	is_dec(dec128_div(dec("1"), dec("0")), "none");
	is_dec(dec128_mul(dec("1e6144"), dec("10")), "none");
	is_dec(dec128_add(DEC128_NONE, dec("1")), "none");
	is_dec(dec128_modulo(dec("12"), dec("5")), "2");
	is_dec(dec128_modulo(dec("-12"), dec("5")), "3");
	is_dec(dec128_modulo(dec("12"), dec("-5")), "-3");
	is_dec(dec128_modulo(dec("-12"), dec("-5")), "-2");
	is_dec(dec128_modulo(dec("10.1"), dec("4.5")), "1.1");
	is_dec(dec128_modulo(dec("-10.1"), dec("4.5")), "3.4");
	is_dec(dec128_modulo(dec("1e6000"), dec("7")), "1");
	is_dec(dec128_modulo(dec("3"), dec("1e6000")), "3");
	is_dec(dec128_modulo(dec("3"), dec("0")), "none");
}

static void
test_functions(void)
{
	is_dec(dec128_sqrt(dec("2")), "1.414213562373095048801688724209698");
	is_dec(dec128_sqrt(dec("0.0625")), "0.25");
	is_dec(dec128_sqrt(dec("-1")), "none");
	is_dec(dec128_exp(dec("1")), "2.718281828459045235360287471352662");
	is_dec(dec128_exp(dec("20000")), "none");
	is_dec(dec128_exp(dec("-20000")), "0");
	is_dec(dec128_ln(dec("10")), "2.302585092994045684017991454684364");
	is_dec(dec128_ln(dec("0")), "none");
	is_dec(dec128_pow(dec("2"), dec("10")), "1024");
	is_dec(dec128_pow(dec("2"), dec("-3")), "0.125");
	is_dec(dec128_pow(dec("-2"), dec("3")), "-8");
	is_dec(dec128_pow(dec("-2"), dec("0.5")), "none");
	is_dec(dec128_pow(dec("0"), dec("0")), "1");
	is_dec(dec128_pow(dec("0"), dec("-1")), "none");
	is_dec(dec128_pow(dec("4"), dec("0.5")), "2");
	is_dec(dec128_pow(dec("1.05"), dec("12")),
	    "1.795856326022129150390625");
	is_dec(dec128_pow(dec("10"), dec("6145")), "none");
}

/* Correctly rounded values, calculated with 80 digits. */
static const struct {
	char op;
	const char *x, *y, *want;
} values[] = {
	{ 'e', "-0.007267695694977", "0",
	    "0.9927586501422351453302595775770428" },
	{ 'e', "21.2022439411156", "0",
	    "1614423786.021544611289767468343248" },
	{ 'e', "296.36308591950539230", "0",
	    "5.115084995965310767508270350498990E+128" },
	{ 'e', "-0.076424637805547", "0",
	    "0.9264227289079392544295827303628606" },
	{ 'e', "-0.005720884740652104100754197430898421", "0",
	    "0.9942954483590190767542393699850607" },
	{ 'e', "0.003862397", "0",
	    "1.003869865667850485149143336144490" },
	{ 'e', "-8", "0",
	    "0.0003354626279025118388213891257808610" },
	{ 'e', "842.02548597526438403613713", "0",
	    "4.864320488690001938282941074833706E+365" },
	{ 'e', "858.2278679669", "0",
	    "5.292090636131426044018345378859180E+372" },
	{ 'e', "-17.7486634", "0",
	    "1.958183668708557141250944637228179E-8" },
	{ 'l', "1.00039383901735992", "0",
	    "0.0003937614831307909084785668087431654" },
	{ 'l', "1.000000054547189326315508868107", "0",
	    "5.454718783861763126747765820936574E-8" },
	{ 'l', "1.000075104859532305186571497207895", "0",
	    "0.00007510203930355020883371201372975120" },
	{ 'l', "1.000000000008959599755691640387653", "0",
	    "8.959599755651503173762144891187344E-12" },
	{ 'l', "1.000000006215244816489379738241", "0",
	    "6.215244797174745753822067318638134E-9" },
	{ 'l', "1.0000000000000000000000029910", "0",
	    "2.990999999999999999999995526959500E-24" },
	{ 'p', "778587183460.6916992573719083", "-0.024768528664133687963",
	    "0.5075394626194616117150574915435944" },
	{ 'p', "4.4913737707774", "-0.6950306438828979441161165644",
	    "0.3520273980744278925265607403562592" },
	{ 'p', "2828.58740589727871615744989829", "2",
	    "8000906.712800696576400174652912412" },
	{ 'p', "5118025251.79167535", "60.98728733917336",
	    "1.354625845421546465741483479010864E+592" },
	{ 'p', "1.000000000000000000000007192932489", "7.41410661187883996E+24",
	    "144731654992460430465757.5330292539" },
	{ 'p', "8.22E+13", "0.6938372155151",
	    "4514980886.491691932865484010086259" },
	{ 'p', "83294641717.60277232", "2",
	    "6937997338863812116952.013081349758" },
	{ 'p', "9.4351741996952144927585684821", "2",
	    "89.02251217859423129117635854791058" },
	{ 'p', "177321540416.5015630740717",
	    "-68.53012046029994483681427133252",
	    "1.321355539494901605991688660514549E-771" },
};

static void
test_last_digits(void)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct dec128 x = dec(values[i].x), y = dec(values[i].y), got;
		char op = values[i].op;

		got = op == 'e' ? dec128_exp(x) :
		    op == 'l' ? dec128_ln(x) : dec128_pow(x, y);
		ok(dec128_ok(got) && dec128_eq(got, dec(values[i].want)),
		    "%c %s %s", op, values[i].x, values[i].y);
	}
	is_dec(dec128_pow(dec("0.00001"), dec("2")), "0.0000000001");
	is_dec(dec128_ln(dec("9.999999999999999999999891e9")),
	    "23.02585092994045684017990364684364");
}

/* ------------------------------------------------ the back ends compared */

static uint64_t random_state = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t
random_u64(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* Any length of coefficient, often round; exponents mostly near. */
static struct dec128
random_dec(int spread)
{
	u128 c = (u128)random_u64() << 64 | random_u64();
	struct dec128_parts p = { .negative = random_u64() % 2 };

	c %= dec128_pow10((int)(random_u64() % 35));
	if (random_u64() % 8 == 0)
		c = dec128_pow10((int)(random_u64() % 34)) *
		    (random_u64() % 9 + 1);
	p.c = c;
	p.exponent = (int)(random_u64() % (unsigned)(2 * spread)) - spread;
	return dec128_pack(p, false);
}

/* At most so many units of the last of 34 digits apart. */
static bool
is_near(struct dec128 a, struct dec128 b, int units)
{
	struct dec128_parts p;
	struct dec128 unit;

	if (!dec128_ok(a) || !dec128_ok(b))
		return dec128_ok(a) == dec128_ok(b);
	if (dec128_eq(a, b))
		return true;
	p = dec128_unpack(a);
	p.exponent += dec128_digits(p.c) - DEC128_DIGITS;
	p.c = (unsigned)units;
	p.negative = false;
	unit = dec128_pack(p, false);
	return dec128_cmp(dec128_abs(dec128_sub(a, b)), unit) <= 0;
}

/* exp and ln of each other, roots and powers: without a second opinion. */
static void
test_identities(void)
{
	bool root = true, inverse = true, power = true;

	for (int i = 0; i < 500; i++) {
		struct dec128 x = dec128_abs(random_dec(30)), y;
		if (dec128_is_zero(x))
			continue;
		y = dec128_portable_sqrt(x);
		root &= is_near(dec128_portable_mul(y, y), x, 4);
		y = dec128_log_ln(x);
		inverse &= is_near(dec128_log_exp(y), x, 1000);
		y = dec128_log_pow(x, dec("2"));
		power &= is_near(y, dec128_portable_mul(x, x), 1);
	}
	ok(root, "portable: sqrt(x)^2 = x");
	ok(inverse, "exp(ln(x)) = x");
	ok(power, "x^2 = x * x");
	is_dec(dec128_log_pow(dec("2"), dec("0.5")),
	    "1.414213562373095048801688724209698");
}

#ifdef DEC128_INTEL
#define COMPARE(op, a, b, units)					\
	do {								\
		struct dec128 p_ = dec128_portable_##op(a, b);		\
		struct dec128 q_ = dec128_intel_##op(a, b);		\
		if (is_near(p_, q_, units))				\
			break;						\
		bad_##op++;						\
		printf("# " #op ":\n");					\
		show(a), show(b), show(p_), show(q_);			\
	} while (0)

static void
show(struct dec128 x)
{
	char text[DEC128_TEXT_SIZE] = "none";

	if (dec128_ok(x))
		(void)dec128_text(x, text);
	printf("#   %s\n", text);
}

static void
test_exact_operations(void)
{
	int bad_add = 0, bad_mul = 0, bad_div = 0;

	for (int i = 0; i < ROUNDS; i++) {
		int spread = i % 10 == 0 ? 6100 : 45;
		struct dec128 a = random_dec(spread), b = random_dec(spread);
		COMPARE(add, a, b, 0);
		COMPARE(mul, a, b, 0);
		if (!dec128_is_zero(b))
			COMPARE(div, a, b, 0);
	}
	ok(bad_add == 0, "add: both back ends agree");
	ok(bad_mul == 0, "mul: both back ends agree");
	ok(bad_div == 0, "div: both back ends agree");
}

static void
test_roots(void)
{
	int bad = 0;

	for (int i = 0; i < ROUNDS / 10; i++) {
		struct dec128 x = dec128_abs(random_dec(i % 10 ? 36 : 6000));
		if (dec128_is_zero(x) || is_near(dec128_portable_sqrt(x),
		    dec128_intel_sqrt(x), 0))
			continue;
		bad++;
		show(x);
	}
	ok(bad == 0, "sqrt: both back ends agree");
}
#endif

int
main(void)
{
	test_text();
	test_integers();
	test_order();
	test_rounding();
	test_arithmetic();
	test_functions();
	test_last_digits();
	test_identities();
#ifdef DEC128_INTEL
	test_exact_operations();
	test_roots();
#endif
	return done_testing();
}
