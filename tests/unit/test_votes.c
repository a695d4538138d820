/*
 * test_votes.c - the rule of a vote, by every order of every set of votes.
 */
#include "tests/unit/tap.h"
#include "workflows/bpmn/votes.h"

static struct votes
rule(const char *text)
{
	struct votes v = { 0 };
	struct error err = { 0 };

	ok(votes_parse(str_of(text), &v, &err) == 0, "%s: %s", text,
	    err.message);
	return v;
}

static void
test_parse(void)
{
	static const char *const wrong[] = { "", "3", "of 5", "3 of", "0 of 5",
		"6 of 5", "3 of 51", "-1 of 5", "threshold of 5", "3 von 5",
		"most of 5", "3 of 5 of 7", "all of 5", "3.5 of 5" };
	struct votes v = rule("3 of 5");

	ok(v.rule == VOTES_THRESHOLD && v.needed == 3 && v.seats == 5,
	    "three of five");
	v = rule(" majority of 7 ");
	ok(v.rule == VOTES_MAJORITY && v.needed == 0 && v.seats == 7,
	    "majority of seven");
	v = rule("unanimity of all");
	ok(v.rule == VOTES_UNANIMITY && v.seats == 0, "unanimity of all");
	v = rule("2 of all");
	ok(v.needed == 2 && v.seats == 0, "two of all");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct error err = { 0 };

		ok(votes_parse(str_of(wrong[i]), &v, &err) < 0 &&
		    str_is(str_of(err.code), "bpmn.votes"), "'%s' is refused",
		    wrong[i]);
	}
}

static void
test_names(void)
{
	for (int i = VOTES_THRESHOLD; i <= VOTES_UNANIMITY; i++)
		ok(votes_rule_of(str_of(votes_rule_name((enum votes_rule)i)))
		    == i, "%s", votes_rule_name((enum votes_rule)i));
	ok(votes_rule_of(STR("most")) == -1, "no such rule");
}

static const struct {
	const char		*rule;
	struct votes_tally	 tally;
	enum votes_result	 now, at_the_end;
} cases[] = {
	{ "3 of 5", { 0, 0, 0 }, VOTES_UNDECIDED, VOTES_UNDECIDED },
	{ "3 of 5", { 2, 0, 0 }, VOTES_UNDECIDED, VOTES_UNDECIDED },
	{ "3 of 5", { 3, 0, 0 }, VOTES_APPROVED, VOTES_APPROVED },
	{ "3 of 5", { 2, 2, 0 }, VOTES_UNDECIDED, VOTES_REJECTED },
	{ "3 of 5", { 0, 3, 0 }, VOTES_REJECTED, VOTES_REJECTED },
	{ "3 of 5", { 2, 1, 2 }, VOTES_REJECTED, VOTES_REJECTED },
	{ "3 of 5", { 0, 0, 3 }, VOTES_REJECTED, VOTES_REJECTED },
	{ "2 of 5", { 2, 0, 0 }, VOTES_APPROVED, VOTES_UNDECIDED },
	{ "majority of 5", { 2, 0, 0 }, VOTES_UNDECIDED, VOTES_UNDECIDED },
	{ "majority of 5", { 2, 1, 0 }, VOTES_UNDECIDED, VOTES_APPROVED },
	{ "majority of 5", { 3, 0, 0 }, VOTES_APPROVED, VOTES_APPROVED },
	{ "majority of 5", { 2, 1, 1 }, VOTES_UNDECIDED, VOTES_APPROVED },
	{ "majority of 5", { 2, 1, 2 }, VOTES_APPROVED, VOTES_APPROVED },
	{ "majority of 4", { 2, 2, 0 }, VOTES_REJECTED, VOTES_REJECTED },
	{ "majority of 3", { 0, 0, 3 }, VOTES_REJECTED, VOTES_REJECTED },
	{ "majority of 3", { 1, 0, 2 }, VOTES_APPROVED, VOTES_APPROVED },
	{ "unanimity of 3", { 2, 0, 0 }, VOTES_UNDECIDED, VOTES_APPROVED },
	{ "unanimity of 3", { 2, 0, 1 }, VOTES_APPROVED, VOTES_APPROVED },
	{ "unanimity of 3", { 0, 1, 0 }, VOTES_REJECTED, VOTES_UNDECIDED },
	{ "unanimity of 3", { 0, 0, 3 }, VOTES_REJECTED, VOTES_REJECTED },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct votes v = rule(cases[i].rule);
		const struct votes_tally *t = &cases[i].tally;

		ok(votes_result(&v, t) == cases[i].now &&
		    votes_final(&v, t) == cases[i].at_the_end,
		    "%s with %d for, %d against, %d abstained", cases[i].rule,
		    t->in_favour, t->against, t->abstained);
	}
}

