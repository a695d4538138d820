/*
 * compile.c - from a form-js schema to a list of fields.
 *
 * Everything a submission could stumble over is refused here, when the form is
 * deployed: unknown types, doubtful keys, patterns and FEEL that do not parse.
 */
#include <ctype.h>

#include "base/map.h"
#include "forms/form_private.h"
#include "workflows/feel/regex.h"

#define GROUP_DEPTH_MAX	6

struct compiler {
	struct arena	*a;
	VEC(struct form_field) fields;
	struct map	*ids, *keys;
	size_t		 n_calls, n_files;
	struct error	*err;
};

/* Where in the schema, and whose. */
struct place {
	struct str	 pointer;	/* JSON pointer of the component */
	struct str	 path;		/* key prefix of the group: "a." */
	int		 parent;
	int		 depth;
};

static int
fail(struct compiler *c, struct str pointer, const char *code,
    const char *message)
{
	return error_set_field(c->err, code, pointer, "%s", message);
}

static int
type_of(struct str name)
{
	static const char *const names[] = { "textfield", "textarea", "number",
		"datetime", "select", "radio", "checkbox", "checklist", "text",
		"group", "expression", "filepicker" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i]))
			return (int)i;
	}
	return -1;
}

static const struct feel_expr *
parse_feel(struct compiler *c, struct str text, struct str pointer)
{
	struct error err = { 0 };
	const struct feel_expr *e;

	if (str_starts(text, "="))
		text = str_sub(text, 1, text.len);
	e = feel_parse(c->a, text, NULL, &err);
	if (e == NULL)
		(void)fail(c, pointer, "form.feel", err.message);
	return e;
}

static int
compile_bound(struct compiler *c, const struct json *v, struct str pointer,
    struct form_bound *ret)
{
	if (v == NULL || v->type == JSON_NULL)
		return 0;
	ret->is_set = true;
	if (v->type == JSON_NUMBER ||
	    (v->type == JSON_STRING && !str_starts(v->text, "="))) {
		if (dec128_parse(v->text, &ret->value) < 0)
			return fail(c, pointer, "form.bound",
			    "a bound is a number or = FEEL");
		return 0;
	}
	if (v->type != JSON_STRING)
		return fail(c, pointer, "form.bound",
		    "a bound is a number or = FEEL");
	ret->expr = parse_feel(c, v->text, pointer);
	return ret->expr == NULL ? -1 : 0;
}

static int
compile_pattern(struct compiler *c, struct form_field *f, struct str pointer)
{
	struct error err = { 0 };
	struct regex *re;

	if (f->pattern.p == NULL || f->pattern.len == 0) {
		f->pattern = STR_NULL;
		return 0;
	}
	re = regex_new(f->pattern, STR(""), &err);
	if (re == NULL)
		return fail(c, pointer, "form.pattern", err.message);
	regex_free(re);
	return 0;
}

static int
compile_validate(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	const struct json *v = json_get(comp, "validate");
	struct str kind = json_string(v, "validationType", STR(""));

	f->decimals = -1;
	f->is_required = json_is_true(v, "required");
	f->is_email = str_is(kind, "email");
	f->is_phone = str_is(kind, "phone");
	f->pattern = json_string(v, "pattern", STR_NULL);
	f->pattern_message = json_string(v, "patternErrorMessage", STR_NULL);
	if (compile_pattern(c, f, pointer) < 0 ||
	    compile_bound(c, json_get(v, "minLength"), pointer,
	    &f->min_length) < 0 ||
	    compile_bound(c, json_get(v, "maxLength"), pointer,
	    &f->max_length) < 0 ||
	    compile_bound(c, json_get(v, "min"), pointer, &f->min) < 0 ||
	    compile_bound(c, json_get(v, "max"), pointer, &f->max) < 0 ||
	    compile_bound(c, json_get(comp, "increment"), pointer,
	    &f->step) < 0)
		return -1;
	if (f->step.is_set && (f->step.expr != NULL ||
	    dec128_cmp(f->step.value, DEC128_ZERO) <= 0))
		return fail(c, pointer, "form.increment",
		    "an increment is a number above 0");
	return json_int(comp, "decimalDigits", 0, 30, &f->decimals, c->err);
}

