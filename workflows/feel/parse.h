/*
 * parse.h - the parser's state and its parts: private to the language.
 *
 * Recursive descent straight over the text: what a run of characters means
 * (one name, several, an operator) depends on the names in scope, so there is
 * no separate list of tokens.  Functions return NULL after parse_fail().
 */
#ifndef WORKFLOWS_FEEL_PARSE_H
#define WORKFLOWS_FEEL_PARSE_H

#include "workflows/feel/ast.h"

enum level_kind { LEVEL_NAME, LEVEL_ITEM };

/* A name bound inside the expression, or the item of a filter. */
struct level {
	const struct level	*outer;
	enum level_kind		 kind;
	struct str		 name;
	const struct feel_type	*type;		/* may be NULL */
	uint32_t		 slot;
	uint32_t		*uses;		/* counted here, or NULL */
};

struct parser {
	struct arena		*a;
	struct str		 text;
	size_t			 pos;
	struct error		*err;
	const struct feel_scope	*scope;		/* never NULL */
	const struct level	*level;
	uint32_t		 n_slots;	/* in use */
	uint32_t		 frame_size;	/* most in use at once */
	int			 depth;
	bool			 is_before_bound; /* a "[" may end a range */
	bool			 has_hints;
	VEC(struct str)		 hints;		/* names of several words found
						 * in types and contexts */
	VEC(struct feel_free)	 free;
};

/* The first error counts.  Returns NULL. */
void	*parse_fail(struct parser *p, size_t at, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* Skip space; then is the next character c? */
bool	 parse_peek(struct parser *p, char c);
/* If it is, step over it. */
bool	 parse_accept(struct parser *p, char c);
/* As parse_accept(), or fail. */
bool	 parse_expect(struct parser *p, char c);
bool	 parse_peek_word(struct parser *p, const char *word);
bool	 parse_accept_word(struct parser *p, const char *word);
bool	 parse_expect_word(struct parser *p, const char *word);
bool	 parse_at_dots(struct parser *p);	/* at ".." */
bool	 parse_accept_dots(struct parser *p);

struct node *parse_node(struct parser *p, enum node_kind kind, size_t at);
/* An expression, and one without "and", "or", comparison: an operand. */
struct node *parse_expression(struct parser *p);
struct node *parse_operand(struct parser *p);
/* Literals, names, brackets, if, for ... without what may follow them. */
struct node *parse_primary(struct parser *p);
struct node *parse_if(struct parser *p);
struct node *parse_loop(struct parser *p, enum node_kind kind);
struct node *parse_function(struct parser *p, struct str own_name,
    uint32_t self);
struct node *parse_context(struct parser *p);
struct node *parse_list_or_range(struct parser *p);
/* Behind "..", to the closing bracket. */
struct node *parse_range_end(struct parser *p, const struct node *low,
    bool is_low_closed, size_t at);
struct node *parse_fold_range(struct parser *p, struct node *n);
struct node *parse_parentheses(struct parser *p);
struct node *parse_call(struct parser *p, struct node *callee);
/* At "<", "<=", ">", ">=", "=", "!=": the test as a range value; NULL without
 * an error when it is something else. */
struct node *parse_operator_range(struct parser *p);
/* One unary test of the subject in a slot; all of them, to the end. */
struct node *parse_test(struct parser *p, uint32_t subject);
struct node *parse_test_list(struct parser *p, uint32_t subject);
/* What follows "in". */
struct node *parse_in(struct parser *p, struct node *subject);
const struct feel_type *parse_type(struct parser *p);

/* The node of the name at the cursor, which it steps over. */
struct node *parse_name(struct parser *p);
/* The name after a dot. */
bool	 parse_member(struct parser *p, const struct feel_type *of,
	    struct str *ret);
/* A name of several words that may come up where no type tells the names. */
void	 parse_hint(struct parser *p, struct str name);
/* The type of this component of a context or of a list's contexts, if known. */
const struct feel_type *parse_member_type(const struct feel_type *of,
	    struct str name);

/* Names for what is parsed between bind and unbind.  level is the caller's. */
uint32_t parse_slot(struct parser *p);
void	 parse_bind(struct parser *p, struct level *level);
void	 parse_unbind(struct parser *p, const struct level *level);

#endif
