/*
 * advice.c - what is allowed and still looks like a mistake.
 */
#include "workflows/bpmn/calendar.h"
#include "workflows/bpmn/lint/internal.h"
#include "workflows/bpmn/model.h"

static void
mark(struct lint *l, struct lint_elems *todo, struct lint_elem *e)
{
	if (e == NULL || e->is_reached)
		return;
	e->is_reached = true;
	vec_push(l->a, todo, e);
}

/* Nodes a token can begin at, in one process level. */
static void
mark_starts(struct lint *l, struct lint_elems *todo, struct lint_elem *scope)
{
	for (struct lint_elem *n = lint_first(scope, "flowNode"); n != NULL;
	    n = lint_next(n, "flowNode")) {
		if (lint_is(n, "startEvent") || lint_is_event_sub_process(n) ||
		    lint_is_true(n, "instantiate", false) ||
		    lint_is(scope, "adHocSubProcess") ||
		    lint_is_true(n, "isForCompensation", false) ||
		    (!scope->has_start && n->in.n == 0 &&
		    !lint_is(n, "boundaryEvent")))
			mark(l, todo, n);
	}
}

/* Boundary events of an activity, and the catching end of a link. */
static void
mark_related(struct lint *l, struct lint_elems *todo, struct lint_elem *e)
{
	struct lint_elem *link = lint_is(e, "throwEvent") ?
	    lint_definition(l, e, "linkEventDefinition") : NULL;

	for (size_t i = 0; i < e->boundary.n; i++)
		mark(l, todo, e->boundary.v[i]);
	for (struct lint_elem *n = link == NULL ? NULL :
	    lint_first(e->scope, "catchEvent"); n != NULL;
	    n = lint_next(n, "catchEvent")) {
		struct lint_elem *d;

		d = lint_definition(l, n, "linkEventDefinition");
		if (d != NULL && (str_eq(lint_attr(d, "name"),
		    lint_attr(link, "name")) ||
		    lint_child_ref(l, link, "target") == d))
			mark(l, todo, n);
	}
}

static void
check_reached(struct lint *l, struct lint_elem *scope)
{
	struct lint_elems todo = { 0 };

	if (!lint_is(scope, "process") && !lint_is(scope, "subProcess"))
		return;
	mark_starts(l, &todo, scope);
	while (todo.n > 0) {
		struct lint_elem *e = todo.v[--todo.n];

		for (size_t i = 0; i < e->out.n; i++)
			mark(l, &todo, e->out.v[i]->target);
		if (e->scope == scope)
			mark_related(l, &todo, e);
	}
	for (struct lint_elem *n = lint_first(scope, "flowNode"); n != NULL;
	    n = lint_next(n, "flowNode")) {
		if (!n->is_reached)
			lint_report(l, n, "no path from a start event leads "
			    "here");
	}
}

static void
check_dead_end(struct lint *l, struct lint_elem *e)
{
	if (e->out.n == 0 && e->scope != NULL &&
	    !e->scope->has_end &&
	    !lint_is(e->scope, "adHocSubProcess") &&
	    !lint_is_event_sub_process(e) &&
	    !lint_is_true(e, "isForCompensation", false) &&
	    (lint_is(e, "activity") || lint_is(e, "gateway")))
		lint_report(l, e, "the path ends here without an end event");
}

static void
check_name(struct lint *l, struct lint_elem *e)
{
	if (lint_attr(e, "name").len == 0 && !lint_is_event_sub_process(e))
		lint_report(l, e, "has no name; people read it in their task "
		    "list and in the history");
}

static bool
has_lanes(const struct lint_elem *process)
{
	for (struct lint_elem *s = lint_first(process, "laneSet"); s != NULL;
	    s = lint_next(s, "laneSet")) {
		if (lint_first(s, "lane") != NULL)
			return true;
	}
	return false;
}

static void
check_assignment(struct lint *l, struct lint_elem *e)
{
	if (lint_extension(e, "assignmentDefinition") == NULL &&
	    lint_camunda(e, "assignee").len == 0 &&
	    lint_camunda(e, "candidateGroups").len == 0 &&
	    lint_camunda(e, "candidateUsers").len == 0 &&
	    lint_first(e, "resourceRole") == NULL && e->process != NULL &&
	    !has_lanes(e->process))
		lint_report(l, e, "nobody is named for it "
		    "(zeebe:assignmentDefinition candidateGroups=\"...\")");
}

static void
check_decision(struct lint *l, struct lint_elem *e)
{
	if (lint_extension(e, "calledDecision") == NULL &&
	    lint_extension(e, "taskDefinition") == NULL &&
	    lint_camunda(e, "decisionRef").len == 0)
		lint_report(l, e, "names no decision (zeebe:calledDecision "
		    "decisionId=\"...\")");
}

static void
check_diagram(struct lint *l, struct lint_elem *e)
{
	for (const xmlNode *n = xml_first(e->node); n != NULL;
	    n = xml_next(n)) {
		if (xml_is(n, BPMN_DI_NS, "BPMNDiagram"))
			return;
	}
	lint_report(l, e, "has no diagram, so it cannot be shown");
}

/* Ask the catalogue about each of a list "a, b"; FEEL is not known yet. */
static void
check_roles(struct lint *l, struct lint_elem *e)
{
	const struct lint_catalogue *c = l->options == NULL ? NULL :
	    l->options->catalogue;
	const xmlNode *x = lint_extension(e, "assignmentDefinition");
	struct str list = x == NULL ? lint_camunda(e, "candidateGroups") :
	    xml_attr(x, "candidateGroups");

	if (c == NULL || c->has_role == NULL || list.len == 0 ||
	    strchr("=$#", list.p[0]) != NULL)
		return;
	while (list.len > 0) {
		ptrdiff_t comma = str_chr(list, ',');
		struct str role = str_trim(comma < 0 ? list :
		    str_sub(list, 0, (size_t)comma));

		if (role.len > 0 && !c->has_role(c->ctx, role))
			lint_report(l, e, "there is no role '%.*s'",
			    STR_ARG(role));
		list = comma < 0 ? STR("") :
		    str_sub(list, (size_t)comma + 1, list.len);
	}
}