static int
compile_options(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	const struct json *values = json_get(comp, "values");
	struct str *options;

	if (values == NULL || values->type != JSON_ARRAY || values->n == 0 ||
	    values->n > FORM_OPTIONS_MAX)
		return fail(c, pointer, "form.values",
		    "a choice needs `values`, from 1 to 500");
	options = arena_array(c->a, values->n, sizeof(*options));
	for (size_t i = 0; i < values->n; i++) {
		options[i] = json_string(&values->items[i], "value", STR_NULL);
		if (options[i].p == NULL)
			return fail(c, pointer, "form.values",
			    "each of `values` has a text `value`");
	}
	f->options = options;
	f->n_options = values->n;
	return 0;
}

static int
compile_datetime(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	struct str subtype = json_string(comp, "subtype", STR("date"));

	f->refuses_past = json_is_true(comp, "disallowPassedDates");
	if (str_is(subtype, "date"))
		f->subtype = SUBTYPE_DATE;
	else if (str_is(subtype, "time"))
		f->subtype = SUBTYPE_TIME;
	else if (str_is(subtype, "datetime"))
		f->subtype = SUBTYPE_DATETIME;
	else
		return fail(c, pointer, "form.subtype",
		    "a subtype is date, time or datetime");
	return 0;
}

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char)s.p[i];

		if (!isascii(ch) || (!isalnum(ch) && ch != '_'))
			return false;
	}
	return s.len > 0;
}

/* "a.b.c" into words. */
static int
compile_key(struct compiler *c, struct form_field *f, struct str pointer)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str rest = f->key;

	for (f->depth = 0; f->depth < FORM_PATH_MAX; f->depth++) {
		ptrdiff_t dot = str_chr(rest, '.');
		struct str word = dot < 0 ? rest :
		    str_sub(rest, 0, (size_t)dot);

		if (!is_word(word))
			break;
		f->path[f->depth] = word;
		buf_putc(&out, '/');
		buf_str(&out, word);
		if (dot < 0) {
			f->depth++;
			f->pointer = arena_str(c->a, buf_view(&out));
			return 0;
		}
		rest = str_sub(rest, (size_t)dot + 1, rest.len);
	}
	return fail(c, pointer, "form.key",
	    "a key is one to four words of letters, digits and _, with dots");
}

static int
check_unique(struct compiler *c, const struct json *comp,
    const struct form_field *f, struct str pointer)
{
	struct str id = json_string(comp, "id", STR_NULL);

	if (id.p == NULL || map_get(c->ids, id) != NULL)
		return fail(c, pointer, "form.id",
		    "each component has an id of its own");
	map_put(c->ids, id, c);
	if (f->key.p == NULL)
		return 0;
	if (map_get(c->keys, f->key) != NULL)
		return fail(c, pointer, "form.key_twice",
		    "two fields have the same key");
	map_put(c->keys, f->key, c);
	return 0;
}

static int
compile_conditions(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	struct str hide = json_string(json_get(comp, "conditional"), "hide",
	    STR(""));
	const struct json *readonly = json_get(comp, "readonly");

	f->is_disabled = json_is_true(comp, "disabled");
	f->is_readonly = json_is_true(comp, "readonly");
	if (hide.len > 0) {
		f->hide = parse_feel(c, hide, pointer);
		if (f->hide == NULL)
			return -1;
	}
	if (readonly != NULL && readonly->type == JSON_STRING) {
		f->readonly = parse_feel(c, readonly->text, pointer);
		if (f->readonly == NULL)
			return -1;
	}
	return 0;
}

