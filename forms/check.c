/*
 * check.c - one value against its field.
 */
#include "base/civil.h"
#include "base/uuid.h"
#include "forms/form_private.h"
#include "workflows/feel/regex.h"

#define GOOD ((struct form_fault){ NULL, NULL })
#define FAULT(code, message) ((struct form_fault){ code, message })

/* The bound as a number; false when there is none (or FEEL gave none). */
static bool
bound_value(const struct form_bound *b, struct form_eval *e,
    struct dec128 *ret)
{
	struct feel_value v;

	if (!b->is_set)
		return false;
	if (b->expr == NULL) {
		*ret = b->value;
		return true;
	}
	v = form_eval_expr(e, b->expr);
	if (v.kind != FEEL_NUMBER)
		return false;
	*ret = v.number;
	return true;
}

static bool
matches(struct str pattern, struct str s)
{
	struct regex *re = regex_cached(pattern, STR(""), NULL);

	return re != NULL && regex_matches(re, s, NULL) == 1;
}

static struct form_fault
check_format(const struct form_field *f, struct str s)
{
	static const struct str email =
	    STR("^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$");
	static const struct str phone = STR("^\\+?[0-9 ().\\-]{6,20}$");

	if (f->is_email && !matches(email, s))
		return FAULT("form.email", "an e-mail address: name@place.es");
	if (f->is_phone && !matches(phone, s))
		return FAULT("form.phone",
		    "a telephone number: digits, perhaps with +");
	if (f->pattern.p != NULL && !matches(f->pattern, s))
		return FAULT("form.pattern", "not in the form that is wanted");
	return GOOD;
}

static struct form_fault
check_text(const struct form_field *f, struct form_eval *e,
    const struct json *v)
{
	struct dec128 bound, n;
	struct str s;

	if (v->type != JSON_STRING)
		return FAULT("form.type", "a text is wanted");
	s = str_trim(v->text);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
			return FAULT("form.control",
			    "control characters are not allowed");
	}
	n = dec128_int((int64_t)utf8_count(s));
	if (bound_value(&f->min_length, e, &bound) &&
	    dec128_cmp(n, bound) < 0)
		return FAULT("form.min_length", "too short");
	if (!bound_value(&f->max_length, e, &bound))
		bound = dec128_int(FORM_TEXT_MAX);
	if (dec128_cmp(n, bound) > 0)
		return FAULT("form.max_length", "too long");
	return check_format(f, s);
}

static struct form_fault
check_number(const struct form_field *f, struct form_eval *e,
    const struct json *v)
{
	struct dec128 x, bound;

	if ((v->type != JSON_NUMBER && v->type != JSON_STRING) ||
	    dec128_parse(v->text, &x) < 0)
		return FAULT("form.type", "a number is wanted");
	if (bound_value(&f->min, e, &bound) && dec128_cmp(x, bound) < 0)
		return FAULT("form.min", "too small");
	if (bound_value(&f->max, e, &bound) && dec128_cmp(x, bound) > 0)
		return FAULT("form.max", "too large");
	if (f->decimals >= 0 &&
	    !dec128_eq(dec128_round(x, f->decimals, DEC128_HALF_EVEN), x))
		return FAULT("form.decimals", "too many decimals");
	if (f->step.is_set &&
	    !dec128_is_zero(dec128_modulo(x, f->step.value)))
		return FAULT("form.increment",
		    "not a multiple of the increment");
	return GOOD;
}

static bool
is_day(struct str s)
{
	int64_t y, m, d;

	return s.len == 10 && s.p[4] == '-' && s.p[7] == '-' &&
	    parse_int(str_sub(s, 0, 4), 1, 9999, &y) == 0 &&
	    parse_int(str_sub(s, 5, 2), 1, 12, &m) == 0 &&
	    parse_int(str_sub(s, 8, 2), 1, 31, &d) == 0 && civil_valid(y, m, d);
}

