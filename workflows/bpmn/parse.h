/*
 * parse.h - what the files that read BPMN XML share.  Private to bpmn_parse().
 *
 * Two passes: the first finds the elements and gives them numbers, the second
 * reads each with every reference resolved.
 */
#ifndef WORKFLOWS_BPMN_PARSE_H
#define WORKFLOWS_BPMN_PARSE_H

#include "base/map.h"
#include "base/xml.h"
#include "workflows/bpmn/model.h"
#include "workflows/feel/feel.h"

#define NS_BPMN		"http://www.omg.org/spec/BPMN/20100524/MODEL"
#define NS_ZEEBE	"http://camunda.org/schema/zeebe/1.0"
#define NS_CAMUNDA	"http://camunda.org/schema/1.0/bpmn"

struct parser {
	struct arena		*a;
	struct error		*err;
	const xmlNode		*root;
	VEC(struct bpmn_element) elements;
	VEC(const xmlNode *)	 nodes;		/* of the elements */
	VEC(struct bpmn_flow)	 flows;
	VEC(const xmlNode *)	 flow_nodes;
	VEC(struct bpmn_lane)	 lanes;
	VEC(struct bpmn_process) processes;
	struct map		*ids;		/* elements: number + 1 */
	struct map		*flow_ids;
	struct map		*others;	/* anything else: xmlNode */
	VEC(struct feel_name)	 names;		/* of data, with blanks in
						 * them: FEEL must know */
};

/* An error about the element written at node; returns -1. */
int	model_fail(struct parser *p, const xmlNode *node, const char *code,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Copies that outlive the document; "" when absent. */
struct str model_attr(struct parser *p, const xmlNode *node, const char *name);
struct str model_camunda(struct parser *p, const xmlNode *node,
	    const char *name);
/* The trimmed text of a node. */
struct str model_text(struct parser *p, const xmlNode *node);
bool	model_flag(const xmlNode *node, const char *name, bool fallback);
/* Integer attribute; -1 and err when it is none or out of range. */
int	model_count(struct parser *p, const xmlNode *node, const char *name,
	    int *ret);
/* Is the prefix of this reference that of another file's namespace? */
bool	model_is_foreign(struct parser *p, struct str ref);
/* A reference with or without a prefix; NONE or NULL when unknown, or when
 * another file defines it. */
int	model_element_ref(struct parser *p, struct str ref);
int	model_flow_ref(struct parser *p, struct str ref);
const xmlNode *model_other_ref(struct parser *p, struct str ref);
void	model_ids_add(struct parser *p, struct bpmn_ids *ids, int v);
/* The extension element of this name below <extensionElements>, or NULL. */
const xmlNode *model_extension(const xmlNode *node, const char *ns,
	    const char *name);

/* Text that may be FEEL ("= x", "${x}"), or must be.  NULL in *ret when the
 * text is empty. */
int	model_value(struct parser *p, const xmlNode *node, struct str text,
	    const struct bpmn_value **ret);
int	model_expression(struct parser *p, const xmlNode *node,
	    struct str text, const struct bpmn_value **ret);
/* An expression element (formalExpression): its language is checked. */
int	model_expression_node(struct parser *p, const xmlNode *node,
	    const struct bpmn_value **ret);

/* First pass. */
int	model_process(struct parser *p, const xmlNode *node);
int	model_global_task(struct parser *p, const xmlNode *node);
/* Second pass, one element each. */
int	model_flows(struct parser *p);
int	model_relations(struct parser *p, int element);
int	model_links(struct parser *p);	/* after all events */
int	model_events(struct parser *p, int element);
int	model_event_def(struct parser *p, const xmlNode *owner,
	    const xmlNode *node, struct bpmn_event_def *def);
/* The message of an event definition, send or receive task. */
int	model_message(struct parser *p, const xmlNode *owner,
	    const xmlNode *node, struct bpmn_event_def *def);
int	model_activity(struct parser *p, int element);
int	model_loop(struct parser *p, int element);
int	model_data(struct parser *p, int element);
/* What a process says of itself: vinculo:search, vinculo:history; after its
 * properties. */
int	model_settings(struct parser *p, struct bpmn_process *process);
int	model_mappings(struct parser *p, int element);
int	model_listeners(struct parser *p, int element);
int	model_user_task(struct parser *p, int element);
/* Work outside; *ret stays NULL when node defines none. */
int	model_job(struct parser *p, const xmlNode *node,
	    const struct bpmn_job **ret);
/* zeebe:taskHeaders. */
int	model_headers(struct parser *p, const xmlNode *node, size_t *n,
	    const struct bpmn_property **ret);
int	model_call(struct parser *p, int element);
int	model_decision(struct parser *p, int element);

#endif
