/*
 * ast.h - what an expression is parsed into: private to the language.
 *
 * A tree of nodes that never changes after parsing.  Names are resolved while
 * parsing: a name of the caller's scope is a slot of feel_vars.values, a name
 * bound inside the expression is a local of the frame.  Inside a filter a name
 * may be an entry of the item, which only the value can tell; such a name
 * lists the items to ask, innermost first, before its resolution outside.
 *
 * A function's frame begins with a copy of the locals around it, so local
 * numbers mean the same inside and outside.
 */
#ifndef WORKFLOWS_FEEL_AST_H
#define WORKFLOWS_FEEL_AST_H

#include "workflows/feel/builtin.h"
#include "workflows/feel/feel.h"

enum node_kind {
	N_CONST,		/* constant */
	N_SLOT,			/* var: slot of values */
	N_LOCAL,		/* index */
	N_FREE,			/* var: by name */
	N_ITEM,			/* item: entry of a filtered item, or else */
	N_BUILTIN,		/* function: a built-in one as a value */
	N_OR, N_AND,		/* a, b */
	N_EQ, N_NE, N_LT, N_LE, N_GT, N_GE,
	N_ADD, N_SUB, N_MUL, N_DIV, N_POW,
	N_NEG,			/* a */
	N_BETWEEN,		/* a between b and c */
	N_IN,			/* in */
	N_INSTANCE,		/* instance */
	N_IF,			/* a then b else c */
	N_FOR, N_SOME, N_EVERY,	/* loop */
	N_LIST,			/* kids, n */
	N_CONTEXT,		/* context */
	N_RANGE,		/* range: a .. b, or operator a */
	N_PATH,			/* path */
	N_FILTER,		/* filter */
	N_CALL,			/* call */
	N_CALL_BUILTIN,		/* builtin */
	N_FUNCTION,		/* lambda */
	N_TEST,			/* test: one unary test that is no comparison */
	N_TESTS,		/* kids, n: any of them; is_negated */
	N_DESCENDANTS,		/* path */
};

struct node;

struct iterator {
	uint32_t		 slot;
	const struct node	*from;		/* a list, a range ... */
	const struct node	*to;		/* ... or with "from .. to" */
};

struct loop {
	struct iterator		*iterators;
	size_t			 n;
	uint32_t		 partial;	/* slot of "partial" */
	const struct node	*body;
};

struct lambda {
	struct feel_function	 f;
	const struct node	*body;		/* NULL: external */
	uint32_t		 n_captured;	/* locals around it */
	uint32_t		 frame_size;
	uint32_t		 self;		/* slot of its own name, or 0 */
};

#define NO_SLOT	UINT32_MAX

struct node {
	uint8_t			 kind;
	bool			 is_negated;	/* N_TESTS */
	bool			 is_plain;	/* N_FILTER: without the item;
						 * N_TEST: without "?" */
	bool			 is_bad;	/* N_CONTEXT: repeated key */
	uint32_t		 n;
	const struct feel_type	*type;		/* if known: names within */
	union {
		struct feel_value	 constant;
		uint32_t		 index;
		struct {
			const struct node	*a, *b, *c;
		};
		const struct node	*const *kids;
		struct {
			struct str		 name;
			uint32_t		 slot;
		} var;
		struct {
			const struct str	*name;
			const uint32_t		*slots;	/* n of them */
			const struct node	*outer;	/* or NULL */
			bool			 is_item; /* "item" itself */
		} item;
		const struct feel_function	*function;
		struct {
			const struct node	*subject, *tests;
			uint32_t		 slot;
		} in;
		struct {
			const struct node	*value;
			const struct feel_type	*type;
		} instance;
		const struct loop		*loop;
		struct {
			const struct node	*const *values;
			const struct str	*keys;
			uint32_t		 slot;	/* of the first entry */
		} context;
		struct {
			const struct node	*low, *high;
			uint8_t			 form;
			bool			 is_low_closed, is_high_closed;
		} range;
		struct {
			const struct node	*of;
			struct str		 name;
		} path;
		struct {
			const struct node	*of, *by;
			uint32_t		 slot;
		} filter;
		struct {
			const struct node	*callee;
			const struct node	*const *args;
			const struct str	*names;	/* NULL: by position */
		} call;
		struct {
			const struct feel_builtin *fn;	/* NULL: no match */
			const struct node	*const *args;
			const char		*name;
		} builtin;
		const struct lambda		*lambda;
		struct {
			const struct node	*value;
			uint32_t		 subject;	/* slot */
		} test;
	};
	uint32_t		 at;		/* byte in the text */
};

struct feel_expr {
	struct str		 text;
	const struct node	*root;
	bool			 is_tests;	/* subject in local 0 */
	uint32_t		 frame_size;
	size_t			 n_free;
	const struct feel_free	*free;
};

/* May these be the ends of a range?  One kind with an order; or null. */
bool	 feel_are_ends(struct feel_value low, struct feel_value high);
/* Evaluate a node in the frame of the run. */
struct feel_value feel_node(struct feel_run *run, const struct node *n);
/* Bytes of the run's budget, or NULL when it is spent. */
void	*feel_bytes(struct feel_run *run, size_t n);
/* Take n steps of the budget; false when it is spent. */
bool	 feel_steps(struct feel_run *run, size_t n);
/* As feel_fail(), at a node. */
struct feel_value feel_fail_at(struct feel_run *run, const struct node *n,
    const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
