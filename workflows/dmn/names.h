/*
 * names.h - the names known at a point of a model, while it is compiled.
 *
 * Names are pushed and popped like block scopes; the position of a name is
 * the position of its value in the frame at run time.
 */
#ifndef WORKFLOWS_DMN_NAMES_H
#define WORKFLOWS_DMN_NAMES_H

#include "workflows/dmn/model.h"

struct names {
	struct dmn_model	*model;
	VEC(struct feel_name)	 v;
	VEC(size_t)		 hidden;	/* which each hides, + 1 */
	VEC(bool)		 used;
	size_t			 max;		/* most names at once */
	unsigned		 open;		/* inside a filter: any name
						 * may be the item's */
};

void	names_init(struct names *s, struct dmn_model *m);
/* Returns its position.  An earlier one of this name is hidden. */
size_t	names_push(struct names *s, struct str name,
	    const struct feel_type *type);
void	names_pop(struct names *s, size_t n);	/* down to n names */
/* What is known about the value of a text, when it is only a name, or a path
 * of names, of which the type is known; NULL if not. */
const struct feel_type *names_shape(const struct names *s, struct str text);

/* Parse with these names.  What is wrong is noted for `what` ("output 2"). */
struct names_text {
	struct str	 text;
	struct str	 id;
	int		 line;
	size_t		 rule;
	bool		 is_tests;
	const char	*what;
};
const struct feel_expr *names_parse(struct names *s, struct names_text t);

/* compile_expr.c: parse the FEEL in a boxed expression; NULL is none. */
void	dmn_compile_expr(struct names *s, struct dmn_expr *e);
/* compile_table.c */
void	dmn_compile_table(struct names *s, struct dmn_expr *e);

/* Shapes: what is known about the names inside a value, though nothing may
 * have been declared.  The declared type, or else the shape seen: */
const struct feel_type *dmn_type_or(const struct feel_type *type,
	    const struct feel_type *shape);
const struct feel_type *dmn_shape_of(const struct dmn_expr *e);
struct feel_type *dmn_new_shape(struct names *s, enum feel_type_kind kind);
const struct feel_type *dmn_list_shape(struct names *s,
	    const struct feel_type *item);

#endif
