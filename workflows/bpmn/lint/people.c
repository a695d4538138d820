/*
 * people.c - what a user task says about several people (docs/workflows.md):
 * the rule of a vote, and who must not do it.
 */
#include "workflows/bpmn/lint/internal.h"
#include "workflows/bpmn/votes.h"

/* A header of a user task; STR_NULL when it has none. */
static struct str
header(const struct lint_elem *e, const char *name)
{
	const xmlNode *all = lint_extension(e, "taskHeaders");

	for (const xmlNode *n = all == NULL ? NULL : xml_first(all); n != NULL;
	    n = xml_next(n)) {
		if (str_is(xml_attr(n, "key"), name))
			return xml_attr(n, "value");
	}
	return STR_NULL;
}

/* FEEL is known only when it runs. */
static bool
is_text(struct str value)
{
	return value.len > 0 && value.p[0] != '=';
}

static void
check_votes(struct lint *l, struct lint_elem *e)
{
	struct str rule = header(e, "votes");
	struct str quorum = header(e, "votesQuorum");
	struct str shown = header(e, "votesShown");
	struct error err = { 0 };
	struct votes v;
	int64_t n;

	if (is_text(rule) && votes_parse(rule, &v, &err) < 0)
		lint_report(l, e, "%s", err.message);
	if (is_text(quorum) && parse_int(quorum, 1, VOTES_SEATS_MAX, &n) < 0)
		lint_report(l, e, "votesQuorum is '%.*s', not a number from 1 "
		    "to %d", STR_ARG(quorum), VOTES_SEATS_MAX);
	if (is_text(shown) && !str_is(shown, "closed") &&
	    !str_is(shown, "always"))
		lint_report(l, e, "votesShown is '%.*s', not 'closed' or "
		    "'always'", STR_ARG(shown));
}

static void
check_vote_form(struct lint *l, struct lint_elem *e)
{
	if (header(e, "votes").len > 0 &&
	    lint_extension(e, "formDefinition") == NULL &&
	    lint_camunda(e, "formKey").len == 0)
		lint_report(l, e, "is voted on and has no form to vote with");
}

/* "A, B": other user tasks of this file. */
static void
check_four_eyes(struct lint *l, struct lint_elem *e)
{
	struct str list = header(e, "fourEyes");

	if (!is_text(list))
		return;
	while (list.len > 0) {
		ptrdiff_t comma = str_chr(list, ',');
		struct str id = str_trim(comma < 0 ? list :
		    str_sub(list, 0, (size_t)comma));
		const struct lint_elem *other = map_get(l->ids, id);

		if (!lint_is(other, "userTask"))
			lint_report(l, e, "fourEyes names '%.*s', which is no "
			    "user task", STR_ARG(id));
		list = comma < 0 ? STR("") :
		    str_sub(list, (size_t)comma + 1, list.len);
	}
}

const struct lint_rule lint_people_rules[] = {
	{ "votes-rule", NULL, LINT_ERROR, ALWAYS, "userTask", check_votes },
	{ "votes-form", NULL, LINT_ERROR, IF_EXECUTABLE, "userTask",
	    check_vote_form },
	{ "four-eyes-unknown", NULL, LINT_ERROR, ALWAYS, "userTask",
	    check_four_eyes },
	{ NULL }
};