/* HH:MM, perhaps with seconds, Z or an offset. */
static bool
is_time(struct str s)
{
	static const struct str pattern = STR("^([01][0-9]|2[0-3]):[0-5][0-9]"
	    "(:[0-5][0-9])?(Z|[+\\-][01][0-9]:[0-5][0-9])?$");

	return matches(pattern, s);
}

static struct form_fault
check_datetime(const struct form_field *f, const struct form_context *ctx,
    const struct json *v)
{
	struct str s = v->text;
	bool good;

	if (v->type != JSON_STRING)
		return FAULT("form.type", "a date or time is wanted");
	if (f->subtype == SUBTYPE_DATE)
		good = is_day(s);
	else if (f->subtype == SUBTYPE_TIME)
		good = is_time(s);
	else
		good = s.len > 11 && s.p[10] == 'T' &&
		    is_day(str_sub(s, 0, 10)) &&
		    is_time(str_sub(s, 11, s.len));
	if (!good)
		return f->subtype == SUBTYPE_TIME ?
		    FAULT("form.time", "a time: HH:MM") :
		    FAULT("form.date", "a date that exists: YYYY-MM-DD");
	if (f->refuses_past && f->subtype != SUBTYPE_TIME &&
	    str_cmp(str_sub(s, 0, 10), ctx->today) < 0)
		return FAULT("form.past", "a day from today on");
	return GOOD;
}

static bool
is_option(const struct form_field *f, const struct json *v)
{
	for (size_t i = 0; i < f->n_options; i++) {
		if (v->type == JSON_STRING && str_eq(v->text, f->options[i]))
			return true;
	}
	return false;
}

static struct form_fault
check_checklist(const struct form_field *f, const struct json *v)
{
	if (v->type != JSON_ARRAY || v->n > f->n_options)
		return FAULT("form.type", "a list of options is wanted");
	for (size_t i = 0; i < v->n; i++) {
		if (!is_option(f, &v->items[i]))
			return FAULT("form.option", "not one of the options");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(v->items[i].text, v->items[k].text))
				return FAULT("form.option",
				    "the same option twice");
		}
	}
	return GOOD;
}

/* Whether they exist is for who knows files. */
static struct form_fault
check_files(const struct form_field *f, const struct json *v)
{
	struct uuid id;

	if (v->type != JSON_ARRAY)
		return FAULT("form.type", "a list of documents is wanted");
	if (v->n > (f->is_multiple ? FORM_FILES_MAX : 1))
		return FAULT("form.files_many", "too many documents");
	for (size_t i = 0; i < v->n; i++) {
		if (v->items[i].type != JSON_STRING ||
		    uuid_parse(v->items[i].text, &id) < 0)
			return FAULT("form.type", "ids of documents");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(v->items[i].text, v->items[k].text))
				return FAULT("form.option",
				    "the same document twice");
		}
	}
	return GOOD;
}

struct form_fault
form_check_value(const struct form_field *f, struct form_eval *e,
    const struct form_context *ctx, const struct json *v)
{
	if (form_is_empty(v)) {
		if (f->is_required)
			return FAULT("form.required", "this is needed");
		if (v == NULL || v->type == JSON_NULL)
			return GOOD;
		if (v->type == JSON_STRING)
			return f->type == FIELD_CHECKBOX ||
			    f->type == FIELD_CHECKLIST ||
			    f->type == FIELD_FILEPICKER ?
			    FAULT("form.type", "not a text") : GOOD;
	}
	switch (f->type) {
	case FIELD_TEXTFIELD:
	case FIELD_TEXTAREA:
		return check_text(f, e, v);
	case FIELD_NUMBER:
		return check_number(f, e, v);
	case FIELD_DATETIME:
		return check_datetime(f, ctx, v);
	case FIELD_SELECT:
	case FIELD_RADIO:
		return is_option(f, v) ? GOOD :
		    FAULT("form.option", "not one of the options");
	case FIELD_CHECKLIST:
		return check_checklist(f, v);
	case FIELD_FILEPICKER:
		return check_files(f, v);
	case FIELD_CHECKBOX:
		return v->type == JSON_BOOL ? GOOD :
		    FAULT("form.type", "yes or no is wanted");
	default:
		return GOOD;
	}
}
