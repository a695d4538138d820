/*
 * json.c - results and explanations as JSON.
 */
#include "workflows/dmn/dmn.h"

static const char *const why_names[] = {
	[DMN_WHY_INPUT] = "input", [DMN_WHY_DECISION] = "decision",
	[DMN_WHY_FUNCTION] = "function", [DMN_WHY_TABLE] = "table",
	[DMN_WHY_RULE] = "rule", [DMN_WHY_CONDITION] = "condition",
	[DMN_WHY_EXPRESSION] = "expression", [DMN_WHY_NAME] = "name",
};

static const char *const answer_names[] = {
	[DMN_NOT_MET] = "not met", [DMN_MET] = "met",
	[DMN_NOT_KNOWN] = "unknown",
};

static void
text_member(struct jsonw *w, const char *key, struct str text)
{
	if (text.len == 0)
		return;
	jsonw_key(w, key);
	jsonw_str(w, text);
}

/* The members of a node besides its parts. */
static void
why_members(struct jsonw *w, const struct dmn_why *why)
{
	jsonw_key(w, "kind");
	jsonw_cstr(w, why_names[why->kind]);
	if (why->kind == DMN_WHY_RULE) {
		jsonw_key(w, "rule");
		jsonw_int(w, (int64_t)why->number);
		text_member(w, "annotation", why->name);
	} else {
		text_member(w, why->kind == DMN_WHY_TABLE ? "hitPolicy" :
		    "name", why->name);
	}
	text_member(w, "text", why->text);
	if (why->kind == DMN_WHY_RULE || why->kind == DMN_WHY_CONDITION) {
		jsonw_key(w, "answer");
		jsonw_cstr(w, answer_names[why->answer]);
	}
	if (why->kind != DMN_WHY_RULE) {
		jsonw_key(w, "value");
		feel_to_json(w, why->value);
	}
}

/* Depth is that of the evaluation, which is limited. */
void
dmn_why_json(struct jsonw *w, const struct dmn_why *why)
{
	jsonw_object(w);
	why_members(w, why);
	if (why->parts != NULL) {
		jsonw_key(w, "parts");
		jsonw_array(w);
		for (const struct dmn_why *p = why->parts; p != NULL;
		    p = p->next)
			dmn_why_json(w, p);
		jsonw_array_end(w);
	}
	jsonw_object_end(w);
}

static void
unknown_json(struct jsonw *w, const struct feel_unknown *unknown)
{
	jsonw_key(w, "unknown");
	jsonw_array(w);
	for (size_t i = 0; i < unknown->n; i++)
		jsonw_str(w, unknown->names[i]);
	jsonw_array_end(w);
}

static void
diagnostics_json(struct jsonw *w, const struct dmn_result *r)
{
	jsonw_key(w, "diagnostics");
	jsonw_array(w);
	for (size_t i = 0; i < r->n_diagnostics; i++) {
		const struct feel_diagnostic *d = &r->diagnostics[i];

		jsonw_object(w);
		jsonw_key(w, "code");
		jsonw_cstr(w, d->code);
		jsonw_key(w, "message");
		jsonw_str(w, d->message);
		text_member(w, "expression", d->text);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

void
dmn_result_json(struct jsonw *w, const struct dmn_result *r)
{
	jsonw_object(w);
	jsonw_key(w, "result");
	if (r->value.kind == FEEL_UNKNOWN)
		jsonw_null(w);
	else
		feel_to_json(w, r->value);
	if (r->unknown != NULL)
		unknown_json(w, r->unknown);
	if (r->n_diagnostics > 0)
		diagnostics_json(w, r);
	if (r->why != NULL) {
		jsonw_key(w, "why");
		dmn_why_json(w, r->why);
	}
	jsonw_object_end(w);
}
