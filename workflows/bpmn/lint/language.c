/*
 * language.c - expressions, scripts, and what this engine does not run.
 *
 * Expressions are FEEL when they begin with "=", when they or the document say
 * so.  Text in another language is left to the deployment, which is strict.
 */
#include "workflows/bpmn/lint/internal.h"

enum { R_PARSE, R_PARSE_DRAWING, R_OTHER, R_CLASS, R_BEAN, R_SCRIPT,
	R_NATURAL, R_UNTYPED };

static const struct lint_rule rules[] = {
	[R_PARSE] = { "feel-syntax", NULL, LINT_ERROR },
	[R_PARSE_DRAWING] = { "feel-syntax", NULL, LINT_WARNING },
	[R_OTHER] = { "expression-language", NULL, LINT_WARNING },
	[R_CLASS] = { "java-class", NULL, LINT_ERROR },
	[R_BEAN] = { "java-bean", NULL, LINT_WARNING },
	[R_SCRIPT] = { "script-language", NULL, LINT_ERROR },
	[R_NATURAL] = { "expression-formal", "8.4.6", LINT_ERROR },
	[R_UNTYPED] = { "expression-formal", "8.4.6", LINT_WARNING },
};
static const struct lint_rule strict_rules[] = {
	[R_OTHER] = { "expression-language", NULL, LINT_ERROR },
	[R_BEAN] = { "java-bean", NULL, LINT_ERROR },
};

static bool
is_strict(const struct lint *l)
{
	return l->options != NULL && l->options->is_deployment;
}

static const struct lint_rule *
rule_for(const struct lint *l, int which)
{
	return is_strict(l) ? &strict_rules[which] : &rules[which];
}

/* "feel", "text/x-feel", "https://www.omg.org/spec/DMN/20191111/FEEL/". */
static bool
names_feel(struct str language)
{
	return str_find(language, STR("FEEL"), 0) >= 0 ||
	    str_find(language, STR("feel"), 0) >= 0;
}

/* JavaScript, Groovy, Python, Ruby ... as attribute values name them. */
static bool
names_script_engine(struct str language)
{
	static const char *const engines[] = {
		"javascript", "JavaScript", "ecmascript", "graal", "groovy",
		"Groovy", "python", "jython", "ruby", "kotlin", "java",
		"juel",
	};

	for (size_t i = 0; i < ARRAY_LEN(engines); i++) {
		if (str_find(language, str_of(engines[i]), 0) >= 0)
			return true;
	}
	return false;
}

static void
parse_feel(struct lint *l, const struct lint_elem *at, struct str text)
{
	struct error err = { 0 };

	if (text.len > 0 && lint_feel_check(l, text, &err) < 0)
		lint_add(l, at, &rules[at->is_executable ? R_PARSE :
		    R_PARSE_DRAWING], "FEEL in column %d: %s",
		    err.column, err.message);
}

/* "${approved}": a template whose inside may be FEEL as well. */
static bool
is_template(struct str s)
{
	return s.len > 3 && (s.p[0] == '$' || s.p[0] == '#') &&
	    s.p[1] == '{' && s.p[s.len - 1] == '}';
}

static bool
is_time(const struct lint_elem *e)
{
	return lint_is(e->parent, "timerEventDefinition");
}

static void
check_other(struct lint *l, struct lint_elem *e, struct str text)
{
	struct error err = { 0 };
	struct str inner = text;

	if (is_template(text))
		inner = str_sub(text, 2, text.len - 3);
	if (is_time(e) || lint_feel_check(l, inner, &err) == 0)
		return;
	lint_add(l, e->parent, rule_for(l, R_OTHER), "'%.*s' is not FEEL; "
	    "write the <%s> as \"= ...\" in FEEL",
	    STR_ARG(str_sub(text, 0, 60)), (const char *)e->node->name);
}