static void
check_form(struct lint *l, struct lint_elem *e)
{
	const struct lint_catalogue *c = l->options == NULL ? NULL :
	    l->options->catalogue;
	const xmlNode *x = lint_extension(e, "formDefinition");
	struct str form = x == NULL ? lint_camunda(e, "formKey") :
	    xml_attr(x, "formId");

	if (c != NULL && c->has_form != NULL && form.len > 0 &&
	    form.p[0] != '=' && !c->has_form(c->ctx, form))
		lint_report(l, e, "there is no form '%.*s'", STR_ARG(form));
}

static void
check_known_decision(struct lint *l, struct lint_elem *e)
{
	const struct lint_catalogue *c = l->options == NULL ? NULL :
	    l->options->catalogue;
	const xmlNode *x = lint_extension(e, "calledDecision");
	struct str id = x == NULL ? lint_camunda(e, "decisionRef") :
	    xml_attr(x, "decisionId");

	if (c != NULL && c->has_decision != NULL && id.len > 0 &&
	    id.p[0] != '=' && !c->has_decision(c->ctx, id))
		lint_report(l, e, "there is no decision '%.*s'", STR_ARG(id));
}
static void
check_legal_term(struct lint *l, struct lint_elem *e)
{
	const xmlNode *all = lint_extension(e, "properties");
	struct error err = { 0 };
	int32_t ignored;

	for (const xmlNode *n = all == NULL ? NULL : xml_first(all); n != NULL;
	    n = xml_next(n)) {
		if (str_is(xml_attr(n, "name"), BPMN_LEGAL_TERM) &&
		    calendar_term(NULL, 0, xml_attr(n, "value"), &ignored,
		    &err) < 0)
			lint_report(l, e, "%s: %s", BPMN_LEGAL_TERM,
			    err.message);
	}
}

/* What a boundary event catches that only one can: its definition, and which
 * attribute says of what. */
static struct lint_elem *
caught_once(struct lint *l, struct lint_elem *boundary, struct str *ret_what)
{
	static const struct { const char *kind, *what; } kinds[] = {
		{ "errorEventDefinition", "errorRef" },
		{ "escalationEventDefinition", "escalationRef" },
		{ "compensateEventDefinition", "" },
		{ "cancelEventDefinition", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct lint_elem *d = lint_definition(l, boundary,
		    kinds[i].kind);

		if (d == NULL)
			continue;
		*ret_what = kinds[i].what[0] == '\0' ? STR("") :
		    lint_attr(d, kinds[i].what);
		return d;
	}
	return NULL;
}

static void
check_caught_twice(struct lint *l, struct lint_elem *e)
{
	for (size_t i = 1; i < e->boundary.n; i++) {
		struct str what, other;
		struct lint_elem *d = caught_once(l, e->boundary.v[i], &what);

		for (size_t k = 0; d != NULL && k < i; k++) {
			struct lint_elem *o = caught_once(l,
			    e->boundary.v[k], &other);

			if (o != NULL && str_eq(what, other) &&
			    strcmp((const char *)o->node->name,
			    (const char *)d->node->name) == 0)
				lint_report(l, e->boundary.v[i],
				    "'%.*s' catches the same: only one of "
				    "them ever does",
				    STR_ARG(e->boundary.v[k]->id));
		}
	}
}

static void
check_filter(struct lint *l, struct lint_elem *e)
{
	if (lint_extension(e, "conditionalFilter") != NULL ||
	    lint_camunda(e, "variableName").len > 0 ||
	    lint_camunda(e, "variableEvents").len > 0)
		lint_report(l, e, "which variable changed, and how, is not "
		    "asked: it happens whenever the condition becomes true");
}

const struct lint_rule lint_advice_rules[] = {
	{ "unreachable", NULL, LINT_WARNING, ALWAYS, "baseElement",
	    check_reached },
	{ "dead-end", NULL, LINT_WARNING, ALWAYS, "flowNode", check_dead_end },
	{ "name-missing", NULL, LINT_WARNING, IF_EXECUTABLE, "activity",
	    check_name },
	{ "assignment-missing", NULL, LINT_WARNING, IF_EXECUTABLE, "userTask",
	    check_assignment },
	{ "decision-missing", NULL, LINT_WARNING, IF_EXECUTABLE,
	    "businessRuleTask", check_decision },
	{ "diagram-missing", NULL, LINT_WARNING, IF_EXECUTABLE, "definitions",
	    check_diagram },
	{ "caught-twice", NULL, LINT_WARNING, IF_EXECUTABLE, "activity",
	    check_caught_twice },
	{ "condition-filter", NULL, LINT_WARNING, IF_EXECUTABLE,
	    "conditionalEventDefinition", check_filter },
	{ "role-unknown", NULL, LINT_ERROR, ALWAYS, "userTask",
	    check_roles },
	{ "form-unknown", NULL, LINT_ERROR, ALWAYS, "userTask", check_form },
	{ "form-unknown", NULL, LINT_ERROR, ALWAYS, "startEvent",
	    check_form },
	{ "decision-unknown", NULL, LINT_ERROR, ALWAYS, "businessRuleTask",
	    check_known_decision },
	{ "legal-term", NULL, LINT_ERROR, ALWAYS, "process",
	    check_legal_term },
	{ NULL }
};
