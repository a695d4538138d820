/*
 * value.h - FEEL values: what an expression works on and gives back.
 *
 * DMN 1.5, 10.3.2.  A value is small and passed by value; text, items and
 * entries it points to live in an arena and never change once built, so values
 * may be shared by threads.  Besides FEEL's own kinds there is "unknown": an
 * input nobody has answered yet.  It goes through every operation, except
 * where the answer is settled without it (false and unknown is false), and
 * carries the names of the inputs that would settle it.
 */
#ifndef WORKFLOWS_FEEL_VALUE_H
#define WORKFLOWS_FEEL_VALUE_H

#include "base/arena.h"
#include "base/dec128.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "workflows/feel/temporal.h"

struct feel_run;
struct feel_type;

enum feel_kind {
	FEEL_NULL,
	FEEL_UNKNOWN,
	FEEL_NUMBER,
	FEEL_STRING,
	FEEL_BOOLEAN,
	FEEL_DATE,
	FEEL_TIME,
	FEEL_DATE_TIME,
	FEEL_DAYS_TIME,			/* days and time duration */
	FEEL_YEARS_MONTHS,		/* years and months duration */
	FEEL_LIST,
	FEEL_CONTEXT,
	FEEL_RANGE,
	FEEL_FUNCTION,
};

struct feel_context;
struct feel_function;
struct feel_range;
struct feel_unknown;
struct feel_value;

struct feel_list {
	const struct feel_value	*v;
	size_t			 n;
};

/*
 * weight: about how many values this one would be if it were written out, parts
 * that it shares included; 0 for what is one.  Thirty lists of the one before,
 * twice each, take no room and are two to the thirtieth values to whoever walks
 * them: what weighs more than the budget has room for is refused.
 */
struct feel_value {
	enum feel_kind kind;
	uint32_t weight;
	union {
		bool				 boolean;
		struct dec128			 number;
		struct str			 string; /* UTF-8 */
		struct civil			 date;
		const struct temporal_time	*time;
		const struct temporal_datetime	*date_time;
		temporal_ns			 ns;	/* days and time */
		int64_t				 months;
		struct feel_list		 list;
		const struct feel_context	*context;
		const struct feel_range		*range;
		const struct feel_function	*function;
		const struct feel_unknown	*unknown;
	};
};

struct feel_entry {
	struct str		key;
	struct feel_value	value;
};

/* Entries in the order they were written; keys are unique. */
struct feel_context {
	size_t			 n;
	const struct feel_entry	*entries;
	const uint32_t		*sorted;	/* by key; NULL when few */
};

/*
 * [1..5] has both ends; one that is null makes "in" null.  (> 5) is only
 * above its low end and (<= 5) only below its high end; (= 5) and (!= 5) keep
 * their operand in low.
 */
enum feel_range_form {
	RANGE_INTERVAL, RANGE_ABOVE, RANGE_BELOW, RANGE_EQUAL, RANGE_UNEQUAL,
};

struct feel_range {
	enum feel_range_form	 form;
	bool			 is_low_closed, is_high_closed;
	struct feel_value	 low, high;
};

struct feel_unknown {
	size_t			 n;
	const struct str	*names;		/* of inputs, without repeats */
};

struct feel_param {
	struct str		 name;
	const struct feel_type	*type;		/* NULL: anything */
};

struct feel_builtin;
struct feel_closure;

/*
 * A function as a value: a closure, a built-in function, or a native one,
 * which has call set.  A native function gets one argument per parameter,
 * converted to its type; a missing one is null.  What it returns is converted
 * to the type in returns.
 */
struct feel_function {
	struct str		 name;		/* for messages; may be empty */
	size_t			 n_params;
	const struct feel_param	*params;
	const struct feel_type	*returns;	/* NULL: anything */
	struct feel_value	(*call)(struct feel_run *run, const void *ctx,
				    const struct feel_value *args, size_t n);
	const void		*ctx;
	const struct feel_closure *closure;	/* private */
	const struct feel_builtin *builtin;	/* private */
};

