/*
 * form_private.h - a compiled form, shared by the files of forms/.
 */
#ifndef FORMS_FORM_PRIVATE_H
#define FORMS_FORM_PRIVATE_H

#include "base/dec128.h"
#include "forms/form.h"
#include "workflows/feel/feel.h"

#define FORM_PATH_MAX	4	/* segments of a key */
#define FORM_OPTIONS_MAX 500
#define FORM_FILES_MAX	20	/* of one field */
#define FORM_ACCEPTS_MAX 30
#define FORM_TEXT_MAX	10000	/* characters, where maxLength says nothing */

enum field_type {
	FIELD_TEXTFIELD, FIELD_TEXTAREA, FIELD_NUMBER, FIELD_DATETIME,
	FIELD_SELECT, FIELD_RADIO, FIELD_CHECKBOX, FIELD_CHECKLIST,
	FIELD_TEXT, FIELD_GROUP, FIELD_EXPRESSION, FIELD_FILEPICKER,
};

enum date_subtype { SUBTYPE_DATE, SUBTYPE_TIME, SUBTYPE_DATETIME };

/* A bound: a constant or FEEL. */
struct form_bound {
	bool			 is_set;
	struct dec128		 value;
	const struct feel_expr	*expr;
};

struct form_field {
	enum field_type		 type;
	struct str		 key;		/* "income.amount"; whole */
	struct str		 path[FORM_PATH_MAX];
	size_t			 depth;
	struct str		 pointer;	/* "/income/amount" */
	int			 parent;	/* group, or -1 */
	const struct feel_expr	*hide;		/* NULL: always visible */
	bool			 is_disabled, is_readonly, is_required;
	const struct feel_expr	*readonly;
	const struct json	*fallback;	/* defaultValue */
	/* text */
	struct form_bound	 min_length, max_length;
	struct str		 pattern, pattern_message;
	bool			 is_email, is_phone;
	/* number */
	struct form_bound	 min, max;
	int64_t			 decimals;	/* -1: any */
	struct form_bound	 step;
	/* date and time */
	enum date_subtype	 subtype;
	bool			 refuses_past;
	/* choice */
	const struct str	*options;
	size_t			 n_options;
	/* files */
	bool			 is_multiple;
	const struct str	*accepts;	/* ".pdf"; none: any */
	size_t			 n_accepts;
	/* computed: one of the two */
	const struct feel_expr	*expression;
	const struct form_call	*call;
};

struct form {
	const struct form_field	*fields;
	size_t			 n;
};

/* Is there a value?  As form-js: null, "", false and [] are none. */
bool	form_is_empty(const struct json *v);
/* The value at a field's path, or NULL. */
const struct json *form_get(const struct json *data,
    const struct form_field *f);
/* Set it, making objects on the way; root is an object of the arena. */
void	form_set(struct arena *a, struct json *root, const struct form_field *f,
    const struct json *value);

/* What a submission comes to, with one entry per field in each array. */
struct form_settled {
	struct arena		*a;
	const struct form	*form;
	const struct form_context *ctx;
	const struct json	*sent;
	bool			*visible;
	bool			*fixed;		/* not the sender's to change */
	struct form_computed	*computed;	/* of expressions */
	/* Values of visible fields: those sent, those that were there before
	 * (fixed), those computed. */
	struct json		*data;
};

/* Run FEEL over what is settled so far, and the initial values. */
struct form_eval {
	struct feel_run			 run;
	const struct form_settled	*of;
};

void	form_eval_init(struct form_eval *e, const struct form_settled *of);
struct feel_value form_eval_expr(struct form_eval *e,
    const struct feel_expr *expr);

/* Settle which fields show and what they hold: each may depend on others. */
void	form_settle(struct form_settled *s);
/* Compute a field from s->data and add its value to it. */
void	form_compute_field(struct form_settled *s, size_t field);

/* Check one value; NULL when it is good, else a static code and message. */
struct form_fault {
	const char	*code;
	const char	*message;
};

struct form_fault form_check_value(const struct form_field *f,
    struct form_eval *e, const struct form_context *ctx,
    const struct json *value);

#endif
