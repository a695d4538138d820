/*
 * form.h - forms: compile a form-js schema once, check submissions against it.
 *
 * The schema is a profile of form-js (schemaVersion 19): textfield, textarea,
 * number, datetime, select, radio, checkbox, checklist, text, group, expression
 * and filepicker; with validate, conditional.hide (FEEL), disabled, readonly,
 * defaultValue, and our own `translations` beside `components`.  What the
 * browser checks is for people; this is what counts (docs/forms.md).  The value
 * of a filepicker is a list of ids of documents; that they exist is for the
 * caller to see.
 *
 * The value of an expression is computed here, never sent: by FEEL, or by a
 * decision that its `properties` name.  forms/ knows no decisions: who calls
 * form_submit() or form_compute() gives a function that does.
 */
#ifndef FORMS_FORM_H
#define FORMS_FORM_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "workflows/feel/value.h"

#define FORM_FIELDS_MAX	500
#define FORM_ERRORS_MAX	50
#define FORM_CALLS_MAX	32	/* fields that ask a decision */
#define FORM_INPUTS_MAX	50	/* given to one decision */
#define FORM_PICKERS_MAX 20	/* fields that take documents */

struct feel_expr;
struct form;

/* A compiled form lives in the arena and points into schema; it never changes
 * and may be used by many fibers.  NULL and err ("form.*"; field is the JSON
 * pointer of what is wrong in the schema). */
const struct form *form_compile(struct arena *a, const struct json *schema,
    struct error *err);

/* Field keys ("income.amount") in order; *n of them, in the arena. */
const struct str *form_keys(const struct form *f, struct arena *a, size_t *n);

/* What the form asks of decisions, in the order of its fields. */
struct form_input {
	struct str		 name;		/* of the decision's input */
	const struct feel_expr	*expr;
};

struct form_call {
	struct str		 pointer;	/* of the component */
	struct str		 decision;	/* its key */
	struct str		 result;	/* an entry; empty: all of it */
	const struct form_input	*inputs;
	size_t			 n_inputs;
};

/* The n-th call of a form, or NULL. */
const struct form_call *form_call_at(const struct form *f, size_t n);
/* Does a field have this key, or one that begins with "key."? */
bool	form_has_key(const struct form *f, struct str key);

/* Fields whose values are documents: the n-th, false when there are fewer. */
struct form_files {
	struct str		 pointer;	/* of its value, in the data */
	const struct json	*ids;		/* in data: an array, or NULL */
	const struct str	*accepts;	/* ends of names, "pdf" */
	size_t			 n_accepts;	/* 0: any */
};

bool	form_files_at(const struct form *f, const struct json *data, size_t n,
	    struct form_files *ret);

struct form_answer {
	struct feel_value	 value;		/* in the arena given */
	const struct str	*unknown;	/* inputs that would tell */
	size_t			 n_unknown;
	struct str		 why;		/* JSON; empty: not asked for */
	const char		*failed;	/* why; NULL: it did not */
};

/* Whoever knows decisions. */
struct form_decider {
	/* inputs is an object: what is known.  Never waits. */
	void	(*decide)(void *ctx, struct arena *a,
		    const struct form_call *call, const struct json *inputs,
		    struct form_answer *ret);
	void	*ctx;
};

struct form_context {
	/* Values to start from: what readonly and disabled fields keep, and
	 * what conditions may ask for besides the fields.  An object or
	 * NULL. */
	const struct json	*initial;
	struct str		 today;		/* YYYY-MM-DD, local */
	int64_t			 now_us;
	struct str		 zone;		/* IANA */
	/* NULL: what needs a decision is not known. */
	const struct form_decider *decider;
};

/* An input that is not known, and the form's fields that feed it. */
struct form_missing {
	struct str		 input;
	const struct str	*keys;
	size_t			 n_keys;
};

/* One computed field that is visible now. */
struct form_computed {
	struct str		 key;
	const struct json	*value;		/* NULL: not known, or none */
	const struct form_missing *missing;
	size_t			 n_missing;
	struct str		 why;		/* JSON, of a decision */
	const char		*failed;	/* NULL: it did not */
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

/* The computed fields while the form is being filled in: nothing is checked,
 * and values of readonly and disabled fields count as in form_submit().  *n of
 * them, in the arena. */
const struct form_computed *form_compute(const struct form *f, struct arena *a,
    const struct form_context *ctx, const struct json *data, size_t *n);

/* The value to show where none is known: defaults of the schema below the
 * given values.  An object. */
const struct json *form_initial(const struct form *f, struct arena *a,
    const struct json *values);

#endif