#define FEEL_NULL_VALUE	((struct feel_value){ .kind = FEEL_NULL })

static inline struct feel_value
feel_bool(bool v)
{
	return (struct feel_value){ .kind = FEEL_BOOLEAN, .boolean = v };
}

static inline struct feel_value
feel_number(struct dec128 v)
{
	return (struct feel_value){ .kind = FEEL_NUMBER, .number = v };
}

static inline uint32_t
feel_weight_of(uint64_t n)
{
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

/* s is not copied.  Text weighs by the room that it takes. */
static inline struct feel_value
feel_string(struct str s)
{
	return (struct feel_value){ .kind = FEEL_STRING,
	    .weight = feel_weight_of(s.len / sizeof(struct feel_value)),
	    .string = s };
}

/* A list whose items are known to weigh so much together. */
static inline struct feel_value
feel_list_of(const struct feel_value *v, size_t n, uint64_t weight)
{
	return (struct feel_value){ .kind = FEEL_LIST,
	    .weight = feel_weight_of(weight), .list = { v, n } };
}

static inline struct feel_value
feel_list(const struct feel_value *v, size_t n)
{
	uint64_t weight = n;

	for (size_t i = 0; i < n; i++)
		weight += v[i].weight;
	return feel_list_of(v, n, weight);
}

struct feel_value feel_int(int64_t v);
/* The entries are not copied; of entries with the same key the last counts. */
struct feel_value feel_context(struct arena *a, struct feel_entry *entries,
    size_t n);
struct feel_value feel_unknown(struct arena *a, struct str name);
/* Unknown for what x and y are unknown for; either may be another kind. */
struct feel_value feel_unknown_join(struct arena *a, struct feel_value x,
    struct feel_value y);
/* f is not copied. */
struct feel_value feel_function(const struct feel_function *f);
struct feel_value feel_date(struct civil d);
struct feel_value feel_time(struct arena *a, const struct temporal_time *t);
struct feel_value feel_date_time(struct arena *a,
    const struct temporal_datetime *t);
struct feel_value feel_days_time(temporal_ns ns);
struct feel_value feel_years_months(int64_t months);

static inline bool
feel_is_true(struct feel_value v)
{
	return v.kind == FEEL_BOOLEAN && v.boolean;
}

static inline bool
feel_is_false(struct feel_value v)
{
	return v.kind == FEEL_BOOLEAN && !v.boolean;
}

/* The entry of a context, or NULL. */
const struct feel_value *feel_get(const struct feel_context *c,
    struct str key);
/* A copy whose every part lives in arena a: to outlive the evaluation.
 * Functions that closed over values are shared, not copied. */
struct feel_value feel_copy(struct arena *a, struct feel_value v);

/* FEEL's "=": true, false or null (kinds that do not compare), Table 53. */
struct feel_value feel_equal(struct feel_value x, struct feel_value y);
/* Negative, 0, positive in *ret; false when the two have no order. */
bool	feel_compare(struct feel_value x, struct feel_value y, int *ret);
/* The same value in every detail, as far as expressions can tell: used for
 * set operations and tests. */
bool	feel_same(struct feel_value x, struct feel_value y);
/* Is v in the range?  true, false or null. */
struct feel_value feel_in_range(struct feel_value v,
    const struct feel_range *range);

/* "number", "days and time duration" ... */
const char *feel_kind_name(enum feel_kind kind);
/* As FEEL's string(): appended to out.  Text at top level without quotes. */
void	feel_format(struct buf *out, struct feel_value v);

/* Numbers are exact (34 digits); text stays text: see feel_from_json_as(). */
struct feel_value feel_from_json(struct arena *a, const struct json *j);
/* With a type known, text becomes dates, times, durations.  What does not fit
 * stays as it is, for feel_coerce() to judge. */
struct feel_value feel_from_json_as(struct arena *a, const struct json *j,
    const struct feel_type *type);
/* Dates, times, durations and ranges as text; functions as null; unknown as
 * {"unknown":["name",...]}. */
void	feel_to_json(struct jsonw *w, struct feel_value v);

#endif
