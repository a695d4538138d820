/*
 * test_form.c - form-js schemas compiled, submissions checked.
 */
#include "base/dec128.h"
#include "forms/form.h"
#include "tests/unit/tap.h"

static struct arena *a;

static const char schema[] =
    "{\"type\":\"default\",\"id\":\"f\",\"components\":["
    "{\"id\":\"1\",\"type\":\"text\",\"text\":\"hello\"},"
    "{\"id\":\"2\",\"type\":\"textfield\",\"key\":\"name\","
    " \"validate\":{\"required\":true,\"minLength\":2,\"maxLength\":10}},"
    "{\"id\":\"3\",\"type\":\"number\",\"key\":\"income.amount\","
    " \"decimalDigits\":2,\"validate\":{\"min\":0,\"max\":\"= cap\"}},"
    "{\"id\":\"4\",\"type\":\"radio\",\"key\":\"housing\",\"values\":["
    " {\"label\":\"Own\",\"value\":\"own\"},"
    " {\"label\":\"Rent\",\"value\":\"rent\"}]},"
    "{\"id\":\"5\",\"type\":\"group\",\"path\":\"lease\","
    " \"conditional\":{\"hide\":\"= housing != \\\"rent\\\"\"},"
    " \"components\":[{\"id\":\"6\",\"type\":\"number\",\"key\":\"rent\","
    "  \"increment\":\"0.05\",\"validate\":{\"required\":true}}]},"
    "{\"id\":\"7\",\"type\":\"checklist\",\"key\":\"needs\",\"values\":["
    " {\"value\":\"food\"},{\"value\":\"energy\"}]},"
    "{\"id\":\"8\",\"type\":\"datetime\",\"subtype\":\"date\",\"key\":\"due\","
    " \"disallowPassedDates\":true},"
    "{\"id\":\"9\",\"type\":\"checkbox\",\"key\":\"consent\","
    " \"validate\":{\"required\":true}},"
    "{\"id\":\"10\",\"type\":\"textfield\",\"key\":\"number\","
    " \"disabled\":true},"
    "{\"id\":\"11\",\"type\":\"textfield\",\"key\":\"mail\","
    " \"validate\":{\"validationType\":\"email\"}},"
    "{\"id\":\"12\",\"type\":\"textfield\",\"key\":\"plate\","
    " \"validate\":{\"pattern\":\"^[0-9]{4}[A-Z]{3}$\","
    "  \"patternErrorMessage\":\"1234ABC\"}},"
    "{\"id\":\"13\",\"type\":\"datetime\",\"subtype\":\"time\","
    " \"key\":\"at\"},"
    "{\"id\":\"14\",\"type\":\"filepicker\",\"key\":\"papers\","
    " \"multiple\":true,\"accept\":\".pdf, .JPG\"},"
    "{\"id\":\"15\",\"type\":\"filepicker\",\"key\":\"card\"}]}";

#define FILE_1 "\"018f0000-0000-7000-8000-000000000001\""
#define FILE_2 "\"018f0000-0000-7000-8000-000000000002\""

static const struct form *
compile(const char *text)
{
	struct error err = { 0 };

	return form_compile(a, json_parse(a, str_of(text), NULL), &err);
}

static struct form_result *
submit(const char *data)
{
	struct form_result *r = arena_new_of(a, struct form_result);
	struct form_context ctx = { .today = STR("2026-11-23"),
		.initial = json_parse(a, STR("{\"cap\":1000}"), NULL) };

	(void)form_submit(compile(schema), a, &ctx,
	    json_parse(a, str_of(data), NULL), r);
	return r;
}

static void
accepts(const char *data, const char *kept)
{
	struct form_result *r = submit(data);
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	ok(r->n_errors == 0, "accepts %s", data);
	if (r->n_errors > 0)
		printf("# %s: %s\n", r->errors[0].field, r->errors[0].code);
	jsonw_value(&w, r->data);
	is_str(buf_view(&out), kept, "and keeps");
	buf_done(&out);
}