/* The inputs that the properties map: "vinculo:input:NAME": "= FEEL". */
static int
compile_inputs(struct compiler *c, const struct json *properties,
    struct form_call *call)
{
	static const struct str prefix = STR("vinculo:input:");
	struct form_input *inputs = arena_array(c->a, properties->n,
	    sizeof(*inputs));

	for (size_t i = 0; i < properties->n; i++) {
		const struct json_member *m = &properties->members[i];

		if (!str_starts(m->key, "vinculo:input:"))
			continue;
		if (m->value.type != JSON_STRING ||
		    call->n_inputs == FORM_INPUTS_MAX)
			return fail(c, call->pointer, "form.input",
			    "an input is a text \"= FEEL\", at most 50 of "
			    "them");
		inputs[call->n_inputs].name = str_sub(m->key, prefix.len,
		    m->key.len);
		inputs[call->n_inputs].expr = parse_feel(c, m->value.text,
		    call->pointer);
		if (inputs[call->n_inputs++].expr == NULL)
			return -1;
	}
	call->inputs = inputs;
	return 0;
}

/* "= FEEL", or a decision named by properties. */
static int
compile_expression(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	const struct json *properties = json_get(comp, "properties");
	struct str decision = json_string(properties, "vinculo:decision",
	    STR(""));
	struct str text = json_string(comp, "expression", STR(""));
	struct form_call *call;

	if ((text.len == 0) == (decision.len == 0))
		return fail(c, pointer, "form.expression",
		    "a computed field has an expression \"= FEEL\", or names "
		    "a decision in its properties");
	if (text.len > 0) {
		f->expression = parse_feel(c, text, pointer);
		return f->expression == NULL ? -1 : 0;
	}
	if (++c->n_calls > FORM_CALLS_MAX)
		return fail(c, pointer, "form.size",
		    "at most 32 fields may ask a decision");
	f->call = call = arena_new_of(c->a, struct form_call);
	call->pointer = pointer;
	call->decision = decision;
	call->result = json_string(properties, "vinculo:result", STR(""));
	return compile_inputs(c, properties, call);
}

/* ".pdf,.jpg": ends of names, the only thing that can be checked. */
static int
compile_files(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	struct str rest = json_string(comp, "accept", STR(""));
	struct str *accepts = arena_array(c->a, FORM_ACCEPTS_MAX,
	    sizeof(*accepts));

	if (++c->n_files > FORM_PICKERS_MAX)
		return fail(c, pointer, "form.size",
		    "at most 20 fields may take documents");
	f->is_multiple = json_is_true(comp, "multiple");
	f->accepts = accepts;
	while (rest.len > 0) {
		ptrdiff_t comma = str_chr(rest, ',');
		size_t len = comma < 0 ? rest.len : (size_t)comma;
		struct str one = str_trim(str_sub(rest, 0, len));

		rest = str_sub(rest, len + 1, rest.len);
		if (f->n_accepts == FORM_ACCEPTS_MAX || one.len < 2 ||
		    one.p[0] != '.' || !is_word(str_sub(one, 1, one.len)))
			return fail(c, pointer, "form.accept",
			    "accept lists ends of names: .pdf,.jpg");
		accepts[f->n_accepts++] = str_sub(one, 1, one.len);
	}
	return 0;
}

static int
compile_detail(struct compiler *c, const struct json *comp,
    struct form_field *f, struct str pointer)
{
	switch (f->type) {
	case FIELD_SELECT:
	case FIELD_RADIO:
	case FIELD_CHECKLIST:
		return compile_options(c, comp, f, pointer);
	case FIELD_DATETIME:
		return compile_datetime(c, comp, f, pointer);
	case FIELD_EXPRESSION:
		return compile_expression(c, comp, f, pointer);
	case FIELD_FILEPICKER:
		return compile_files(c, comp, f, pointer);
	default:
		return 0;
	}
}

