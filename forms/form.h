/*
 * form.h - forms: compile a form-js schema once, check submissions against it.
 *
 * The schema is a profile of form-js (schemaVersion 19): textfield, textarea,
 * number, datetime, select, radio, checkbox, checklist, text, group; with
 * validate, conditional.hide (FEEL), disabled, readonly, defaultValue, and our
 * own `translations` beside `components`.  What the browser checks is for
 * people; this is what counts (docs/forms.md).
 */
#ifndef FORMS_FORM_H
#define FORMS_FORM_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

#define FORM_FIELDS_MAX	500
#define FORM_ERRORS_MAX	50

struct form;

/* A compiled form lives in the arena and points into schema; it never changes
 * and may be used by many fibers.  NULL and err ("form.*"; field is the JSON
 * pointer of what is wrong in the schema). */
const struct form *form_compile(struct arena *a, const struct json *schema,
    struct error *err);

/* Field keys ("income.amount") in order; *n of them, in the arena. */
const struct str *form_keys(const struct form *f, struct arena *a, size_t *n);

struct form_context {
	/* Values to start from: what readonly and disabled fields keep, and
	 * what conditions may ask for besides the fields.  An object or
	 * NULL. */
	const struct json	*initial;
	struct str		 today;		/* YYYY-MM-DD, local */
	int64_t			 now_us;
	struct str		 zone;		/* IANA */
};

struct form_result {
	/* Values of visible, enabled fields: an object. */
	const struct json	*data;
	/* What is wrong, by field: field is the JSON pointer of the value,
	 * code one of form.required, form.type, form.option, form.min ... */
	struct error		 errors[FORM_ERRORS_MAX];
	size_t			 n_errors;
};

/* Check a submission.  0 when it is good; -1 when ret->errors says why not. */
int	form_submit(const struct form *f, struct arena *a,
	    const struct form_context *ctx, const struct json *data,
	    struct form_result *ret);

/* The value to show where none is known: defaults of the schema below the
 * given values.  An object. */
const struct json *form_initial(const struct form *f, struct arena *a,
    const struct json *values);

#endif