/* The base with one thing changed has exactly one error. */
static void
refuses(const char *member, const char *field, const char *code)
{
	struct str data = arena_printf(a, "{\"name\":\"Ana\","
	    "\"consent\":true%s}", member);
	struct form_result *r = submit(data.p);

	ok(r->n_errors == 1, "one error in %s", member);
	if (r->n_errors > 0) {
		is_str(str_of(r->errors[0].field), field, "where");
		is_str(str_of(r->errors[0].code), code, "what");
	}
}

static void
test_submit(void)
{
	accepts("{\"name\":\"Ana\",\"consent\":true}",
	    "{\"name\":\"Ana\",\"consent\":true}");
	accepts("{\"name\":\"Ana\",\"income\":{\"amount\":\"12.50\"},"
	    "\"housing\":\"rent\",\"lease\":{\"rent\":400.05},"
	    "\"needs\":[\"food\"],\"due\":\"2026-11-23\",\"consent\":true,"
	    "\"at\":\"09:30\"}",
	    "{\"name\":\"Ana\",\"income\":{\"amount\":12.5},"
	    "\"housing\":\"rent\",\"lease\":{\"rent\":400.05},"
	    "\"needs\":[\"food\"],\"due\":\"2026-11-23\",\"consent\":true,"
	    "\"at\":\"09:30\"}");
	accepts("{\"name\":\"Ana\",\"consent\":true,\"housing\":\"own\","
	    "\"lease\":{\"rent\":-1},\"number\":\"forged\"}",
	    "{\"name\":\"Ana\",\"housing\":\"own\",\"consent\":true}");
	refuses(",\"mail\":\"x\"", "/mail", "form.email");
	refuses(",\"plate\":\"12ABC\"", "/plate", "form.pattern");
	refuses(",\"income\":{\"amount\":-1}", "/income/amount", "form.min");
	refuses(",\"income\":{\"amount\":1000.01}", "/income/amount",
	    "form.max");
	refuses(",\"income\":{\"amount\":1.005}", "/income/amount",
	    "form.decimals");
	refuses(",\"income\":{\"amount\":\"x\"}", "/income/amount",
	    "form.type");
	refuses(",\"housing\":\"castle\"", "/housing", "form.option");
	refuses(",\"housing\":\"rent\"", "/lease/rent", "form.required");
	refuses(",\"housing\":\"rent\",\"lease\":{\"rent\":1.03}",
	    "/lease/rent", "form.increment");
	refuses(",\"needs\":[\"food\",\"food\"]", "/needs", "form.option");
	refuses(",\"needs\":\"food\"", "/needs", "form.type");
	refuses(",\"due\":\"2026-02-30\"", "/due", "form.date");
	refuses(",\"due\":\"2026-11-22\"", "/due", "form.past");
	refuses(",\"at\":\"24:00\"", "/at", "form.time");
	accepts("{\"name\":\"Ana\",\"consent\":true,\"papers\":[" FILE_1 ","
	    FILE_2 "],\"card\":[]}", "{\"name\":\"Ana\",\"consent\":true,"
	    "\"papers\":[" FILE_1 "," FILE_2 "],\"card\":[]}");
	refuses(",\"papers\":[" FILE_1 "," FILE_1 "]", "/papers",
	    "form.option");
	refuses(",\"papers\":" FILE_1, "/papers", "form.type");
	refuses(",\"papers\":\"\"", "/papers", "form.type");
	refuses(",\"papers\":[\"x.pdf\"]", "/papers", "form.type");
	refuses(",\"papers\":[7]", "/papers", "form.type");
	refuses(",\"card\":[" FILE_1 "," FILE_2 "]", "/card",
	    "form.files_many");
	refuses(",\"evil\":1", "/evil", "form.unknown");
	ok(submit("{\"consent\":false}")->n_errors == 2,
	    "every missing field is named");
	ok(submit("[]")->n_errors == 1, "not an object");
}

