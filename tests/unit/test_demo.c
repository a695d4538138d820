/*
 * test_demo.c - invented people are possible people, and the same ones for the
 * same seed.
 */
#include <string.h>

#include "server/demo/holidays.h"
#include "server/demo/household.h"
#include "server/record/national_id.h"
#include "tests/unit/tap.h"

static const struct civil today = { 2026, 11, 23 };

static void
test_documents(void)
{
	bool dni = true, nie = true, differ = true;
	struct national_id id;
	char a[10], b[10] = "";

	for (uint32_t n = 0; n < 20000; n++) {
		names_dni(n, a);
		dni = dni && national_id_parse(DOCUMENT_DNI, str_of(a), &id,
		    NULL) == 0;
		differ = differ && strcmp(a, b) != 0;
		(void)snprintf(b, sizeof(b), "%s", a);
		names_nie(n, a);
		nie = nie && national_id_parse(DOCUMENT_NIE, str_of(a), &id,
		    NULL) == 0;
	}
	ok(dni, "every DNI has its letter");
	ok(nie, "every NIE has its letter");
	ok(differ, "and each is another one");
}

static void
test_households(void)
{
	bool sizes = true, ages = true, holders = true;
	struct rng r = { 7 };
	struct demo_household h;
	int persons = 0;

	for (int i = 0; i < 5000; i++) {
		household_make(&r, today, &h);
		persons += h.n;
		sizes = sizes && h.n >= 1 && h.n <= HOUSEHOLD_MAX;
		holders = holders &&
		    strcmp(h.members[0].relation, "holder") == 0;
		for (int k = 0; k < h.n; k++) {
			const struct demo_member *m = &h.members[k];

			ages = ages && civil_cmp(m->born, today) < 0 &&
			    m->age >= 0 && m->age < 110;
			if (strcmp(m->relation, "child") == 0)
				ages = ages &&
				    m->age + 18 < h.members[0].age;
		}
	}
	ok(sizes, "households have one to eight members");
	ok(holders, "the holder is first");
	ok(ages, "children are younger than their parents");
	ok(persons > 5000 * 2 && persons < 5000 * 3,
	    "two to three persons each on average (%d)", persons);
}

static void
test_seed(void)
{
	struct rng a = { 3 }, b = { 3 }, c = { 4 };
	struct demo_household x, y, z;

	household_make(&a, today, &x);
	household_make(&b, today, &y);
	household_make(&c, today, &z);
	ok(x.n == y.n && strcmp(x.members[0].given, y.members[0].given) == 0 &&
	    civil_cmp(x.members[0].born, y.members[0].born) == 0,
	    "one seed makes one household");
	ok(rng_next(&a) == rng_next(&b) && rng_next(&a) != rng_next(&c),
	    "and another seed goes another way");
}

/* Easter of years whose date is known, the earliest and the latest included. */
static void
test_holidays(void)
{
	static const struct civil easters[] = { { 1818, 3, 22 },
		{ 1943, 4, 25 }, { 1954, 4, 18 }, { 1981, 4, 19 },
		{ 2000, 4, 23 }, { 2024, 3, 31 }, { 2025, 4, 20 },
		{ 2026, 4, 5 }, { 2027, 3, 28 }, { 2038, 4, 25 },
		{ 2049, 4, 18 }, { 2285, 3, 22 } };
	struct holiday list[HOLIDAYS_OF_SPAIN];
	bool is_right = true, is_good_friday = false;

	for (size_t i = 0; i < ARRAY_LEN(easters); i++)
		is_right = is_right && civil_cmp(civil_easter(
		    easters[i].year), easters[i]) == 0;
	ok(is_right, "Easter is where it was and will be");
	for (int32_t year = 1900; year < 2200; year++)
		is_right = is_right && civil_weekday(civil_easter(year)) == 7;
	ok(is_right, "and on a Sunday");
	ok(holidays_of_spain(2026, list) == HOLIDAYS_OF_SPAIN,
	    "ten days are free in all of Spain");
	for (size_t i = 0; i < HOLIDAYS_OF_SPAIN; i++)
		is_good_friday = is_good_friday || civil_cmp(list[i].day,
		    (struct civil){ 2026, 4, 3 }) == 0;
	ok(is_good_friday, "Good Friday among them");
}

int
main(void)
{
	test_holidays();
	test_documents();
	test_households();
	test_seed();
	return done_testing();
}
