/*
 * lint.c - run every table of rules over a model and collect what they say.
 */
#include "base/json.h"
#include "workflows/bpmn/lint/internal.h"

static const struct lint_rule *const tables[] = {
	lint_structure_rules, lint_flow_rules, lint_gateway_rules,
	lint_event_rules, lint_definition_rules, lint_activity_rules,
	lint_callable_rules, lint_loop_rules, lint_data_rules, lint_item_rules,
	lint_collaboration_rules, lint_choreography_rules,
	lint_language_rules, lint_advice_rules, lint_people_rules,
	lint_listener_rules, lint_starve_rules,
};

struct rule_list {
	const struct lint_rule	**v;
	size_t			  n, cap;
};

/* Its id, or that of the nearest element around it that has one. */
static struct str
name_of(struct lint *l, const struct lint_elem *e)
{
	for (const struct lint_elem *p = e; p != NULL; p = p->parent) {
		if (p->id.len > 0)
			return p->id;
	}
	return arena_printf(l->a, "<%s>", (const char *)e->node->name);
}

static void
add_finding(struct lint *l, const struct lint_elem *e,
    const struct lint_rule *rule, struct str message)
{
	struct lint_finding f = {
		.severity = rule->severity,
		.line = xml_line(e->node),
		.element = name_of(l, e),
		.rule = rule->id,
		.message = message,
	};

	if (rule->section != NULL)
		f.message = arena_printf(l->a, "%.*s (BPMN 2.0.2, %s)",
		    STR_ARG(message), rule->section);
	if (l->findings.n < LINT_FINDINGS_MAX)
		vec_push(l->a, &l->findings, f);
	else
		l->n_dropped++;
}

void
lint_add(struct lint *l, const struct lint_elem *e,
    const struct lint_rule *rule, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_finding(l, e, rule, arena_vprintf(l->a, fmt, ap));
	va_end(ap);
}

void
lint_report(struct lint *l, const struct lint_elem *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_finding(l, e, l->rule, arena_vprintf(l->a, fmt, ap));
	va_end(ap);
}

/* The rules for one kind of element, found once per kind. */
static const struct rule_list *
rules_for(struct lint *l, struct map *cache, const struct schema_type *type)
{
	struct str key = str_of(type->name);
	struct rule_list *list = map_get(cache, key);

	if (list != NULL)
		return list;
	list = arena_new_of(l->a, struct rule_list);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		for (const struct lint_rule *r = tables[i]; r->id != NULL;
		    r++) {
			if (r->check != NULL &&
			    schema_is(type, str_of(r->on)))
				vec_push(l->a, list, r);
		}
	}
	map_put(cache, key, list);
	return list;
}

static void
check_all(struct lint *l)
{
	struct map *cache = map_new(l->a);

	for (size_t i = 0; i < l->elems.n; i++) {
		struct lint_elem *e = l->elems.v[i];
		const struct rule_list *list;

		if (e->type == NULL)
			continue;
		list = rules_for(l, cache, e->type);
		for (size_t j = 0; j < list->n; j++) {
			l->rule = list->v[j];
			if (l->rule->when == ALWAYS || e->is_executable)
				l->rule->check(l, e);
		}
	}
}

static int
by_line(const void *a, const void *b)
{
	const struct lint_finding *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	return strcmp(x->rule, y->rule);
}

static const struct lint_rule not_bpmn = {
	"not-bpmn", "15.3", LINT_ERROR, ALWAYS, "any", NULL,
};

static const struct lint_rule too_large = {
	"too-large", NULL, LINT_ERROR, ALWAYS, "any", NULL,
};

const struct lint_report *
lint_run(struct arena *a, const xmlDoc *doc, const struct lint_options *options)
{
	struct lint l = { .a = a, .doc = doc, .options = options };
	struct lint_report *r = arena_new_of(a, struct lint_report);

	lint_index(&l);
	if (!xml_is(l.root->node, BPMN_NS, "definitions"))
		lint_add(&l, l.root, &not_bpmn, "the document does not begin "
		    "with <definitions> of BPMN 2.0");
	else if (l.elems.n > LINT_ELEMENTS_MAX)
		lint_add(&l, l.root, &too_large, "more than %d elements",
		    LINT_ELEMENTS_MAX);
	else
		check_all(&l);
	if (l.findings.n > 0)
		qsort(l.findings.v, l.findings.n, sizeof(*l.findings.v),
		    by_line);
	r->v = l.findings.v;
	r->n = l.findings.n;
	r->n_dropped = l.n_dropped;
	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].severity == LINT_ERROR)
			r->n_errors++;
		else
			r->n_warnings++;
	}
	return r;
}

/* A finding is one line, whatever the names in the model. */
static void
put_line(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_putc(out, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
}

void
lint_format(struct buf *out, const char *file, const struct lint_finding *f)
{
	buf_printf(out, "%s:%d: ", file, f->line);
	put_line(out, f->element);
	buf_printf(out, ": %s: ", f->rule);
	put_line(out, f->message);
	buf_putc(out, '\n');
}

void
lint_json(struct buf *out, const struct lint_report *r)
{
	struct jsonw w = JSONW(out);

	jsonw_object(&w);
	jsonw_key(&w, "errors");
	jsonw_int(&w, (int64_t)r->n_errors);
	jsonw_key(&w, "warnings");
	jsonw_int(&w, (int64_t)r->n_warnings);
	jsonw_key(&w, "findings");
	jsonw_array(&w);
	for (size_t i = 0; i < r->n; i++) {
		const struct lint_finding *f = &r->v[i];

		jsonw_object(&w);
		jsonw_key(&w, "severity");
		jsonw_cstr(&w, f->severity == LINT_ERROR ? "error" :
		    "warning");
		jsonw_key(&w, "line");
		jsonw_int(&w, f->line);
		jsonw_key(&w, "element");
		jsonw_str(&w, f->element);
		jsonw_key(&w, "rule");
		jsonw_cstr(&w, f->rule);
		jsonw_key(&w, "message");
		jsonw_str(&w, f->message);
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	jsonw_object_end(&w);
}
