/*
 * schema.h - which elements, attributes and references BPMN 2.0 knows.
 */
#ifndef WORKFLOWS_BPMN_LINT_SCHEMA_H
#define WORKFLOWS_BPMN_LINT_SCHEMA_H

#include "base/str.h"

/*
 * A kind of element.  `content` lists its own children in order, after those
 * of its base: "name", "name=kind" where the name alone does not say the kind,
 * "name=@kind" for a reference as text; then ? * or + for how often.
 * `attributes` lists "name:kind", with ! when required; a kind is one of
 *	(none) text, b boolean, i integer, d identifier, u URI, q any name,
 *	@a|b reference to one of these kinds, ~a the same but it may be
 *	elsewhere, {A,B} one of these words, %{A,B} or a URI.
 */
struct schema_type {
	const char			*name;
	const char			*base;	/* or NULL */
	const char			*content, *attributes;
	bool				 is_abstract;
};

/* By name; NULL when BPMN has no such element. */
const struct schema_type *schema_find(struct str name);
/* Is a type this kind or derived from it?  NULL is of no kind but "any". */
bool	schema_is(const struct schema_type *type, struct str kind);

struct schema_particle {
	struct str	name, kind;	/* kind is name unless given */
	bool		is_ref;		/* text that refers to `kind` */
	bool		is_required, is_many;
};

struct schema_attr {
	struct str	name;
	char		kind;		/* 's' for text, else as above */
	struct str	arg;		/* kinds or words */
	bool		is_required;
};

/* The next of a list, moving *list past it; false at its end. */
bool	schema_next_particle(const char **list, struct schema_particle *ret);
bool	schema_next_attr(const char **list, struct schema_attr *ret);
/* Is this word in a list separated by | or ,? */
bool	schema_has_word(struct str list, struct str word);

#define SCHEMA_DEPTH_MAX 8	/* of derivation */

#endif
