/*
 * builtin.h - the table of built-in functions: private to the language.
 *
 * A row is one overload: its parameters say what they are called, which kinds
 * they accept and which may be left out.  Arguments reach the function checked
 * and converted, so it only computes.
 */
#ifndef WORKFLOWS_FEEL_BUILTIN_H
#define WORKFLOWS_FEEL_BUILTIN_H

#include "workflows/feel/feel.h"

#define FEEL_PARAMS_MAX	8

#define KIND(kind)	(1u << (kind))
enum {
	K_NULL = KIND(FEEL_NULL),
	K_NUM = KIND(FEEL_NUMBER),
	K_STR = KIND(FEEL_STRING),
	K_BOOL = KIND(FEEL_BOOLEAN),
	K_DATE = KIND(FEEL_DATE),
	K_TIME = KIND(FEEL_TIME),
	K_DT = KIND(FEEL_DATE_TIME),
	K_DAYS = KIND(FEEL_DAYS_TIME),
	K_MONTHS = KIND(FEEL_YEARS_MONTHS),
	K_LIST = KIND(FEEL_LIST),
	K_CTX = KIND(FEEL_CONTEXT),
	K_RANGE = KIND(FEEL_RANGE),
	K_FN = KIND(FEEL_FUNCTION),
	K_ANY = (1u << 16) - 1 - KIND(FEEL_UNKNOWN),
	K_VALUE = K_ANY - K_NULL,
	K_POINT = K_NUM | K_STR | K_DATE | K_TIME | K_DT | K_DAYS | K_MONTHS,
};

enum {
	/* All arguments are one list: min(1, 2) is min([1, 2]). */
	B_SPREAD = 1,
	/* The arguments after the last parameter go into it, as a list. */
	B_REST = 2,
	/* Unknown parts of a list do not make the result unknown. */
	B_LAZY = 4,
	/* Makes a literal from text: date("2026-01-01"). */
	B_LITERAL = 8,
};

struct feel_builtin_param {
	const char	*name;
	uint32_t	 accepts;	/* K_ bits */
};

struct feel_builtin {
	const char	*name;
	struct feel_value (*call)(struct feel_run *run,
			    const struct feel_value *args, size_t n);
	uint8_t		 min, max;	/* number of arguments */
	uint8_t		 flags;
	struct feel_builtin_param params[FEEL_PARAMS_MAX];
};

/* Each file of builtins_*.c has one such table, ended by a NULL name. */
extern const struct feel_builtin feel_builtins_boolean[];
extern const struct feel_builtin feel_builtins_context[];
extern const struct feel_builtin feel_builtins_conversion[];
extern const struct feel_builtin feel_builtins_date[];
extern const struct feel_builtin feel_builtins_list[];
extern const struct feel_builtin feel_builtins_number[];
extern const struct feel_builtin feel_builtins_range[];
extern const struct feel_builtin feel_builtins_regex[];
extern const struct feel_builtin feel_builtins_set[];
extern const struct feel_builtin feel_builtins_sort[];
extern const struct feel_builtin feel_builtins_statistics[];
extern const struct feel_builtin feel_builtins_string[];

/* The longest name of a built-in function that text starts with at pos;
 * *end is behind it.  The first overload, as a function value, or NULL. */
const struct feel_function *feel_builtin_match(struct str text, size_t pos,
    size_t *end);
/* Does it make a literal of text, so that constants can be made early? */
bool	feel_builtin_is_literal(const struct feel_builtin *b);
/* The overload that takes so many arguments by position, or NULL. */
const struct feel_builtin *feel_builtin_by_count(const struct feel_builtin *b,
    size_t n);
/* The overload that has all these parameters, and where each goes. */
const struct feel_builtin *feel_builtin_by_names(const struct feel_builtin *b,
    const struct str *names, size_t n, uint8_t *places);
/* Check, convert, call.  n as given; missing ones are null.  args changes and
 * has room for b->max. */
struct feel_value feel_builtin_call(struct feel_run *run,
    const struct feel_builtin *b, struct feel_value *args, size_t n);

#endif