/* A decision that doubles "Amount". */
static void
decide(void *ctx, struct arena *arena, const struct form_call *call,
    const struct json *inputs, struct form_answer *ret)
{
	static const struct str missing[] = { STR("Amount") };
	const struct json *amount = json_get(inputs, "Amount");
	struct feel_entry *e = arena_array(arena, 1, sizeof(*e));
	struct dec128 x;

	++*(int *)ctx;
	ret->why = STR("{\"kind\":\"decision\"}");
	if (!str_is(call->decision, "double")) {
		ret->failed = "no such decision";
	} else if (amount == NULL) {
		ret->unknown = missing;
		ret->n_unknown = 1;
	} else {
		(void)dec128_parse(amount->text, &x);
		*e = (struct feel_entry){ STR("twice"),
			feel_number(dec128_add(x, x)) };
		ret->value = feel_context(arena, e, 1);
	}
}

static const char computed[] =
    "{\"type\":\"default\",\"id\":\"f\",\"components\":["
    "{\"id\":\"1\",\"type\":\"number\",\"key\":\"a\"},"
    "{\"id\":\"2\",\"type\":\"number\",\"key\":\"b\",\"readonly\":true},"
    "{\"id\":\"3\",\"type\":\"expression\",\"key\":\"total\","
    " \"expression\":\"= a + b\"},"
    "{\"id\":\"4\",\"type\":\"expression\",\"key\":\"twice\","
    " \"properties\":{\"vinculo:decision\":\"double\","
    "  \"vinculo:result\":\"twice\",\"vinculo:input:Amount\":\"= total\"},"
    " \"validate\":{\"required\":true}},"
    "{\"id\":\"5\",\"type\":\"textfield\",\"key\":\"reason\","
    " \"conditional\":{\"hide\":\"= not(twice > 100) or twice = null\"},"
    " \"validate\":{\"required\":true}}]}";

static void
check_computed(const char *data, const char *kept, const char *what)
{
	struct form_result *r = arena_new_of(a, struct form_result);
	int asked = 0;
	struct form_decider decider = { decide, &asked };
	struct form_context ctx = { .today = STR("2026-11-23"),
		.initial = json_parse(a, STR("{\"b\":10,\"total\":1}"), NULL),
		.decider = &decider };
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	if (form_submit(compile(computed), a, &ctx,
	    json_parse(a, str_of(data), NULL), r) == 0)
		jsonw_value(&w, r->data);
	for (size_t i = 0; i < r->n_errors; i++)
		buf_printf(&out, "%s %s: %s;", r->errors[i].field,
		    r->errors[i].code, r->errors[i].message);
	is_str(buf_view(&out), kept, what);
	ok(asked > 0, "the decision was asked");
	buf_done(&out);
}

static void
test_computed(void)
{
	struct form_context ctx = { .today = STR("2026-11-23") };
	const struct form_computed *c;
	int asked = 0;
	struct form_decider decider = { decide, &asked };
	size_t n;

	check_computed("{\"a\":5}", "{\"a\":5,\"total\":15,\"twice\":30}",
	    "fields see those before them");
	check_computed("{\"a\":\"5\",\"b\":9000,\"total\":7,\"twice\":7}",
	    "{\"a\":5,\"total\":15,\"twice\":30}",
	    "what is readonly or computed is not the sender's");
	check_computed("{}", "/twice form.undecided: "
	    "not enough is known: Amount;", "one that is needed");
	check_computed("{\"a\":50}", "/reason form.required: this is needed;",
	    "a computed value shows another field");
	check_computed("{\"a\":5,\"reason\":\"x\"}",
	    "{\"a\":5,\"total\":15,\"twice\":30}", "or hides it");
	c = form_compute(compile(computed), a, &ctx, json_parse(a, STR("{}"),
	    NULL), &n);
	ok(n == 2 && c[1].value == NULL, "nobody to ask");
	ctx.decider = &decider;
	c = form_compute(compile(computed), a, &ctx, json_parse(a, STR("{}"),
	    NULL), &n);
	ok(n == 2 && c[1].n_missing == 1 && c[1].missing[0].n_keys == 1,
	    "what is missing");
	is_str(c[1].missing[0].keys[0], "total", "and the field that feeds it");
	is_str(c[1].why, "{\"kind\":\"decision\"}", "why");
}

