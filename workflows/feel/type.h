/*
 * type.h - types of FEEL values: typeRef, "instance of", signatures.
 *
 * DMN 1.5, 10.3.2.9.  Item definitions are built from these; a type may refer
 * to itself through a component, so it is finished in place.
 */
#ifndef WORKFLOWS_FEEL_TYPE_H
#define WORKFLOWS_FEEL_TYPE_H

#include "workflows/feel/value.h"

struct feel_expr;

enum feel_type_kind {
	TYPE_ANY,
	TYPE_NULL,
	TYPE_NUMBER,
	TYPE_STRING,
	TYPE_BOOLEAN,
	TYPE_DATE,
	TYPE_TIME,
	TYPE_DATE_TIME,
	TYPE_DAYS_TIME,
	TYPE_YEARS_MONTHS,
	TYPE_DURATION,		/* either of the two */
	TYPE_LIST,
	TYPE_CONTEXT,
	TYPE_RANGE,
	TYPE_FUNCTION,
};

struct feel_member {
	struct str		 name;
	const struct feel_type	*type;
};

struct feel_type {
	enum feel_type_kind	 kind;
	const struct feel_type	*item;	/* of a list or range; of a function,
					 * what it returns; NULL: Any */
	size_t			 n;	/* components, or parameters */
	const struct feel_member *members;
	const struct feel_expr	*allowed;	/* unary tests each value must
						 * pass, or NULL */
	const struct feel_type	*base;	/* whose tests it must pass too, or
					 * NULL */
	struct str		 name;	/* of the item definition, or empty */
};

/* The built-in type of this name ("number", "date and time", "Any", also with
 * "feel:" before it and the old "dateTime"), or NULL. */
const struct feel_type *feel_type_named(struct str name);
/* The type of a value as far as it shows: contexts with their components. */
const struct feel_type *feel_type_of(struct arena *a, struct feel_value v);

/* Is v of this type, as "instance of" asks?  null is of no type but Null and
 * Any.  Allowed values are not looked at. */
bool	feel_is_a(struct feel_value v, const struct feel_type *type);

/*
 * 10.3.2.9.4: the value if it fits the type; the only item of a list, a list
 * around an item, or date as date and time where that makes it fit; otherwise
 * null, with a diagnostic naming `what`.  Components are checked in depth,
 * with allowed values.  null and unknown fit every type; type may be NULL.
 */
struct feel_value feel_coerce(struct feel_run *run, struct feel_value v,
    const struct feel_type *type, struct str what);

/* "list<number>", or the name of the item definition. */
void	feel_type_format(struct buf *out, const struct feel_type *type);

#endif
