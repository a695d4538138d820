/*
 * test_lint_people.c - what a user task says about several people.
 */
#include "base/xml.h"
#include "tests/unit/tap.h"
#include "workflows/bpmn/lint/lint.h"

#define HEADER(key, value) \
	"<zeebe:header key='" key "' value='" value "'/>"
#define LISTENERS(kind, event, type)					\
	"<zeebe:" kind "Listeners><zeebe:" kind "Listener eventType='"	\
	event "' type='" type "'/></zeebe:" kind "Listeners>"
#define FORM	"<zeebe:formDefinition formId='f'/>"

static const struct {
	const char	*rule;		/* NULL: no finding of these rules */
	const char	*headers, *form;
} cases[] = {
	{ NULL, "", "" },
	{ NULL, HEADER("votes", "3 of 5") HEADER("votesQuorum", "4")
	    HEADER("votesShown", "always"), FORM },
	{ NULL, HEADER("votes", "= rule") HEADER("votesQuorum", "= n")
	    HEADER("votesShown", "= how") HEADER("fourEyes", "= who"), FORM },
	{ NULL, HEADER("fourEyes", "other, n"), "" },
	{ "votes-rule", HEADER("votes", "3 from 5"), FORM },
	{ "votes-rule", HEADER("votes", "4 of 3"), FORM },
	{ "votes-rule", HEADER("votes", "most of all"), FORM },
	{ "votes-rule", HEADER("votesQuorum", "most"), FORM },
	{ "votes-rule", HEADER("votesQuorum", "0"), FORM },
	{ "votes-rule", HEADER("votesShown", "never"), FORM },
	{ "votes-form", HEADER("votes", "3 of 5"), "" },
	{ "four-eyes-unknown", HEADER("fourEyes", "other, nobody"), "" },
	{ "four-eyes-unknown", HEADER("fourEyes", "s"), "" },
	{ NULL, "", LISTENERS("task", "assigning", "= {a: 1}")
	    LISTENERS("execution", "end", "notify") },
	{ "listener", "", LISTENERS("task", "assigning", "notify") },
	{ "listener", "", LISTENERS("task", "start", "= {a: 1}") },
	{ "listener", "", LISTENERS("execution", "creating", "= {a: 1}") },
	{ "listener", "", LISTENERS("task", "creating", "") },
};

/* The rule of ours that was broken, or NULL. */
static const char *
broken(const struct lint_report *r)
{
	static const char *const rules[] = { "votes-rule", "votes-form",
		"four-eyes-unknown", "listener" };

	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(rules); k++) {
			if (strcmp(r->v[i].rule, rules[k]) == 0)
				return rules[k];
		}
	}
	return NULL;
}

static const char *
check(struct arena *a, const char *headers, const char *form)
{
	struct str xml = arena_printf(a, "<definitions xmlns='http://www.omg"
	    ".org/spec/BPMN/20100524/MODEL' xmlns:zeebe='http://camunda.org/"
	    "schema/zeebe/1.0' targetNamespace='t'><process id='p' "
	    "isExecutable='true'><startEvent id='s'/><userTask id='n' "
	    "name='n'><extensionElements><zeebe:taskHeaders>%s</zeebe:"
	    "taskHeaders>%s</extensionElements></userTask><userTask "
	    "id='other' name='o'/><sequenceFlow id='f' sourceRef='s' "
	    "targetRef='n'/></process></definitions>", headers, form);
	_cleanup_(xml_freep) xmlDoc *doc = xml_parse(xml, NULL);

	return broken(lint_run(a, doc, NULL));
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(arena_freep) struct arena *a = arena_new();
		const char *got = check(a, cases[i].headers, cases[i].form);

		ok(cases[i].rule == NULL ? got == NULL : got != NULL &&
		    strcmp(got, cases[i].rule) == 0, "%s: %s", got == NULL ?
		    "nothing" : got, cases[i].headers);
	}
	return done_testing();
}
