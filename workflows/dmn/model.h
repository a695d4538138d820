/*
 * model.h - a DMN model as it was read: the parts behind struct dmn.
 *
 * Only for the files of this folder.  Everything lives in the arena of its
 * struct dmn and does not change after dmn_compile(), so that any number of
 * threads may evaluate it.
 */
#ifndef WORKFLOWS_DMN_MODEL_H
#define WORKFLOWS_DMN_MODEL_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "workflows/dmn/dmn.h"
#include "workflows/feel/feel.h"

#define DMN_MODELS_MAX	  64		/* in one set */
#define DMN_ELEMENTS_MAX  20000		/* in one set */
#define DMN_CELLS_MAX	  2000000	/* in one table */
#define DMN_TYPE_DEPTH_MAX 32		/* item definitions within each other */

/* A name with a type: a variable, a parameter, a column, an entry. */
struct dmn_var {
	struct str		 name;		/* may be STR_NULL */
	struct str		 type_ref;
	const struct feel_type	*type;		/* NULL: any */
	int			 line;
};

enum dmn_expr_kind {
	DMN_LITERAL,		/* text */
	DMN_TABLE,		/* table */
	DMN_CONTEXT,		/* vars[i] (no name: the result) = kids[i] */
	DMN_INVOCATION,		/* kids[0](vars[i]: kids[i + 1], ...) */
	DMN_FUNCTION,		/* function(vars...) kids[0] */
	DMN_RELATION,		/* kids[row * n_vars + column] */
	DMN_LIST,		/* kids */
	DMN_IF,			/* if, then, else */
	DMN_FILTER,		/* in, match; vars: the names of its frame */
	DMN_FOR,		/* vars[0] in kids[0] return kids[1] */
	DMN_SOME,
	DMN_EVERY,
};

enum dmn_function_kind { DMN_FEEL, DMN_JAVA, DMN_PMML };

struct dmn_table;

struct dmn_expr {
	enum dmn_expr_kind	 kind;
	enum dmn_function_kind	 language;	/* of DMN_FUNCTION */
	int			 line;
	struct str		 id;
	struct str		 type_ref;
	const struct feel_type	*type;		/* NULL: any */
	const struct feel_type	*shape;		/* names seen in it */
	struct str		 text;
	const struct feel_expr	*feel;		/* NULL: it did not parse */
	struct dmn_var		*vars;
	size_t			 n_vars;
	struct dmn_expr		**kids;		/* elements may be NULL */
	size_t			 n_kids;
	struct dmn_table	*table;
	size_t			 slot;		/* of the first name it adds */
	size_t			 n_slots;	/* of a function: its frame */
};

enum dmn_hit {
	DMN_UNIQUE, DMN_ANY, DMN_PRIORITY, DMN_FIRST, DMN_RULE_ORDER,
	DMN_OUTPUT_ORDER, DMN_COLLECT,
};

enum dmn_aggregator {
	DMN_NO_AGGREGATOR, DMN_SUM, DMN_MIN, DMN_MAX, DMN_COUNT,
};

/* A cell of a table: unary tests in an input, an expression in an output. */
struct dmn_cell {
	struct str		 text;
	struct str		 id;
	int			 line;
	bool			 is_any;	/* "-" */
	bool			 is_constant;	/* always value */
	const struct feel_expr	*feel;
	struct feel_value	 value;
};

struct dmn_index;

struct dmn_clause {
	struct str		 id;
	struct str		 name;		/* of an output; may be empty */
	struct str		 label;		/* for people */
	int			 line;
	struct str		 type_ref;
	const struct feel_type	*type;
	struct dmn_cell		 expr;		/* input expression */
	struct dmn_cell		 values;	/* input or output values */
	struct dmn_cell		 fallback;	/* defaultOutputEntry */
	const struct feel_type	*shape;		/* of an input, as seen */
	const struct feel_range	*order;		/* outputs, best first */
	size_t			 n_order;
};

struct dmn_rule {
	struct str		 id;
	int			 line;
	struct dmn_cell		*inputs;	/* n_inputs of the table */
	struct dmn_cell		*outputs;
	struct str		 annotation;	/* all of them, "; " between */
};

struct dmn_table {
	struct str		 id;
	int			 line;
	enum dmn_hit		 hit;
	enum dmn_aggregator	 aggregator;
	struct dmn_clause	*inputs, *outputs;
	size_t			 n_inputs, n_outputs;
	struct dmn_rule		*rules;
	size_t			 n_rules;
	struct dmn_index	*index;		/* NULL: try each rule */
};

/* An item definition, before and after it becomes a type. */
struct dmn_item {
	struct str		 name;
	int			 line;
	bool			 is_collection;
	bool			 is_function;
	struct str		 type_ref;	/* or a function's output */
	struct dmn_cell		 allowed;	/* allowedValues */
	struct dmn_cell		 constraint;	/* typeConstraint */
	struct dmn_item		*parts;		/* components or parameters */
	size_t			 n_parts;
	struct feel_type	*type;		/* of this, filled in place */
	bool			 is_busy, is_done;
};

enum dmn_ref_kind {
	DMN_REQUIRES_DECISION, DMN_REQUIRES_INPUT, DMN_REQUIRES_KNOWLEDGE,
	DMN_REQUIRES_AUTHORITY, DMN_OUTPUT_DECISION, DMN_ENCAPSULATED_DECISION,
	DMN_INPUT_DECISION, DMN_INPUT_DATA,
};