/* Once decided, nothing that may still come decides otherwise; when all have
 * voted it is decided.  All tallies of all rules. */
static bool
is_stable(const struct votes *v, struct votes_tally t,
    enum votes_result before)
{
	int cast = t.in_favour + t.against + t.abstained;
	enum votes_result now = votes_result(v, &t);

	if (before != VOTES_UNDECIDED && now != before)
		return false;
	if (cast == v->seats)
		return now != VOTES_UNDECIDED && votes_final(v, &t) == now;
	return is_stable(v, (struct votes_tally){ t.in_favour + 1, t.against,
	    t.abstained }, now) && is_stable(v, (struct votes_tally){
	    t.in_favour, t.against + 1, t.abstained }, now) &&
	    is_stable(v, (struct votes_tally){ t.in_favour, t.against,
	    t.abstained + 1 }, now);
}

/* No earlier than it has to be: an undecided vote can end in both ways. */
static void
ends(const struct votes *v, struct votes_tally t, bool seen[3])
{
	if (t.in_favour + t.against + t.abstained == v->seats) {
		seen[votes_result(v, &t)] = true;
		return;
	}
	ends(v, (struct votes_tally){ t.in_favour + 1, t.against,
	    t.abstained }, seen);
	ends(v, (struct votes_tally){ t.in_favour, t.against + 1,
	    t.abstained }, seen);
	ends(v, (struct votes_tally){ t.in_favour, t.against,
	    t.abstained + 1 }, seen);
}

static bool
is_open_only_if_open(const struct votes *v)
{
	for (int f = 0; f <= v->seats; f++) {
		for (int a = 0; f + a <= v->seats; a++) {
			struct votes_tally t = { f, a, 0 };
			bool seen[3] = { false };

			ends(v, t, seen);
			if ((votes_result(v, &t) == VOTES_UNDECIDED) !=
			    (seen[VOTES_APPROVED] && seen[VOTES_REJECTED]))
				return false;
		}
	}
	return true;
}

static void
test_all(void)
{
	for (int seats = 1; seats <= 6; seats++) {
		for (int kind = -1; kind <= seats; kind++) {
			struct votes v = { .seats = seats,
				.rule = kind < 0 ? VOTES_MAJORITY : kind == 0 ?
				VOTES_UNANIMITY : VOTES_THRESHOLD,
				.needed = kind < 0 ? 0 : kind };

			ok(is_stable(&v, (struct votes_tally){ 0 },
			    VOTES_UNDECIDED), "%s %d of %d stays decided",
			    votes_rule_name(v.rule), v.needed, seats);
			ok(is_open_only_if_open(&v), "%s %d of %d is open "
			    "while it can end either way",
			    votes_rule_name(v.rule), v.needed, seats);
		}
	}
}

static void
test_quorum(void)
{
	struct votes v = rule("majority of 5");

	v.quorum = 4;
	ok(votes_final(&v, &(struct votes_tally){ 2, 0, 1 }) ==
	    VOTES_UNDECIDED, "three of four are no quorum");
	ok(votes_final(&v, &(struct votes_tally){ 2, 0, 2 }) ==
	    VOTES_APPROVED, "who abstains is there all the same");
}

int
main(void)
{
	test_parse();
	test_names();
	test_cases();
	test_all();
	test_quorum();
	return done_testing();
}
