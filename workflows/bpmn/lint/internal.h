/*
 * internal.h - the model as the rules see it.
 *
 * Every element of the BPMN namespace is a struct lint_elem; what stands below
 * extensionElements and in the diagram is not.  Rules are rows of tables, one
 * table per file; each row names the kind of element its check looks at.
 */
#ifndef WORKFLOWS_BPMN_LINT_INTERNAL_H
#define WORKFLOWS_BPMN_LINT_INTERNAL_H

#include "base/map.h"
#include "base/xml.h"
#include "workflows/bpmn/lint/lint.h"
#include "workflows/bpmn/lint/schema.h"

#define BPMN_NS		"http://www.omg.org/spec/BPMN/20100524/MODEL"
#define BPMN_DI_NS	"http://www.omg.org/spec/BPMN/20100524/DI"
#define ZEEBE_NS	"http://camunda.org/schema/zeebe/1.0"
#define CAMUNDA_NS	"http://camunda.org/schema/1.0/bpmn"
#define XSI_NS		"http://www.w3.org/2001/XMLSchema-instance"

#define EVENT_DEFINITIONS_MAX 32
#define LINT_ELEMENTS_MAX 20000

struct feel_scope;
struct lint_elem;

struct lint_elems {
	struct lint_elem	**v;
	size_t			  n, cap;
};

struct lint_elem {
	const xmlNode		 *node;
	const struct schema_type *type;
	struct lint_elem	 *parent, *first, *next;
	struct lint_elem	 *scope;	/* what contains its flow */
	struct lint_elem	 *process;	/* or NULL */
	struct str		  id;		/* STR_NULL if it has none */
	struct lint_elem	 *source, *target;	/* of a sequence flow */
	struct lint_elems	  in, out;	/* flows of a flow node */
	struct lint_elems	  boundary;	/* events of an activity */
	const struct schema_type *chain[SCHEMA_DEPTH_MAX]; /* and bases */
	struct lint_elem	 *text_ref;	/* once has_text_ref */
	bool			  has_text_ref;
	bool			  has_start, has_end;	/* events inside */
	bool			  is_listed_in, is_listed_out;	/* a flow */
	bool			  is_executable;
	bool			  is_reached;	/* by advice.c */
};

struct lint {
	struct arena		  *a;
	const xmlDoc		  *doc;
	const struct lint_options *options;
	struct lint_elem	  *root;	/* definitions */
	struct lint_elems	   elems;	/* in order of the document */
	struct map		  *ids;
	const struct lint_rule	  *rule;	/* being checked */
	VEC(struct lint_finding)   findings;
	size_t			   n_dropped;
	bool			   has_executable;
	const struct feel_scope	  *scope;	/* names of its data */
};

enum lint_when { ALWAYS, IF_EXECUTABLE };

struct lint_rule {
	const char		*id;
	const char		*section;	/* of BPMN 2.0.2; NULL: ours */
	enum lint_severity	 severity;
	enum lint_when		 when;
	const char		*on;		/* a name of schema.c */
	void			(*check)(struct lint *l, struct lint_elem *e);
};

/* The tables; each ends with a row whose id is NULL. */
extern const struct lint_rule lint_structure_rules[];
extern const struct lint_rule lint_flow_rules[];
extern const struct lint_rule lint_gateway_rules[];
extern const struct lint_rule lint_event_rules[];
extern const struct lint_rule lint_definition_rules[];
extern const struct lint_rule lint_activity_rules[];
extern const struct lint_rule lint_callable_rules[];
extern const struct lint_rule lint_loop_rules[];
extern const struct lint_rule lint_data_rules[];
extern const struct lint_rule lint_item_rules[];
extern const struct lint_rule lint_collaboration_rules[];
extern const struct lint_rule lint_choreography_rules[];
extern const struct lint_rule lint_language_rules[];
extern const struct lint_rule lint_advice_rules[];
extern const struct lint_rule lint_people_rules[];
extern const struct lint_rule lint_listener_rules[];
extern const struct lint_rule lint_starve_rules[];

/* index.c: fill elems, ids and flows. */
void	lint_index(struct lint *l);

/* Say that e breaks the rule being checked. */
void	lint_report(struct lint *l, const struct lint_elem *e,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same for a finding below a row that covers several. */
void	lint_add(struct lint *l, const struct lint_elem *e,
	    const struct lint_rule *rule, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));

/* Is e of this kind or derived from it ("activity", "throwEvent")?  False
 * for NULL. */
bool	lint_is(const struct lint_elem *e, const char *kind);
/* First child of this kind, and the next sibling of this kind, or NULL. */
struct lint_elem *lint_first(const struct lint_elem *e, const char *kind);
struct lint_elem *lint_next(const struct lint_elem *e, const char *kind);
/* First child element of this very name, and what its text refers to. */
struct lint_elem *lint_child(const struct lint_elem *e, const char *name);
struct lint_elem *lint_child_ref(const struct lint *l,
	    const struct lint_elem *e, const char *name);
/* Its next sibling of the same name. */
struct lint_elem *lint_same(const struct lint_elem *e);
size_t	lint_count(const struct lint_elem *e, const char *kind);
struct str lint_attr(const struct lint_elem *e, const char *name);
bool	lint_is_true(const struct lint_elem *e, const char *attr,
	    bool fallback);
/* For messages: the name if there is one, else the id. */
struct str lint_label(const struct lint_elem *e);

/* What a qualified name means: an element, or NULL; *is_foreign when it is in
 * a namespace of another document. */
struct lint_elem *lint_resolve(const struct lint *l,
	    const struct lint_elem *at, struct str qname, bool *is_foreign);
/* The element an attribute, or a child's text, refers to; or NULL. */
struct lint_elem *lint_ref(const struct lint *l, const struct lint_elem *e,
	    const char *attr);
struct lint_elem *lint_text_ref(const struct lint *l,
	    struct lint_elem *e);
/* Trimmed character data of an element. */
struct str lint_text(const struct lint *l, const struct lint_elem *e);

/* Event definitions of an event, those by reference too. */
size_t	lint_definitions(const struct lint *l, const struct lint_elem *event,
	    struct lint_elem *ret[EVENT_DEFINITIONS_MAX]);
/* The definition of this kind among them, or NULL. */
struct lint_elem *lint_definition(const struct lint *l,
	    const struct lint_elem *event, const char *kind);
bool	lint_is_event_sub_process(const struct lint_elem *e);
/* "text/plain", "text/html; charset=utf-8". */
bool	lint_is_mime_type(struct str s);
/* Does a text (without "=") parse as FEEL?  0, or -1 and err. */
int	lint_feel_check(struct lint *l, struct str text, struct error *err);
/* An extension element of this name in Zeebe's or Camunda's namespace. */
const xmlNode *lint_extension(const struct lint_elem *e, const char *name);
struct str lint_camunda(const struct lint_elem *e, const char *attr);

#endif
