/*
 * lint.h - models for tests of the linter, and what it says of them.
 *
 * A row is a piece of a process; START and END are what every process needs,
 * and rows without a rule must give no error at all.
 */
#ifndef TESTS_UNIT_LINT_H
#define TESTS_UNIT_LINT_H

#include "base/xml.h"
#include "workflows/bpmn/lint/lint.h"

#include "tests/unit/tap.h"

#define START	"<startEvent id='s'/>"
#define END	"<endEvent id='e'/>"
#define FLOW(id, from, to) \
	"<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"
#define AROUND(node) START node END FLOW("f1", "s", "n") FLOW("f2", "n", "e")
#define TASK	AROUND("<task id='n'/>")
#define FORMAL	" xsi:type='tFormalExpression'"

struct row {
	const char	*rule;		/* NULL: no error; "": any */
	const char	*process;	/* inside an executable process */
	const char	*root;		/* beside it, or NULL */
};

static void
build(struct buf *out, const struct row *row)
{
	buf_puts(out, "<definitions id='root' targetNamespace='urn:test' "
	    "xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
	    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
	    "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' "
	    "xmlns:camunda='http://camunda.org/schema/1.0/bpmn'>");
	if (row->root != NULL)
		buf_puts(out, row->root);
	buf_puts(out, "<process id='p' isExecutable='true'>");
	buf_puts(out, row->process);
	buf_puts(out, "</process></definitions>");
}

static bool
has_rule(const struct lint_report *r, const char *rule)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->v[i].rule, rule) == 0)
			return true;
	}
	return false;
}

static void
show(const struct lint_report *r)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	for (size_t i = 0; i < r->n; i++) {
		buf_puts(&out, "# ");
		lint_format(&out, "row", &r->v[i]);
	}
	printf("%s", buf_cstr(&out));
}

static void __attribute__((unused))
check_row(const char *what, const struct row *row)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(xml_freep) xmlDoc *doc = NULL;
	const struct lint_report *r;
	struct error err;
	bool is_right;

	build(&text, row);
	doc = xml_parse(buf_view(&text), &err);
	if (doc == NULL) {
		ok(false, "%s is XML: %s", what, err.message);
		return;
	}
	r = lint_run(a, doc, NULL);
	if (row->rule == NULL)
		is_right = r->n_errors == 0;
	else if (row->rule[0] == '\0')
		is_right = r->n_errors > 0;
	else
		is_right = has_rule(r, row->rule);
	ok(is_right, "%s: %s", what,
	    row->rule == NULL ? "no error" : row->rule);
	if (!is_right)
		show(r);
}

#endif
