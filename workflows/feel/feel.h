/*
 * feel.h - FEEL, the expression language of DMN 1.5 (chapter 10).
 *
 * Parse once, evaluate often:
 *
 *	expr = feel_parse(arena, text, &scope, &err);
 *	feel_run_init(&run, eval_arena);
 *	value = feel_eval(&run, expr, &vars);
 *
 * A parsed expression never changes and may be evaluated by many threads at
 * once, each with its own run.  Evaluation does not fail for what the
 * expression does: by the standard a wrong operation gives null, and the run
 * collects a diagnostic that says where and why.  Only a spent budget (steps,
 * depth, bytes) ends it early: feel_run_check().
 */
#ifndef WORKFLOWS_FEEL_FEEL_H
#define WORKFLOWS_FEEL_FEEL_H

#include "workflows/feel/type.h"
#include "workflows/feel/value.h"

#define FEEL_TEXT_MAX		(256 * 1024)	/* bytes of one expression */
#define FEEL_DIAGNOSTICS_MAX	32

struct feel_expr;
struct node;

/* A name the expression may use.  Its type tells the parser the names inside
 * it ("Applicant.Monthly Income"); NULL when not known. */
struct feel_name {
	struct str		 name;
	const struct feel_type	*type;
};

/*
 * What is known where the expression stands.  Names may contain spaces,
 * operators and dots; the longest match wins and white space around symbols
 * does not count.  The position in names[] is the position of the value in
 * feel_vars.values.  A name that is not listed must be one word; it is looked
 * up when the expression runs.
 */
struct feel_scope {
	const struct feel_name	 *names;
	size_t			  n;
	const struct feel_member *types;	/* item definitions, for types
						 * named in the text */
	size_t			  n_types;
	bool			  is_open;	/* a name that is not listed may
						 * have several words */
};

/* One expression.  Text is copied.  scope may be NULL.  NULL and err (code
 * "feel.syntax" or "feel.size"; line, column; the message names the cause). */
const struct feel_expr *feel_parse(struct arena *a, struct str text,
    const struct feel_scope *scope, struct error *err);
/* Unary tests: "-", "> 5, [1..3]", "not(\"a\")", "? * 2 < limit".  subject is
 * the type of the value to be tested, or NULL. */
const struct feel_expr *feel_parse_tests(struct arena *a, struct str text,
    const struct feel_scope *scope, struct error *err);

/* The text it was parsed from. */
struct str feel_text(const struct feel_expr *expr);
/* Names the expression takes from its surroundings, each once, in order of
 * appearance, built-in functions left out. */
struct feel_free {
	struct str	name;
	int		slot;		/* in scope.names, or -1: not listed */
};
const struct feel_free *feel_free_names(const struct feel_expr *expr,
    size_t *n);

/*
 * For the analysis of decision tables: unary tests as intervals over
 * constants, when that is all they are.  0 and an array in arena a (empty for
 * "-", which allows everything, with *is_any set), or -1.  A constant c is
 * [c..c].  Open ends are null.
 */
struct feel_intervals {
	bool			 is_any, is_negated;
	size_t			 n;
	const struct feel_range	*ranges;
};
int	feel_tests_intervals(struct arena *a, const struct feel_expr *tests,
	    struct feel_intervals *ret);

/*
 * The values of names.  values[] follows scope.names; with values NULL, and
 * for names not listed, lookup is asked: true and *ret when it knows the name
 * (the value may be unknown).  lookup may be NULL.  Functions an expression
 * makes keep a pointer to this, so it lives as long as they do.
 */
struct feel_vars {
	const struct feel_value	*values;
	bool			(*lookup)(struct feel_run *run, void *ctx,
				    struct str name, struct feel_value *ret);
	void			*ctx;
};

struct feel_diagnostic {
	const char	*code;		/* "feel.type", "feel.index" */
	struct str	 message;	/* in the run's arena */
	struct str	 text;		/* of the expression it came up in */
	int		 line, column;	/* in that text, from 1 */
};

struct feel_budget {
	uint64_t	steps;		/* expressions evaluated */
	uint32_t	depth;		/* of nested evaluation */
	size_t		bytes;		/* allocated from the arena */
	size_t		stack;		/* of the thread or fiber, in bytes;
					 * 0: 128 KB */
};

#define FEEL_BUDGET_DEFAULT						\
	((struct feel_budget){ .steps = 20 * 1000 * 1000, .depth = 1000, \
	    .bytes = 256 * 1024 * 1024 })

/* One evaluation, or several that share budget, clock and diagnostics (a
 * decision and all it requires). */
struct feel_run {
	struct arena		*arena;
	struct feel_budget	 budget;
	int64_t			 now_us;	/* 0: the clock, at first use */
	struct str		 zone;		/* of now(), IANA; "": UTC */
	bool			 wants_diagnostics;
	size_t			 n_diagnostics;	/* kept; later ones dropped */
	struct feel_diagnostic	 diagnostics[FEEL_DIAGNOSTICS_MAX];

	/* Private to the evaluator. */
	const char		*stopped;	/* which budget is spent */
	uint64_t		 steps;
	uint32_t		 depth;
	size_t			 bytes_start;
	uintptr_t		 c_stack;	/* where evaluation began */
	const struct feel_expr	*expr;
	const struct feel_vars	*vars;
	const struct node	*node;		/* being called */
	struct feel_value	*frame;		/* locals */
	struct feel_value	*stack_top, *stack_end;
};

/* Default budget, the real clock, UTC, diagnostics wanted. */
void	feel_run_init(struct feel_run *run, struct arena *a);
/* Forget diagnostics and what was spent, for another evaluation.  The arena is
 * the caller's to reset. */
void	feel_run_reset(struct feel_run *run);

/*
 * Evaluate; vars may be NULL.  Null with run->stopped set when the budget is
 * spent.  A native function may call these again with its run, for another
 * expression with other vars: all share the budget.
 */
struct feel_value feel_eval(struct feel_run *run,
    const struct feel_expr *expr, const struct feel_vars *vars);
/* Unary tests on a value: true, false, null or unknown. */
struct feel_value feel_test(struct feel_run *run,
    const struct feel_expr *tests, const struct feel_vars *vars,
    struct feel_value subject);
/* Call a function by position; arguments are converted to its types. */
struct feel_value feel_call(struct feel_run *run,
    const struct feel_function *f, const struct feel_value *args, size_t n);
/* By name: what is not given is null; a name the function does not have makes
 * the result null. */
struct feel_named {
	const struct str	*names;
	const struct feel_value	*values;
	size_t			 n;
};
struct feel_value feel_call_named(struct feel_run *run,
    const struct feel_function *f, const struct feel_named *args);
/* 0; or -1 and err (ERR_LIMIT, "feel.budget") when the budget is spent. */
int	feel_run_check(const struct feel_run *run, struct error *err);
/* Has the budget room for the value written out?  Else it is spent. */
bool	feel_carries(struct feel_run *run, struct feel_value v);
/* Note why something is null; returns null. */
struct feel_value feel_fail(struct feel_run *run, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
