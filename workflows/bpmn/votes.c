/*
 * votes.c - reading and applying the rule of a vote.
 */
#include <assert.h>

#include "workflows/bpmn/votes.h"

static const char *const names[] = { "threshold", "majority", "unanimity" };

const char *
votes_rule_name(enum votes_rule rule)
{
	assert(rule < ARRAY_LEN(names));
	return names[rule];
}

int
votes_rule_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i]))
			return (int)i;
	}
	return -1;
}

static int
read_number(struct str s, int *ret)
{
	int64_t n;

	if (parse_int(s, 1, VOTES_SEATS_MAX, &n) < 0)
		return -1;
	*ret = (int)n;
	return 0;
}

/* "3", "majority", "unanimity" */
static int
read_rule(struct str s, struct votes *v)
{
	int rule = votes_rule_of(s);

	if (rule > VOTES_THRESHOLD) {
		v->rule = (enum votes_rule)rule;
		return 0;
	}
	v->rule = VOTES_THRESHOLD;
	return read_number(s, &v->needed);
}

int
votes_parse(struct str text, struct votes *ret, struct error *err)
{
	ptrdiff_t of = str_find(text, STR(" of "), 0);
	struct votes v = { 0 };
	struct str seats = of < 0 ? STR("") : str_trim(str_sub(text,
	    (size_t)of + 4, text.len));

	if (of < 0 || read_rule(str_trim(str_sub(text, 0, (size_t)of)),
	    &v) < 0 || (!str_is(seats, "all") &&
	    read_number(seats, &v.seats) < 0))
		return error_set(err, ERR_INVALID, "bpmn.votes",
		    "'%.*s' is no rule of a vote: it is \"3 of 5\", "
		    "\"majority of 7\", \"unanimity of all\", with %d seats at "
		    "most", STR_ARG(text), VOTES_SEATS_MAX);
	if (v.seats > 0 && v.needed > v.seats)
		return error_set(err, ERR_INVALID, "bpmn.votes",
		    "'%.*s' asks for more votes than there are seats",
		    STR_ARG(text));
	*ret = v;
	return 0;
}

static int
cast_of(const struct votes_tally *t)
{
	return t->in_favour + t->against + t->abstained;
}

/* What the votes say when so many more may come, each as it likes. */
static enum votes_result
judge(const struct votes *v, const struct votes_tally *t, int missing)
{
	switch (v->rule) {
	case VOTES_THRESHOLD:
		if (t->in_favour >= v->needed)
			return VOTES_APPROVED;
		return t->in_favour + missing < v->needed ? VOTES_REJECTED :
		    VOTES_UNDECIDED;
	case VOTES_MAJORITY:
		if (t->in_favour > t->against + missing)
			return VOTES_APPROVED;
		return t->in_favour + missing <= t->against ? VOTES_REJECTED :
		    VOTES_UNDECIDED;
	case VOTES_UNANIMITY:
		if (t->against > 0)
			return VOTES_REJECTED;
		if (missing > 0)
			return VOTES_UNDECIDED;
		return t->in_favour > 0 ? VOTES_APPROVED : VOTES_REJECTED;
	}
	return VOTES_UNDECIDED;
}

enum votes_result
votes_result(const struct votes *v, const struct votes_tally *t)
{
	int missing = v->seats - cast_of(t);

	return judge(v, t, missing < 0 ? 0 : missing);
}

enum votes_result
votes_final(const struct votes *v, const struct votes_tally *t)
{
	int quorum = v->quorum > 0 ? v->quorum : v->seats / 2 + 1;

	return cast_of(t) < quorum ? VOTES_UNDECIDED : judge(v, t, 0);
}