static void
check_expression(struct lint *l, struct lint_elem *e)
{
	struct str language = lint_attr(e, "language");
	struct str text = lint_text(l, e);

	if (text.len == 0 || xml_is(e->node, NULL, "to"))
		return;
	if (language.p == NULL)
		language = lint_attr(l->root, "expressionLanguage");
	if (names_script_engine(language) && e->is_executable)
		lint_add(l, e->parent, &rules[R_SCRIPT], "expressions in "
		    "%.*s are not run here; write FEEL", STR_ARG(language));
	else if (text.p[0] == '=')
		parse_feel(l, e->parent, str_sub(text, 1, text.len));
	else if (names_feel(language) && !is_time(e))
		parse_feel(l, e->parent, text);
	else if (e->is_executable)
		check_other(l, e, text);
}

/* Expressions whose kind in the schema is the natural-language one: they say
 * that they are formal, or show it by how they begin.  Many a tool leaves that
 * out, so what can be read as FEEL is taken for it. */
static void
check_formal(struct lint *l, struct lint_elem *e)
{
	static const char *const names[] = {
		"conditionExpression", "completionCondition", "loopCondition",
		"condition", "activationCondition", "loopCardinality",
		"timeDate", "timeDuration", "timeCycle", "from", "to",
	};
	struct str type = xml_attr_ns(e->node, XSI_NS, "type");
	struct str text = lint_text(l, e);
	struct error err = { 0 };

	if (str_ends(type, "tFormalExpression") || text.len == 0 ||
	    lint_attr(e, "language").len > 0 || text.p[0] == '=' ||
	    is_template(text) || lint_is(e->parent,
	    "complexBehaviorDefinition"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!xml_is(e->node, NULL, names[i]))
			continue;
		if (is_time(e) || lint_feel_check(l, text, &err) == 0)
			lint_add(l, e->parent, &rules[R_UNTYPED], "<%s> does "
			    "not say that it is formal (xsi:type="
			    "\"tFormalExpression\")", names[i]);
		else
			lint_add(l, e->parent, &rules[R_NATURAL], "<%s> is "
			    "natural language, which cannot be executed; "
			    "write xsi:type=\"tFormalExpression\" or "
			    "\"= ...\" in FEEL", names[i]);
	}
}

static bool
is_number(struct str s)
{
	bool has_digit = false;

	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			has_digit = true;
		else if (strchr("+-.", s.p[i]) == NULL)
			return false;
	}
	return has_digit;
}

/* A condition that is a number or a text is never true. */
static void
check_condition(struct lint *l, struct lint_elem *e)
{
	static const char *const names[] = {
		"conditionExpression", "completionCondition", "loopCondition",
		"condition", "activationCondition",
	};
	struct str text = lint_text(l, e);
	bool is_condition = false;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		is_condition = is_condition ||
		    xml_is(e->node, NULL, names[i]);
	if (!is_condition)
		return;
	if (str_starts(text, "="))
		text = str_trim(str_sub(text, 1, text.len));
	if (is_number(text) || (text.len >= 2 && text.p[0] == '"' &&
	    str_chr(str_sub(text, 1, text.len), '"') ==
	    (ptrdiff_t)text.len - 2))
		lint_report(l, e->parent, "<%s> is '%.*s', which is neither "
		    "true nor false", (const char *)e->node->name,
		    STR_ARG(text));
}

static void
check_empty(struct lint *l, struct lint_elem *e)
{
	if (lint_text(l, e).len == 0 && xml_first(e->node) == NULL)
		lint_report(l, e->parent, "<%s> is empty; an expression has a "
		    "body", (const char *)e->node->name);
}

static void
check_script(struct lint *l, struct lint_elem *e)
{
	struct str format = lint_attr(e, "scriptFormat");
	struct lint_elem *script = lint_first(e, "script");
	struct str text = lint_text(l, script);
	struct error err = { 0 };

	if (names_script_engine(format)) {
		lint_add(l, e, &rules[R_SCRIPT], "scripts in %.*s are not run "
		    "here; write FEEL (zeebe:script expression=\"= ...\" "
		    "resultVariable=\"...\") or a service task",
		    STR_ARG(format));
		return;
	}
	if (script == NULL || text.len == 0)
		return;
	if (format.len > 0 && !names_feel(format) &&
	    !lint_is_mime_type(format))
		lint_report(l, e, "scriptFormat=\"%.*s\" is not a MIME type",
		    STR_ARG(format));
	if (format.len == 0 && lint_feel_check(l, text, &err) < 0)
		lint_report(l, e, "a script needs a scriptFormat; without one "
		    "it is read as FEEL, and this is not: %s", err.message);
	else if (names_feel(format))
		parse_feel(l, e, text.p[0] == '=' ?
		    str_sub(text, 1, text.len) : text);
}