static int compile_list(struct compiler *c, const struct json *list,
    const struct place *at);

static int
compile_children(struct compiler *c, const struct json *comp,
    const struct place *at, int self)
{
	const struct json *children = json_get(comp, "components");
	struct str path = json_string(comp, "path", STR(""));
	struct place below = { .parent = self, .depth = at->depth + 1,
		.pointer = at->pointer, .path = at->path };

	if (children == NULL)
		return 0;
	if (path.len > 0)
		below.path = arena_printf(c->a, "%.*s%.*s.", STR_ARG(at->path),
		    STR_ARG(path));
	return compile_list(c, children, &below);
}

static int
compile_component(struct compiler *c, const struct json *comp,
    const struct place *at)
{
	struct str key = json_string(comp, "key", STR_NULL);
	int type = type_of(json_string(comp, "type", STR("")));
	struct form_field f = { .parent = at->parent };

	if (type < 0)
		return fail(c, at->pointer, "form.type",
		    "this type of component is not in our profile");
	if (c->fields.n == FORM_FIELDS_MAX)
		return fail(c, at->pointer, "form.size", "too many fields");
	f.type = (enum field_type)type;
	f.fallback = json_get(comp, "defaultValue");
	if (type != FIELD_TEXT && type != FIELD_GROUP) {
		if (key.p == NULL)
			return fail(c, at->pointer, "form.key",
			    "a field has a key");
		f.key = arena_printf(c->a, "%.*s%.*s", STR_ARG(at->path),
		    STR_ARG(key));
		if (compile_key(c, &f, at->pointer) < 0)
			return -1;
	}
	if (check_unique(c, comp, &f, at->pointer) < 0 ||
	    compile_conditions(c, comp, &f, at->pointer) < 0 ||
	    compile_validate(c, comp, &f, at->pointer) < 0 ||
	    compile_detail(c, comp, &f, at->pointer) < 0)
		return -1;
	vec_push(c->a, &c->fields, f);
	if (f.type != FIELD_GROUP)
		return 0;
	return compile_children(c, comp, at, (int)c->fields.n - 1);
}

static int
compile_list(struct compiler *c, const struct json *list,
    const struct place *at)
{
	if (list->type != JSON_ARRAY || at->depth > GROUP_DEPTH_MAX)
		return fail(c, at->pointer, "form.components",
		    "`components` is a list, at most six groups deep");
	for (size_t i = 0; i < list->n; i++) {
		struct place here = *at;

		here.pointer = arena_printf(c->a, "%.*s/components/%zu",
		    STR_ARG(at->pointer), i);
		if (compile_component(c, &list->items[i], &here) < 0)
			return -1;
	}
	return 0;
}

const struct form *
form_compile(struct arena *a, const struct json *schema, struct error *err)
{
	struct compiler c = { .a = a, .ids = map_new(a), .keys = map_new(a),
		.err = err };
	const struct json *list = json_get(schema, "components");
	struct form *f;

	if (!str_is(json_string(schema, "type", STR("")), "default") ||
	    json_string(schema, "id", STR("")).len == 0 || list == NULL) {
		(void)fail(&c, STR(""), "form.root",
		    "a form has type \"default\", an id and components");
		return NULL;
	}
	if (compile_list(&c, list, &(struct place){ .pointer = STR(""),
	    .path = STR(""), .parent = -1 }) < 0)
		return NULL;
	f = arena_new_of(a, struct form);
	f->fields = c.fields.v;
	f->n = c.fields.n;
	return f;
}

const struct str *
form_keys(const struct form *f, struct arena *a, size_t *n)
{
	VEC(struct str) keys = { 0 };

	for (size_t i = 0; i < f->n; i++) {
		if (f->fields[i].key.p != NULL)
			vec_push(a, &keys, f->fields[i].key);
	}
	*n = keys.n;
	return keys.v;
}