struct dmn_ref {
	enum dmn_ref_kind	 kind;
	struct str		 href;
	int			 line;
	struct dmn_element	*target;	/* NULL: not found */
};

struct dmn_element {
	enum dmn_kind		 kind;
	struct str		 id;
	struct str		 name;
	struct str		 version_tag;
	int			 line;
	struct dmn_var		 variable;
	struct dmn_expr		*logic;		/* NULL: none was given */
	struct dmn_ref		*refs;
	size_t			 n_refs;
	struct dmn_model	*model;
	size_t			 index;		/* in the set */
	bool			 is_busy, is_done;	/* while compiling */
	int			 height;	/* of what it requires, + 1 */
	struct dmn_slot		*slots;		/* what its logic can name */
	size_t			 n_slots;
	size_t			 n_frame;	/* with names inside it */
	const struct feel_type	*shape;		/* names in its value */
	const struct dmn_element **inputs;	/* all it needs */
	size_t			 n_inputs;
	struct feel_param	*params;	/* of a service */
	const struct dmn_element **param_of;
	size_t			 n_params;
};

/* A name an element's logic knows: a requirement, or what it requires from
 * one imported model. */
struct dmn_slot {
	struct str		 name;
	struct dmn_element	*target;
	struct dmn_import	*import;	/* when target is NULL */
};

struct dmn_import {
	struct str		 name;
	struct str		 ns;
	struct str		 location;
	int			 line;
	struct dmn_model	*model;		/* NULL: not found */
};

struct dmn_model {
	struct dmn		*set;
	struct str		 file;
	struct str		 name;
	struct str		 ns;
	struct dmn_import	*imports;
	size_t			 n_imports;
	struct dmn_item		*items;
	size_t			 n_items;
	struct dmn_element	**elements;
	size_t			 n_elements;
	struct map		*by_id;		/* elements */
	struct map		*by_name;	/* elements */
	struct map		*item_by_name;
	struct str		 current;	/* name findings are about */
	struct feel_member	*types;		/* of items and imported ones */
	size_t			 n_types;
};

struct dmn {
	struct arena		*arena;
	struct dmn_model	**models;	/* first: the one asked for */
	size_t			 n_models;
	struct dmn_element	**elements;	/* of all models, by index */
	size_t			 n_elements;
	VEC(struct dmn_finding)	 findings;
	size_t			 n_errors;
	size_t			 n_read;	/* elements so far */
};

/* Note something about a model, in the element that is current. */
struct dmn_where {
	struct dmn_model	*model;
	int			 line;
	struct str		 id;		/* may be empty */
	size_t			 rule;		/* 1..; 0: none */
};
void	dmn_note(struct dmn_where at, enum dmn_severity severity,
	    const char *code, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));

/* types.c: fill the types of a model's item definitions. */
void	dmn_resolve_items(struct dmn_model *m);
/* The type a typeRef names; NULL for none, Any, or (noted) one that is not
 * there. */
const struct feel_type *dmn_resolve_type(struct dmn_model *m, struct str ref,
    int line);
/* The names an expression of this model may use as types. */
struct feel_scope dmn_type_scope(const struct dmn_model *m);

/* link.c: imports and references. */
void	dmn_link(struct dmn *set);

/* compile.c: parse all FEEL, lay out frames. */
void	dmn_compile_elements(struct dmn *set);
/* The import a target is reached through; NULL: it is named directly. */
struct dmn_import *dmn_import_of(struct dmn_model *m,
	    const struct dmn_element *target);
/* Is it reached by the name of this import, which others may have too? */
bool	dmn_is_reached(struct dmn_model *m, const struct dmn_element *target,
	    const struct dmn_import *imp);

/* info.c: the inputs each element needs in the end. */
void	dmn_list_inputs(struct dmn *set);

/* read.c: XML into a model; what is wrong with it becomes findings. */
struct dmn_model *dmn_read(struct dmn *set, struct dmn_text text);

/* read_names.c: note elements that DMN does not have. */
void	dmn_read_names(struct dmn_model *m, const xmlNode *root);

/* read_expr.c: a boxed expression, or NULL when node is none. */
struct dmn_expr *dmn_read_expr(struct dmn_model *m, const xmlNode *node);
struct dmn_expr *dmn_read_function(struct dmn_model *m, const xmlNode *node);
/* The first child of node that is a boxed expression. */
struct dmn_expr *dmn_read_child_expr(struct dmn_model *m, const xmlNode *node);

/* read_table.c */
struct dmn_table *dmn_read_table(struct dmn_model *m, const xmlNode *node);

/* read_xml.c: small helpers over one element. */
struct str dmn_xml_attr(struct dmn_model *m, const xmlNode *n, const char *a);
/* A name with its white space collapsed. */
struct str dmn_xml_name(struct dmn_model *m, const xmlNode *n);
struct str dmn_xml_text(struct dmn_model *m, const xmlNode *n);
/* The <text> child of an element as a cell. */
struct dmn_cell dmn_xml_cell(struct dmn_model *m, const xmlNode *n);
/* A typeRef attribute, or a child of that name as DMN 1.1 writes it, with a
 * prefix bound to this model or to FEEL taken off. */
struct str dmn_xml_type(struct dmn_model *m, const xmlNode *n, const char *a);
struct dmn_var dmn_xml_var(struct dmn_model *m, const xmlNode *n);
size_t	dmn_xml_count(const xmlNode *n, const char *name);

#endif