static void
check_java(struct lint *l, struct lint_elem *e)
{
	struct str v = lint_camunda(e, "class");

	if (v.len > 0)
		lint_add(l, e, &rules[R_CLASS], "the Java class '%.*s' is not "
		    "run here; make it a worker (zeebe:taskDefinition "
		    "type=\"...\", or camunda:type=\"external\")", STR_ARG(v));
	v = lint_camunda(e, "delegateExpression");
	if (v.len == 0)
		v = lint_camunda(e, "expression");
	if (v.len > 0)
		lint_add(l, e, rule_for(l, R_BEAN), "the bean '%.*s' is not "
		    "run here; make it a worker (zeebe:taskDefinition "
		    "type=\"...\")", STR_ARG(v));
}

/* One element below extensionElements: FEEL in its attributes, Java. */
static void
check_extension(struct lint *l, struct lint_elem *e, const xmlNode *n)
{
	bool is_zeebe = xml_is(n, ZEEBE_NS, (const char *)n->name);

	for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
		struct str v = xml_attr(n, (const char *)a->name);

		if (is_zeebe && str_starts(v, "="))
			parse_feel(l, e, str_sub(v, 1, v.len));
		if (!is_zeebe && e->is_executable && a->ns == NULL &&
		    strcmp((const char *)a->name, "class") == 0)
			lint_add(l, e, &rules[R_CLASS], "the Java class "
			    "'%.*s' of a <%s> is not run here", STR_ARG(v),
			    (const char *)n->name);
		if (!is_zeebe && e->is_executable && a->ns == NULL &&
		    strcmp((const char *)a->name, "scriptFormat") == 0 &&
		    names_script_engine(v))
			lint_add(l, e, &rules[R_SCRIPT], "a script in %.*s is "
			    "not run here; write FEEL", STR_ARG(v));
	}
}

static void
check_extensions(struct lint *l, struct lint_elem *e)
{
	const xmlNode *top, *n, *m, *k;

	if (e->type->base == NULL && !lint_is(e, "baseElement"))
		return;
	top = xml_child(e->node, "extensionElements");
	for (n = top == NULL ? NULL : xml_first(top); n != NULL;
	    n = xml_next(n)) {
		if (!xml_is(n, ZEEBE_NS, (const char *)n->name) &&
		    !xml_is(n, CAMUNDA_NS, (const char *)n->name))
			continue;
		check_extension(l, e, n);
		for (m = xml_first(n); m != NULL; m = xml_next(m)) {
			check_extension(l, e, m);
			for (k = xml_first(m); k != NULL; k = xml_next(k))
				check_extension(l, e, k);
		}
	}
}

const struct lint_rule lint_language_rules[] = {
	{ "expression", NULL, LINT_ERROR, ALWAYS, "expression",
	    check_expression },
	{ "expression-formal", "8.4.6", LINT_ERROR, IF_EXECUTABLE,
	    "expression", check_formal },
	{ "condition-boolean", "8.4.13", LINT_ERROR, ALWAYS, "expression",
	    check_condition },
	{ "expression-empty", "8.4.6", LINT_ERROR, IF_EXECUTABLE,
	    "expression", check_empty },
	{ "script-format", "10.3.3", LINT_ERROR, IF_EXECUTABLE, "scriptTask",
	    check_script },
	{ "java", NULL, LINT_ERROR, IF_EXECUTABLE, "flowNode", check_java },
	{ "extension", NULL, LINT_ERROR, ALWAYS, "baseElement",
	    check_extensions },
	{ NULL }
};
