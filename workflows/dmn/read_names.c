/*
 * read_names.c - elements that DMN does not have: misspelt, they would
 * otherwise be passed over in silence, and a decision lose its logic.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"
#include "workflows/dmn/model.h"

/* Every element of DMN 1.1 to 1.5, in the order of strcmp(). */
static const char *const names[] = {
	"allowedAnswers", "allowedValues", "annotation", "annotationEntry",
	"association", "authorityRequirement", "binding",
	"businessContextElement", "businessKnowledgeModel", "column",
	"conditional", "context", "contextEntry", "decision", "decisionMade",
	"decisionMaker", "decisionOwned", "decisionOwner", "decisionService",
	"decisionTable", "defaultOutputEntry", "definitions", "description",
	"drgElement", "elementCollection", "else", "encapsulatedDecision",
	"encapsulatedLogic", "every", "extensionElements", "filter", "for",
	"formalParameter", "functionDefinition", "functionItem", "group",
	"if", "impactedPerformanceIndicator", "impactingDecision", "import",
	"importedElement", "importedValues", "in", "informationItem",
	"informationRequirement", "input", "inputData", "inputDecision",
	"inputEntry", "inputExpression", "inputValues", "invocation",
	"itemComponent", "itemDefinition", "knowledgeRequirement",
	"knowledgeSource", "list", "literalExpression", "match",
	"organizationUnit", "output", "outputDecision", "outputEntry",
	"outputValues", "owner", "parameter", "parameters",
	"performanceIndicator", "question", "relation", "requiredAuthority",
	"requiredDecision", "requiredInput", "requiredKnowledge", "return",
	"row", "rule", "satisfies", "some", "sourceRef", "supportedObjective",
	"targetRef", "text", "textAnnotation", "then", "type",
	"typeConstraint", "typeRef", "usingProcess", "usingTask", "variable",
};

static int
cmp_name(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool
is_known(const xmlNode *node)
{
	return bsearch(node->name, names, ARRAY_LEN(names), sizeof(names[0]),
	    cmp_name) != NULL;
}

/* The next element of DMN in the order of the file, below top. */
static const xmlNode *
next_node(const xmlNode *node, const xmlNode *top, bool skip)
{
	const xmlNode *next = skip ? NULL : xml_first(node);

	while (next == NULL && node != top) {
		next = xml_next(node);
		node = node->parent;
	}
	return next;
}

void
dmn_read_names(struct dmn_model *m, const xmlNode *root)
{
	const char *ns = (const char *)root->ns->href;
	const xmlNode *node = root;

	while (node != NULL) {
		bool ours = xml_is(node, ns, (const char *)node->name);

		if (ours && !is_known(node))
			dmn_note((struct dmn_where){ .model = m,
			    .line = xml_line(node) }, DMN_WARNING,
			    "dmn.unknown_element",
			    "DMN has no element <%s>: it is passed over",
			    (const char *)node->name);
		node = next_node(node, root, !ours ||
		    xml_is(node, NULL, "extensionElements"));
	}
}
