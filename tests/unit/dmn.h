/*
 * dmn.h - decision models in tests: short to write, results as text.
 */
#ifndef TEST_DMN_H
#define TEST_DMN_H

#include <stdlib.h>

#include "tests/unit/tap.h"
#include "workflows/dmn/dmn.h"

#define DMN15 "https://www.omg.org/spec/DMN/20230324/MODEL/"

/* A file around these elements. */
#define MODEL(elements)							\
	"<definitions xmlns=\"" DMN15 "\" name=\"test\" "		\
	"namespace=\"urn:test\">" elements "</definitions>"
#define INPUT(name, type)						\
	"<inputData id=\"" name "\" name=\"" name "\">"			\
	"<variable name=\"" name "\" typeRef=\"" type "\"/></inputData>"
#define NEEDS(id)							\
	"<informationRequirement><requiredInput href=\"#" id "\"/>"	\
	"</informationRequirement>"
#define NEEDS_DECISION(id)						\
	"<informationRequirement><requiredDecision href=\"#" id "\"/>"	\
	"</informationRequirement>"
#define KNOWS(id)							\
	"<knowledgeRequirement><requiredKnowledge href=\"#" id "\"/>"	\
	"</knowledgeRequirement>"
#define TYPED(name, type, body)						\
	"<decision id=\"" name "\" name=\"" name "\">"			\
	"<variable name=\"" name "\" typeRef=\"" type "\"/>"		\
	body "</decision>"
#define DECISION(name, body)						\
	"<decision id=\"" name "\" name=\"" name "\">" body "</decision>"
#define LIT(text)							\
	"<literalExpression><text>" text "</text></literalExpression>"
#define BKM(name, params, body)						\
	"<businessKnowledgeModel id=\"" name "\" name=\"" name "\">"	\
	"<encapsulatedLogic>" params body "</encapsulatedLogic>"	\
	"</businessKnowledgeModel>"
#define PARAM(name, type)						\
	"<formalParameter name=\"" name "\" typeRef=\"" type "\"/>"
#define TABLE(hit, columns, rules)					\
	"<decisionTable hitPolicy=\"" hit "\">" columns rules		\
	"</decisionTable>"
#define COLUMN(text, type)						\
	"<input><inputExpression typeRef=\"" type "\"><text>" text	\
	"</text></inputExpression></input>"
#define OUT(name)	"<output name=\"" name "\"/>"
#define RULE1(in, out)							\
	"<rule><inputEntry><text>" in "</text></inputEntry>"		\
	"<outputEntry><text>" out "</text></outputEntry></rule>"
#define RULE2(in, in2, out)						\
	"<rule><inputEntry><text>" in "</text></inputEntry>"		\
	"<inputEntry><text>" in2 "</text></inputEntry>"			\
	"<outputEntry><text>" out "</text></outputEntry></rule>"

__attribute__((unused)) static struct dmn *
model(const char *xml)
{
	struct dmn_text t = { STR("test.dmn"), str_of(xml) };

	return dmn_compile(&t, 1);
}

/* The result of an evaluation as JSON, in a buffer that is used again. */
__attribute__((unused)) static struct str
decide_with(const struct dmn *dmn, const char *name, const char *inputs,
    struct dmn_request req)
{
	static struct buf out;
	struct jsonw w = JSONW(&out);
	struct dmn_run *run = dmn_run_new(dmn);
	struct error err = { 0 };
	struct dmn_result r;
	struct json *j = json_parse(dmn_run_arena(run), str_of(inputs), &err);

	buf_reset(&out);
	req.what = dmn_find(dmn, str_of(name));
	if (j == NULL || req.what == NULL) {
		buf_puts(&out, j == NULL ? "no JSON" : "no such element");
	} else {
		req.inputs = dmn_inputs(run, req.what, j);
		if (dmn_evaluate(run, &req, &r, &err) < 0)
			buf_puts(&out, err.code);
		else if (req.explain)
			dmn_result_json(&w, &r);
		else if (r.value.kind == FEEL_UNKNOWN)
			dmn_result_json(&w, &r);
		else
			feel_to_json(&w, r.value);
	}
	dmn_run_free(run);
	return buf_view(&out);
}

__attribute__((unused)) static struct str
decide(const struct dmn *dmn, const char *name, const char *inputs)
{
	return decide_with(dmn, name, inputs, (struct dmn_request){ 0 });
}

/* Compile, evaluate decision D, compare. */
__attribute__((unused)) static void
is_decision(const char *xml, const char *inputs, const char *expected,
    const char *what)
{
	struct dmn *dmn = model(xml);

	is_str(decide(dmn, "D", inputs), expected, what);
	dmn_free(dmn);
}

/* How often a finding of this code is there; 0 for none. */
__attribute__((unused)) static size_t
count_findings(const struct dmn *dmn, const char *code)
{
	size_t n, found = 0;
	const struct dmn_finding *f = dmn_findings(dmn, &n);

	for (size_t i = 0; i < n; i++)
		found += str_is(str_of(f[i].code), code);
	return found;
}

/* The only or first finding of this code as it is printed. */
__attribute__((unused)) static struct str
finding(const struct dmn *dmn, const char *code)
{
	static struct buf out;
	size_t n;
	const struct dmn_finding *f = dmn_findings(dmn, &n);

	buf_reset(&out);
	for (size_t i = 0; i < n; i++) {
		if (!str_is(str_of(f[i].code), code))
			continue;
		dmn_finding_format(&f[i], &out);
		break;
	}
	return buf_view(&out);
}

#endif