static void
refuses_schema(const char *component, const char *code)
{
	struct str text = arena_printf(a, "{\"type\":\"default\",\"id\":\"f\","
	    "\"components\":[%s]}", component);
	struct error err = { 0 };

	ok(form_compile(a, json_parse(a, text, NULL), &err) == NULL,
	    "schema with %s", component);
	is_str(str_of(err.code), code, "is refused for");
}

static void
test_compile(void)
{
	size_t n;
	const struct form *f = compile(schema);

	ok(f != NULL && form_keys(f, a, &n) != NULL && n == 13, "fields");
	refuses_schema("{\"id\":\"1\",\"type\":\"iframe\"}", "form.type");
	refuses_schema("{\"id\":\"1\",\"type\":\"textfield\"}", "form.key");
	refuses_schema("{\"id\":\"1\",\"type\":\"textfield\",\"key\":\"a b\"}",
	    "form.key");
	refuses_schema("{\"type\":\"textfield\",\"key\":\"a\"}", "form.id");
	refuses_schema("{\"id\":\"1\",\"type\":\"textfield\",\"key\":\"a\"},"
	    "{\"id\":\"2\",\"type\":\"number\",\"key\":\"a\"}",
	    "form.key_twice");
	refuses_schema("{\"id\":\"1\",\"type\":\"select\",\"key\":\"a\"}",
	    "form.values");
	refuses_schema("{\"id\":\"1\",\"type\":\"textfield\",\"key\":\"a\","
	    "\"validate\":{\"pattern\":\"(\"}}", "form.pattern");
	refuses_schema("{\"id\":\"1\",\"type\":\"textfield\",\"key\":\"a\","
	    "\"conditional\":{\"hide\":\"= 1 +\"}}", "form.feel");
	refuses_schema("{\"id\":\"1\",\"type\":\"expression\",\"key\":\"a\"}",
	    "form.expression");
	refuses_schema("{\"id\":\"1\",\"type\":\"expression\",\"key\":\"a\","
	    "\"properties\":{\"vinculo:decision\":\"d\","
	    "\"vinculo:input:X\":\"= 1 +\"}}", "form.feel");
	refuses_schema("{\"id\":\"1\",\"type\":\"expression\",\"key\":\"a\","
	    "\"properties\":{\"vinculo:decision\":\"d\","
	    "\"vinculo:input:X\":1}}", "form.input");
	ok(compile("{\"components\":[]}") == NULL, "no root");
}

static void
test_files(void)
{
	const struct form *f = compile(schema);
	const struct json *data = json_parse(a, STR("{\"papers\":[" FILE_1
	    "]}"), NULL);
	struct form_files files;

	ok(form_files_at(f, data, 0, &files) && files.ids->n == 1 &&
	    files.n_accepts == 2 && str_is(files.accepts[1], "JPG") &&
	    str_is(files.pointer, "/papers"), "the first field with files");
	ok(form_files_at(f, data, 1, &files) && files.ids == NULL &&
	    files.n_accepts == 0, "the second has none and takes any");
	ok(!form_files_at(f, data, 2, &files), "there is no third");
	ok(compile("{\"type\":\"default\",\"id\":\"f\",\"components\":["
	    "{\"id\":\"1\",\"type\":\"filepicker\",\"key\":\"a\","
	    "\"accept\":\"image/*\"}]}") == NULL, "accept lists ends of names");
}

static void
test_initial(void)
{
	const struct form *f = compile("{\"type\":\"default\",\"id\":\"f\","
	    "\"components\":[{\"id\":\"1\",\"type\":\"textfield\",\"key\":\"a\""
	    ","
	    "\"defaultValue\":\"x\"},{\"id\":\"2\",\"type\":\"number\","
	    "\"key\":\"b\"}]}");
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_value(&w, form_initial(f, a, json_parse(a,
	    STR("{\"b\":7,\"c\":8}"), NULL)));
	is_str(buf_view(&out), "{\"a\":\"x\",\"b\":7}",
	    "defaults below what is known");
	buf_done(&out);
}

int
main(void)
{
	a = arena_new();
	test_submit();
	test_computed();
	test_compile();
	test_files();
	test_initial();
	arena_free(a);
	return done_testing();
}
