/*
 * tck.h - values of test cases, between tck_value.c and tck.c.
 */
#ifndef WORKFLOWS_DMN_TCK_H
#define WORKFLOWS_DMN_TCK_H

#include <libxml/tree.h>

#include "workflows/feel/feel.h"

/* What an <inputNode>, <expected>, <component> or <item> holds. */
struct feel_value tck_value(struct arena *a, const xmlNode *node);
/* The same, for a test: numbers within 1e-8, lists in order, contexts by key,
 * Z as +00:00. */
bool	tck_same(struct feel_value expected, struct feel_value got);

#endif
